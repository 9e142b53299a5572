"""S017: least confidence, breaking ties and entropy; the same order for two classes, not for more."""

from __future__ import annotations

import math

import numpy as np
import pytest

import labelwise as lw
from labelwise import measures

NAMES = ("least-confidence", "margin", "entropy")


def naive(name: str, row: list[float]) -> float:
    """The formulas as the paper has them, each turned so that a higher value is asked sooner."""
    first, second = sorted(row, reverse=True)[:2]
    if name == "entropy":
        return -sum(p * math.log(p) for p in row if p > 0)
    return -first if name == "least-confidence" else -(first - second)


def ranking(name: str, proba: np.ndarray) -> list[int]:
    return lw.query(name, len(proba), proba=proba, rng=0).indices.tolist()


def expected(name: str, proba: np.ndarray) -> list[int]:
    scores = [naive(name, row) for row in proba.tolist()]
    return sorted(range(len(proba)), key=lambda i: -scores[i])


def binary(size: int) -> np.ndarray:
    """Two classes, every distance from one half only once, certain rows included."""
    rng = np.random.default_rng(size)
    away = rng.permutation(np.linspace(0, 0.5, size)) * rng.choice([-1, 1], size)
    return np.c_[0.5 + away, 0.5 - away]


@pytest.mark.parametrize("size", [2, 41, 300])
def test_binary_rankings_coincide(size):
    """For two classes all three ask in the order of the distance from one half, from first to last."""
    proba = binary(size)
    nearest = np.argsort(np.abs(proba[:, 0] - 0.5)).tolist()
    assert [ranking(name, proba) for name in NAMES] == [nearest] * 3


@pytest.mark.parametrize("classes", [2, 3, 10])
def test_rankings_equal_the_formulas(classes):
    proba = np.random.default_rng(classes).dirichlet(np.full(classes, 0.7), 200)
    for name in NAMES:
        assert ranking(name, proba) == expected(name, proba), name


def test_three_classes_tell_them_apart():
    """Three rows of which each measure prefers another one."""
    proba = np.array([[0.5, 0.5, 0.0], [0.48, 0.4, 0.12], [0.55, 0.225, 0.225]])
    assert {name: ranking(name, proba)[0] for name in NAMES} == {
        "least-confidence": 1,
        "margin": 0,
        "entropy": 2,
    }


def test_a_wrong_measure_does_not_coincide():
    """Negative control: half of the entropy's sum, and a margin of the first two columns."""
    proba = binary(41)
    right = ranking("entropy", proba)
    for wrong in (
        lambda proba: -proba[:, 0] * np.log(np.maximum(proba[:, 0], 1e-12)),
        lambda proba: 1 - (proba[:, 0] - proba[:, 1]),
        lambda proba: -measures.margin(proba),
    ):
        made = lw.query(lw.Strategy(measure=wrong), len(proba), proba=proba, rng=0)
        assert made.indices.tolist() != right


@pytest.mark.slow
def test_margin_not_worse_than_entropy():
    """Ten digits, logistic regression, 25 first labels and 20 rounds of 25: the area under the curve.

    The 95% intervals of the differences over 10 seeds lie above 0.
    """
    from sklearn.datasets import load_digits
    from sklearn.linear_model import LogisticRegression

    x, y = load_digits(return_X_y=True)
    curves = lw.simulate(
        x / 16,
        y,
        learner=LogisticRegression(max_iter=1000),
        strategy=["margin", "entropy", "random"],
        batch=25,
        budget=525,
        seeds=10,
    )
    against = {name: {d.strategy: d.low for d in curves.compare(name)} for name in ("entropy", "random")}
    assert against["entropy"]["margin"] > 0, against
    assert against["random"]["margin"] > 0, against
