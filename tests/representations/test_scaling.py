import numpy as np
import pytest

from labelwise.representations import L2, Embedding, Gradient, Scale, mapping
from labelwise.strategy import View
from labelwise.testing.examples import view
from labelwise.types import Scaled

ROWS = np.arange(40)


def fitted(representation):
    return representation.fit(view(), np.random.default_rng(0))(ROWS)


def test_factored_points_stay_factored_and_get_length_one():
    points = fitted(Gradient() >> L2())
    assert isinstance(points, Scaled)
    np.testing.assert_allclose(points.diag(), 1)
    plain = fitted(Gradient()).dense(ROWS)
    np.testing.assert_allclose(points.dense(ROWS), plain / np.linalg.norm(plain, axis=1, keepdims=True))


def test_zero_points_stay_zero():
    zero = View(arrays={"proba": np.array([[1.0, 0.0]]), "embedding": np.array([[1.0]])})
    assert (Gradient() >> L2()).fit(zero, np.random.default_rng(0))(np.array([0])).diag().tolist() == [0]


@pytest.mark.parametrize("base", [Embedding(), Gradient()])
def test_scale_makes_the_mean_squared_length_one(base):
    assert fitted(base >> Scale()).diag().mean() == pytest.approx(1)


def test_scale_of_a_large_pool_takes_a_sample(monkeypatch):
    monkeypatch.setattr(mapping, "SAMPLE", 10)
    assert 0.3 < fitted(Embedding() >> Scale()).diag().mean() < 3


def test_scale_keeps_single_precision_and_zero_points():
    looked = View(arrays={"embedding": np.zeros((2, 2), dtype=np.float32)})
    points = (Embedding() >> Scale()).fit(looked, np.random.default_rng(0))(np.arange(2))
    assert points.x.dtype == np.float32
    assert not points.x.any()


def test_the_scale_of_the_labelled_rows():
    x = np.array([[1.0], [2.0], [2.0]])
    view = View(arrays={"embedding": x}, labels=[-1, 0, 0])
    for over, first in (("labelled", 0.25), ("pool", 1 / 3)):
        made = (Embedding() >> Scale(over)).fit(view, np.random.default_rng(0))(np.arange(3))
        assert made.diag()[0] == pytest.approx(first)
    bare = (Embedding() >> Scale("labelled")).fit(View(arrays={"embedding": x}), np.random.default_rng(0))
    assert bare(np.arange(3)).diag().mean() == pytest.approx(1)
