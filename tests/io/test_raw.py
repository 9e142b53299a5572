"""Bytes of a file as text, and what is wrong with them."""

from __future__ import annotations

import gzip
from pathlib import Path

import pytest

from labelwise.errors import BadData
from labelwise.io.raw import read_bytes, read_text, stem_suffix


def written(tmp_path, content, name="a.csv"):
    path = tmp_path / name
    path.write_bytes(content)
    return path


@pytest.mark.parametrize(
    ("name", "suffix"),
    [("a.csv", ".csv"), ("a.CSV.GZ", ".csv"), ("a.b.jsonl.gz", ".jsonl"), ("a", ""), ("a.gz", "")],
)
def test_stem_suffix(name, suffix):
    assert stem_suffix(Path("folder.txt") / name) == suffix


@pytest.mark.parametrize(
    ("content", "encoding"),
    [
        ("é\n".encode(), "utf-8"),
        ("\ufeffé\n".encode(), "utf-8"),
        ("é\n".encode("utf-16"), "utf-16"),
        ("é\n".encode("latin-1"), "latin-1"),
        (gzip.compress("é\n".encode(), mtime=0), "utf-8"),
    ],
    ids=["plain", "mark", "utf-16", "latin-1", "gzip"],
)
def test_text_of_every_form(tmp_path, content, encoding):
    assert read_text(written(tmp_path, content), encoding) == "é\n"


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", r"a\.csv is empty.*a header line and at least one item"),
        (b" \r\n\t", r"is empty"),
        (gzip.compress(b"", mtime=0), r"is empty"),
        (gzip.compress(b"a" * 1000, mtime=0)[:20], r"is damaged gzip"),
        (b"a\nb\xe9c\n", r"is not utf-8: byte 0xe9 at position 3 \(line 2\).*encoding='cp1252'"),
        ("é".encode("utf-16"), r"is not utf-8: byte 0xff at position 0.*encoding='utf-16'"),
        (b"a\nb\0c", r"NUL byte in line 2: it looks binary.*encoding='utf-16'"),
        (bytes(range(256)), r"NUL byte in line 1: it looks binary"),
        (b"PK\x03\x04rest", r"zip or Excel file; save it as CSV"),
        (b"\x89PNG\r\n\x1a\n", r"an image; pass the folder"),
        (b"PAR1rest", r"a Parquet file; name it with the ending \.parquet"),
        (b"SQLite format 3\0", r"an SQLite database; open a project with Campaign\.open"),
    ],
    ids=lambda v: repr(v)[:30],
)
def test_what_is_refused(tmp_path, content, message):
    with pytest.raises(BadData, match=message):
        read_text(written(tmp_path, content))


def test_an_unknown_encoding(tmp_path):
    with pytest.raises(BadData, match=r"no encoding 'klingon'.*encoding='latin-1'"):
        read_text(written(tmp_path, b"a"), "klingon")


def test_a_missing_file_and_a_folder(tmp_path):
    with pytest.raises(BadData, match=r"cannot read .*nowhere\.csv: No such file.*check the path"):
        read_bytes(tmp_path / "nowhere.csv")
    with pytest.raises(BadData, match=r"cannot read .*directory"):
        read_bytes(tmp_path)
