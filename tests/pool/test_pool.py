"""A pool of every source: ids, rows, columns, what is shown, fingerprint."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyarrow import parquet
from scipy import sparse

from labelwise.errors import BadData
from labelwise.pool import Pool, as_pool
from labelwise.types import CHUNK, Ragged

X = np.array([[0.0, 1.5], [2.0, 0.0], [4.0, 5.0], [0.0, 0.0]])
TABLE = {"age": [31, 64, 7, 31], "town": ["Ulm", "Bonn", None, "Ulm"], "pay": [1.5, 2.0, 3.0, 4.0]}
SOURCES = {
    "array": lambda: X,
    "csr": lambda: sparse.csr_matrix(X),
    "pandas": lambda: pd.DataFrame(TABLE),
    "arrow": lambda: pa.table(TABLE),
    "texts": lambda: ["good", "bad", "fair", "good"],
    "images": lambda: [Path(f"{c}.png") for c in "abcd"],
}


def plain(data):
    """Rows of any pool as lists."""
    if sparse.issparse(data):
        return data.toarray().tolist()
    if isinstance(data, pa.Table):
        return data.to_pylist()
    if isinstance(data, pd.DataFrame):
        return [{k: None if pd.isna(v) else v for k, v in row.items()} for row in data.to_dict("records")]
    return np.asarray(data).tolist() if isinstance(data, np.ndarray) else data


@pytest.mark.parametrize("source", SOURCES)
@pytest.mark.parametrize("rows", [[2, 0], [1, 2, 3], [], [3, 3]])
def test_rows_of_every_source(source, rows):
    pool = Pool(SOURCES[source](), ids=["a", "b", "c", "d"])
    everything = plain(pool.x(np.arange(4)))
    assert len(pool) == 4
    assert plain(pool.x(np.array(rows, dtype=np.int64))) == [everything[r] for r in rows]
    assert [pool.id(r) for r in rows] == ["abcd"[r] for r in rows]
    assert pool.rows([pool.id(r) for r in rows]).tolist() == rows
    assert pool.rows([]).dtype == np.int64


@pytest.mark.parametrize("source", SOURCES)
def test_what_is_shown_is_json(source):
    pool = Pool(SOURCES[source](), columns={"weight": np.array([1, 2, 3, 4])})
    shown = json.loads(json.dumps([pool.shown(r) for r in range(4)], allow_nan=False))
    assert shown == [pool.shown(r) for r in range(4)]
    assert {s["kind"] for s in shown} <= {"text", "row", "image"}
    assert [s.get("extra", s.get("row"))["weight"] for s in shown] == [1, 2, 3, 4]


def test_payload_is_the_item_itself():
    assert Pool(["good", "bad"]).payload(1) == "bad"
    assert Pool([Path("a.png")]).payload(0) == Path("a.png")
    for make in (np.asarray, sparse.csr_matrix):
        assert Pool(make(X)).payload(2).tolist() == [4.0, 5.0]
    for make in (pd.DataFrame, pa.table):
        assert Pool(make(TABLE)).payload(2) == {"age": 7, "town": None, "pay": 3.0} or make is pd.DataFrame
        row = Pool(make(TABLE)).payload(1)
        assert row == {"age": 64, "town": "Bonn", "pay": 2.0} and type(row["age"]) is int


def test_whole_numbers_beside_fractions_stay_whole():
    assert Pool(pd.DataFrame({"n": [3], "x": [0.5]})).shown(0) == {"kind": "row", "row": {"n": 3, "x": 0.5}}


def test_many_features_are_cut_when_shown():
    assert len(Pool(np.zeros((1, 1000))).shown(0)["row"]) == 200


@pytest.mark.parametrize("make", [pd.DataFrame, pa.table])
def test_columns(make):
    pool = Pool(make(TABLE), columns={"price": [1, 2, 3, 4]})
    assert pool.columns == ("age", "town", "pay", "price")
    assert pool.column("age").tolist() == [31, 64, 7, 31]
    assert pool.column("pay", np.array([3, 0])).tolist() == [4.0, 1.5]
    assert pool.column("price", np.array([1])).tolist() == [2]
    with pytest.raises(BadData, match=r"no column 'pric'\. Allowed: age, town, pay, price"):
        pool.column("pric")
    with pytest.raises(BadData, match="the column 'age' is in the table already"):
        Pool(make(TABLE), columns={"age": [1, 2, 3, 4]})


def test_columns_without_text_names():
    pool = Pool(pd.DataFrame([[1, 2]], columns=[0, 1]))
    assert pool.columns == ("0", "1") and pool.column("1").tolist() == [2]
    with pytest.raises(BadData, match=r"no column 'a'\. Allowed: none"):
        Pool(["x"]).column("a")


def test_default_ids_are_row_numbers():
    pool = Pool(["a", "b", "c"])
    assert pool.ids.to_pylist() == ["0", "1", "2"]
    assert pool.rows(pool.ids).tolist() == pool.rows(np.array(["0", "1", "2"])).tolist() == [0, 1, 2]
    assert pool.has("2") and not pool.has("3") and not pool.has("02")


@pytest.mark.parametrize("ids", [None, ["a", "b", "c"]])
def test_an_unknown_id_is_named(ids):
    with pytest.raises(BadData, match=r"the pool has no item with id '7'.*ids from pool\.ids"):
        Pool(["x", "y", "z"], ids=ids).rows(["7"])


@pytest.mark.parametrize(
    ("data", "options", "part"),
    [
        ([], {}, "the pool has no items. Allowed: at least one item"),
        (np.zeros((0, 3)), {}, "the pool has no items"),
        (pa.table({"a": []}), {}, "the pool has no items"),
        (np.array([[1.0, np.nan]]), {}, "feature 1 of row 0 is nan"),
        (sparse.csr_matrix([[0.0, np.inf]]), {}, "feature 1 of row 0 is inf"),
        (["a", "b"], {"ids": ["x", "x"]}, "the id 'x' is there twice"),
        (pd.DataFrame(TABLE), {"ids": "town"}, "To fix: pass the column itself: ids=df['town']"),
        (pa.table(TABLE), {"ids": "town"}, "To fix: pass the column itself: ids=df['town']"),
        (["a", "b"], {"ids": ["x"]}, "1 ids for 2 items"),
        (["a", "b"], {"columns": {"price": [1]}}, "the column 'price' has 1 entries for 2 items"),
    ],
)
def test_bad_pools(data, options, part):
    with pytest.raises(BadData) as error:
        Pool(data, **options)
    assert part in str(error.value)


def test_parquet_file(tmp_path):
    path = tmp_path / "pool.parquet"
    parquet.write_table(pa.table(TABLE), path)
    pool = Pool(str(path))
    assert pool.kind == "table" and pool.payload(1)["town"] == "Bonn"
    assert Pool(path).fingerprint == pool.fingerprint == Pool(pa.table(TABLE)).fingerprint
    assert pool.source == {"read": "labelwise.pool:Pool", "args": {"data": str(path.resolve())}}
    assert Pool(**pool.source["args"]).fingerprint == pool.fingerprint
    assert Pool(str(path), ids=list("abcd")).source is None  # the file alone would give other ids
    assert Pool(str(path), source={"read": "m:f", "args": {}}).source == {"read": "m:f", "args": {}}


def test_memory_maps_are_never_copied(tmp_path):
    stored = np.lib.format.open_memmap(tmp_path / "x.npy", mode="w+", dtype=np.float32, shape=(3 * CHUNK, 8))
    stored[:] = 1
    stored.flush()
    x = np.load(tmp_path / "x.npy", mmap_mode="r")
    pool = Pool(x)
    assert pool.data is x and isinstance(pool.data, np.memmap)
    assert len(set(pool.hashes.tolist())) == 1
    assert pool.x(np.array([5, 1])).shape == (2, 8)


def test_a_list_is_taken_as_it_was():
    texts = ["a", "b"]
    pool = Pool(texts)
    texts.append("c")
    assert len(pool) == 2 == len(pool.hashes)


@pytest.mark.parametrize("source", [s for s in SOURCES if s != "images"])
def test_a_fingerprint_is_the_same_again(source):
    assert Pool(SOURCES[source]()).fingerprint == Pool(SOURCES[source]()).fingerprint


def test_what_changes_a_fingerprint():
    cell, swapped = X.copy(), X[[1, 0, 2, 3]]
    cell[3, 1] = 1e-300
    pools = [
        Pool(X),
        Pool(cell),
        Pool(swapped),
        Pool(X.astype(np.float32)),
        Pool(X[:3]),
        Pool(X, ids=list("abcd")),
        Pool(X, ids=list("abce")),
        Pool(X, ids=["a\0b", "c", "d", "e"]),
        Pool(sparse.csr_matrix(X)),
        Pool(["0", "1", "2", "3"]),
        Pool(np.zeros((4, 2), np.int64)),
        Pool(np.zeros((4, 2))),
    ]
    assert len({p.fingerprint for p in pools}) == len(pools)
    assert Pool(X, columns={"price": [1, 2, 3, 4]}).fingerprint == Pool(X).fingerprint


@given(st.lists(st.text(max_size=4), min_size=2, max_size=8), st.data())
def test_one_changed_text_changes_one_hash(texts, data):
    at = data.draw(st.integers(0, len(texts) - 1))
    changed = [t + "!" if i == at else t for i, t in enumerate(texts)]
    before, after = Pool(texts), Pool(changed)
    assert np.flatnonzero(before.hashes != after.hashes).tolist() == [at]
    assert before.fingerprint != after.fingerprint


def test_chunks_cover_every_row_once():
    chunks = list(Pool(np.zeros((2 * CHUNK + 1, 1))).chunks())
    assert [len(c) for c in chunks] == [CHUNK, CHUNK, 1]
    assert (np.concatenate(chunks) == np.arange(2 * CHUNK + 1)).all()


def test_an_encoded_pool_keeps_ids_and_columns():
    pool = Pool(pa.table(TABLE), ids=list("abcd"))
    before = pool.fingerprint
    coded = pool.encoded(sparse.csc_matrix(X))
    assert coded.kind == "array" and coded.id(2) == "c" and coded.rows(["b"]).tolist() == [1]
    assert coded.x(np.array([1])).toarray().tolist() == [[2.0, 0.0]]
    assert coded.columns == pool.columns and coded.column("town").tolist() == TABLE["town"]
    assert coded.fingerprint != before == pool.fingerprint and pool.kind == "table"
    with pytest.raises(BadData, match="3 encoded rows for 4 items"):
        pool.encoded(X[:3])


def test_as_pool():
    pool = Pool(["a", "b"])
    assert as_pool(pool) is pool
    assert as_pool(X).kind == "array" and repr(as_pool(X)) == "Pool(4 items of kind array)"
    with pytest.raises(BadData, match="cannot be made from int"):
        as_pool(3)


def test_a_pool_of_images_in_an_array():
    images = np.arange(2 * 4 * 6 * 3, dtype=np.uint8).reshape(2, 4, 6, 3)
    pool = Pool(images, columns={"void": np.zeros((2, 4, 6), bool)})
    assert pool.kind == "array" and pool.data is images
    assert np.array_equal(pool.payload(1), images[1])
    assert pool.shown(1)["row"] == {"x": "uint8 array, 4 x 6 x 3", "void": "bool array, 4 x 6"}
    assert pool.fingerprint != Pool(images[::-1]).fingerprint


def test_a_pool_of_ragged_features():
    pool = Pool(["a b", "c"]).encoded(Ragged(np.arange(6.0).reshape(3, 2), np.array([0, 2, 3])))
    assert pool.kind == "parts" and len(pool) == 2
    assert pool.x(np.array([1, 0])).values.tolist() == [[4, 5], [0, 1], [2, 3]]
    assert pool.payload(1).tolist() == [[4, 5]]
    with pytest.raises(BadData, match="2 encoded rows for 3 items"):
        Pool(["a", "b", "c"]).encoded(pool.data)


@pytest.mark.parametrize("make", [pd.DataFrame, pa.table], ids=["pandas", "arrow"])
def test_lists_in_a_table_are_lists_in_the_item(make):
    pool = Pool(make({"question": ["q", "r"], "steps": [["a"], ["b", "c"]]}))
    assert pool.payload(1) == {"question": "r", "steps": ["b", "c"]}
    assert pool.shown(1)["row"] == {"question": "r", "steps": ["b", "c"]}


def test_texts_are_read_as_a_column_even_after_they_were_encoded():
    pool = Pool(["a", "b", "c"], columns={"year": [1, 2, 3]})
    for made in (pool, pool.encoded(np.eye(3))):
        assert made.reads == ("year", "text") and made.columns == ("year",)
        assert made.column("text", [2, 0]).tolist() == ["c", "a"] and len(made.column("text")) == 3
    own = Pool(["a"], columns={"text": ["other"]})
    assert own.reads == ("text",) and own.column("text").tolist() == ["other"]
    assert Pool(np.eye(2)).reads == ()


def test_items_of_equal_content_are_alike():
    pool = Pool(["Good  film", "good film\n", "goodfilm", "GOOD FILM"], columns={"year": [1, 2, 3, 4]})
    assert (pool.alike == pool.alike[0]).tolist() == [True, True, False, True]
    assert len(set(pool.hashes.tolist())) == 4
    made = pool.encoded(np.array([[0.0], [1.0], [2.0], [1.0]]))
    assert (made.alike == made.alike[1]).tolist() == [False, True, False, True]
