"""S045: in high dimension even the margin to the true border picks worse than chance."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.special import expit
from sklearn.linear_model import LogisticRegression

import labelwise as lw
from labelwise.evaluation.diagnostics import (
    active_against_random,
    judge_of,
    oracle_margin,
    win_probability,
)
from labelwise.learners import SklearnLearner
from labelwise.policies import LabelsPerDimension, Switch
from labelwise.selectors import Random

POOL, TEST, SEED_LABELS, BATCH, BUDGET = 3000, 1000, 10, 10, 60
RANDOM, ORACLE = lw.Strategy(selector=Random()), lw.Strategy(measure=oracle_margin)
LABELS = np.arange(SEED_LABELS, BUDGET + 1, BATCH)


def drawn(dimensions, separation, size, rng):
    """Two classes without noise, apart on the first axis: label times |N(separation, 1)|."""
    y = rng.integers(0, 2, size)
    x = rng.normal(size=(size, dimensions))
    x[:, 0] = (2 * y - 1) * np.abs(rng.normal(separation, 1, size))
    return x, y


def first_labels(y, rng):
    while len(set(y[rows := rng.choice(len(y), SEED_LABELS, replace=False)])) < 2:
        continue
    return rows


def curve(x, y, test, strategy, seed):
    """Accuracy at 10, 20, ... 60 labels; the margin to the true border is read from ``oracle_proba``."""
    rng = np.random.default_rng(seed)
    rows, found = first_labels(y, rng), []
    chosen = ORACLE if strategy == "oracle-margin" else strategy
    truth = expit(np.column_stack([-x[:, 0], x[:, 0]]))
    while True:
        model = LogisticRegression(C=1e4, max_iter=2000).fit(x[rows], y[rows])
        found.append(model.score(*test))
        if len(rows) >= BUDGET:
            return np.array(found), rows
        arrays = {"oracle_proba": truth} if strategy == "oracle-margin" else {"proba": model.predict_proba(x)}
        arrays = {} if strategy == "random" else arrays
        base = {"embedding": x[:, :1]} if strategy == "random" else {}
        picks = lw.query(chosen, BATCH, labelled=rows, y=y[rows], rng=seed, **arrays, **base)
        rows = np.concatenate([rows, picks.indices])


def curves(dimensions, separation, seeds, names):
    made = {name: [] for name in names}
    for seed in range(seeds):
        rng = np.random.default_rng([seed, dimensions])
        (x, y), test = drawn(dimensions, separation, POOL, rng), drawn(dimensions, separation, TEST, rng)
        for name in names:
            made[name].append(curve(x, y, test, name, seed)[0])
    return {name: np.array(paths) for name, paths in made.items()}


def test_the_oracle_margin_is_the_true_distance():
    x = np.random.default_rng(0).normal(size=(200, 3))
    truth = expit(np.column_stack([-x[:, 0], x[:, 0]]))
    picks = lw.query(lw.Strategy(measure=oracle_margin), 20, oracle_proba=truth, rng=0).indices
    assert picks.tolist() == np.argsort(abs(x[:, 0]))[:20].tolist()


@pytest.mark.slow
def test_the_sign_flips_with_the_dimension():
    """The oracle is far worse than chance in 1000 dimensions, better in 20; the model's own is neither."""
    high = curves(1000, 2, 8, ("random", "oracle-margin", "margin"))
    low = curves(20, 2, 8, ("random", "oracle-margin"))
    last = {name: paths[:, -1].mean() for name, paths in high.items()}
    assert last["oracle-margin"] < last["random"] - 0.15
    assert abs(last["margin"] - last["random"]) < 0.05
    assert low["oracle-margin"][:, -1].mean() > low["random"][:, -1].mean() + 0.01
    tiny = curves(2, 2, 8, ("random", "oracle-margin"))
    warned = win_probability(LABELS, high["oracle-margin"], high["random"], name="oracle-margin")
    assert warned.warn and warned.value == 1.0 and "Choose at random" in warned.sentence
    assert not win_probability(LABELS, tiny["oracle-margin"], tiny["random"]).warn
    over = win_probability(LABELS, low["oracle-margin"], low["random"]).picture.series["random is better"]
    assert over[1] > 0.8 and over[-1] < 0.2  # with 20 labels for 20 dimensions it loses, with 60 it wins


@pytest.mark.slow
def test_the_loss_grows_with_the_dimension():
    gap = {}
    for d in (100, 1000):
        made = curves(d, 2, 5, ("random", "oracle-margin"))
        gap[d] = (made["random"] - made["oracle-margin"])[:, -1].mean()
    assert gap[1000] > gap[100] > 0


def one_campaign(dimensions, strategy, seed):
    """The warning of one running campaign, which knows only its own 60 labels and 100 random ones."""
    rng = np.random.default_rng([seed, dimensions])
    (x, y), test = drawn(dimensions, 2, POOL, rng), drawn(dimensions, 2, 200, rng)
    reserve = np.arange(POOL - 100, POOL)
    open_side = np.arange(POOL - 100)
    rows = curve(x[open_side], y[open_side], test, strategy, seed)[1]
    judge = judge_of(SklearnLearner(LogisticRegression(C=1e4, max_iter=2000)), x, y, 2)
    return active_against_random(judge, y, rows, reserve, dimensions=dimensions)


