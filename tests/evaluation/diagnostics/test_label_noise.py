"""Answers that contradict a sure model."""

import numpy as np
import pytest
from scipy.special import softmax

from labelwise.evaluation.diagnostics import label_noise, suspects
from labelwise.evaluation.diagnostics.label_noise import mixed_up
from labelwise.types import Outcomes


def outcomes(rng, size=200, noise=0.0, heat=1.0):
    """A model that is calibrated at ``heat`` 1, and answers of which a share is drawn at random."""
    logits = 3 * rng.normal(size=(size, 3))
    p = softmax(logits, axis=1)
    truth = (p.cumsum(axis=1) > rng.random((size, 1))).argmax(axis=1)
    wrong = rng.random(size) < noise
    truth[wrong] = (truth[wrong] + rng.integers(1, 3, wrong.sum())) % 3
    return Outcomes(truth, softmax(heat * logits, axis=1), tuple("abc")), wrong


def naive(p, truth):
    """The likelihood on a grid."""
    best = {}
    for eps in np.linspace(0, 0.5, 101):
        for power in np.linspace(-2, 2, 81):
            q = p ** np.exp(power)
            q = (1 - eps) * q / q.sum(axis=1, keepdims=True) + eps / p.shape[1]
            best[eps, power] = np.log(q[np.arange(len(truth)), truth]).sum()
    eps, _ = max(best, key=best.get)
    return eps, max(best.values()) - max(v for (e, _), v in best.items() if e == 0)


@pytest.mark.slow
def test_equals_a_search_on_a_grid():
    for seed in range(2):
        made, _ = outcomes(np.random.default_rng(seed), noise=0.1)
        eps, gain = mixed_up(made.output, made.truth)
        at, height = naive(made.output, made.truth)
        assert eps == pytest.approx(at, abs=0.02) and gain == pytest.approx(height, abs=0.1)


@pytest.mark.slow
@pytest.mark.parametrize("heat", [1.0, 2.0, 0.7])
def test_at_the_tolerated_share_it_warns_at_its_nominal_rate_however_sure_the_model_is(heat):
    rng = np.random.default_rng(0)
    looks = [label_noise(outcomes(rng, noise=0.05, heat=heat)[0]).warn for _ in range(100)]
    assert np.mean(looks) <= 0.05 + 3 * np.sqrt(0.05 * 0.95 / 100)


def test_without_the_correction_a_sure_model_would_cry_wolf():
    """Negative control: contradictions counted against the model's own certainty."""
    rng, often = np.random.default_rng(0), []
    for _ in range(100):
        made, _ = outcomes(rng, heat=2.0)
        top = made.output.max(axis=1)
        sure = top >= 0.9
        expected = (1 - top[sure]).sum()
        often.append((sure & ~made.right).sum() > expected + 1.64 * np.sqrt(expected))
    assert np.mean(often) > 0.5


def test_wrong_answers_are_noticed_and_lead_the_list():
    rng = np.random.default_rng(1)
    found = [outcomes(rng, size=300, noise=0.2) for _ in range(8)]
    assert np.mean([label_noise(made).warn for made, _ in found]) > 0.8
    none = [label_noise(outcomes(rng, size=300)[0]) for _ in range(8)]
    assert not any(f.warn for f in none) and max(f.value for f in none) < 0.05
    assert np.mean([wrong[suspects(made)[:10]].mean() for made, wrong in found]) > 0.8


def test_the_share_is_found_again():
    made, wrong = outcomes(np.random.default_rng(0), size=4000, noise=0.1, heat=2.0)
    assert label_noise(made).value == pytest.approx(wrong.mean(), abs=0.02)


def test_refusals():
    assert label_noise(Outcomes(np.zeros(20, int), np.full((20, 2), 0.5))).value is None
    assert label_noise(Outcomes(np.zeros(200, int), np.zeros(200, int))).value is None
    found = label_noise(Outcomes(np.zeros(60, int), np.tile([0.99, 0.01], (60, 1))))
    assert found.value == 0 and not found.warn
