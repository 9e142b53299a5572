"""S060: greedy error decay gives every group its share of the labels."""

from __future__ import annotations

import numpy as np
import pytest

import labelwise as lw
from labelwise.measures import least_confidence
from labelwise.representations import Groups
from labelwise.selectors import ConcaveCover, Learned
from labelwise.selectors.decay import Decay
from labelwise.strategy import Strategy, View
from labelwise.types import Ragged


def pool(*sizes):
    return np.repeat([chr(97 + g) for g in range(len(sizes))], sizes)


def allocated(group, curve, n, seed=0):
    """Share of the picks in each group."""
    strategy = Strategy(representation=Groups(), selector=ConcaveCover(curve))
    made = strategy.select(View(arrays={"group": group}), n, np.random.default_rng(seed))
    names = np.unique(group)
    return np.array([(group[made.indices] == name).mean() for name in names])


def optimum(worth):
    """For errors a / sqrt(n) the best n_g are in proportion to (mass_g a_g) ** (2 / 3)."""
    share = np.asarray(worth, dtype=float) ** (2 / 3)
    return share / share.sum()


@pytest.mark.parametrize("worth", [(6, 2, 1), (5, 2, 1)])
def test_allocation_is_within_0_005_of_the_analytic_optimum(worth):
    """Once by the masses of the groups under one curve, once by their curves under equal masses."""
    best = optimum(worth)
    by_mass = allocated(pool(*(500 * w for w in worth)), Decay(((1.0, 0.5),), 0.5), 800)
    np.testing.assert_allclose(by_mass, best, atol=0.005)
    curves = {f"group={name}": Decay(((float(w), 0.5),), 0.5) for name, w in zip("abc", worth, strict=True)}
    np.testing.assert_allclose(allocated(pool(900, 900, 900), curves, 800), best, atol=0.005)


def test_the_optimum_is_the_one_of_the_total_error():
    """Negative control of the formula: no shift of 2% between two groups lowers the total error."""
    worth, n = np.array([6.0, 2, 1]), 800 * optimum((6, 2, 1))
    total = (worth / np.sqrt(n)).sum()
    for i, j in ((0, 1), (1, 0), (0, 2), (2, 0), (1, 2), (2, 1)):
        moved = n + 16 * (np.eye(3)[i] - np.eye(3)[j])
        assert (worth / np.sqrt(moved)).sum() > total


def test_a_group_that_is_noise_gets_nothing_where_uncertainty_goes_on_asking():
    group = pool(300, 300)
    curves = {"group=a": Decay(((1.0, 0.5),)), "group=b": Decay((), floor=0.5)}
    assert allocated(group, curves, 100).tolist() == [1, 0]
    proba = np.where((group == "b")[:, None], [0.5, 0.5], [0.8, 0.2])
    unsure = lw.query("margin", 100, proba=proba, rng=0)
    assert (group[unsure.indices] == "b").all()


def play(error, rows, rounds=8, batch=40, seed=0):
    """Two groups of one size: the error of a falls with its labels, that of b is noise. Where picks go."""
    group, rng = pool(400, 400), np.random.default_rng(seed)
    labels, state, shares, before = np.full(800, -1), None, [], None
    strategy = Strategy(representation=Groups(), selector=ConcaveCover(Learned(error, rows=rows)))
    for _ in range(rounds):
        n = np.array([((group == g) & (labels >= 0)).sum() for g in "ab"])
        wrong = np.where(group == "a", 0.8 / np.sqrt(1 + n[0] / 4), 0.4) * rng.uniform(0.9, 1.1, 800)
        proba = np.stack([1 - wrong, wrong], axis=1)
        proba = np.where((proba[:, :1] < proba[:, 1:]), proba[:, ::-1], proba)
        view = View(
            arrays={
                "group": group,
                "wrong": wrong,
                "proba": proba,
                "previous_proba": proba if before is None else before,
            },
            labels=labels,
        )
        made = strategy.select(view, batch, rng, None, state)
        state, before, labels = made.state, proba, labels.copy()
        labels[made.indices] = 0
        shares.append(float((group[made.indices] == "a").mean()))
    return shares


def missed(wrong):
    """The error a validation set would show."""
    return wrong


def test_curves_are_learned_from_the_errors_of_past_rounds():
    """The group whose error falls gets most labels, though its error is soon the smaller one."""
    shares = play(missed, "labelled")
    assert np.mean(shares[4:]) > 0.8


def test_mean_uncertainty_stands_in_for_the_error():
    assert np.mean(play(least_confidence, "all")[4:]) > 0.8


def changed(proba, previous_proba):
    """How much a model's prediction differs from that of the one before."""
    return np.abs(proba - previous_proba).sum(axis=1) / 2


def test_change_of_predictions_stands_in_for_the_error():
    """b's predictions only jitter, a's move while it learns."""
    assert np.mean(play(changed, "all")[5:]) > 0.8


def test_words_of_a_sentence_count_one_by_one():
    """Three words that nothing labelled holds go before a word that is in every sentence three times."""
    words = Ragged(np.array([*["the"] * 60, "rare", "words", "here"]), 3 * np.arange(22))
    strategy = Strategy(representation=Groups(("words",)), selector=ConcaveCover())
    view = View.from_arrays(words=words, labelled=list(range(12)), y=[0] * 12)
    made = strategy.select(view, 1, np.random.default_rng(0))
    assert made.indices.tolist() == [20]
    each = 1 / 63 * (1 - 2**-0.5)  # the mass of a word and the fall of its error by the first label
    assert made.scores.tolist() == pytest.approx([3 * each])


def test_by_name():
    rng = np.random.default_rng(0)
    made = lw.query(
        "edg", 20, proba=rng.dirichlet(np.ones(3), 100), embedding=rng.normal(size=(100, 3)), rng=0
    )
    assert len(set(made.indices.tolist())) == 20
    assert set(made.state) == {"selector.names", "selector.n", "selector.e"}
