import numpy as np

import labelwise as lw
from labelwise.measures import Mmc, mmc


def naive(p, many):
    best = sorted(range(len(p)), key=lambda c: -p[c])[: round(many)]
    return sum((1 - (1 if c in best else -1) * (2 * x - 1)) / 2 for c, x in enumerate(p))


def test_equals_the_naive_version():
    tags = np.random.default_rng(0).random((40, 5))
    np.testing.assert_allclose(mmc(tags), [naive(p, p.sum()) for p in tags])
    many = np.random.default_rng(1).integers(0, 6, 40)
    np.testing.assert_allclose(
        Mmc("many")(tags, many=many), [naive(p, m) for p, m in zip(tags, many, strict=True)]
    )


def test_the_expected_number_may_come_from_outside():
    tags = np.array([[0.9, 0.9, 0.1], [0.8, 0.2, 0.2]])
    assert lw.query("mmc", 1, tags=tags, rng=0).indices.tolist() == [1]
    strategy = lw.Strategy(measure=Mmc("many"))
    assert lw.query(strategy, 1, tags=tags, many=np.array([1, 1]), rng=0).indices.tolist() == [0]
