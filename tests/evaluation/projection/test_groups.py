import numpy as np
import pytest

from labelwise.errors import BadData, BadParameter
from labelwise.evaluation.projection import project_groups
from labelwise.testing.stopping_suite import path
from labelwise.types import History

ROUNDS = 12
N = {"a": 30 * np.arange(1, ROUNDS + 1), "b": 10 * np.arange(1, ROUNDS + 1)}
NAMES = np.repeat(["a", "b"], 300)


def campaign(error_a, error_b, m=300):
    """A reserve of two groups whose errors follow two functions of their own labels."""
    rank = (np.arange(m) + 0.5) / m
    wrong = np.hstack([np.stack([rank < e(k) for k in n]) for e, n in ((error_a, N["a"]), (error_b, N["b"]))])
    labels = N["a"] + N["b"]
    return History(labels, [].__getitem__, np.zeros(2 * m, int), wrong.astype(int), ("right", "wrong"))


def ask(history, more=60, names=NAMES, counts=N, **given):
    return project_groups(history, names, counts, more, rng=np.random.default_rng(0), **given)


def falls(n):
    return 0.05 + 1.5 / (20 + n) ** 0.5


def stays(n):
    return 0.4


def test_size_share_error_and_curve_of_each_group():
    a, b = ask(campaign(falls, stays))
    assert (a.group, a.labels, a.share) == ("a", 360, 0.75) and (b.labels, b.share) == (120, 0.25)
    assert a.now == pytest.approx(falls(360), abs=0.01) and b.now == pytest.approx(0.4, abs=0.01)
    assert a.error.value == pytest.approx(falls(420), abs=0.02)
    assert b.error.value == pytest.approx(0.4, abs=0.03)
    assert a.error.low <= a.error.value <= a.error.high
    assert a.error.metric == "error of a" and a.error.n == 300
    assert a.curve(np.array([420.0]))[0] == a.error.value


def test_few_reserve_labels_are_drawn_to_the_curve_of_all():
    """A group of 12 items that all are right by luck: its projection is not 0."""
    history = campaign(falls, stays)
    said = history.said.copy()
    said[:, -12:] = 0
    names = NAMES.copy().astype("<U3")
    names[-12:] = "few"
    history = History(history.labels, history.probe, history.truth, said, history.classes)
    found = ask(history, names=names, counts={**N, "few": N["b"]})
    few = found[2]
    assert few.now == 0 and 0.05 < few.error.value < 0.35


@pytest.mark.parametrize(
    ("more", "counts", "rounds", "why"),
    [
        (60, {**N, "c": N["b"]}, ROUNDS, "Group c has 0 random reserve labels; a projection needs 10"),
        (121, {**N, "c": N["b"]}, ROUNDS, "more than 120 labels ahead, as many as group b has"),
        (20, {**N, "c": N["b"]}, 8, "needs 9 rounds; there have been 8"),
    ],
)
def test_what_cannot_be_said_is_said_in_words(more, counts, rounds, why):
    full = campaign(falls, stays)
    history = History(full.labels[:rounds], full.probe, full.truth, full.said[:rounds], full.classes)
    found = ask(history, more, counts={g: n[:rounds] for g, n in counts.items()})
    assert any(why in g.error.reason for g in found)
    assert all((g.error.value is None) == (g.curve is None) == bool(g.error.reason) for g in found)
    assert found[2].now is None and found[2].labels == counts["c"][rounds - 1]


def test_sizes_that_do_not_fit_are_refused():
    history = campaign(falls, stays)
    with pytest.raises(BadData, match="5 groups for 600 reserve labels"):
        ask(history, names=NAMES[:5])
    with pytest.raises(BadData, match="no counts for b"):
        ask(history, counts={"a": N["a"]})
    with pytest.raises(BadData, match="counts of b are not of 12 rounds"):
        ask(history, counts={"a": N["a"], "b": N["b"][:3]})
    with pytest.raises(BadData, match="about numbers"):
        ask(path([0.5] * 9, numbers=True), names=np.repeat(["a"], 200), counts={"a": np.arange(9)})


@pytest.mark.parametrize("given", [{"more": 0}, {"more": 1.5}, {"level": 1.0}])
def test_bad_values_are_refused(given):
    with pytest.raises(BadParameter, match=f"project_groups: {next(iter(given))} is"):
        ask(campaign(falls, stays), **given)


def test_the_same_generator_says_the_same():
    history = campaign(falls, stays)
    assert [g.error for g in ask(history)] == [g.error for g in ask(history)]
