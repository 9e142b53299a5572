import numpy as np
import pytest

from labelwise.strategy import View
from labelwise.testing.examples import METHODS, MODES, arrays, pieces, strategy_for, view


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize("size", [1, 2, 40])
def test_the_arrays_make_a_view(size, mode):
    assert View(arrays=arrays(size, mode=mode)).size == size


def test_the_modes_are_what_they_say():
    count = [len(np.unique(arrays(40, mode=m)["embedding"], axis=0)) for m in MODES]
    assert count == [40, 10, 1]
    assert len(np.unique(arrays(40, seed=1)["embedding"] == arrays(40)["embedding"])) == 1


def test_some_rows_are_taken():
    assert (view().labelled.tolist(), view().pending.tolist(), view().classes) == ([0, 1, 2], [3], 3)


@pytest.mark.parametrize("family", METHODS)
def test_every_piece_of_a_family_is_found(family):
    found = pieces(family)
    assert all(type(piece).__name__ == name for name, piece in found.items())
    expected = {
        "candidates": "Open",
        "representations": "Gradient",
        "selectors": "KCenter",
        "policies": "Auto",
        "streams": "Vessal",
        "tasks.forms": "YesNo",
        "annotators": "LabelMinority",
        "evaluation.stopping": "Confirmed",
    }
    assert expected[family] in found


def test_a_selector_gets_what_it_takes():
    for selector in pieces("selectors").values():
        strategy = strategy_for(selector)
        assert (strategy.measure is not None) == ("score" in selector.takes)
