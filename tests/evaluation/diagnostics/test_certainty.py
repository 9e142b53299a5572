"""Is the model as often right as it is sure?"""

import numpy as np
import pytest

from labelwise.evaluation.diagnostics import certainty
from labelwise.report.pictures import draw
from labelwise.types import Outcomes


def outcomes(sure, right):
    output = np.stack([sure, 1 - sure], axis=1)
    return Outcomes(np.where(right, 0, 1), output, ("a", "b"))


def test_a_model_that_is_too_sure_is_warned_of():
    rng = np.random.default_rng(0)
    sure = rng.uniform(0.8, 1, 300)
    found = certainty(outcomes(sure, rng.random(300) < sure - 0.2))
    assert found.warn and found.value == pytest.approx(0.2, abs=0.06)
    assert (
        "sure to 91% on average and right in 73%" in found.sentence
        and "Calibrated(learner)" in found.sentence
    )
    assert len(found.picture.x) == 15 and "<svg" in draw(found.picture, "one", found.name)


@pytest.mark.parametrize("shift", [0.0, -0.2])
def test_one_that_is_as_sure_as_right_or_less_is_not(shift):
    rng = np.random.default_rng(1)
    sure = rng.uniform(0.6, 0.8, 300)
    found = certainty(outcomes(sure, rng.random(300) < sure - shift))
    assert not found.warn and found.value is not None


def test_the_warning_is_as_rare_as_it_says_where_five_points_are_missing():
    """600 reserves of a model that is just so much too sure as is tolerated."""
    rng = np.random.default_rng(2)
    warned = []
    for _ in range(600):
        sure = rng.uniform(0.6, 1, 150)
        right = int((rng.random(150) < sure - 0.05).sum())
        warned.append(certainty(outcomes(sure, np.arange(150) < right)).warn)
    assert np.mean(warned) <= 0.05 + 3 * np.sqrt(0.05 * 0.95 / 600)


def test_too_few_answers_or_no_probabilities():
    assert "Needs 100" in certainty(outcomes(np.full(99, 0.9), np.ones(99, bool))).sentence
    assert certainty(Outcomes(np.zeros(0, int), np.zeros((0, 2)), ("a", "b"))).value is None
    plain = certainty(Outcomes(np.zeros(200, int), np.zeros(200, int), ("a", "b")))
    assert plain.value is None and "no probabilities" in plain.sentence
