from __future__ import annotations

import gzip

import pytest

from labelwise.bench.datasets.folder import Folder
from labelwise.bench.datasets.local import load_local, local_names, names
from labelwise.errors import BadData, UnknownName

LISTED = [
    ("local:films", "classes", 2, 0, 2),
    ("local:numbers/waves", "number", 3, 0, 0),
    ("local:pairs", "classes", 4, 2, 5),
    ("local:photos", "classes", 3, 2, 3),
    ("local:questions", "classes", 4, 1, 3),
    ("local:tables/clean1", "classes", 3, 0, 2),
    ("local:tables/rooms", "classes", 4, 0, 2),
    ("local:tags/all", "tags", 3, 0, 3),
    ("local:tags/scene", "tags", 3, 2, 3),
    ("local:uci", "number", 4, 0, 0),
]


def test_what_a_folder_offers(folder, monkeypatch):
    assert names(folder) == LISTED
    monkeypatch.setenv("LABELWISE_DATA", str(folder))
    assert names() == LISTED
    assert sorted(local_names(Folder(folder))) == [row[0] for row in LISTED]


def test_what_is_listed_is_what_is_loaded(folder):
    for name, kind, rows, test_rows, classes in LISTED:
        found = load_local(name.removeprefix("local:"), folder)
        tested = 0 if found.test is None else len(found.test[1])
        assert (found.name, found.kind, len(found), tested, len(found.classes)) == (
            name, kind, rows, test_rows, classes,
        )  # fmt: skip


def test_the_sums_are_those_of_all_files_that_were_read(folder):
    found = load_local("questions", folder)
    assert list(found.origin.files) == ["questions/train.jsonl.gz", "questions/test.jsonl.gz"]
    assert load_local("films", folder).origin.checksum == Folder(folder).manifest.sums["films/all.jsonl.gz"]


@pytest.mark.parametrize(
    "name", ["tables/room", "questoins", "other", "tables", "../data/films", "tables/../films"]
)
def test_an_unknown_name_is_refused(folder, name):
    with pytest.raises(UnknownName, match=rf"no data set named 'local:{name}'"):
        load_local(name, folder)


def test_the_nearest_is_named(folder):
    with pytest.raises(UnknownName, match=r"did you mean 'local:tables/rooms'"):
        load_local("tables/room", folder)


def test_a_changed_file_is_named(folder):
    file = folder / "films" / "all.jsonl.gz"
    file.write_bytes(gzip.compress(gzip.decompress(file.read_bytes()).replace(b"good", b"fine")))
    with pytest.raises(BadData, match=r"films/all.jsonl.gz .* sha256"):
        load_local("films", folder)


def test_the_real_folder(listed):
    assert len(listed) == 93
    assert listed["local:trec6"][1:] == ("classes", 5452, 500, 6)
    assert listed["local:multilabel_mulan/yeast"][1:] == ("tags", 1500, 917, 14)
    assert listed["local:regression_uci/airfoil"][1:] == ("number", 1503, 0, 0)
    assert listed["local:cifar10_small_human"][1:] == ("classes", 10000, 4000, 10)


@pytest.mark.slow
def test_every_real_set_is_what_is_listed(data_dir, listed):
    for name, kind, rows, test_rows, classes in listed.values():
        found = load_local(name.removeprefix("local:"), data_dir)
        tested = 0 if found.test is None else len(found.test[1])
        assert (found.kind, len(found), tested, len(found.classes)) == (kind, rows, test_rows, classes), name
        assert found.origin.licence and found.origin.source, name
