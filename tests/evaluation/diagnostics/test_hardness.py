"""How hard the questions are; which is not the accuracy."""

import numpy as np
import pytest
from scipy.stats import fisher_exact

from labelwise.errors import BadData
from labelwise.evaluation.diagnostics import question_hardness


def test_each_batch_has_its_share():
    hits, batch = np.array([1, 0, 1, 1, 0, 0], bool), np.array([3, 3, 5, 5, 5, 8])
    found = question_hardness(hits, batch)
    assert found.picture.x.tolist() == [3, 5, 8]
    np.testing.assert_allclose(found.picture.series["guessed beforehand"], [0.5, 2 / 3, 0])
    assert found.value == 0 and not found.warn
    assert "not the accuracy" in found.sentence and "not accuracy" in found.picture.y_label


def test_it_warns_as_an_exact_test_would():
    rng = np.random.default_rng(0)
    for _ in range(60):
        hits, right = rng.random(80) < rng.uniform(0.5, 1), rng.random(80) < 0.7
        table = [[hits.sum(), (~hits).sum()], [right.sum(), (~right).sum()]]
        naive = fisher_exact(table, alternative="greater")[1] < 0.05
        assert question_hardness(hits, np.arange(80) // 20, right).warn == naive


def test_random_questions_warn_at_their_nominal_rate_and_easy_ones_mostly():
    rng, null, easy = np.random.default_rng(0), [], []
    for _ in range(400):
        right = rng.random(100) < 0.8
        null.append(question_hardness(rng.random(150) < 0.8, np.arange(150) // 10, right).warn)
        easy.append(question_hardness(rng.random(150) < 0.97, np.arange(150) // 10, right).warn)
    assert np.mean(null) <= 0.05 + 3 * np.sqrt(0.05 * 0.95 / 400)
    assert np.mean(easy) > 0.9


def test_early_questions_do_not_count():
    hits = np.r_[np.ones(200, bool), np.zeros(50, bool)]
    assert not question_hardness(hits, np.arange(250) // 10, np.zeros(50, bool)).warn


def test_refusals():
    assert question_hardness(np.zeros(0, bool), np.zeros(0, int)).value is None
    assert not question_hardness(np.ones(10, bool), np.zeros(10, int), np.zeros(100, bool)).warn
    with pytest.raises(BadData, match="3 guesses"):
        question_hardness(np.ones(3, bool), np.zeros(2, int))
