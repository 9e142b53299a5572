"""A family finds its own files, and no name of a file hides the piece in it."""

import importlib
import sys

import pytest

from labelwise import measures
from labelwise.families import members


def test_a_new_file_is_found_without_editing_a_list(tmp_path, monkeypatch):
    folder = tmp_path / "gadgets"
    folder.mkdir()
    (folder / "__init__.py").write_text("")
    (folder / "spin.py").write_text("__all__ = ['spin']\ndef spin(): return 1\ndef hidden(): return 2\n")
    monkeypatch.syspath_prepend(tmp_path)
    package = importlib.import_module("gadgets")
    found = members("gadgets", package.__path__)
    assert list(found) == ["spin"]
    assert found["spin"]() == 1
    for name in [n for n in sys.modules if n.startswith("gadgets")]:
        monkeypatch.delitem(sys.modules, name)


def test_the_function_stays_in_front_of_its_module():
    importlib.import_module("labelwise.measures.margin")
    assert callable(measures.margin)
    assert "margin" in measures.__all__


@pytest.mark.parametrize("family", ["measures", "representations", "candidates", "selectors", "policies"])
def test_an_unknown_name_lists_the_known(family):
    module = importlib.import_module(f"labelwise.{family}")
    with pytest.raises(AttributeError, match=module.__all__[-1]):
        module.nothing  # noqa: B018
