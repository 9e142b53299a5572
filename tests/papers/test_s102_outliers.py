"""S102: strategies collect items that nobody can learn; without these active learning is itself again."""

from __future__ import annotations

import numpy as np
import pytest
from sklearn.datasets import load_digits
from sklearn.linear_model import LogisticRegression, SGDClassifier

import labelwise as lw
from labelwise.candidates import Learnable
from labelwise.evaluation.diagnostics import acquisition_profile, dataset_map
from labelwise.learners import RecordedLearner, SklearnLearner
from labelwise.measures import entropy
from labelwise.types import Targets, Training

X, Y = load_digits(return_X_y=True)
X = X / 16
DIGITS, STRANGE = 1200, 400


def world(seed):
    """Digits and a quarter of noise images whose labels are random: (pool, labels, strange, test)."""
    rng = np.random.default_rng(seed)
    order = rng.permutation(len(X))
    mine, test = order[:DIGITS], order[DIGITS:]
    x = np.vstack([X[mine], rng.uniform(0, 1, (STRANGE, 64))])
    y = np.r_[Y[mine], rng.integers(0, 10, STRANGE)]
    return x, y, np.arange(len(x)) >= DIGITS, (X[test], Y[test])


def trained(learner, x, y, rows, seed=0):
    rows = np.sort(rows)
    targets = Targets(rows, y[rows], "hard", np.ones(len(rows)))
    data = Training(lambda r: x[r], rows, targets, tuple(range(10)))
    return learner.fit(data, np.random.default_rng(seed))


SGD = RecordedLearner(SGDClassifier(loss="log_loss", alpha=1e-3), 10)
LINE = SklearnLearner(LogisticRegression(max_iter=3000))


def mapped(x, y, seed=0):
    """The map of the whole pool, all labels known, as in the paper."""
    return dataset_map(trained(SGD, x, y, np.arange(len(x)), seed).dynamics(x), y)


def run(x, y, test, strategy, seed, budget=300, batch=20):
    """Accuracy after each batch, and the rows asked; a strategy may read the dynamics of what is labelled."""
    rng = np.random.default_rng(seed)
    rows, found = rng.choice(len(x), batch, replace=False), []
    while True:
        model = trained(LINE, x, y, rows)
        found.append((model.proba(test[0]).argmax(axis=1) == test[1]).mean())
        if len(rows) >= budget:
            return np.array(found), rows
        arrays = {"embedding": x} if strategy != "entropy" else {"proba": model.proba(x)}
        if isinstance(strategy, lw.Strategy):
            arrays |= {"proba": model.proba(x), "dynamics": trained(SGD, x, y, rows).dynamics(x)}
        picks = lw.query(strategy, batch, labelled=rows, y=y[rows], rng=rng, **arrays)
        rows = np.concatenate([rows, picks.indices])


def test_a_matrix_written_by_hand():
    told = np.array([[0.9, 0.2, 0.5, 0.0], [0.7, 0.4, 0.5, 0.2]])
    made = dataset_map(told, np.zeros(4, int))
    np.testing.assert_allclose(made.confidence, [0.8, 0.3, 0.5, 0.1])
    np.testing.assert_allclose(made.variability, [0.1, 0.1, 0.0, 0.1])
    assert made.region.tolist() == ["easy", "hard", "medium", "impossible"]
    assert made.correctness.tolist() == [1.0, 0.0, 1.0, 0.0]
    assert made.kept(0.5).tolist() == [0, 2] and made.kept(0.5, by="product").tolist() == [0, 1]


def test_noise_with_random_labels_is_not_learned_and_digits_are():
    x, y, strange, _ = world(0)
    impossible = mapped(x, y).region == "impossible"
    assert impossible[strange].mean() > 0.5 and impossible[~strange].mean() < 0.05


@pytest.mark.slow
def test_entropy_collects_them_and_recovers_without_them():
    """Over all labels and at the last ones; the paper speaks of the last."""
    last, impossible = {}, []
    for seed in range(4):
        x, y, _, test = world(seed)
        made = mapped(x, y)
        kept = made.kept(0.75)
        for name in ("random", "entropy"):
            whole, rows = run(x, y, test, name, seed)
            clean, _ = run(x[kept], y[kept], test, name, seed)
            last.setdefault(name, []).append((whole[-1], clean[-1], whole.mean(), clean.mean()))
            impossible.append((name, made.shares(rows[20:])[3]))
        asked = {"entropy": rows[20:]}
        against = np.setdiff1d(np.random.default_rng(seed).permutation(len(x))[:200], rows)
        assert acquisition_profile(made, asked, against).warn
    share = {name: np.mean([s for n, s in impossible if n == name]) for name in ("random", "entropy")}
    assert share["entropy"] > 1.5 * share["random"]
    whole, clean, height, clean_height = (np.array([last["entropy"], last["random"]]).mean(axis=1)).T
    assert whole[0] < whole[1] and height[0] < height[1]  # worse than random among outliers
    assert clean[0] > clean[1] + 0.01  # better without them
    assert height[1] - height[0] > clean_height[1] - clean_height[0]


def satimage(data_dir, seed):
    """3000 items to choose from and 2000 to judge on, standardised; no outliers planted."""
    table = np.loadtxt(data_dir / "tabular_classification" / "satimage.tsv.gz", delimiter="\t", skiprows=1)
    x, y = table[:, :-1], np.unique(table[:, -1], return_inverse=True)[1]
    x = (x - x.mean(axis=0)) / x.std(axis=0)
    order = np.random.default_rng(seed).permutation(len(x))
    return x[order[:3000]], y[order[:3000]], (x[order[3000:5000]], y[order[3000:5000]])


@pytest.mark.slow
def test_on_satellite_images_as_they_are_entropy_recovers_too(data_dir):
    """Items of mixed land are impossible for a linear model; a tenth of all items makes the difference."""
    gap = []
    for seed in range(3):
        x, y, test = satimage(data_dir, seed)
        kept = mapped(x, y, seed).kept(0.9)
        ends = [
            run(xs, ys, test, name, seed, budget=400)[0][-1]
            for xs, ys in ((x, y), (x[kept], y[kept]))
            for name in ("entropy", "random")
        ]
        gap.append((ends[0] - ends[1], ends[2] - ends[3]))
    before, after = np.mean(gap, axis=0)
    assert before < 0 < after


@pytest.mark.slow
def test_a_filter_that_knows_only_the_labels_of_the_campaign_keeps_most_of_them_out():
    """The map is drawn of labelled items and carried to their neighbours: entropy among learnable items."""
    last, odd = [], []
    for seed in range(3):
        x, y, strange, test = world(seed)
        filtered = lw.Strategy(candidates=Learnable(0.6, k=5, least=40), measure=entropy)
        plain, with_filter = run(x, y, test, "entropy", seed), run(x, y, test, filtered, seed)
        last.append((plain[0][-1], with_filter[0][-1]))
        odd.append((strange[plain[1]].mean(), strange[with_filter[1]].mean()))
    assert np.mean(odd, axis=0)[1] < 0.7 * np.mean(odd, axis=0)[0]
    assert np.mean(last, axis=0)[1] > np.mean(last, axis=0)[0]
