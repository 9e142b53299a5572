from __future__ import annotations

import gzip

import numpy as np
import pytest

from labelwise.bench.datasets.folder import Folder
from labelwise.bench.datasets.formats import tables
from labelwise.errors import BadData


@pytest.fixture
def found(folder):
    (folder / "MANIFEST.md").unlink()

    def find(directory="tables"):
        return {one.name.split("/")[1]: one for one in tables(Folder(folder), directory)}

    return find


def test_classes(found):
    rooms = found()["rooms"].load()
    assert rooms.x.tolist() == [[1.5, 2], [2.5, 3], [3.5, 2], [4.5, 1]]
    assert rooms.y.tolist() == ["-1", "1", "1", "-1"] and rooms.groups is None


def test_columns_that_name_items_are_left_out_and_group(found):
    clean = found()["clean1"].load()
    assert clean.x.tolist() == [[5], [6], [7]] and clean.groups.tolist() == [0, 0, 1]


def test_numbers_and_gaps(found):
    waves = found("numbers")["waves"].load()
    assert waves.y.dtype == np.float64 and waves.y.tolist() == [1, 2, 3]
    assert waves.x["a"].to_pylist() == [1, 2, None]


def test_a_directory_without_an_index_has_no_tables(folder):
    (folder / "MANIFEST.md").unlink()
    (folder / "tables" / "index.csv").unlink()
    assert tables(Folder(folder), "tables") == []


def test_what_does_not_fit_is_refused(found, folder):
    (folder / "tables" / "rooms.tsv.gz").write_bytes(gzip.compress(b"a\tb\n1\t2\n"))
    with pytest.raises(BadData, match=r"tables/rooms.tsv.gz has no column 'kind'"):
        found()["rooms"].load()
    (folder / "tables" / "rooms.tsv.gz").write_bytes(gzip.compress(b"a\tkind\n1\t1\n2\t\n"))
    with pytest.raises(BadData, match=r"tables/rooms.tsv.gz has rows without a kind"):
        found()["rooms"].load()
    (folder / "tables" / "rooms.tsv.gz").write_bytes(b"no gzip")
    with pytest.raises(BadData, match=r"tables/rooms.tsv.gz cannot be read"):
        found()["rooms"].load()
    for index in ("name,size\n", "file,rows,target\nrooms.tsv.gz,many,kind\n"):
        (folder / "tables" / "index.csv").write_text(index)
        with pytest.raises(BadData, match=r"tables/index.csv"):
            found()


def test_an_index_does_not_lead_out_of_its_directory(found, folder):
    (folder / "tables" / "index.csv").write_text("file,rows,target\n../numbers/waves.tsv.gz,3,target\n")
    with pytest.raises(BadData, match=r"cannot read .*tables/waves.tsv.gz"):
        found()["waves"].load()