@pytest.mark.slow
def test_one_campaign_notices_it_from_its_reserve():
    bad = [one_campaign(1000, "oracle-margin", seed) for seed in range(8)]
    assert np.mean([f.warn for f in bad]) >= 0.5 and np.mean([f.value for f in bad]) < -0.15
    assert all("more columns (1000) than labels (60)" in f.sentence for f in bad if f.warn)
    good = [one_campaign(20, "oracle-margin", seed) for seed in range(8)]
    assert not any(f.warn for f in good)


def switched(ratio):
    """Random, then the margin to the true border once there are so many labels per dimension."""
    return Switch(RANDOM, ORACLE, LabelsPerDimension(ratio))


def truth_known(strategy, seed, dimensions=20, budget=150):
    """Accuracy at 10, 30, ... labels where the probabilities by the true border are known to whoever asks."""
    rng = np.random.default_rng([seed, dimensions])
    (x, y), test = drawn(dimensions, 2, POOL, rng), drawn(dimensions, 2, TEST, rng)
    rng, found = np.random.default_rng(seed), []
    arrays = {"oracle_proba": expit(np.column_stack([-x[:, 0], x[:, 0]])), "embedding": x}
    rows = first_labels(y, rng)
    while True:
        found.append(LogisticRegression(C=1e4, max_iter=2000).fit(x[rows], y[rows]).score(*test))
        if len(rows) >= budget:
            return np.array(found)
        made = lw.query(strategy, 2 * BATCH, labelled=rows, y=y[rows], rng=seed, **arrays)
        rows = np.concatenate([rows, made.indices])


def test_random_until_there_are_labels_for_the_dimensions():
    """20 dimensions, 10 to 150 labels: the true margin loses more from the start than after the switch."""
    found = {
        name: np.mean([truth_known(strategy, seed) for seed in range(3)], axis=0)
        for name, strategy in {"random": RANDOM, "oracle": ORACLE, "switch": switched(3)}.items()
    }
    loss = {name: (found["random"] - found[name]).max() for name in ("oracle", "switch")}
    assert loss["oracle"] > 0.08 and loss["switch"] < loss["oracle"] - 0.04, loss
    np.testing.assert_array_equal(found["switch"][:4], found["random"][:4])
    assert found["switch"][-1] > found["random"][-1] + 0.015


def test_by_name_margin_with_a_random_tenth_follows_random():
    rng = np.random.default_rng(0)
    arrays = {"proba": rng.dirichlet(np.ones(2), 200), "embedding": rng.normal(size=(200, 50)), "rng": 0}
    for labels, reasons in ((4, {"first: random"}), (5, {"then: margin", "then: random"})):
        known = np.arange(labels)
        made = lw.query("random-then-margin", 60, labelled=known, y=known % 2, **arrays)
        assert set(made.why) == reasons
        assert (made.p > 0).all()


@pytest.mark.slow
def test_the_default_loses_nothing_at_the_start_and_wins_in_the_end():
    """300 dimensions, separation 1, the model's own margin; 16 seeds, 20 to 300 labels."""
    gain = {name: [] for name in ("margin", "random-then-margin")}
    for seed in range(16):
        rng = np.random.default_rng([seed, 300])
        (x, y), test = drawn(300, 1, POOL, rng), drawn(300, 1, 2000, rng)
        path = {name: own_margin(x, y, test, name, seed) for name in ("random", *gain)}
        for name in gain:
            gain[name].append(path[name] - path["random"])
    mean = {name: np.mean(paths, axis=0) for name, paths in gain.items()}
    assert mean["margin"][1:3].max() < 0  # at 20 and 30 labels
    assert mean["random-then-margin"].min() > -0.003
    assert min(paths[-1] for paths in mean.values()) > 0.015
    assert mean["random-then-margin"].mean() > mean["margin"].mean() - 0.003


def own_margin(x, y, test, strategy, seed, budget=300):
    """Accuracy at 10, 20, ... labels, with the probabilities of a logistic regression."""
    rng, found = np.random.default_rng(seed), []
    rows = first_labels(y, rng)
    while True:
        slope, shift = direction(x, y, rows)
        found.append(np.mean((test[0] @ slope + shift > 0) == test[1]))
        if len(rows) >= budget:
            return np.array(found)
        yes = expit(x @ slope + shift)
        arrays = {"proba": np.column_stack([1 - yes, yes]), "embedding": x}
        made = lw.query(strategy, BATCH, labelled=rows, y=y[rows], rng=seed, **arrays)
        rows = np.concatenate([rows, made.indices])


def direction(x, y, rows):
    """Slope and intercept of a logistic regression, which lies in the span of its few rows."""
    basis = np.linalg.qr(x[rows].T)[0]
    model = LogisticRegression(C=1e4, max_iter=2000).fit(x[rows] @ basis, y[rows])
    return basis @ model.coef_[0], model.intercept_[0]
