import numpy as np
import pytest

import labelwise as lw
from labelwise.representations import Embedding
from labelwise.selectors import Bait
from labelwise.strategy import Strategy

RNG = np.random.default_rng(0)


def trace(x, picks, moments, noise):
    return np.trace(np.linalg.inv(np.eye(x.shape[1]) + x[picks].T @ x[picks] / noise) @ moments)


def naive(x, n, over, noise, known=(), barred=()):
    moments, picks = x.T @ x, list(known)
    for _ in range(over * n):
        left = [
            np.inf if i in (*picks, *barred) else trace(x, [*picks, i], moments, noise) for i in range(len(x))
        ]
        picks.append(int(np.argmin(left)))
    own = picks[len(known) :]
    while len(own) > n:
        without = [trace(x, [*known, *own[:k], *own[k + 1 :]], moments, noise) for k in range(len(own))]
        del own[int(np.argmin(without))]
    return own


@pytest.mark.parametrize(("over", "labelled"), [(1, False), (2, False), (2, True)])
def test_equals_traces_written_out(over, labelled):
    for seed in range(3):
        x = np.random.default_rng(seed).normal(size=(40, 4))
        strategy = Strategy(representation=Embedding(), selector=Bait(0.5, float(over), labelled))
        made = lw.query(strategy, 6, embedding=x, labelled=[37, 38, 39], rng=0).indices.tolist()
        assert made == naive(x, 6, over, 0.25, [37, 38, 39] if labelled else [], [37, 38, 39])


def test_without_noise_chance_decides_once_all_is_known():
    strategy = Strategy(representation=Embedding(), selector=Bait(noise=0.0))
    made = lw.query(strategy, 10, embedding=RNG.normal(size=(20, 3)), rng=0).indices
    assert len(set(made.tolist())) == 10


@pytest.mark.parametrize("kind", [np.float32, np.float64])
@pytest.mark.parametrize("length", [1, 20, 100])
def test_what_is_left_out_does_not_depend_on_how_long_points_are(kind, length):
    """After a pick its variance is the noise but for a small difference, which rounding must not eat."""
    x = (length * np.random.default_rng(length).normal(size=(60, 20))).astype(kind)
    strategy = Strategy(representation=Embedding(), selector=Bait(noise=0.1))
    made = lw.query(strategy, 8, embedding=x, rng=0).indices.tolist()
    assert made == naive(x.astype(np.float64), 8, 2, 0.01)
