"""Whole campaigns on real data: random choice saves nothing, and what is said of margin holds."""

from __future__ import annotations

import gzip

import numpy as np
import pytest
from scipy.optimize import isotonic_regression
from sklearn.datasets import load_digits
from sklearn.linear_model import LogisticRegression

from labelwise.evaluation.savings import both_arms, floor_of, labels_to_reach, upper
from labelwise.types import History

RUNS, N, M, BATCH = 40, 400, 200, 20
SIZES = np.array([40, 80, 160, 320, 400, 560, 800, 1200])


def digits(_):
    return load_digits(return_X_y=True)


def pendigits(data_dir):
    path = data_dir / "tabular_classification" / "pendigits.tsv.gz"
    with gzip.open(path, "rt") as file:
        rows = np.loadtxt(file, delimiter="\t", skiprows=1)
    return rows[:, :-1], rows[:, -1].astype(int)


class Case:
    """A pool of a data set, and what is held out of it."""

    def __init__(self, x, y, wrong=0.0):
        order = np.random.default_rng(0).permutation(len(y))
        x = (x - x.mean(axis=0)) / np.where(x.std(axis=0) > 0, x.std(axis=0), 1)
        self.pool, self.out = order[:1257], order[1257:4000]
        self.x, self.y, self.wrong = x, y, wrong

    def answers(self, rng):
        """What people say: the truth, but for a random share of wrong classes."""
        other = (self.y + rng.integers(1, self.y.max() + 1, len(self.y))) % (self.y.max() + 1)
        return np.where(rng.random(len(self.y)) < self.wrong, other, self.y)

    def fit(self, rows, told):
        return LogisticRegression(tol=1e-2).fit(self.x[rows], told[rows])

    def score(self, model):
        return float((model.predict(self.x[self.out]) == self.y[self.out]).mean())

    def curve(self, rng, draws=10):
        """Mean accuracy of random labels."""
        found = np.zeros((draws, len(SIZES)))
        for row in found:
            told, drawn = self.answers(rng), rng.permutation(self.pool)
            row[:] = [self.score(self.fit(drawn[:n], told)) for n in SIZES]
        return isotonic_regression(found.mean(axis=0)).x

    def campaign(self, rng, strategy):
        told, order = self.answers(rng), rng.permutation(self.pool)
        reserve, rest = order[:M], order[M:]
        rows, said, scores = rest[:BATCH], [], []
        while True:
            model = self.fit(rows, told)
            said.append(model.predict(self.x[reserve]))
            scores.append(self.score(model))
            if len(rows) == N:
                break
            left = np.setdiff1d(rest, rows)
            two = np.sort(model.predict_proba(self.x[left]), axis=1)[:, -2:]
            margin = left[np.argsort(two[:, 1] - two[:, 0])[:BATCH]]
            rows = np.concatenate([rows, margin if strategy == "margin" else rng.choice(left, BATCH, False)])
        labels = np.arange(BATCH, N + 1, BATCH)
        history = History(labels, [].__getitem__, told[reserve], np.array(said), ("classes",))

        def train(at):
            return self.fit(reserve[at], told).predict(self.x[reserve])

        return both_arms(history, train, rng, orders=15), isotonic_regression(scores).x


def run(case, strategy):
    """Of each campaign: U, the labels it truly took, the floor, and the labels it is truly worth."""
    rng = np.random.default_rng(1)
    curve, found = case.curve(rng), []
    for _ in range(RUNS):
        arms, scores = case.campaign(rng, strategy)
        there = np.flatnonzero(scores >= np.interp(np.log(arms.k), np.log(SIZES), curve))
        truly = arms.labels[there[0]] if len(there) else np.inf
        worth = np.exp(np.interp(scores[-1], curve, np.log(SIZES))) if scores[-1] <= curve[-1] else np.inf
        found.append((upper(labels_to_reach(arms)[1:], 0.9), truly, floor_of(arms), worth))
    return np.array(found).T


@pytest.mark.slow
@pytest.mark.parametrize("wrong", [0.0, 0.1])
def test_random_choice_saves_nothing(wrong):
    most, _, floor, _ = run(Case(*digits(None), wrong), "random")
    tolerance = 0.1 + 3 * np.sqrt(0.09 / RUNS)
    assert np.mean(most < 0.8 * M) <= tolerance
    assert np.mean(floor > N) <= tolerance
    assert np.mean((most < 0.8 * M) | (floor > N)) <= 0.2


@pytest.mark.slow
@pytest.mark.parametrize("data", [digits, pendigits])
def test_what_is_said_of_margin_holds(data, data_dir):
    most, truly, floor, worth = run(Case(*data(data_dir)), "margin")
    least = 0.9 - 3 * np.sqrt(0.09 / RUNS)
    assert np.mean(most >= truly) >= least
    assert np.mean(floor <= worth) >= least
    assert np.mean((most < 0.8 * M) | (floor > N)) > 0.05
