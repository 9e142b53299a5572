"""The LURE estimator against its formula, by exact enumeration, and label by label."""

from __future__ import annotations

import itertools

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from labelwise.errors import BadData, BadParameter
from labelwise.evaluation.testing import RunningLure, lure, lure_variance, lure_weights, pure_weights

LOSSES = np.array([0.9, 0.1, 0.4, 0.0, 0.7, 0.3])


def naive_variance(losses, q, size):
    """The sum over draws as it stands in the docstring, with the estimates that each draw alone gives."""
    count, value, found = len(losses), naive(losses, q, size), 0.0
    for m in range(1, count + 1):
        single = (sum(losses[: m - 1]) + losses[m - 1] / q[m - 1]) / size
        if m < size:
            share = size * (size - count) / (count * (size - m) * (size - m + 1))
            found += share**2 * (single - value) ** 2
    return found * count / (count - 1)


def naive(losses, q, size):
    count, total = len(losses), 0.0
    for m in range(1, count + 1):
        v = 1 if m == size else 1 + (size - count) / (size - m) * (1 / ((size - m + 1) * q[m - 1]) - 1)
        total += v * losses[m - 1]
    return total / count


def adaptive(before: tuple[int, ...], left: list[int]) -> np.ndarray:
    """Probabilities that depend on what was drawn and on the losses that were seen."""
    seen = round(10 * LOSSES[list(before)].sum())
    weights = np.array([1 + (7 * i + 3 * sum(before) + 5 * seen) % 11 for i in left], dtype=float)
    return weights / weights.sum()


def draws(size: int, count: int):
    """(rows, probabilities of the draws, probability of all) of every ordered draw."""
    for rows in itertools.permutations(range(size), count):
        q = []
        for m, row in enumerate(rows):
            left = [i for i in range(size) if i not in rows[:m]]
            q.append(adaptive(rows[:m], left)[left.index(row)])
        yield list(rows), np.array(q), float(np.prod(q))


def mean_of(figure) -> float:
    return sum(p * figure(LOSSES[rows], q) for rows, q, p in draws(6, 3))


@given(st.integers(2, 30), st.integers(0, 2**32 - 1))
def test_equals_the_naive_version_and_comes_label_by_label(size, seed):
    rng = np.random.default_rng(seed)
    count = int(rng.integers(1, size + 1))
    losses, q = rng.random(count), rng.uniform(0.05, 1, count)
    running = RunningLure(size)
    for m in range(count):
        running = running.add(losses[m], q[m])
        assert running.value == pytest.approx(naive(losses[: m + 1], q[: m + 1], size), rel=1e-9, abs=1e-12)
    assert lure(losses, q, size) == pytest.approx(naive(losses, q, size), rel=1e-9, abs=1e-12)
    if count > 1:
        expected = pytest.approx(naive_variance(losses, q, size), rel=1e-7, abs=1e-12)
        assert running.variance == expected and lure_variance(losses, q, size) == expected


def test_unbiased_over_all_ordered_draws():
    truth = LOSSES.mean()
    assert sum(p for _, _, p in draws(6, 3)) == pytest.approx(1, abs=1e-12)
    assert mean_of(lambda losses, q: lure(losses, q, 6)) == pytest.approx(truth, abs=1e-12)
    assert mean_of(lambda losses, q: pure_weights(q, 6) @ losses / 3) == pytest.approx(truth, abs=1e-12)


def test_wrong_weights_are_biased():
    """Negative control of the enumeration: no weights, and weights that forget what is left."""
    truth = LOSSES.mean()
    assert abs(mean_of(lambda losses, q: losses.mean()) - truth) > 0.005
    assert abs(mean_of(lambda losses, q: (losses / (6 * q)).mean()) - truth) > 0.005


def test_the_variance_is_that_over_draws():
    value = mean_of(lambda losses, q: (lure(losses, q, 6) - LOSSES.mean()) ** 2)
    said = mean_of(lambda losses, q: lure_variance(losses, q, 6))
    assert said == pytest.approx(value, rel=0.1)


@pytest.mark.parametrize("count", [1, 3, 8])
def test_even_draws_weigh_one(count):
    q = 1 / np.arange(8, 8 - count, -1)
    np.testing.assert_allclose(lure_weights(q, 8), 1, atol=1e-12)


def test_all_items_give_the_truth_without_variance():
    rows, q, _ = next(draws(6, 6))
    assert lure(LOSSES[rows], q, 6) == pytest.approx(LOSSES.mean(), abs=1e-12)
    assert lure_variance(LOSSES[rows], q, 6) == 0


def test_several_kinds_of_loss_at_once():
    rows, q, _ = next(draws(6, 3))
    both = np.column_stack([LOSSES[rows], 1 - LOSSES[rows]])
    running = RunningLure(6)
    for pair, share in zip(both, q, strict=True):
        running = running.add(pair, share)
    expected = [lure(both[:, 0], q, 6), lure(both[:, 1], q, 6)]
    np.testing.assert_allclose(running.value, expected)
    np.testing.assert_allclose(lure(both, q, 6), expected)
    variances = [lure_variance(both[:, k], q, 6) for k in (0, 1)]
    np.testing.assert_allclose(running.variance, variances)
    np.testing.assert_allclose(RunningLure.of(both, q, 6).variance, variances)
    mixed = running.mixed((0.3, 2.0))
    np.testing.assert_allclose(mixed.value, lure(both @ (0.3, 2.0), q, 6))
    np.testing.assert_allclose(mixed.variance, lure_variance(both @ (0.3, 2.0), q, 6))


def test_the_variance_of_equal_losses_is_nothing_whatever_their_size():
    q = 1 / np.arange(100_000, 99_000, -1)
    assert lure_variance(np.full(1000, 1e6), q, 100_000) < 1e-12 * 1e12


def test_weights_are_never_negative(rng):
    for _ in range(200):
        assert (lure_weights(rng.uniform(1e-3, 1, 20), 20 + int(rng.integers(50))) >= -1e-12).all()


@pytest.mark.parametrize("q", [[0.0, 0.5], [-0.1, 0.5], [np.nan, 0.5], [1.5, 0.5]])
def test_impossible_probabilities_are_refused(q):
    with pytest.raises(BadData, match=r"draw 1 is .*above 0.*floor"):
        lure_weights(q, 10)
    with pytest.raises(BadData):
        RunningLure(10).add(1.0, q[0])


def test_numbers_of_draws_are_checked():
    with pytest.raises(BadParameter, match=r"3 items were drawn from 2"):
        lure_weights([0.5, 0.5, 1.0], 2)
    with pytest.raises(BadParameter, match=r"all 1 items"):
        RunningLure(1).add(1.0, 1.0).add(1.0, 1.0)
    for action in (lambda: lure([], [], 5), lambda: lure([1.0], [0.5, 0.5], 5), lambda: RunningLure(5).value):
        with pytest.raises(BadParameter):
            action()
    with pytest.raises(BadParameter, match=r"at least two"):
        lure_variance([1.0], [0.5], 5)
