import time

import numpy as np
import pytest

from labelwise.evaluation.stopping import ReserveCurve, curve_gains
from labelwise.evaluation.stopping.curve import _fitted
from labelwise.testing.stopping_suite import FLAT, RISING, path
from labelwise.types import History

N = 20.0 * np.arange(1, 31)


def naive(n, path):
    """Ten lines of least squares."""
    best, gain = np.inf, 0.0
    for c in (0.25, 0.5, 0.75, 1.0, 1.5, 2.0):
        x = n**-c
        slope, height = np.polyfit(x, path, 1)
        b = max(-slope, 0.0)
        a = height if b else path.mean()
        left = ((path - a + b * x) ** 2).sum()
        if left < best - 1e-12:
            best, gain = left, b * (n[-1] ** -c - (n[-1] + 100) ** -c)
    return gain


def test_equals_the_naive_version():
    rng = np.random.default_rng(0)
    rising = 0.9 - 0.5 * (N / 20) ** -rng.uniform(0.2, 2, (40, 1)) + rng.normal(0, 0.02, (40, len(N)))
    falling = rising[:5, ::-1]
    for paths in (rising, falling):
        np.testing.assert_allclose(_fitted(N, paths)[0], [naive(N, p) for p in paths], atol=1e-9)
    assert (_fitted(N, falling)[0] == 0).mean() > 0.5


@pytest.mark.parametrize("c", [0.25, 0.5, 1.0, 2.0])
def test_an_exact_curve_gives_its_own_gain(c):
    gain, now = _fitted(N, 0.95 - 0.4 * (N[None] / 20) ** -c)
    assert gain[0] == pytest.approx(0.4 * (30.0**-c - 35.0**-c))
    assert now[0] == pytest.approx(0.95 - 0.4 * 30.0**-c)


def test_gains_are_never_negative_and_vary():
    history = path([0.5 + 0.4 * (1 - (1 + t) ** -0.5) for t in range(20)])
    gains = curve_gains(history, np.random.default_rng(0), copies=400)
    assert gains.shape == (400,) and gains.min() >= 0 and gains.std() > 0.001


def test_of_numbers_it_is_a_share_of_the_error():
    rng = np.random.default_rng(0)
    truth, away = rng.normal(size=3000), rng.normal(size=3000)
    told = truth + np.outer((N / 20) ** -0.5, away)
    made = History(N.astype(int), [].__getitem__, truth, told)
    assert curve_gains(made, rng).mean() == pytest.approx(1 - (35 / 30) ** -0.5, abs=1e-3)
    exact = History(N.astype(int), [].__getitem__, truth, np.tile(truth, (30, 1)))
    assert curve_gains(exact, rng).max() == 0


def test_too_few_labels_or_one_size_give_nothing():
    history, rng = path(FLAT), np.random.default_rng(0)
    few = History(history.labels, history.probe, history.truth[:19], history.said[:, :19], history.classes)
    assert curve_gains(few, rng) is None
    verdict = ReserveCurve()(few, tau=0.01, rng=rng)
    assert verdict.stop is None and "20 random reserve labels; there are 19" in verdict.sentence
    same = History(np.full(22, 50), history.probe, history.truth, history.said, history.classes)
    assert curve_gains(same, rng) is None and ReserveCurve()(same, tau=0.01, rng=rng).stop is None


def test_a_higher_quantile_stops_later():
    history = path([0.5 + 0.4 * (1 - (1 + t) ** -0.5) for t in range(20)])
    values = [
        ReserveCurve(quantile=q)(history, tau=0.01, rng=np.random.default_rng(0)).value for q in (0.5, 0.9)
    ]
    assert values[0] < values[1]


def test_60_rounds_take_less_than_50_ms():
    history, rng = path(np.linspace(0.3, 0.9, 60).tolist()), np.random.default_rng(0)
    rule, took = ReserveCurve(), []
    for _ in range(5):
        start = time.perf_counter()
        rule(history, tau=0.01, rng=rng)
        took.append(time.perf_counter() - start)
    assert min(took) < 0.05


def test_a_steady_rise_is_seen():
    assert curve_gains(path(RISING), np.random.default_rng(0)).min() > 0.02
