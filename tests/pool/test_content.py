"""Hashes see every change of an item and nothing else."""

from __future__ import annotations

import time

import numpy as np
import pandas as pd
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import sparse

from labelwise.errors import BadData
from labelwise.pool.content import form, hashes
from labelwise.pool.inputs import recognise
from labelwise.types import CHUNK, Ragged


def of(data):
    kept, kind = recognise(data)
    return hashes(kept, kind, kept.shape[0] if hasattr(kept, "shape") else len(kept))


TABLE = {
    "age": [31, 64, 31],
    "pay": [1.5, float("nan"), 1.5],
    "town": ["Ulm", None, "Ulm"],
    "on": pd.to_datetime(["2020-01-01", "2021-05-05", "2020-01-01"]),
    "ok": [True, False, True],
    "tags": [["a"], ["b", "c"], ["a"]],
}
CELLS = {
    "age": 32,
    "pay": 1.25,
    "town": "Bonn",
    "on": pd.Timestamp("2020-01-02"),
    "ok": False,
    "tags": ["a", "b"],
}


@pytest.mark.parametrize("make", [pd.DataFrame, pa.table], ids=["pandas", "arrow"])
@pytest.mark.parametrize("name", CELLS)
def test_one_changed_cell_changes_one_hash(make, name):
    before = of(make(TABLE))
    changed = {**TABLE, name: [CELLS[name], *list(TABLE[name])[1:]]}
    after = of(make({**changed, "on": pd.to_datetime(changed["on"])}))
    assert before[0] == before[2] != before[1]
    assert (before != after).tolist() == [True, False, False]


@pytest.mark.parametrize("name", ["age", "ok", "on", "pay"])
def test_a_missing_number_is_no_zero(name):
    zero = {"age": 0, "ok": False, "on": pd.Timestamp(0), "pay": 0.0}[name]
    kind = pa.table(TABLE).schema.field(name).type
    missing, there = (pa.table({name: pa.array([v, None], kind)}) for v in (None, zero))
    assert (of(missing) != of(there)).tolist() == [True, False]


@pytest.mark.parametrize(
    "change",
    [{"age": np.array([31, 64, 31], np.int32)}, {"age": [31.0, 64.0, 31.0]}, {"age": ["31", "64", "31"]}],
    ids=["int32", "float", "text"],
)
@pytest.mark.parametrize("make", [pd.DataFrame, pa.table], ids=["pandas", "arrow"])
def test_another_type_of_column_changes_every_hash(make, change):
    assert (of(make(TABLE)) != of(make({**TABLE, **change}))).all()


def test_names_and_order_of_columns_count():
    table = pd.DataFrame(TABLE)
    assert (of(table) != of(table.rename(columns={"age": "years"}))).all()
    assert (of(table) != of(table[list(TABLE)[::-1]])).all()


def test_cells_never_run_into_each_other():
    split = [
        ["a", "b,c"],
        ["a,b", "c"],
        ['a", "b', "c"],
        ["a\0b", "c"],
        ["a", "b\0c"],
        [None, "c"],
        ["None", "c"],
    ]
    assert len(set(of(pd.DataFrame(split, columns=["x", "y"])).tolist())) == len(split)


def test_the_index_of_a_frame_does_not_count():
    table = pd.DataFrame(TABLE)
    assert (of(table) == of(table.set_axis([7, 7, 9]))).all()


def test_long_arrays_in_cells_are_seen_whole():
    cells = [np.arange(5000), np.arange(5000)]
    cells[1][2500] = -1
    assert len(set(of(pd.DataFrame({"x": cells, "n": [1, 1]})).tolist())) == 2


