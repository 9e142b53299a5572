import numpy as np

from labelwise.representations import Draws
from labelwise.representations.draws import _classes
from labelwise.strategy import View

RNG = np.random.default_rng(0)
SAMPLES = RNG.dirichlet(np.ones(3), (12, 20))


def test_inner_products_are_hsic():
    rows = np.arange(20)
    made = Draws().fit(View(arrays={"samples": SAMPLES}), np.random.default_rng(0))(rows)
    one_hot = np.eye(3)[_classes(SAMPLES, rows, int(np.random.default_rng(0).integers(2**63)))]
    k = 1 / (1 + 0.5 * np.square(one_hot[:, :, None] - one_hot[:, None]).sum(axis=3))  # (20, 12, 12)
    centring = np.eye(12) - 1 / 12
    expected = [[np.trace(a @ centring @ b @ centring) / 144 for b in k] for a in k]
    np.testing.assert_allclose(made.gram(rows, made), expected, atol=1e-12)


def test_classes_come_as_often_as_they_are_probable():
    one = np.tile(np.array([0.2, 0.5, 0.3]), (10, 2000, 1))
    found = _classes(one, np.arange(2000), 5)
    np.testing.assert_allclose(np.bincount(found.ravel()) / 20_000, [0.2, 0.5, 0.3], atol=0.02)


def test_many_kernels_are_made_when_they_are_read():
    view = View(arrays={"samples": RNG.dirichlet(np.ones(3), (64, 20))})
    space = Draws().fit(view, np.random.default_rng(0))
    few, many = space(np.arange(20)), space(np.tile(np.arange(20), 450))
    assert isinstance(few.stored, np.ndarray) and not isinstance(many.stored, np.ndarray)
    assert len(many) == 9000 and np.array_equal(
        many.dense(np.array([8999, 40])), few.dense(np.array([19, 0]))
    )
