import numpy as np
import pytest

from labelwise.errors import BadParameter
from labelwise.measures import least_confidence
from labelwise.representations import Groups
from labelwise.selectors import ConcaveCover, Learned, Picker
from labelwise.selectors.decay import Decay
from labelwise.strategy import Strategy, View
from labelwise.types import Incidence, Slate

GROUP = np.repeat(["a", "b", "c"], [4, 3, 2])


def doubt(doubts):
    return doubts


def strategy(**how):
    return Strategy(representation=Groups(), selector=ConcaveCover(Learned(doubt, **how)))


def view(a=0.4, b=0.2, c=0.1, labelled=(), group=GROUP):
    level = {"a": a, "b": b, "c": c, "d": 0.3}
    doubts = np.array([level[g] for g in group])
    return View.from_arrays(doubts=doubts, group=group, labelled=list(labelled), y=[0] * len(labelled))


def select(how, looked, state=None, n=2):
    return how.select(looked, n, np.random.default_rng(0), None, state)


def test_labels_and_errors_of_each_group_are_kept_round_by_round():
    state = select(strategy(), view()).state
    state = select(strategy(), view(a=0.3, labelled=[0, 1, 4]), state).state
    assert state["selector.names"].tolist() == ["group=a", "group=b", "group=c"]
    np.testing.assert_allclose(state["selector.n"], [[0, 0, 0], [2, 1, 0]])
    np.testing.assert_allclose(state["selector.e"], [[0.4, 0.2, 0.1], [0.3, 0.2, 0.1]])


def test_over_labelled_rows_a_group_without_any_has_no_error_yet():
    state = select(strategy(rows="labelled"), view(labelled=[0, 4])).state
    np.testing.assert_allclose(state["selector.e"], [[0.4, 0.2, np.nan]])
    blind = select(strategy(rows="labelled"), view())
    assert np.isnan(blind.state["selector.e"]).all() and len(blind) == 2


def test_a_pool_that_grew_keeps_what_was_seen_of_each_group():
    """A new group sorts between the old ones."""
    state = select(strategy(), view(group=np.array(["a", "a", "c"]))).state
    grown = select(strategy(), view(group=np.array(["a", "a", "c", "b", "d"])), state).state
    assert grown["selector.names"].tolist() == ["group=a", "group=b", "group=c", "group=d"]
    np.testing.assert_allclose(grown["selector.e"][0], [0.4, np.nan, 0.1, np.nan])


def test_no_more_than_thirty_rounds_are_kept():
    state = None
    for _ in range(35):
        state = select(strategy(), view(), state).state
    assert state["selector.e"].shape == (30, 3)


def test_few_rounds_scale_the_common_curve_and_more_give_an_own_one():
    n, steps = np.array([[0.0, 0], [4, 4], [16, 16], [64, 64]]), Decay(((1.0, 0.5),), 1.0)
    e = np.stack([steps(n[:, 0]), 0.25 * steps(n[:, 1])], axis=1)
    scaled = Learned(doubt, own=5)._curves(n, e)
    np.testing.assert_allclose(scaled[0](n[:, 0]) / scaled[1](n[:, 1]), 4)
    own = Learned(doubt, own=4)._curves(n, e)
    np.testing.assert_allclose(own[0](n[:, 0]), e[:, 0], atol=1e-6)
    np.testing.assert_allclose(own[1](n[:, 1]), e[:, 1], atol=1e-6)


def test_picks_go_where_the_error_is():
    made = select(strategy(), view(a=0.0, b=0.5, c=0.0), n=3)
    assert sorted(made.indices.tolist()) == [4, 5, 6]


def test_needs_and_groups_without_names():
    assert ConcaveCover(Learned(least_confidence)).needs == ("proba",)
    assert strategy().needs == ("group", "doubts")
    bare = Slate(
        np.arange(2), 1, np.random.default_rng(0), np.full(2, -1), np.ones(2), points=Incidence(np.eye(2))
    )
    with pytest.raises(BadParameter, match="groups without names"):
        Picker(bare, ConcaveCover(Learned(doubt)))
