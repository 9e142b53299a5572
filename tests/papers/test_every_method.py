"""Every named method keeps the whole contract of strategies, on the small pools of the suites."""

from __future__ import annotations

import pytest

from labelwise.papers import methods
from labelwise.testing import check_strategy

SLOW = {"seedal"}
"""Integer programs: seconds a method."""


@pytest.mark.parametrize(
    "name", [pytest.param(m, marks=pytest.mark.slow) if m in SLOW else m for m in methods()]
)
def test_contract(name):
    check_strategy(methods()[name].strategy())
