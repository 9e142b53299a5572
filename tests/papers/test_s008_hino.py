"""S008: importance-weighted learning, queried with probability p and weighed by 1 / p."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any, ClassVar

import numpy as np
import pytest
from sklearn.datasets import load_breast_cancer
from sklearn.linear_model import LogisticRegression
from sklearn.preprocessing import StandardScaler

import labelwise as lw
from labelwise.evaluation.testing import importance_weights
from labelwise.selectors import OnePass
from labelwise.selectors.feeding import feed
from labelwise.strategy import View
from labelwise.streams import ImportanceWeighted
from labelwise.types import Spent


def test_importance_weights_give_an_unbiased_risk():
    """Mean of 2,000 runs within two standard errors of the full risk; without weights far from it."""
    X, y = load_breast_cancer(return_X_y=True)
    X = StandardScaler().fit_transform(X)
    model = LogisticRegression(C=0.01).fit(X[:60], y[:60])
    proba = model.predict_proba(X)
    losses = -np.log(proba[np.arange(len(y)), y])
    p = np.maximum(0.1, 1 - (2 * proba.max(axis=1) - 1))  # ask when unsure, with a floor
    rng, made = np.random.default_rng(2), []
    for _ in range(2000):
        asked = rng.random(len(y)) < p
        made.append([importance_weights(asked, p) @ losses / len(y), losses[asked].mean()])
    mean, error = np.mean(made, axis=0) - losses.mean(), np.std(made, axis=0) / np.sqrt(2000)
    assert abs(mean[0]) < 2 * error[0] and abs(mean[1]) > 10 * error[1]


@dataclass
class Committee:
    """Two models that are what they are, whatever the labels."""

    members: list[Any]
    accepts: ClassVar[tuple[str, ...]] = ("hard",)
    provides: ClassVar[tuple[str, ...]] = ("proba", "samples")

    def fit(self, data, rng):
        return self

    def samples(self, x):
        return np.stack([member.predict_proba(x) for member in self.members])

    def proba(self, x):
        return self.samples(x).mean(axis=0)


class Remembers(LogisticRegression):
    """Notes the weights that it learned with."""

    weights: ClassVar[list[float]] = []

    def fit(self, X, y, sample_weight=None):
        Remembers.weights[:] = [1.0] * len(y) if sample_weight is None else list(sample_weight)
        return super().fit(X, y, sample_weight)


def test_answers_of_a_stream_teach_with_one_over_their_probability():
    """Through a campaign: what was asked with probability p is learned with weight 1 / p, corrections too."""
    X, y = load_breast_cancer(return_X_y=True)
    X = StandardScaler().fit_transform(X)
    committee = Committee([LogisticRegression(C=c).fit(X[:40], y[:40]) for c in (1e-3, 100)])
    strategy = lw.Strategy(selector=OnePass(ImportanceWeighted(0.05)))
    campaign = lw.Campaign(
        X, ["0", "1"], strategy=strategy, learner={"acquire": committee, "final": Remembers()}, trust=None
    )
    campaign.add_labels([0, 19], [str(y[0]), str(y[19])])
    campaign.fit()
    queries = campaign.offer(range(40, 300))
    campaign.tell(queries, [str(y[int(query.item)]) for query in queries])
    given = next(a for a in campaign.fold.present() if a.query == queries[0].id)
    campaign.tell(queries[0], replace(given, id="again", of=given.id, weight=1.0))
    campaign.fit()
    first, second = committee.samples(X)
    apart = np.abs(first - second).max(axis=1)
    expected = {str(k): 1 / (0.05 + 0.95 * apart[k]) for k in range(40, 300)}
    told = [expected[query.item] for query in queries]
    assert 10 < len(told) < 250
    np.testing.assert_allclose(sorted(Remembers.weights), sorted([1.0, 1.0, *told]))
    weights = {a.item: a.weight for a in campaign.fold.present() if a.query}
    assert weights == pytest.approx({query.item: expected[query.item] for query in queries})


def test_the_loss_of_a_whole_stream_is_estimated_without_bias():
    """Of any model, whatever the committee thinks; unweighted answers are far off."""
    rng, n = np.random.default_rng(5), 40
    first, second = rng.dirichlet([1, 1], n), rng.dirichlet([1, 1], n)
    wrong = (rng.random(n) < first[:, 0] * 0.8).astype(float)  # another model's loss, related to the first
    gate, view = ImportanceWeighted(0.1), View.from_arrays(samples=np.stack([first, second]))
    made = []
    for seed in range(600):
        decisions, _, _ = feed(gate, view, np.arange(n), seed, Spent(), gate.start())
        asked = np.array([d.action == "ask" for d in decisions])
        weights = np.array([d.weight for d in decisions])
        made.append([(wrong * weights)[asked].sum() / n, wrong[asked].mean()])
    mean, error = np.mean(made, axis=0) - wrong.mean(), np.std(made, axis=0) / np.sqrt(600)
    assert abs(mean[0]) < 2.5 * error[0] and abs(mean[1]) > 5 * error[1]


def test_the_region_of_disagreement_shrinks_with_few_labels():
    """CAL on thresholds of a line: never larger, and about 2 ln n of n labels are asked for."""
    asked, n = [], 1_500
    for seed in range(3):
        rng = np.random.default_rng(seed)
        low, high, truth, count = 0.0, 1.0, rng.uniform(0.2, 0.8), 0
        for x in rng.random(n):
            grid = np.array([low, high])  # the extreme thresholds that fit all answers
            sure = (x >= grid).astype(float)
            view = View.from_arrays(samples=np.stack([1 - sure, sure], axis=1)[:, None])
            made, _ = ImportanceWeighted(0).decide(view, Spent(), {}, rng)
            assert (made.action == "ask") == (low <= x < high) and made.p in (0, 1)
            if made.action == "ask":
                before, count = high - low, count + 1
                low, high = (low, x) if x >= truth else (x, high)
                assert high - low <= before
        asked.append(count)
    assert np.log2(n) / 2 < np.mean(asked) < 3 * np.log(n)
