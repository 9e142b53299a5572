"""A pool and models that count what is asked of them."""

import numpy as np
import pytest


class ArrayPool:
    """Rows of a matrix, with columns."""

    def __init__(self, x, **columns):
        self.x_, self.columns_ = x, columns
        self.columns = tuple(columns)

    def __len__(self):
        return len(self.x_)

    def x(self, rows):
        return self.x_[rows]

    def column(self, name, rows=None):
        found = np.asarray(self.columns_[name])
        return found if rows is None else found[rows]


class Softmax:
    """A linear model; ``calls`` holds the number of rows of each forward pass."""

    provides = ("proba", "embedding", "head", "samples")

    def __init__(self, dims, classes=3, seed=0):
        self.w = np.random.default_rng(seed).normal(size=(classes, dims))
        self.calls = []

    def proba(self, x):
        self.calls.append(len(x))
        z = np.exp(x @ self.w.T)
        return z / z.sum(axis=1, keepdims=True)

    def embedding(self, x):
        return x

    def head(self):
        return self.w, np.zeros(len(self.w))

    def samples(self, x, seed, k=2):
        rng = np.random.default_rng(seed)
        return np.stack([_softmax(x @ (self.w + rng.normal(size=self.w.shape)).T) for _ in range(k)])


def _softmax(z):
    e = np.exp(z - z.max(axis=1, keepdims=True))
    return e / e.sum(axis=1, keepdims=True)


@pytest.fixture
def make_pool():
    return ArrayPool


@pytest.fixture
def make_model():
    return Softmax
