import numpy as np
import pytest

import labelwise as lw
from labelwise.errors import BadParameter
from labelwise.representations import Embedding
from labelwise.selectors import FisherBait
from labelwise.selectors.fisher_bait import fisher
from labelwise.strategy import Strategy

RNG = np.random.default_rng(0)


def one(p, x):
    return np.kron(np.diag(p) - np.outer(p, p), np.outer(x, x))


def naive(p, x, known, n, over):
    """Traces of inverses written out; the batch weighs 1 / (l + n) a unit, as the labelled do."""
    whole = np.mean([one(a, b) for a, b in zip(p, x, strict=True)], axis=0)
    start = np.eye(len(whole)) + sum((one(p[i], x[i]) for i in known), 0 * whole) / (len(known) + n)

    def trace(picks):
        extra = sum((one(p[i], x[i]) for i in picks), 0 * whole) / (len(known) + n)
        return np.trace(np.linalg.inv(start + extra) @ whole)

    picks = []
    for _ in range(over * n):
        left = [np.inf if i in (*picks, *known) else trace([*picks, i]) for i in range(len(p))]
        picks.append(int(np.argmin(left)))
    while len(picks) > n:
        del picks[int(np.argmin([trace([*picks[:k], *picks[k + 1 :]]) for k in range(len(picks))]))]
    return picks


@pytest.mark.parametrize("over", [1, 2])
def test_equals_traces_written_out(over):
    p, x = RNG.dirichlet(np.ones(3), 25), 3 * RNG.normal(size=(25, 4))
    strategy = Strategy(representation=Embedding(), selector=FisherBait(over=float(over)))
    made = lw.query(strategy, 5, proba=p, embedding=x, labelled=[3, 4], rng=0).indices.tolist()
    assert made == naive(p, x, [3, 4], 5, over)


def test_fisher_is_a_sum_of_products():
    p, x = RNG.dirichlet(np.ones(3), 6), RNG.normal(size=(6, 2))
    np.testing.assert_allclose(fisher(x, p), sum(map(one, p, x)), atol=1e-12)


def test_too_wide_is_refused():
    strategy = Strategy(representation=Embedding(), selector=FisherBait())
    with pytest.raises(BadParameter, match="PCA"):
        lw.query(strategy, 2, proba=RNG.dirichlet(np.ones(5), 9), embedding=np.ones((9, 900)), rng=0)
