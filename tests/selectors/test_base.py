import numpy as np
import pytest

from labelwise.errors import BadParameter
from labelwise.selectors import Picker, Quota, TopK
from labelwise.selectors.base import begin, part, plain, points_of, under
from labelwise.types import Slate


def slate(n=2, size=4):
    score = np.arange(size, dtype=float)
    return Slate(np.arange(size), n, np.random.default_rng(0), np.full(size, -1), np.ones(size), score=score)


class Once:
    def __init__(self, order):
        self.order = order

    def __repr__(self):
        return "Once"

    def choose(self, slate):
        return self.order


class Counting:
    """Keeps how often it was started, and how much it picked."""

    stateful = True

    def start(self, slate, state):
        kept = {"starts": state.get("starts", 0) + 1, "picks": state.get("picks", 0)}

        class Run:
            def scores(self):
                return slate.score

            def add(self, i):
                kept["picks"] += 1

        return Run(), kept


def test_a_one_shot_selector_picks_in_its_order():
    made = Picker(slate(), Once([3, 0, 1])).fill().selection()
    assert made.indices.tolist() == [3, 0]


def test_one_that_chooses_too_few_says_so():
    made = Picker(slate(3), Once([2])).fill().selection()
    assert made.indices.tolist() == [2]
    assert "offers no more" in made.short


@pytest.mark.parametrize(
    "order", [[4], [-1], [0.0, 1.0], None, "01", [True, False], [[0]], {0: 1}, np.array([0.5])]
)
def test_positions_that_cannot_be_are_refused(order):
    with pytest.raises(
        BadParameter, match=r"Once.* chose .*whole positions from 0 to 3.*not rows of the pool"
    ):
        Picker(slate(), Once(order))


def test_a_position_twice_is_refused():
    with pytest.raises(
        BadParameter, match=r"chose \[0, 2, 0\], one of them twice.*return each candidate once"
    ):
        Picker(slate(), Once([0, 2, 0]))


def test_a_one_shot_choice_that_a_wrapper_bars_is_passed_over():
    """One list for the whole batch, and a quota around it: what is full is skipped, nothing comes twice."""
    made = slate(n=3)
    made.group = np.array([0, 0, 1, 1])
    picks = Picker(made, Quota(Once([1, 0, 3, 2]), each=1)).fill().selection()
    assert picks.indices.tolist() == [1, 3]
    assert "2 of 3" in picks.short and "barred by Quota" in picks.short


def test_what_is_no_selector_is_refused():
    with pytest.raises(BadParameter, match=r"start\(slate\) or choose\(slate\)"):
        begin(object(), slate())


def test_state_goes_in_and_comes_out_under_its_prefix():
    first = Picker(slate(), Counting()).fill().selection()
    assert first.state == {"selector.starts": 1, "selector.picks": 2}
    second = Picker(slate(), Counting(), state={**first.state, "measure.u": 5}).fill().selection()
    assert second.state == {"measure.u": 5, "selector.starts": 2, "selector.picks": 4}


def test_state_survives_an_empty_batch():
    kept = {"selector.starts": 3, "selector.picks": 4}
    assert Picker(slate(0), Counting(), state=kept).fill().selection().state == kept


def test_parts_of_a_flat_state():
    state = under("a", {"x": 1}) | under("b", {"x": 2})
    assert (part(state, "a"), part(state, "b"), part(None, "a")) == ({"x": 1}, {"x": 2}, {})


def test_points_that_are_missing():
    with pytest.raises(BadParameter, match="give the strategy a representation"):
        points_of(slate(), TopK())


def test_a_state_from_a_file_is_plain_again():
    made = plain({"a": np.array(3), "b": np.array("x"), "c": np.arange(2), "d": 1.5})
    assert type(made["a"]) is int and made["b"] == "x" and made["c"].tolist() == [0, 1] and made["d"] == 1.5
