import numpy as np
import pytest

from labelwise.errors import BadParameter
from labelwise.representations import PCA, mapping
from labelwise.representations.mapping import centred
from labelwise.strategy import View
from labelwise.types import Dense, Product, Scaled, Sum


def test_width_without_writing_out():
    x, y = Dense(np.zeros((4, 3))), Dense(np.zeros((4, 5)))
    many = Product(Dense(np.zeros((4, 10**5))), Dense(np.zeros((4, 10**5))))
    assert mapping.width(Scaled(Sum([Product(x, y), x]), np.ones(4))) == 18
    assert mapping.width(many) == 10**10
    with pytest.raises(BadParameter, match="Sketch"):
        mapping.written(many, PCA())


def test_blocks_are_put_together_in_order(monkeypatch):
    monkeypatch.setattr(mapping, "STEP", 128)
    x = np.random.default_rng(0).normal(size=(1000, 2))
    points = Product(Dense(x), Dense(x))
    np.testing.assert_array_equal(
        mapping.written(points, None).x, np.einsum("ij,ik->ijk", x, x).reshape(1000, 4)
    )
    assert len(mapping.mapped(points, points.dense, 4)) == 1000


def test_rows():
    view = View(arrays={"mean": np.zeros(30)}, labels=np.array([0, -1, -1] * 10), pending=[1])
    assert mapping.known_rows(view).tolist()[:3] == [0, 1, 3]
    some = mapping.sampled(view, np.random.default_rng(0), 7)
    assert len(np.unique(some)) == 7 and (np.diff(some) > 0).all()


def test_only_points_far_from_zero_are_moved():
    x = np.random.default_rng(0).normal(size=(50, 3)).astype(np.float32)
    near, far = Dense(x), Dense(x + np.float32(1e4))
    assert centred(near) == (near, None)
    moved, other = centred(far, far.part(np.arange(5)))
    assert moved.x.dtype == np.float32 and np.array_equal(moved.x[:5], other.x)
    assert np.abs(moved.x.mean(axis=0)).max() < 1e-3
    np.testing.assert_allclose(moved.x[1] - moved.x[0], far.x[1] - far.x[0], atol=1e-6)
