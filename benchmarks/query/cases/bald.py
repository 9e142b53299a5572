"""Information about the model: of single items, and of batches."""

from __future__ import annotations

import numpy as np
from benchmarks.query.case import Call, case

import labelwise as lw


def _draws(draws: int, size: int, classes: int, kind: type = np.float64) -> np.ndarray:
    """(K, N, C) softmax of logits that the draws share in part."""
    rng = np.random.default_rng(0)
    made = np.empty((draws, size, classes), dtype=kind)
    shared = rng.normal(scale=2, size=(size, classes))
    for k in range(draws):
        logits = np.exp(shared + rng.normal(size=(size, classes)))
        made[k] = logits / logits.sum(axis=1, keepdims=True)
    return made


@case("BALD, 100k x K=20 x 10, top 100", peer="small-text 1.4.1", target="3x")
def bald() -> tuple[Call, Call | str]:
    """Mutual information of label and model; both get float64, the peer in its own order of axes."""
    samples = _draws(20, 100_000, 10)

    def ours() -> object:
        return lw.query("bald", 100, samples=samples, rng=0)

    theirs_order = np.ascontiguousarray(samples.transpose(1, 0, 2))

    def theirs() -> object:
        from small_text.query_strategies.bayesian import _bald

        return np.argpartition(-_bald(theirs_order), 100)[:100]

    return ours, theirs


@case("BALD, 1M x K=20 x 10, float32, top 100", target="pool + 2 GiB", repeats=2)
def bald_large() -> tuple[Call, None]:
    """A million items."""
    samples = _draws(20, 1_000_000, 10, np.float32)
    return lambda: lw.query("bald", 100, samples=samples, rng=0), None


def _batch(size: int, n: int) -> tuple[Call, Call | str]:
    samples = _draws(20, size, 10)

    def ours() -> object:
        return lw.query("batchbald", n, samples=samples, rng=0)

    def theirs() -> object:
        from skactiveml.pool._bald import batch_bald

        return batch_bald(samples.copy(), n, n_MC_samples=10_000, random_state=0)

    return ours, theirs


@case(
    "BatchBALD, 2000 x K=20 x 10, b=5", peer="scikit-activeml 1.0.1", target="20x, 10x less memory", repeats=2
)
def batch() -> tuple[Call, Call | str]:
    """Ten thousand configurations on both sides."""
    return _batch(2000, 5)


@case("BatchBALD, 100k x K=20 x 10, b=50", target="finishes", repeats=1)
def batch_large() -> tuple[Call, None]:
    """No peer finishes this."""
    return _batch(100_000, 50)[0], None
