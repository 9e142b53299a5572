"""An array written chunk by chunk: resumed, checked, the same bytes whatever happened."""

from __future__ import annotations

import json

import numpy as np
import pytest

from labelwise.learners.chunk_file import ChunkFile
from labelwise.types import CHUNK

ITEMS, SIZE = ["a", "b", "c"], 2 * CHUNK + 5
X = np.arange(SIZE * 3, dtype=np.float16).reshape(SIZE, 3) % 100


def block(k):
    return X[k * CHUNK : (k + 1) * CHUNK]


def written(folder, chunks=(0, 1, 2)):
    folder.mkdir(exist_ok=True)
    file = ChunkFile(folder, ITEMS, SIZE)
    for k in chunks:
        file.put(k, block(k))
    return file


def test_what_was_written_is_read(tmp_path):
    found = written(tmp_path).array()
    assert isinstance(found, np.memmap) and found.dtype == np.float16
    np.testing.assert_array_equal(found, X)


def test_it_goes_on_where_it_was_left_and_gives_the_same_bytes(tmp_path):
    written(tmp_path / "a")
    written(tmp_path / "b", [1])
    again = ChunkFile(tmp_path / "b", ITEMS, SIZE)
    assert (again.missing(), again.problem) == ([0, 2], "")
    written(tmp_path / "b", [2, 0])
    assert (tmp_path / "a" / "values.npy").read_bytes() == (tmp_path / "b" / "values.npy").read_bytes()


def test_a_line_that_was_cut_off_counts_for_nothing(tmp_path):
    written(tmp_path, [0, 1])
    journal = tmp_path / "chunks.jsonl"
    journal.write_text(journal.read_text()[:-9])
    again = ChunkFile(tmp_path, ITEMS, SIZE)
    assert (again.missing(), again.problem) == ([1, 2], "")
    written(tmp_path, [1, 2])
    assert ChunkFile(tmp_path, ITEMS, SIZE).missing() == []


def test_a_changed_byte_is_found(tmp_path):
    written(tmp_path)
    path = tmp_path / "values.npy"
    content = bytearray(path.read_bytes())
    content[-CHUNK * 4] ^= 1
    path.write_bytes(content)
    again = ChunkFile(tmp_path, ITEMS, SIZE)
    assert again.missing() == [1]
    assert again.problem == "1 of 3 chunks have other content than was written"
    again.put(1, block(1))
    np.testing.assert_array_equal(ChunkFile(tmp_path, ITEMS, SIZE).array(), X)


@pytest.mark.parametrize("foreign", [b"", b"hello", b"\x93NUMPY\x01\x00"])
def test_a_foreign_file_is_found_and_replaced(tmp_path, foreign):
    written(tmp_path)
    (tmp_path / "values.npy").write_bytes(foreign)
    again = ChunkFile(tmp_path, ITEMS, SIZE)
    assert again.missing() == [0, 1, 2] and "values.npy is no array of 16389 items" in again.problem
    written(tmp_path)
    np.testing.assert_array_equal(ChunkFile(tmp_path, ITEMS, SIZE).array(), X)


def test_a_file_that_was_cut_off_or_is_of_other_items(tmp_path):
    written(tmp_path)
    path = tmp_path / "values.npy"
    path.write_bytes(path.read_bytes()[:-1])
    assert ChunkFile(tmp_path, ITEMS, SIZE).missing() == [0, 1, 2]
    np.save(path, X[1:])
    assert ChunkFile(tmp_path, ITEMS, SIZE).missing() == [0, 1, 2]


def test_chunks_of_other_items_are_not_taken(tmp_path):
    written(tmp_path)
    assert ChunkFile(tmp_path, ["a", "other", "c"], SIZE).missing() == [1]
    journal = tmp_path / "chunks.jsonl"
    line = json.loads(journal.read_text().splitlines()[-1])
    journal.write_text(json.dumps({**line, "chunk": 7}))
    assert ChunkFile(tmp_path, ITEMS, SIZE).missing() == [0, 1, 2]


def test_a_chunk_by_its_items(tmp_path):
    file = written(tmp_path, [0, 2])
    np.testing.assert_array_equal(file.block("c"), block(2))
    assert file.block("b") is None and file.block("z") is None