@pytest.mark.parametrize("make", [np.asarray, sparse.csr_matrix], ids=["dense", "sparse"])
@pytest.mark.parametrize("dtype", [np.float32, np.float64, np.int64])
def test_arrays(make, dtype):
    x = np.arange(12).reshape(4, 3).astype(dtype) * (np.arange(12).reshape(4, 3) % 2)
    before = of(make(x))
    assert len(set(before.tolist())) == 4
    y = x.copy()
    y[2, 1] += 1
    assert (of(make(y)) != before).tolist() == [False, False, True, False]
    assert (of(make(x[::-1])) == before[::-1]).all()
    assert (of(make(np.asfortranarray(x))) == before).all()
    assert (of(make(x.astype(np.float16 if make is np.asarray else np.int8))) != before).all()
    assert (of(make(np.hstack([x, np.zeros((4, 1), dtype)]))) != before).all()


def test_sparse_entries_count_not_how_they_are_stored():
    tidy = sparse.csr_matrix(np.array([[0.0, 3.0, 1.0], [0.0, 0.0, 0.0]]))
    messy = sparse.csr_matrix(
        (np.array([1.0, 1.0, 2.0, 0.0]), np.array([2, 1, 1, 0]), np.array([0, 3, 4])), (2, 3)
    )
    stored = (messy.data.tolist(), messy.indices.tolist())
    assert (of(messy) == of(tidy)).all()
    assert (messy.data.tolist(), messy.indices.tolist()) == stored


@given(st.lists(st.text(max_size=3), min_size=1, max_size=30))
def test_texts_are_equal_as_their_hashes_are(texts):
    found = of(texts).tolist()
    assert [[a == b for a in texts] for b in texts] == [[a == b for a in found] for b in found]


def test_half_a_surrogate_can_be_hashed():
    assert len(set(of(["\ud800", "\udfff", "a"]).tolist())) == 3


def test_chunks_do_not_show():
    texts = [str(i) for i in range(CHUNK + 5)]
    whole = of(texts)
    assert (np.concatenate([of(texts[:3]), of(texts[3:])]) == whole).all()
    table = pa.table({"t": texts, "n": np.arange(len(texts))})
    assert (np.concatenate([of(table.slice(0, 7)), of(table.slice(7))]) == of(table)).all()


def test_images_are_their_files(tmp_path):
    paths = [tmp_path / n for n in ("a.png", "b.png", "c.png")]
    for path, content in zip(paths, [b"one", b"two", b"one"], strict=True):
        path.write_bytes(content)
    found = of(paths)
    assert found[0] == found[2] != found[1]
    paths[1].unlink()
    with pytest.raises(BadData, match=r"the image 'b\.png' cannot be read \(No such file.*remove it"):
        of(paths)


def test_form_tells_dtype_and_columns():
    assert form(np.zeros((2, 3), np.float32), "array") == '["array", "<f4", 3]'
    assert form(pd.DataFrame({"a": [1], 7: ["x"]}), "table") == '["table", ["a", "7"], ["<i8", "object"]]'
    assert form(["a"], "text") == '["text"]'


@pytest.mark.slow
def test_hashing_is_fast():
    texts = [f"review {i}: a short text about a film" for i in range(100_000)]
    frame = pd.DataFrame(np.random.default_rng(0).random((100_000, 50)))
    for data, limit in ((texts, 0.6), (np.ones((100_000, 384), np.float32), 1.5), (frame, 1.5)):
        started = time.process_time()
        of(data)
        assert time.process_time() - started < limit


def test_images_and_ragged_features_are_hashed_item_by_item():
    images = np.arange(2 * 3 * 4, dtype=np.uint8).reshape(2, 3, 4)
    changed = images.copy()
    changed[1, 2, 3] += 1
    assert (of(images) != of(changed)).tolist() == [False, True]
    assert (of(images) != of(images.reshape(2, 4, 3))).all()  # the shape counts
    parts = Ragged(np.arange(6.0).reshape(3, 2), np.array([0, 1, 3]))
    assert (of(parts) == of(Ragged(parts.values.copy(), parts.offsets))).all()
    assert (of(parts) != of(Ragged(parts.values, np.array([0, 2, 3])))).all()
