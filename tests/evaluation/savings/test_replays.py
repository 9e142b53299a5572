"""The record of replays: ratio, error, bound, sentence."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.special import ndtri, stdtrit

from labelwise.evaluation.savings import Replayed

SIZES = np.array([50, 100, 200, 400])
CURVE = np.array([0.5, 0.6, 0.7, 0.8])


def played(active, gap=0.0, random=CURVE):
    return Replayed(100, SIZES, np.tile(random, (4, 1)), np.asarray(active, float), gap)


def test_the_ratio_is_read_from_the_random_curve():
    assert np.exp(played([0.7] * 4).log_ratio) == pytest.approx(2)
    assert np.exp(played([0.65] * 4).log_ratio) == pytest.approx(np.sqrt(2))
    assert np.exp(played([0.4] * 4).log_ratio) == pytest.approx(0.5)
    end = played([0.9] * 4)
    assert np.exp(end.log_ratio) == pytest.approx(4) and end.at_the_end
    assert not played([0.8] * 4).at_the_end
    assert np.exp(played([0.6] * 4, random=np.array([0.5, 0.6, 0.6, 0.8])).log_ratio) == pytest.approx(1)


def test_the_error_is_that_of_the_jackknife_and_the_bound_by_hand():
    found = played([0.6, 0.65, 0.7, 0.75])
    left = [
        np.interp(np.delete(found.active, r).mean(), CURVE, np.log(SIZES)) - np.log(100) for r in range(4)
    ]
    assert found.error == pytest.approx(np.sqrt(3 / 4 * np.sum((left - np.mean(left)) ** 2)))
    wide = 1.28 * np.sqrt((found.error * stdtrit(3, 0.9) / 1.28) ** 2 + 0.4**2)
    assert found.low() == pytest.approx(found.log_ratio - wide, abs=1e-3)
    assert played([0.7] * 4).low() == pytest.approx(np.log(2) - ndtri(0.9) * 0.4)


def test_the_sentences():
    strong = played([0.8] * 4).savings()
    assert strong.kind == "replay" and strong.labels == pytest.approx(300)
    assert strong.low == pytest.approx(100 * (4 * np.exp(-ndtri(0.9) * 0.4) - 1)) and strong.high is None
    assert strong.reason == (
        "In simulated replays each label was worth probably about 4.0 random ones, and at least 2.4 "
        "(model-based, calibrated on benchmark campaigns)."
    )
    assert (strong.used, strong.random) == (100, pytest.approx(100 + strong.low))
    net = played([0.8] * 4).savings(100)
    assert net.low == pytest.approx(strong.low - 100) == net.random - net.used
    assert "4.0 random ones, or more, and at least" in played([0.9] * 4).savings().reason
    rough = played([0.8] * 4, gap=-0.116).savings()
    assert "campaigns; rough, as the replayed accuracy is 12 points off)." in rough.reason
    silent = played([0.65] * 4).savings()
    assert silent.labels is None and silent.reason.endswith("1.4 random ones, which may still be chance.")
