"""Errors on what was answered, weighted where the draws were not even."""

from __future__ import annotations

import numpy as np
import pytest

from labelwise.evaluation.models.base import Run
from labelwise.evaluation.models.risks import RiskRun
from labelwise.evaluation.testing import lure_weights


class Given(RiskRun):
    def _choose(self, rows, rng):
        return int(rows[0]), 0.5


def test_risks_are_those_of_the_answered_items():
    said = np.array([[0, 1, 0, 1], [0, 0, 0, 1]])
    run = Given(said, np.random.default_rng(0))
    assert np.isnan(run.accuracy()).all() and run.risk().tolist() == [0, 0]
    for n, c in enumerate([0, 1, 1]):
        run.tell(n, c)
    assert run.risk() == pytest.approx([1 / 3, 2 / 3]) and run.accuracy() == pytest.approx([2 / 3, 1 / 3])
    assert run.best()[0] == 0 and isinstance(run, Run)


def test_weighted_risks_use_the_chance_of_each_item():
    said = np.array([[0, 1, 0, 1], [0, 0, 0, 1]])
    run = Given(said, np.random.default_rng(0), weighted=True)
    for n, c in enumerate([0, 1, 1]):
        run.asked(n, 0.5)
        run.tell(n, c)
    weights = lure_weights(np.full(3, 0.5), 4)
    np.testing.assert_allclose(run.risk(), [weights[2] / 3, (weights[1] + weights[2]) / 3])


def test_answers_in_another_order_weigh_as_they_were_asked():
    said = np.array([[0, 1, 0, 1], [0, 0, 0, 1]])
    runs = [Given(said, np.random.default_rng(0), weighted=True) for _ in range(2)]
    for run, order in zip(runs, ([0, 1, 2], [2, 0, 1]), strict=True):
        for n, chance in enumerate([0.7, 0.5, 0.2]):
            run.asked(n, chance)
        for n in order:
            run.tell(n, [0, 1, 1][n])
    np.testing.assert_allclose(runs[0].risk(), runs[1].risk())
    weights = lure_weights([0.7, 0.5, 0.2], 4)
    np.testing.assert_allclose(runs[1].risk(), [weights[2] / 3, (weights[1] + weights[2]) / 3])


def test_more_answers_make_the_leader_more_probable():
    said = np.vstack([np.zeros(200, dtype=int), np.arange(200) % 5 == 0])
    run, seen = Given(said, np.random.default_rng(0)), []
    for n in range(200):
        run.tell(n, 0)
        seen.append(run.best()[1][0])
    assert 0.5 < seen[0] < 0.9 < seen[60] < seen[199] and seen[199] > 0.999
