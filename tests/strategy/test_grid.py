import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from labelwise.strategy.grid import Grid
from labelwise.strategy.parted import Parted
from labelwise.types import CHUNK, Units

SIZE = 2 * CHUNK + 100


class Plain(Units):
    def part(self, row):
        return str(self.inner[row])

    def inner_of(self, item, part):
        return int(part)


@given(st.sets(st.integers(0, SIZE - 1), max_size=50), st.booleans())
def test_every_position_comes_once(rows, reverse):
    rows = np.array(sorted(rows, reverse=reverse), dtype=np.int64)
    found = [at for _, at in Grid(range(SIZE)).items(rows)]
    assert sorted(np.concatenate([*found, []]).astype(int).tolist()) == list(range(len(rows)))


def test_a_pool_smaller_than_a_chunk_is_one_chunk():
    assert [c for c, _ in Grid(range(300)).items(np.arange(60))] == [0]
    assert [c for c, _ in Grid(range(300)).items(np.arange(20))] == [-1]


def parted(sizes, make_pool):
    offsets = np.concatenate(([0], np.cumsum(sizes)))
    return Parted(make_pool(np.zeros((len(sizes), 1))), Plain(offsets))


@pytest.mark.parametrize(
    ("sizes", "starts"),
    [([4, 4, 4], [0, 2, 3]), ([20, 1, 1], [0, 1, 3]), ([0, 0, 0], [0, 3]), ([8, 8, 1], [0, 1, 2, 3])],
)
def test_a_chunk_of_parts_holds_whole_items(sizes, starts, make_pool, monkeypatch):
    monkeypatch.setattr("labelwise.strategy.grid.PARTS", 8)
    assert Grid(parted(sizes, make_pool)).starts.tolist() == starts


@given(st.lists(st.integers(0, 9), min_size=1, max_size=12))
def test_views_are_split_at_items(sizes):
    from types import SimpleNamespace

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("labelwise.strategy.grid.PARTS", 8)
        units = Plain(np.concatenate(([0], np.cumsum(sizes))))
        grid = Grid(SimpleNamespace(units=units))
    rows = np.arange(len(units))
    jobs = list(grid.views(rows))
    assert np.concatenate([rows[at] for at in jobs] + [[]]).astype(int).tolist() == rows.tolist()
    items = [set(units.parents(rows[at]).tolist()) for at in jobs]
    assert all(a.isdisjoint(b) for k, a in enumerate(items) for b in items[:k])
