"""Answers are wrong as often as was said, and cost what the model says."""

from __future__ import annotations

import numpy as np
import pytest

from labelwise.bench.protocols.answers import check_cost, costs, noisy
from labelwise.errors import BadData, BadParameter
from labelwise.pool import Pool
from labelwise.tasks import Classification, Regression
from labelwise.tasks.tags import Tags


def test_classes_are_wrong_at_the_rate_and_evenly():
    task = Classification(["a", "b", "c"])
    said = np.array(noisy(["a"] * 6000, task, 0.3, 1))
    shares = [np.mean(said == name) for name in task.classes]
    np.testing.assert_allclose(shares, [0.7, 0.15, 0.15], atol=0.02)


def test_without_noise_the_truth_is_told():
    assert noisy(["a", "b"], Classification(["a", "b"]), 0.0, 0) == ["a", "b"]


def test_an_item_gets_the_same_answer_in_every_run():
    task = Classification(["a", "b"])
    assert (
        noisy(["a"] * 50, task, 0.5, 3) == noisy(["a"] * 50, task, 0.5, 3) != noisy(["a"] * 50, task, 0.5, 4)
    )


def test_tags_are_flipped_one_by_one():
    said = noisy([{"x": True, "y": False}] * 4000, Tags(["x", "y"]), 0.25, 0)
    assert abs(np.mean([label["x"] for label in said]) - 0.75) < 0.03
    assert abs(np.mean([label["y"] for label in said]) - 0.25) < 0.03


def test_numbers_get_noise_of_their_own_scale_within_bounds():
    truth = np.linspace(0, 10, 4000)
    gap = np.array(noisy(truth.tolist(), Regression(), 0.2, 0)) - truth
    assert abs(gap.std() / truth.std() - 0.2) < 0.01
    bounded = noisy(truth.tolist(), Regression(0, 10), 1.0, 0)
    assert min(bounded) == 0 and max(bounded) == 10


def test_costs_have_mean_one():
    pool = Pool(["one", "two words", "a text of five words", ""])
    assert costs("unit", pool, [0, 1], 0) is None
    np.testing.assert_allclose(costs("words", pool, [0, 1, 2], 0), np.array([1, 2, 5]) / (8 / 3))
    drawn = costs("lognormal:0.5", pool, list(range(4)) * 5000, 0)
    assert drawn is not None and abs(drawn.mean() - 1) < 0.02 and drawn.min() > 0
    with pytest.raises(BadData, match="words"):
        costs("words", Pool(np.eye(2)), [0], 0)


@pytest.mark.parametrize("model", ["", "word", "lognormal", "lognormal:0", "lognormal:x", "unit:1"])
def test_other_models_are_refused(model):
    with pytest.raises(BadParameter, match="cost"):
        check_cost(model)
