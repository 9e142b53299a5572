from __future__ import annotations

import gzip

import pytest

from labelwise.bench.datasets.folder import Folder
from labelwise.bench.datasets.formats import texts
from labelwise.errors import BadData


def test_train_and_test(folder):
    [one] = texts(Folder(folder), "questions")
    found = one.load()
    assert found.x == ["how far?", "who?"] * 2 and found.y.tolist() == ["NUM", "HUM"] * 2
    assert found.test[0] == ["why?"] and found.test[1].tolist() == ["DESC"]
    assert found.classes == ("DESC", "HUM", "NUM")


def test_one_file(folder):
    [one] = texts(Folder(folder), "films")
    assert one.load().test is None and one.load().y.tolist() == ["1", "0"]


def test_lines_without_text_and_label_are_no_texts(folder):
    assert texts(Folder(folder), "tagged") == [] == texts(Folder(folder), "tables")


@pytest.mark.parametrize(
    ("rest", "said"),
    [
        (b'{"text": "b"}', "object 2 has no text or no label"),
        (b'{"text": "b", "label": null}', "object 2 has no text or no label"),
        (b'["b"]', "object 2"),
        (b"{", "cannot be read"),
        (b"\xff", "cannot be read"),
    ],
)
def test_damaged_lines_are_named(folder, rest, said):
    (folder / "MANIFEST.md").unlink()
    file = folder / "films" / "all.jsonl.gz"
    file.write_bytes(gzip.compress(b'{"text": "a", "label": "x"}\n\n' + rest))
    with pytest.raises(BadData, match=rf"films/all.jsonl.gz.*{said}"):
        [one.load() for one in texts(Folder(folder), "films")]


def test_damaged_compression_is_named(folder):
    (folder / "films" / "all.jsonl.gz").write_bytes(b"\x1f\x8b\x08\x00broken")
    with pytest.raises(BadData, match=r"films/all.jsonl.gz cannot be read"):
        texts(Folder(folder), "films")
