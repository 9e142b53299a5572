"""What a reserve of a given size can tell."""

from __future__ import annotations

import numpy as np
import pytest

from labelwise.evaluation.savings import (
    Arms,
    both_arms,
    labels_to_reach,
    log_error,
    needed_reserve,
    two_sided,
)


def arms_of(m=100, differ=0.06, metric="accuracy", random=(0.2, 0.16), campaign=(0.17, 0.1)):
    return Arms(
        m,
        np.array([20, 80]),
        np.full((5, 2), random),
        np.array([40, 400]),
        np.full((5, 2), campaign),
        metric,
        differ,
    )


def test_by_hand():
    """trust.md: d = 0.06, g = 0.027 and m = 100 make 0.9, and 900 items make 0.3."""
    gain = 0.027 * np.log(4)
    assert log_error(arms_of(random=(0.2, 0.2 - gain))) == pytest.approx(0.9, abs=0.01)
    assert log_error(arms_of(m=900, random=(0.2, 0.2 - gain))) == pytest.approx(0.3, abs=0.01)
    relative = arms_of(metric="rmse", random=(0.2, 0.1))
    assert log_error(relative) == pytest.approx(np.sqrt(0.06 / 100) / (np.log(2) / np.log(4)))
    assert log_error(arms_of(random=(0.2, 0.2))) == np.inf


def test_it_is_the_spread_of_the_logarithm(world):
    rng, here, errors, reached = np.random.default_rng(0), world(ratio=2.0, m=800, step=5, rounds=160), [], []
    for _ in range(20):
        arms = both_arms(*here.draw(rng), rng, copies=2, orders=10)
        errors.append(log_error(arms))
        reached.append(np.log(labels_to_reach(arms)[0]))
    assert 0.5 < np.mean(errors) / np.std(reached) < 2


def test_two_sided_is_refused_above_a_factor_of_two():
    assert two_sided(arms_of()).reason.startswith("The reserve cannot tell a number of labels closer than")
    assert two_sided(arms_of(random=(0.2, 0.2))).reason.endswith("at all.")
    fine = two_sided(arms_of(m=900))
    assert (fine.value, fine.low, fine.high, fine.n) == (400, 400, 400, 900)
    assert two_sided(arms_of(m=900, campaign=(0.3, 0.2))).reason == "That level is not surely reached yet."


def test_two_sided_holds(world):
    rng, here, held = np.random.default_rng(1), world(ratio=3.0, m=400, slope=0.6, start=2.0), []
    for _ in range(20):
        found = two_sided(both_arms(*here.draw(rng), rng, copies=100, orders=10))
        assert found.value is not None
        held.append(found.low <= here.to_reach(320) <= found.high)
    assert np.mean(held) >= 0.9 - 3 * np.sqrt(0.09 / 20)


def test_the_reserve_that_could_tell():
    needed = needed_reserve(arms_of(), joined=True)
    assert needed % 50 == 0 and needed > 100
    assert needed_reserve(arms_of(differ=0.24), joined=True) > 2 * needed
    assert needed_reserve(arms_of(random=(0.2, 0.2))) is None
    assert needed_reserve(arms_of(differ=1e-9)) == 150
