"""Modules that need an extra."""

import sys

import pytest

from labelwise.errors import MissingExtra
from labelwise.learners.extras import needing_torch


def test_a_missing_torch_is_named_and_other_errors_are_not_hidden(monkeypatch):
    assert needing_torch("learners.deep").__name__ == "labelwise.learners.deep"
    with pytest.raises(ModuleNotFoundError, match=r"no_such"):
        needing_torch("learners.no_such")
    monkeypatch.delitem(sys.modules, "labelwise.learners.deep.gradients", raising=False)
    monkeypatch.setitem(sys.modules, "torch", None)
    with pytest.raises(MissingExtra, match=r"pip install 'labelwise\[torch\]'"):
        needing_torch("learners.deep.gradients")
