from __future__ import annotations

import hashlib

import pytest

from labelwise.bench.datasets.folder import Folder
from labelwise.errors import BadData, BadParameter


def test_the_folder_is_passed_or_named_by_the_variable(folder, monkeypatch):
    assert Folder(str(folder)).path == folder
    monkeypatch.setenv("LABELWISE_DATA", str(folder))
    assert Folder().path == folder
    monkeypatch.setenv("LABELWISE_DATA", "")
    with pytest.raises(BadParameter, match=r"no folder of data sets.*LABELWISE_DATA"):
        Folder()
    with pytest.raises(BadParameter, match=r"nowhere is no folder.*folder="):
        Folder("nowhere")
    monkeypatch.setenv("LABELWISE_DATA", "nowhere")
    with pytest.raises(BadParameter, match=r"nowhere is no folder.*set the variable LABELWISE_DATA"):
        Folder()


def test_directories_and_files(folder):
    (folder / ".hidden").mkdir()
    found = Folder(folder)
    assert "photos" in found.directories() and ".hidden" not in found.directories()
    assert found.files("films") == ["films/all.jsonl.gz"]
    assert found.files("photos", ".zip") == ["photos/images.zip"]


def test_what_was_read_is_remembered_with_its_sum(folder):
    found = Folder(folder)
    raw = found.read("tables/index.csv")
    origin = found.origin("tables")
    assert origin.files == {"tables/index.csv": hashlib.sha256(raw).hexdigest()}
    assert (origin.licence, origin.source) == ("MIT", "a benchmark")


def test_another_content_than_the_manifest_lists_is_refused(folder):
    (folder / "tables" / "index.csv").write_text("file,rows,target\n")
    with pytest.raises(
        BadData, match=r"tables/index.csv .* has the sha256 \w{64}, its MANIFEST.md says \w{64}"
    ):
        Folder(folder).read("tables/index.csv")


def test_a_file_that_no_manifest_lists_is_read(folder):
    (folder / "MANIFEST.md").unlink()
    (folder / "tables" / "index.csv").write_text("file,rows,target\n")
    assert Folder(folder).read("tables/index.csv") == b"file,rows,target\n"
    with pytest.raises(BadData, match=r"cannot read"):
        Folder(folder).read("tables/missing.csv")
