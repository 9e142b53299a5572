"""A made-up world in which both curves, and so the truth about savings, are known."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pytest
from scipy.special import ndtri, softmax

from labelwise.types import History


@dataclass
class World:
    """Random labels reach the error ``start * n ** -slope``; those of the campaign count ``ratio`` times.

    A model is wrong about an item where the item's own difficulty and the model's luck together are above
    a threshold, so two models err on much the same items, as real ones do. A share ``wrong`` of the answers
    of the reserve is wrong, whatever the item.
    """

    m: int = 200
    ratio: float = 1.0
    slope: float = 0.35
    start: float = 0.9
    alike: float = 0.9
    step: int = 20
    rounds: int = 20
    numbers: bool = False
    wrong: float = 0.0

    def error(self, labels):
        return np.minimum(self.start * np.asarray(labels, float) ** -self.slope, 0.9)

    def draw(self, rng):
        """A history and the trainer that goes with it."""
        truth, hard = rng.integers(0, 2, self.m), rng.normal(size=self.m)
        labels = self.step * np.arange(1, self.rounds + 1)

        def answers(labels, luck):
            draw = np.sqrt(self.alike) * hard + np.sqrt(1 - self.alike) * luck
            if self.numbers:
                return self.error(labels) * draw
            return truth ^ (draw > -ndtri(self.error(labels)))

        luck = rng.normal(size=self.m)
        said = []
        for n in labels:
            luck = 0.9 * luck + np.sqrt(1 - 0.9**2) * rng.normal(size=self.m)
            said.append(answers(self.ratio * n, luck))
        target = np.zeros(self.m) if self.numbers else truth ^ (rng.random(self.m) < self.wrong)
        classes = () if self.numbers else ("a", "b")
        history = History(labels, [].__getitem__, target, np.array(said), classes)

        def train(rows):
            found = answers(len(rows), rng.normal(size=self.m))
            found[rows] = target[rows]  # what a model has seen it knows
            return found

        return history, train

    def to_reach(self, random_labels):
        """The first round that is truly as good as so many random labels."""
        return self.step * np.ceil(random_labels / self.ratio / self.step)

    def worth(self):
        """Random labels that are truly as good as the newest round."""
        return self.ratio * self.step * self.rounds


@pytest.fixture
def world():
    return World


class LeastSquares:
    """A learner that takes no time: one column a class, or numbers."""

    accepts = ("hard", "real")

    def fit(self, data, rng):
        x, y = np.asarray(data.x(data.rows)), data.targets.value
        target = np.eye(len(data.classes))[y] if data.classes else y[:, None]
        centred = x - x.mean(axis=0)
        square = centred.T @ centred + np.eye(x.shape[1])
        weights = np.linalg.solve(square, centred.T @ (target - target.mean(axis=0)))
        return Line(weights, target.mean(axis=0) - x.mean(axis=0) @ weights, bool(data.classes))


@dataclass
class Line:
    weights: np.ndarray
    level: np.ndarray
    of_classes: bool

    @property
    def provides(self):
        return ("proba" if self.of_classes else "mean", "embedding")

    def proba(self, x):
        return softmax(4 * (np.asarray(x) @ self.weights + self.level), axis=1)

    def mean(self, x):
        return (np.asarray(x) @ self.weights + self.level)[:, 0]

    def embedding(self, x):
        return np.asarray(x)


@pytest.fixture
def least_squares():
    return LeastSquares()
