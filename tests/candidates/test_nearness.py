import numpy as np
import pytest

from labelwise.candidates import nearness
from labelwise.candidates.nearness import looked_up, most_similar
from labelwise.errors import BadParameter
from labelwise.strategy import View


@pytest.mark.parametrize("chunk", [8192, 7])
def test_equals_brute_force_whatever_the_block(chunk, monkeypatch, rng):
    monkeypatch.setattr(nearness, "CHUNK", chunk)
    x = rng.normal(size=(40, 3))
    unit = x / np.linalg.norm(x, axis=1, keepdims=True)
    others, rows = np.array([3, 17]), np.arange(5, 40, 2)
    who, row, cosine = most_similar(View(arrays={"embedding": x}), "embedding", others, rows, 4)
    for k, other in enumerate(others):
        likes = unit[rows] @ unit[other]
        assert set(row[who == k]) == set(rows[np.argsort(-likes)[:4]])
        np.testing.assert_allclose(np.sort(cosine[who == k]), np.sort(likes)[-4:], rtol=1e-5)


def test_a_graph_gives_the_first_k_that_are_candidates():
    near = np.array([[1, 2, 3], [0, 2, 3], [0, 1, 3], [0, 1, 2]])
    view = View(arrays={"neighbours": (near, np.arange(12.0).reshape(4, 3) / 12)})
    who, row, cosine = looked_up(view, np.array([0, 3]), np.array([2, 3]), 1)
    assert who.tolist() == [0, 1] and row.tolist() == [2, 2]
    np.testing.assert_allclose(cosine, [1 - 1 / 12, 1 - 11 / 12])


def test_no_rows_and_sparse_rows(rng):
    from scipy import sparse

    view = View(arrays={"embedding": sparse.csr_matrix(np.eye(3))})
    assert [len(part) for part in most_similar(view, "embedding", np.arange(2), np.arange(0), 5)] == [0, 0, 0]
    assert most_similar(view, "embedding", np.array([1]), np.array([0, 1]), 1)[1].tolist() == [1]


def test_a_graph_that_is_too_narrow_is_refused(rng):
    view = View(arrays={"embedding": rng.normal(size=(40, 3))})  # ten neighbours a row
    rows = np.arange(2, 40)
    assert len(looked_up(view, np.array([0]), rows, 10)[1]) <= 10
    with pytest.raises(BadParameter, match=r"10 neighbours a row, 20 are wanted.*Neighbours\(20\)"):
        looked_up(view, np.array([0]), rows, 20)
