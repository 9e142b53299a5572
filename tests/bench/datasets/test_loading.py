from __future__ import annotations

import socket

import pytest

from labelwise.bench.datasets import is_kept, load
from labelwise.errors import BadData, BadParameter, UnknownName


def test_every_scheme_finds_its_loader(folder, tmp_path):
    assert load("sklearn:wine").classes == ("class_0", "class_1", "class_2")
    assert load("local:films", folder=folder).x == ["good", "bad"]
    for name in ("openml:31", "hf:o/n"):
        with pytest.raises(BadData, match=rf"{name} is not in the cache.*network=True"):
            load(name, cache=tmp_path)


@pytest.mark.parametrize(
    ("name", "near"),
    [("digits", "sklearn:digits"), ("rooms", "local:tables/rooms"), ("skleran:iris", "sklearn:iris")],
)
def test_an_unknown_name_names_the_nearest(folder, name, near):
    with pytest.raises(UnknownName, match=rf"named {name!r}.*did you mean '{near}'"):
        load(name, folder=folder)


@pytest.mark.parametrize("name", ["", "sklearn:", "local:", 31])
def test_what_is_no_name_says_what_is(monkeypatch, name):
    monkeypatch.delenv("LABELWISE_DATA", raising=False)
    with pytest.raises(UnknownName, match=r"Allowed: sklearn:<name>, local:<name>, openml:<number>"):
        load(name)


def test_a_local_name_needs_a_folder(monkeypatch):
    monkeypatch.delenv("LABELWISE_DATA", raising=False)
    with pytest.raises(BadParameter, match=r"no folder of data sets is named"):
        load("local:films")


def test_nothing_is_fetched_unasked(folder, tmp_path, monkeypatch):
    def refuse(*args, **kwargs):
        raise AssertionError("the network was used")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    monkeypatch.setattr(socket, "getaddrinfo", refuse)
    load("sklearn:iris")
    load("local:photos", folder=folder)
    for name in ("openml:31", "hf:o/n:config:label"):
        with pytest.raises(BadData):
            load(name, cache=tmp_path)


def test_what_is_kept_is_known_without_reading_it(tmp_path):
    (tmp_path / "hf" / "o--n--small").mkdir(parents=True)
    (tmp_path / "hf" / "o--n--small" / "about.json").touch()
    names = ("hf:o/n:small", "hf:o/n:small:label", "hf:o/n", "openml:31")
    assert [is_kept(name, cache=tmp_path) for name in names] == [True, True, False, False]


def test_real_sets(data_dir):
    adult = load("local:tabular_classification/adult", folder=data_dir)
    assert adult.x.shape == (48842, 14) and adult.classes == ("0", "1") and adult.test is None
    musk = load("local:tabular_classification/clean2", folder=data_dir)
    assert musk.x.shape == (6598, 166) and len(set(musk.groups)) == 102
    air = load("local:regression_uci/airfoil", folder=data_dir).split(0)
    assert (len(air), len(air.test[1])) == (1353, 150)
