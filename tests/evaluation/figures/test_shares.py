import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from labelwise.errors import BadData
from labelwise.evaluation.figures import group_curves, group_shares, label_evenness, wilson
from labelwise.types import History


@given(st.lists(st.sampled_from("abc"), min_size=20, max_size=80))
def test_shares_sum_to_one(asked):
    found = group_shares(asked, list("aabbbc") * 30)
    for shares in found.picture.series.values():
        assert shares.sum() == pytest.approx(1)
    assert 0 <= found.value <= 1


def test_a_group_that_is_never_asked_is_named_and_chance_is_not():
    pool = np.repeat(["a", "b"], [800, 200])
    never = group_shares(np.repeat("a", 60), pool)
    assert never.warn and never.sentence.startswith("Hardly any question is of b.")
    assert never.value == pytest.approx(0.2)
    rng, alarms = np.random.default_rng(0), 0
    for _ in range(300):
        alarms += group_shares(rng.choice(pool, 60, replace=False), pool).warn
    assert alarms <= 0.05 * 300


def test_few_questions_say_nothing_and_unknown_groups_are_named():
    assert group_shares(["a"] * 19, ["a", "b"]).value is None
    with pytest.raises(BadData, match="'z'"):
        group_shares(["z"] * 30, ["a", "b"])


def history(said):
    m = said.shape[1]
    return History(np.arange(1, len(said) + 1) * 20, [].__getitem__, np.zeros(m, int), said, ("a", "b"))


def test_curves_of_groups_are_their_accuracies():
    rng = np.random.default_rng(0)
    said = (rng.uniform(size=(3, 100)) < 0.3).astype(int)
    groups = np.repeat(["x", "y", "few"], [40, 55, 5])
    found = group_curves(history(said), groups)
    assert set(found.picture.series) == {"x", "y"}
    right = (said == 0)[:, :40]
    np.testing.assert_allclose(found.picture.series["x"], right.mean(axis=1))
    low, high = wilson(right.sum(axis=1), 40)
    np.testing.assert_allclose(found.picture.low["x"], low)
    np.testing.assert_allclose(found.picture.high["x"], high)
    assert found.value == pytest.approx(abs(np.diff([s[-1] for s in found.picture.series.values()])[0]))


def test_groups_apart_are_seen_and_chance_is_not():
    apart = np.zeros((2, 200), int)
    apart[:, 100:160] = 1
    groups = np.repeat(["x", "y"], 100)
    assert group_curves(history(apart), groups).warn
    rng, alarms = np.random.default_rng(0), 0
    for _ in range(300):
        alarms += group_curves(history((rng.uniform(size=(1, 200)) < 0.2).astype(int)), groups).warn
    assert alarms <= 0.05 * 300


def test_one_group_says_nothing():
    assert group_curves(history(np.zeros((2, 40), int)), np.repeat("x", 40)).value is None
    with pytest.raises(BadData, match="3 groups for 40"):
        group_curves(history(np.zeros((2, 40), int)), ["x"] * 3)


def test_evenness_is_entropy_over_that_of_an_even_spread():
    seen = np.array([[0, 0, 0], [4, 0, 0], [4, 4, 0], [4, 4, 4]])
    found = label_evenness(seen, ("a", "b", "c"))
    expected = [0, 0, np.log(2) / np.log(3), 1]
    np.testing.assert_allclose(found.picture.series["evenness"], expected)
    assert found.value == pytest.approx(1) and not found.warn
    missing = label_evenness(seen[:3], ("a", "b", "c"))
    assert missing.warn and missing.sentence.endswith("There is none of c.")
    assert label_evenness(seen[:1], ("a", "b", "c")).value is None
