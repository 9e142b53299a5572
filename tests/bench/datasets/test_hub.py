"""Answers have the shape of the hub's; nothing leaves this machine."""

from __future__ import annotations

import io
import json

import pyarrow as pa
import pytest
from pyarrow import parquet

from labelwise.bench.datasets.hub import fetch_parquet
from labelwise.errors import BadData


def file_of(rows):
    out = io.BytesIO()
    parquet.write_table(pa.table({"a": list(range(rows))}), out)
    return out.getvalue()


@pytest.fixture
def hub(server, monkeypatch):
    monkeypatch.setenv("HF_ENDPOINT", server.address)
    urls = {
        split: [f"{server.address}/api/datasets/o/n/parquet/plain/{split}/{k}.parquet" for k in range(count)]
        for split, count in (("train", 2), ("test", 1), ("unsupervised", 1))
    }
    card = {"id": "o/n", "sha": "12ab", "cardData": {"license": ["mit", "cc0"]}}
    server.answers |= {
        "/api/datasets/o/n": json.dumps(card).encode(),
        "/api/datasets/o/n/parquet": json.dumps({"plain": urls}).encode(),
    }
    for split in urls.values():
        for k, url in enumerate(split):
            server.answers[url.removeprefix(server.address)] = file_of(k + 1)
    return server


def test_the_files_of_the_splits_that_are_used(hub, tmp_path):
    facts = fetch_parquet("o/n", "", tmp_path)
    files = {p.name: parquet.read_table(p).num_rows for p in tmp_path.iterdir()}
    assert files == {"train-0000.parquet": 1, "train-0001.parquet": 2, "test-0000.parquet": 1}
    assert (facts["config"], facts["licence"]) == ("plain", "mit, cc0")
    assert facts["source"] == "o/n, configuration plain, on the Hugging Face hub, revision 12ab"


def test_a_set_of_other_splits_is_fetched_whole(hub, tmp_path):
    url = f"{hub.address}/only.parquet"
    hub.answers["/api/datasets/o/n/parquet"] = json.dumps({"plain": {"a b/..": [url]}}).encode()
    hub.answers["/only.parquet"] = file_of(1)
    fetch_parquet("o/n", "plain", tmp_path)
    assert [p.name for p in tmp_path.iterdir()] == ["a_b___-0000.parquet"]


def test_which_configuration(hub, tmp_path):
    listed = json.loads(hub.answers["/api/datasets/o/n/parquet"])
    two = {"en": listed["plain"], "default": {"train": listed["plain"]["test"]}}
    hub.answers["/api/datasets/o/n/parquet"] = json.dumps(two).encode()
    assert fetch_parquet("o/n", "", tmp_path)["config"] == "default"
    with pytest.raises(BadData, match=r"no configuration 'fr'. Allowed: en, default"):
        fetch_parquet("o/n", "fr", tmp_path)


def test_what_goes_wrong_is_said(hub, tmp_path, monkeypatch):
    with pytest.raises(BadData, match=r"o/missing/parquet cannot be fetched: .*404"):
        fetch_parquet("o/missing", "", tmp_path)
    file = "/api/datasets/o/n/parquet/plain/test/0.parquet"
    hub.answers[file] = b"<html>sign in</html>"
    with pytest.raises(BadData, match=r"gave no Parquet file"):
        fetch_parquet("o/n", "", tmp_path)
    hub.answers["/api/datasets/o/n/parquet"] = b"<html>"
    with pytest.raises(BadData, match=r"gave no JSON"):
        fetch_parquet("o/n", "", tmp_path)
    monkeypatch.setenv("HF_ENDPOINT", "http://127.0.0.1:9")
    with pytest.raises(BadData, match=r"cannot be fetched"):
        fetch_parquet("o/n", "", tmp_path)


@pytest.mark.parametrize("url", ["file:///etc/passwd", "http://elsewhere.example/0.parquet"])
def test_only_files_of_the_hub_are_fetched(hub, tmp_path, url):
    hub.answers["/api/datasets/o/n/parquet"] = json.dumps({"plain": {"train": [url]}}).encode()
    with pytest.raises(BadData, match=r"the hub names the file"):
        fetch_parquet("o/n", "", tmp_path)


def test_an_address_that_is_no_web_address_is_refused(tmp_path, monkeypatch):
    monkeypatch.setenv("HF_ENDPOINT", "file:///etc")
    with pytest.raises(BadData, match=r"the hub names the file 'file:"):
        fetch_parquet("o/n", "", tmp_path)
