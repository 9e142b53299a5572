"""Questions beside the balance of the pool."""

import numpy as np
import pytest
from scipy.stats import binom, binomtest

from labelwise.errors import BadData
from labelwise.evaluation.diagnostics import class_balance

NAMES = tuple("abcd")


def test_equals_the_naive_version():
    rng = np.random.default_rng(0)
    for _ in range(50):
        shares = rng.dirichlet(np.ones(4))
        labels = rng.choice(4, 60, p=rng.dirichlet(np.ones(4)))
        counts = [int((labels == c).sum()) for c in range(4)]
        tails = [
            binomtest(k, 60, p / 2, alternative="less").pvalue for k, p in zip(counts, shares, strict=True)
        ]
        found = class_balance(labels, shares, NAMES)
        assert found.warn == (min(tails) < 0.05 / 4)
        assert found.value == pytest.approx(
            sum(abs(k / 60 - p) for k, p in zip(counts, shares, strict=True)) / 2
        )


def test_random_questions_warn_rarely_even_when_the_model_is_a_third_off():
    rng, looks = np.random.default_rng(0), []
    for _ in range(400):
        shares = rng.dirichlet(np.full(4, 2.0))
        said = shares * rng.uniform(0.75, 1.33, 4)
        looks.append(class_balance(rng.choice(4, 100, p=shares), said, NAMES).warn)
    assert np.mean(looks) <= 0.05 + 3 * np.sqrt(0.05 * 0.95 / 400)


def test_testing_against_the_whole_share_would_warn_too_often():
    """Negative control: a model that is a third off is enough."""
    rng, strict = np.random.default_rng(0), []
    for _ in range(100):
        said = rng.uniform(0.75, 1.33, 4)
        count = np.bincount(rng.integers(0, 4, 200), minlength=4)
        strict.append((binom.cdf(count, 200, said / said.sum()) < 0.05 / 4).any())
    assert np.mean(strict) > 0.15


def test_what_is_said():
    left = class_balance(np.repeat([0, 1, 2], [40, 38, 2]), np.array([0.3, 0.3, 0.4, 0.0]), NAMES)
    assert left.warn and "Hardly any question is about c (2 of 80, 40.0% of the pool)" in left.sentence
    fine = class_balance(np.repeat([0, 1], [40, 60]), np.tile([0.5, 0.5, 0, 0], (9, 1)), NAMES)
    assert not fine.warn and "b (60% of the questions, 50% of the pool)" in fine.sentence
    assert fine.picture.x.tolist() == list(NAMES)
    assert class_balance(np.zeros(5, int), np.ones(4), NAMES).value is None


def test_what_cannot_be():
    for wrong in (np.ones(3), np.zeros(4), np.array([1, 1, 1, -1.0]), np.zeros((0, 4))):
        with pytest.raises(BadData, match="expected balance"):
            class_balance(np.zeros(30, int), wrong, NAMES)
    with pytest.raises(BadData, match="class 4"):
        class_balance(np.full(30, 4), np.ones(4), NAMES)
