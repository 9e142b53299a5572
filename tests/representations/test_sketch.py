import numpy as np
import pytest

from labelwise.representations import L2, Embedding, Gradient, LastLayer, Sketch, SumOf
from labelwise.strategy import View

RNG = np.random.default_rng(0)
VIEW = View(arrays={"proba": RNG.dirichlet(np.ones(6), 60), "embedding": RNG.normal(size=(60, 40))})
ROWS = np.arange(60)
KINDS = {
    "dense": Embedding(),
    "product": Gradient(),
    "sum": SumOf((Gradient(), Embedding())),
    "scaled": Gradient() >> L2(),
}


def gram(representation, seed=0):
    points = representation.fit(VIEW, np.random.default_rng(seed))(ROWS)
    return points.gram(ROWS, points)


@pytest.mark.parametrize("name", KINDS)
def test_inner_products_are_right_on_average_and_concentrate(name):
    exact = gram(KINDS[name])
    size = np.sqrt(np.outer(np.diag(exact), np.diag(exact)))
    errors = {}
    for p in (8, 32):
        made = np.array([gram(KINDS[name] >> Sketch(p), seed) for seed in range(60)])
        assert np.abs(((made.mean(axis=0) - exact) / size).mean()) < 0.02
        errors[p] = np.sqrt((((made - exact) / size) ** 2).mean())
    assert 1.6 < errors[8] / errors[32] < 2.4  # one over the root of p
    assert errors[32] < 3 / np.sqrt(32)


def test_few_coordinates_stay_exact():
    np.testing.assert_allclose(gram(Gradient() >> Sketch(240)), gram(Gradient()), atol=1e-12)
    single = View(arrays={"embedding": RNG.normal(size=(5, 600)).astype(np.float32)})
    points = (LastLayer() >> Sketch()).fit(single, RNG)(np.arange(5))
    assert points.dense(np.arange(5)).shape == (5, 512) and points.diag().dtype == np.float32
