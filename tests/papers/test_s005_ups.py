"""S005: unsure last time, scored this time; the rest by chance that falls with the rank."""

from __future__ import annotations

import numpy as np
import pytest
from sklearn.datasets import load_digits
from sklearn.discriminant_analysis import LinearDiscriminantAnalysis

import labelwise as lw
from labelwise.candidates import StaleTop
from labelwise.measures import margin
from labelwise.strategy import Strategy, View

SIZE, DRAWS = 200, 400
PROBA = np.random.default_rng(0).dirichlet(np.ones(4), SIZE)


def kept(stage, seed, n=1):
    """Which rows go on in a round without a refresh, given scores from an earlier one."""
    state = {"u": margin(PROBA)}
    view = View(arrays={"proba": PROBA}, round=2)
    return stage(view, np.arange(SIZE), n, np.random.default_rng(seed), state)[0]


def closed_form(keep, temp):
    """exp(-max(0, r - keep) / temp) at the rank shares r = 0, 1/n, ... from the least sure down."""
    r = np.arange(SIZE) / SIZE
    return np.exp(-np.maximum(0, r - keep) / temp)


def statistic(stage, expected):
    """Chi-squared of how often each rank goes on, over ranks where that is neither sure nor rare."""
    count = np.zeros(SIZE)
    for seed in range(DRAWS):
        count[kept(stage, seed)] += 1
    count = count[np.argsort(-margin(PROBA))]
    assert (count[expected == 1] == DRAWS).all()
    some = (expected < 1) & (expected * DRAWS > 5) & ((1 - expected) * DRAWS > 5)
    p = expected[some]
    return ((count[some] - DRAWS * p) ** 2 / (DRAWS * p * (1 - p))).sum(), some.sum()


@pytest.mark.parametrize(("keep", "temp"), [(0.25, 0.1), (0.1, 0.3), (50, 0.1)])
def test_keep_frequency_is_the_closed_form(keep, temp):
    share = keep if isinstance(keep, float) else keep / SIZE
    value, degrees = statistic(StaleTop(margin, keep=keep, temp=temp), closed_form(share, temp))
    assert degrees > 30
    assert value < degrees + 5 * np.sqrt(2 * degrees)


def test_another_temperature_is_noticed():
    """Negative control."""
    value, degrees = statistic(StaleTop(margin, keep=0.25, temp=0.12), closed_form(0.25, 0.1))
    assert value > degrees + 20 * np.sqrt(2 * degrees)


def test_gamma_1_is_the_identity():
    assert kept(StaleTop(margin, keep=1.0), 0).tolist() == list(range(SIZE))


def test_expected_size():
    """n (keep + temp (1 - exp(-(1 - keep) / temp))), up to the sum's distance from the integral."""
    for keep, temp in ((0.25, 0.1), (0.1, 0.01), (0.5, 1.0)):
        sizes = [len(kept(StaleTop(margin, keep=keep, temp=temp), seed)) for seed in range(200)]
        expected = SIZE * (keep + temp * (1 - np.exp(-(1 - keep) / temp)))
        error = np.std(sizes) / np.sqrt(len(sizes))
        assert abs(np.mean(sizes) - expected) < 1 + 4 * error


class Counted:
    """A model that counts the items it is applied to."""

    provides = ("proba",)

    def __init__(self, model):
        self.model, self.items = model, 0

    def proba(self, x):
        self.items += len(x)
        return self.model.predict_proba(x)


def campaign(strategy, x, y, test, seed, rounds=20, batch=15):
    """Accuracy after so many rounds, and how many items the models were applied to for choosing."""
    rng, applied = np.random.default_rng(seed), 0
    first = np.concatenate([rng.choice(np.flatnonzero(y == c), 2, replace=False) for c in range(10)])
    labels, state, pool = np.full(len(x), -1), {}, lw.Pool(x)
    labels[first] = y[first]
    for round in range(rounds + 1):
        taught = np.flatnonzero(labels >= 0)
        fitted = LinearDiscriminantAnalysis(solver="lsqr", shrinkage=0.2).fit(x[taught], y[taught])
        if round == rounds:
            return float(fitted.score(*test)), applied
        model = Counted(fitted)
        view = View(pool, model, labels=labels, round=round, version=f"m{round}", classes=10)
        made = strategy.select(view, batch, rng, None, state)
        state, applied = made.state, applied + model.items
        labels = labels.copy()
        labels[made.indices] = y[made.indices]
    raise AssertionError


def test_digits_score_a_third_of_the_items_and_lose_less_than_a_point():
    """keep 0.1, temp 0.01, refreshed at rounds 0, 1, 4 and 8 of 20: under 35% of what full margin scores."""
    x, y = load_digits(return_X_y=True)
    order = np.random.default_rng(0).permutation(len(x))
    x, y = x[order], y[order]
    pool, test = (x[:1300], y[:1300]), (x[1300:], y[1300:])
    full, stale = (
        Strategy(measure=margin),
        Strategy(candidates=StaleTop(margin, keep=0.1, temp=0.01), measure=margin),
    )
    runs = [[campaign(strategy, *pool, test, seed) for strategy in (full, stale)] for seed in range(3)]
    accuracy, applied = np.mean(runs, axis=0).T
    assert applied[1] < 0.35 * applied[0]
    assert accuracy[1] > accuracy[0] - 0.01


def test_by_name():
    made = lw.query("ups", 10, proba=PROBA, rng=0)
    assert made.indices.tolist() == lw.query("margin", 10, proba=PROBA, rng=0).indices.tolist()
    assert made.state["candidates1.u"].shape == (SIZE,)
