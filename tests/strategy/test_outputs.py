import numpy as np
import pytest

from labelwise.errors import BadData, BadParameter
from labelwise.strategy.outputs import Outputs
from labelwise.strategy.parted import Parted
from labelwise.types import CHUNK, Ragged, Units

SIZE = 2 * CHUNK + 100


@pytest.fixture
def streamed(make_pool, make_model):
    x = np.random.default_rng(0).normal(size=(SIZE, 4))
    model = make_model(4)
    return Outputs(make_pool(x), model, "v1"), model


def test_the_order_of_the_rows_is_kept(streamed):
    out, model = streamed
    rows = np.random.default_rng(1).permutation(SIZE)
    np.testing.assert_allclose(out.get("proba", rows), model.proba(out._pool.x(rows)), rtol=1e-9)


def test_the_model_runs_once_over_each_chunk(streamed):
    out, model = streamed
    out.get("proba", np.arange(SIZE))
    out.get("proba", np.arange(5000))
    assert model.calls == [CHUNK, CHUNK, 100]
    out.get("proba", np.array([3, 9]))
    assert model.calls[3:] == [2]


def test_the_same_bits_whatever_was_asked_before(make_pool, make_model):
    x = np.random.default_rng(0).normal(size=(SIZE, 4))
    part = np.arange(1, SIZE, 3)
    first = Outputs(make_pool(x), make_model(4), "v1").get("proba", part)
    warm = Outputs(make_pool(x), make_model(4), "v1")
    warm.get("proba", np.arange(SIZE))
    np.testing.assert_array_equal(first, warm.get("proba", part))


def test_beyond_the_byte_budget_outputs_are_streamed_again(streamed, monkeypatch):
    out, model = streamed
    monkeypatch.setattr(out, "_left", 1000.0)
    for _ in range(2):
        out.get("proba", np.arange(SIZE))
    assert model.calls == 2 * [CHUNK, CHUNK, 100]


def test_draws_are_one_function_for_all_chunks(streamed):
    out, _ = streamed
    samples = out.get("samples", np.arange(SIZE))
    assert samples.shape == (2, SIZE, 3)
    np.testing.assert_allclose(out.get("samples", np.array([SIZE - 1])), samples[:, [SIZE - 1]])


def test_the_draws_change_with_the_version(make_pool, make_model):
    x = np.random.default_rng(0).normal(size=(10, 4))
    made = [Outputs(make_pool(x), make_model(4), v).get("samples", np.arange(10)) for v in ("v1", "v1", "v2")]
    np.testing.assert_array_equal(made[0], made[1])
    assert not np.allclose(made[0], made[2])


def test_outputs_without_rows_and_no_rows_at_all(streamed):
    out, _ = streamed
    assert out.whole("head")[0].shape == (3, 4)
    assert out.get("proba", np.zeros(0, dtype=np.int64)).shape == (0, 3)


def test_a_prefix_keeps_two_models_apart(make_pool, make_model):
    pool = make_pool(np.ones((4, 2)))
    out = Outputs(pool, {"": make_model(2), "teacher_": make_model(2, seed=1)}, "v")
    assert "teacher_proba" in out
    twin = type("Twin", (), {"provides": ("ba",), "ba": lambda self, x: x})()
    with pytest.raises(BadParameter, match=r"two models provide 'proba'.*teacher_"):
        Outputs(pool, {"": make_model(2), "pro": twin}, "v")


def test_models_that_do_not_keep_their_word(make_pool, make_model):
    pool, model = make_pool(np.ones((20, 2))), make_model(2)
    model.provides = ("proba", "attention")
    with pytest.raises(BadParameter, match="provides 'attention' but has no such method"):
        Outputs(pool, model, "v")
    for method, message in [
        (lambda x: np.full((len(x), 2), np.nan), "NaN or infinite values in 20 rows"),
        (lambda x: np.full((1, 2), 0.5), "1 rows for 20 items"),
        (lambda x: np.full((len(x), 2), 0.7), "sums to 1.4"),
    ]:
        broken = make_model(2)
        broken.provides, broken.proba = ("proba",), method
        with pytest.raises(BadData, match=message):
            Outputs(pool, broken, "v").get("proba", np.arange(20))
    with pytest.raises(BadParameter, match="models but no pool"):
        Outputs(None, make_model(2), "v")


class Squares(Units):
    def part(self, row):
        return f"k{self.inner[row]}"

    def inner_of(self, item, part):
        return int(part[1:])


class PerPart:
    """A model that says something about each of the parts of an item: its number."""

    provides = ("mean",)

    def __init__(self, sizes):
        self.sizes = sizes

    def mean(self, x):
        items = x[:, 0].astype(int)
        parts = [100.0 * i + np.arange(self.sizes[i]) for i in items]
        return Ragged(np.concatenate(parts), np.cumsum([0, *map(len, parts)]))


def test_outputs_of_parts_are_taken_where_the_unit_is(make_pool, monkeypatch):
    monkeypatch.setattr("labelwise.strategy.grid.PARTS", 5)
    units = Squares(np.array([0, 2, 3, 6, 6]), inner=np.array([0, 3, 1, 0, 1, 2]))
    pool = make_pool(np.arange(4.0)[:, None])
    model = PerPart([4, 2, 3, 1])
    out = Outputs(Parted(pool, units), model, "v1")
    assert out.get("mean", np.array([5, 0, 1, 2])).tolist() == [202.0, 0.0, 3.0, 101.0]
    assert out.get("mean", np.arange(6)).tolist() == [0.0, 3.0, 101.0, 200.0, 201.0, 202.0]
    assert out.get("mean", np.zeros(0, dtype=np.int64)).shape == (0,)


def test_a_model_that_says_too_little_about_parts_is_refused(make_pool):
    units = Squares(np.array([0, 2]), inner=np.array([0, 3]))
    out = Outputs(Parted(make_pool(np.zeros((1, 1))), units), PerPart([3]), "v1")
    with pytest.raises(BadData, match="has 3 parts for item 0, and its part 'k3' is number 4"):
        out.get("mean", np.arange(2))


def test_a_model_of_whole_items_does_not_do_for_units(make_pool, make_model):
    units = Squares(np.array([0, 2]))
    out = Outputs(Parted(make_pool(np.zeros((1, 4))), units), make_model(4), "v1")
    with pytest.raises(BadData, match="has one entry an item"):
        out.get("proba", np.arange(2))
