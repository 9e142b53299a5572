import numpy as np
import pytest

from labelwise.errors import BadParameter
from labelwise.selectors import KMeansNearest, Picker, Quota, Random, Shares, TopK, Wrapped
from labelwise.selectors.wrapper import groups
from labelwise.testing.examples import strategy_for, view
from labelwise.types import Slate


def slate(**more):
    return Slate(np.arange(4), 2, np.random.default_rng(0), np.full(4, -1), np.ones(4), **more)


def test_a_wrapper_is_what_its_selector_is():
    assert (Quota(Random()).pick, Quota(TopK()).pick) == ("sample", "max")
    assert (Quota(TopK()).takes, Quota(TopK()).title) == (("score",), "top-k")
    assert Quota(Quota(TopK(), by="domain"), by="predicted").needs == ("domain", "predicted")


def test_one_shot_selectors_can_be_wrapped():
    made = strategy_for(Quota(KMeansNearest(), each=2)).select(view(), 6, np.random.default_rng(0))
    assert np.bincount(made.indices % 3).tolist() == [2, 2, 2]


def test_wrappers_nest():
    selector = Quota(Shares(TopK(), {0: 0.5}), each=1, by="domain")
    made = strategy_for(selector).select(view(), 6, np.random.default_rng(0))
    assert len(made) == 2
    assert "barred" in made.short


def test_state_passes_through():
    class Counting:
        stateful = True

        def start(self, slate, state):
            kept = {"n": state.get("n", 0) + 1}
            return TopK().start(slate), kept

    picker = Picker(
        slate(score=np.arange(4.0), group=np.zeros(4)), Quota(Counting(), each=4), state={"selector.n": 4}
    )
    assert picker.fill().selection().state == {"selector.n": 5}


def test_a_group_that_nobody_gives():
    with pytest.raises(BadParameter, match="pass group="):
        groups(slate(), "group")


def test_an_unknown_member_of_the_inner_run():
    run = Wrapped(TopK().start(slate(score=np.ones(4))))
    assert run.static is True
    with pytest.raises(AttributeError):
        run.nothing  # noqa: B018
