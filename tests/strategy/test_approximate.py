import sys

import numpy as np
import pytest

import labelwise as lw
from labelwise.errors import BadParameter, MissingExtra
from labelwise.strategy.approximate import share_found
from labelwise.strategy.providers import Neighbours


def points(size):
    rng = np.random.default_rng(0)
    return rng.normal(size=(20, 8))[rng.integers(0, 20, size)] + 0.5 * rng.normal(size=(size, 8))


def test_without_the_package_the_error_names_the_extra(monkeypatch):
    monkeypatch.setitem(sys.modules, "faiss", None)
    with pytest.raises(MissingExtra, match=r"labelwise\[ann\]"):
        Neighbours(3, method="approximate")(points(30), np.full(30, -1))


def test_the_share_of_true_neighbours_is_counted():
    x = np.array([[1.0, 0.0], [0.8, 0.6], [0.0, 1.0], [0.1, 0.99]])
    true = np.array([[1, 3], [0, 3], [3, 1], [2, 1]])
    assert share_found(x, true, np.arange(4)) == 1
    true[0] = [2, 3]
    assert share_found(x, true, np.arange(4)) == 1 - 1 / 8
    assert share_found(x, true[:, :0], np.arange(4)) == 1


@pytest.mark.parametrize("size", [300, 3000])
def test_nearly_the_exact_neighbours_and_why_says_so(size):
    pytest.importorskip("faiss", reason="pip install faiss-cpu")
    x, labels = points(size), np.full(size, -1)
    labels[:5] = 0
    rows, away = Neighbours(5, method="approximate")(x, labels)
    exact, truth = Neighbours(5)(x, labels)
    assert rows.shape == exact.shape and not (rows == np.arange(size)[:, None]).any() and rows.min() >= 5
    assert np.mean([np.isin(a, b).mean() for a, b in zip(rows, exact, strict=True)]) > 0.9
    assert (away >= truth - 1e-5).all()
    if size == 300:
        np.testing.assert_allclose(away, truth, atol=1e-5)


def test_why_says_so_and_too_few_are_refused():
    pytest.importorskip("faiss", reason="pip install faiss-cpu")
    x, rng = points(2000), np.random.default_rng(0)
    given = {"embedding": x, "proba": rng.dirichlet(np.ones(3), 2000), "rng": 0}
    made = lw.query("lada", 4, neighbours=Neighbours(5, method="approximate"), **given)
    assert "approximate neighbours, recall on a sample 0.9 or more" in made.why[0]
    with pytest.raises(BadParameter, match="a recall of 1 or more"):
        lw.query("lada", 4, neighbours=Neighbours(50, method="approximate", recall=1.0), **given)
