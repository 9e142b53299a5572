import numpy as np
import pytest

from labelwise.errors import BadParameter
from labelwise.selectors import Cosine, Gaussian, similarity
from labelwise.selectors.similarity import Similar


def gaussian(x, y, width):
    return np.exp(-((x[:, None] - y[None]) ** 2).sum(-1) / width**2)


def cosine(x, y):
    def unit(z):
        return z / np.linalg.norm(z, axis=1, keepdims=True)

    return np.maximum(unit(x) @ unit(y).T, 0)


@pytest.mark.parametrize("kept", [2**28, 0])
@pytest.mark.parametrize("tile", [2048, 5])
@pytest.mark.parametrize("kernel", [Gaussian(2.0), Cosine()])
def test_rows_sums_and_gains_equal_the_naive_version(kept, tile, kernel, monkeypatch, rng):
    for name, value in {"KEPT": kept, "TILE": tile, "ROWS": tile}.items():
        monkeypatch.setattr(similarity, name, value)
    x, c = rng.normal(size=(23, 3)), rng.normal(size=(4, 3))
    full, to = (
        (gaussian(x, x, 2.0), gaussian(x, c, 2.0)) if kernel.distances else (cosine(x, x), cosine(x, c))
    )
    some, weight = Similar(kernel, x, c), rng.random(23)
    best = some.closest()
    close = {"rtol": 1e-4, "atol": 1e-5}
    np.testing.assert_allclose(best, to.max(axis=1), **close)
    np.testing.assert_allclose(some.to_centres(), to.sum(axis=1), **close)
    np.testing.assert_allclose(some.row(7), full[7], **close)
    np.testing.assert_allclose(some.sums(weight), full @ weight, **close)
    rows = np.array([3, 20, 9])
    np.testing.assert_allclose(
        some.excess(rows, best, weight), np.maximum(full[rows] - best, 0) @ weight, **close
    )


def test_equal_points_are_of_one_kind():
    kinds = Similar(Gaussian(1.0), np.array([[1.0, 2], [3, 4], [1, 2], [3, 5]]), np.zeros((0, 2))).kinds()
    assert kinds[0] == kinds[2] and len(set(kinds.tolist())) == 3
    assert len(Similar(Gaussian(1.0), np.zeros((0, 2)), np.zeros((0, 2))).kinds()) == 0


def test_the_width_narrows_as_labels_come():
    x, three = np.array([[0.0], [1.0]]), np.array([[0.0], [0.5], [0.5], [2.0]])
    assert Similar(Gaussian(None), x, x[:1]).row(0)[1] == pytest.approx(np.exp(-1))
    assert Similar(Gaussian(None), x, three).row(0)[1] == pytest.approx(np.exp(-4))
    with pytest.raises(BadParameter, match="Gaussian: width is 0"):
        Gaussian(0)
