"""Answers have the shape of OpenML's; nothing leaves this machine."""

from __future__ import annotations

import hashlib
import json
from urllib.parse import urlparse
from urllib.request import urlopen

import pytest

from labelwise.bench.datasets.openml import load_openml
from labelwise.errors import BadData, BadParameter
from labelwise.pool import Pool

CREDIT = b"""@RELATION credit
@ATTRIBUTE row NUMERIC
@ATTRIBUTE age NUMERIC
@ATTRIBUTE home {own,rent,'for free'}
@ATTRIBUTE class {bad,good}
@DATA
1,31,own,good
2,?,rent,bad
3,45.5,'for free',good
4,20,?,good
"""
ROOMS = b"""@RELATION rooms
@ATTRIBUTE size NUMERIC
@ATTRIBUTE floor NUMERIC
@ATTRIBUTE price NUMERIC
@DATA
10,1,100.5
20,2,200
"""


def feature(index, name, kind, *, target=False, row=False, missing=0):
    told = {"index": str(index), "name": name, "data_type": kind, "number_of_missing_values": str(missing)}
    flags = {"is_target": target, "is_ignore": False, "is_row_identifier": row}
    return told | {key: str(value).lower() for key, value in flags.items()}


CREDIT_FEATURES = [
    feature(0, "row", "numeric", row=True),
    feature(1, "age", "numeric", missing=1),
    feature(2, "home", "nominal", missing=1),
    feature(3, "class", "nominal", target=True),
]
ROOMS_FEATURES = [
    feature(0, "size", "numeric"),
    feature(1, "floor", "numeric"),
    feature(2, "price", "numeric", target=True),
]


@pytest.fixture
def publish(server, monkeypatch):
    """Make OpenML have a set."""

    def answer(number, arff, features, *, form="ARFF", **told):
        url = f"https://www.openml.org/data/v1/download/{number}/{number}.arff"
        about = {
            "id": str(number), "name": f"set-{number}", "version": "1", "format": form, "licence": "Public",
            "url": url, "file_id": str(number), "md5_checksum": hashlib.md5(arff).hexdigest(),
            "status": "active", "description": "made up",
        }  # fmt: skip
        count = arff.split(b"@DATA\n")[1].count(b"\n")
        answers = {
            f"/api/v1/json/data/{number}": {"data_set_description": about | told},
            f"/api/v1/json/data/features/{number}": {"data_features": {"feature": features}},
            f"/api/v1/json/data/qualities/{number}": {
                "data_qualities": {"quality": [{"name": "NumberOfInstances", "value": str(float(count))}]}
            },
        }
        server.answers |= {path: json.dumps(body).encode() for path, body in answers.items()}
        server.answers[urlparse(url).path] = arff

    def here(request, *args, **kwargs):
        return urlopen(server.address + urlparse(request.full_url).path)

    monkeypatch.setattr("sklearn.datasets._openml.urlopen", here)
    return answer


def test_nominal_columns_gaps_and_names_of_rows(publish, server, tmp_path):
    publish(31, CREDIT, CREDIT_FEATURES)
    found = load_openml("31", tmp_path, network=True)
    assert found.x.to_pydict() == {"age": [31, None, 45.5, 20], "home": ["own", "rent", "for free", None]}
    assert found.y.tolist() == ["good", "bad", "good", "good"] and found.classes == ("bad", "good")
    assert found.test is None and Pool(found.x).kind == "table"
    assert (found.name, found.origin.licence) == ("openml:31", "Public")
    assert found.origin.source == "OpenML data set 31, set-31 version 1"
    assert found.origin.checksum == hashlib.sha256(CREDIT).hexdigest()


def test_it_is_kept(publish, server, tmp_path):
    publish(31, CREDIT, CREDIT_FEATURES)
    first = load_openml("31", tmp_path, network=True)
    server.answers.clear()
    asked = len(server.asked)
    again = load_openml("31", tmp_path, network=False)
    assert again.x.equals(first.x) and again.y.tolist() == first.y.tolist() and again.origin == first.origin
    assert len(server.asked) == asked
    assert sorted(p.name for p in (tmp_path / "openml" / "31").iterdir()) == ["about.json", "table.parquet"]


def test_numbers(publish, tmp_path):
    publish(7, ROOMS, ROOMS_FEATURES)
    found = load_openml("7", tmp_path, network=True)
    assert found.kind == "number" and found.y.tolist() == [100.5, 200]
    assert found.x.tolist() == [[10, 1], [20, 2]]


def test_what_cannot_be_used_is_refused(publish, tmp_path):
    with pytest.raises(BadParameter, match=r"'openml:adult'"):
        load_openml("adult", tmp_path, network=True)
    with pytest.raises(BadData, match=r"openml:31 is not in the cache"):
        load_openml("31", tmp_path, network=False)
    publish(8, ROOMS, [*ROOMS_FEATURES[:1], feature(1, "floor", "numeric", target=True), ROOMS_FEATURES[2]])
    with pytest.raises(BadData, match=r"has the targets floor, price"):
        load_openml("8", tmp_path, network=True)
    publish(
        9,
        ROOMS.replace(b"@DATA\n10,1,100.5\n20,2,200\n", b"@DATA\n{0 10, 2 5}\n"),
        ROOMS_FEATURES,
        form="Sparse_ARFF",
    )
    with pytest.raises(BadData, match=r"openml:9 is sparse"):
        load_openml("9", tmp_path, network=True)
    publish(10, ROOMS, [feature(0, "size", "string"), *ROOMS_FEATURES[1:]])
    with pytest.raises(BadData, match=r"openml:10 cannot be fetched: STRING"):
        load_openml("10", tmp_path, network=True)


@pytest.mark.filterwarnings("ignore:Invalid cache:RuntimeWarning", "ignore:A network error:UserWarning")
def test_a_file_with_another_checksum_and_a_missing_set_are_refused(publish, tmp_path, monkeypatch):
    monkeypatch.setattr("sklearn.datasets._openml.time.sleep", lambda seconds: None)
    publish(11, ROOMS, ROOMS_FEATURES, md5_checksum="0" * 32)
    with pytest.raises(BadData, match=r"openml:11 cannot be fetched.*md5"):
        load_openml("11", tmp_path, network=True)
    with pytest.raises(BadData, match=r"openml:404 cannot be fetched.*404"):
        load_openml("404", tmp_path, network=True)
    assert not (tmp_path / "openml" / "11").exists()
