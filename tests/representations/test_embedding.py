import numpy as np
import pytest
from scipy import sparse

from labelwise.errors import BadData
from labelwise.representations import Embedding
from labelwise.representations import embedding as module
from labelwise.strategy import View
from labelwise.types import Ragged

ROWS = np.arange(2)


def points(x, **options):
    return Embedding(**options).fit(View(arrays={"embedding": x}), np.random.default_rng(0))(ROWS)


def test_sparse_integers_and_single_precision():
    x = np.array([[3, 4], [0, 0]])
    assert points(sparse.csr_matrix(x), norm="l2").dense(ROWS).tolist() == [[0.6, 0.8], [0, 0]]
    assert points(x).x.dtype == np.float64
    assert points(x.astype(np.float32)).x.dtype == np.float32


def test_a_wide_sparse_matrix_is_refused_with_its_size(monkeypatch):
    monkeypatch.setattr(module, "WIDE", 2**20)
    with pytest.raises(BadData, match=r"0\.1 GiB written out.*TruncatedSVD"):
        points(sparse.csr_matrix((2, 10_000_000)))


def test_another_array_by_name():
    view = View(arrays={"prompt": np.eye(2)})
    assert Embedding("prompt").fit(view, np.random.default_rng(0))(ROWS).x.tolist() == np.eye(2).tolist()


def test_an_embedding_of_parts_is_no_embedding_of_items():
    with pytest.raises(BadData, match=r"embedding has one row for each part of an item.*one row an item"):
        module.written_out(Ragged(np.ones((3, 2)), np.array([0, 2, 3])))
