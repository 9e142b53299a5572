"""S019: one pass through a network, trained on synthetic tables, ranks a set of candidates."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.stats import spearmanr, ttest_1samp
from sklearn.linear_model import LogisticRegression

import labelwise as lw
from labelwise.bench.datasets import synthetic_table
from labelwise.bench.imitation import demonstrations, item_form
from labelwise.candidates import Furthest
from labelwise.measures.imital import REFERENCE, imital, item_states, network
from labelwise.papers import resolve
from labelwise.strategy import View
from labelwise.types import Dense

X = np.array([[-1.0, -1], [1, 1], [1, -1], [-1, 1], [0, 0], [0, 1]])
"""Six points in the square from -1 to 1; the first two have a label."""
P = np.array([[0.7, 0.2, 0.1], [0.4, 0.35, 0.25]])


def test_states_of_six_points_by_hand():
    """In diagonals of the square, which are 2 sqrt(2), the norm of the paper for two features."""
    points = Dense(X)
    states = item_states(P, points.part([2, 4]), points.part([0, 1]), points.part([2, 3, 4, 5]))
    side, norm = np.sqrt(2), np.sqrt(8)
    corner = [0.7, 0.5, 0.1, 2 / norm, (0 + norm + side + np.sqrt(5)) / 4 / norm]
    middle = [0.4, 0.05, 0.25, side / norm, (side + side + 0 + 1) / 4 / norm]
    np.testing.assert_allclose(states, [corner, middle], rtol=1e-6)
    assert states.min() >= 0 and states.max() <= 1


def test_the_furthest_of_many_sets_goes_on():
    x = np.random.default_rng(0).uniform(-1, 1, size=(300, 2))
    view = View.from_arrays(embedding=x, labelled=[0, 1])
    kept = Furthest(20, 1)(view, np.arange(2, 300), 1, np.random.default_rng(0))
    others = [np.random.default_rng(k).choice(298, 20, replace=False) + 2 for k in range(1, 200)]

    def spread(rows):
        pairs = np.linalg.norm(x[rows][:, None] - x[rows], axis=2).sum() / 2
        return pairs + np.linalg.norm(x[rows][:, None] - x[:2], axis=2).sum()

    assert len(kept) == 20
    assert np.mean([spread(kept) > spread(rows) for rows in others]) > 0.9


def test_tables_differ_in_how_hard_they_are():
    found = []
    for seed in range(20):
        x, y = synthetic_table(np.random.default_rng(seed), items=(100, 300), features=(2, 20))
        usual = np.bincount(y).max() / len(y)
        found.append((LogisticRegression().fit(x, y).score(x, y), usual))
    learned, usual = np.array(found).T
    assert learned.min() < 0.6 and learned.max() > 0.95
    assert (learned - usual).max() > 0.3


def test_permuted_candidates_have_permuted_scores():
    """In the paper after training on permuted lists; here whatever the weights are."""
    rng = np.random.default_rng(0)
    states, order = rng.uniform(size=(20, 5)), rng.permutation(20)
    np.testing.assert_allclose(network().scores(states[order]), network().scores(states)[order], rtol=1e-9)
    view = View.from_arrays(
        proba=rng.dirichlet(np.ones(3), 30), embedding=rng.normal(size=(30, 2)), labelled=[0]
    )
    rows = rng.permutation(np.arange(1, 30))[:20]
    np.testing.assert_allclose(
        view.score(imital, rows), view.score(imital, np.sort(rows))[np.argsort(np.argsort(rows))]
    )


def test_a_question_reads_no_more_of_a_large_pool():
    class Watched(View):
        def get(self, name, rows=None):
            self.read = getattr(self, "read", 0) + (self.size if rows is None else len(rows))
            return super().get(name, rows)

    read = []
    for size in (5_000, 50_000):
        rng = np.random.default_rng(0)
        arrays = {"proba": rng.dirichlet(np.ones(3), size), "embedding": rng.normal(size=(size, 3))}
        view = Watched.from_arrays(labelled=np.arange(10), y=np.arange(10) % 3, **arrays)
        view.read = 0
        assert len(resolve("imital").select(view, 5, rng)) == 5
        read.append(view.read)
    assert max(read) <= 100 * 20 + 3 * 20 + 2 * 10 + REFERENCE


@pytest.mark.slow
def test_it_ranks_items_of_unseen_tables_as_the_expert_does():
    """The weights that are in the package; the 0.2 that were hoped for are out of reach, see the row."""
    held = demonstrations(item_form, range(100_000, 100_040))
    told = np.ptp(held.gains, axis=1) > 0
    rng = np.random.default_rng(0)

    def correlation(scores):
        return np.mean([spearmanr(s, g).statistic for s, g in zip(scores, held.gains[told], strict=True)])

    by_chance = [correlation(rng.normal(size=held.gains[told].shape)) for _ in range(20)]
    assert correlation(network().scores(held.states[told])) > max(0.1, *by_chance)


@pytest.mark.slow
def test_it_beats_random_on_unseen_tables():
    """Mean accuracy along 60 labels, five at a time, paired by table."""
    gaps = []
    for number in range(20):
        x, y = synthetic_table(np.random.default_rng([300_000, number]), items=(300, 3000))
        learner = LogisticRegression(max_iter=1000)
        names = ["imital", "random"]
        made = lw.simulate(x, y, learner=learner, strategy=names, batch=5, budget=60, seeds=2)
        area = {row["strategy"]: row["area"] for row in made.table()}
        gaps.append(area["imital"] - area["random"])
    assert np.mean(gaps) > 0
    assert ttest_1samp(gaps, 0, alternative="greater").pvalue < 0.05
