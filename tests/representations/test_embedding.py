import numpy as np
import pytest
from scipy import sparse

from labelwise.errors import BadData
from labelwise.representations import L2, Embedding, Gradient, Scale
from labelwise.representations import embedding as module
from labelwise.selectors import KCenter, KMeansPP
from labelwise.strategy import Strategy, View
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


@pytest.mark.parametrize("mapped", [False, True])
def test_most_rows_of_an_array_are_no_copy_of_it_and_few_are_one(mapped, tmp_path, rng):
    x = rng.normal(size=(50, 3)).astype(np.float32)
    if mapped:
        np.save(tmp_path / "x.npy", x)
        x = np.load(tmp_path / "x.npy", mmap_mode="r")
    space = Embedding().fit(View(arrays={"embedding": x}), rng)
    most, few = np.setdiff1d(np.arange(2, 50), [7, 30]), np.array([40, 3])
    assert np.shares_memory(space(most).stored, x) and not np.shares_memory(space(few).stored, x)
    for rows in (most, few, most[::-1]):
        assert np.array_equal(space(rows).x, x[rows])


@pytest.fixture
def halves(monkeypatch, tmp_path, rng):
    """A memory map of halves that is too large to convert, the same in single precision, probabilities."""
    monkeypatch.setattr(module, "LARGE", 100)
    np.save(tmp_path / "x.npy", rng.normal(size=(300, 6)).astype(np.float16))
    x = np.load(tmp_path / "x.npy", mmap_mode="r")
    return x, x.astype(np.float32), rng.dirichlet(np.ones(3), 300)


@pytest.mark.parametrize(
    "points", [Embedding(), Embedding(norm="l2"), Embedding() >> L2() >> Scale(), Gradient()]
)
@pytest.mark.parametrize("selector", [KCenter(), KCenter(carry=True), KMeansPP()])
def test_halves_that_do_not_fit_are_read_in_blocks_for_the_same_picks(points, selector, halves):
    picks = []
    for x in halves[:2]:
        view = View.from_arrays(embedding=x, proba=halves[2], labelled=[4, 9], y=[0, 1])
        strategy = Strategy(representation=points, selector=selector)
        picks.append(strategy.select(view, 12, np.random.default_rng(0)).indices.tolist())
    assert picks[0] == picks[1]


def test_halves_that_do_not_fit_are_never_converted_as_a_whole(halves, rng):
    made = Embedding(norm="l2").fit(View(arrays={"embedding": halves[0]}), rng)(np.arange(1, 300))
    assert not isinstance(made.stored, np.ndarray) and len(made) == 299
    np.testing.assert_allclose(made.diag(), 1, rtol=1e-5)
