from __future__ import annotations

import hashlib
import threading

import pytest

from labelwise.bench.datasets.kept import keep, root
from labelwise.errors import BadData, BadParameter


def fetch(folder):
    (folder / "a.txt").write_text("alpha")
    return {"licence": "MIT"}


def refuse(folder):
    raise AssertionError("fetched again")


def test_what_was_fetched_is_read_from_then_on(tmp_path):
    place = tmp_path / "cache" / "one"
    first = keep(place, fetch, name="x:one", network=True)
    assert first.sums == {"a.txt": hashlib.sha256(b"alpha").hexdigest()} and first.facts == {"licence": "MIT"}
    assert keep(place, refuse, name="x:one", network=False) == first
    assert keep(place, refuse, name="x:one", network=True) == first


def test_nothing_is_fetched_unasked(tmp_path):
    with pytest.raises(BadData, match=r"x:one is not in the cache.*load\('x:one', network=True\)"):
        keep(tmp_path / "one", refuse, name="x:one", network=False)
    assert list(tmp_path.iterdir()) == []


def test_a_changed_or_lost_file_is_named(tmp_path):
    keep(tmp_path / "one", fetch, name="x:one", network=True)
    file = tmp_path / "one" / "a.txt"
    for damage in (lambda: file.write_text("beta"), file.unlink):
        damage()
        with pytest.raises(BadData, match=r"a.txt of x:one .*network=True"):
            keep(tmp_path / "one", refuse, name="x:one", network=True)


def test_a_fetch_that_fails_leaves_no_set(tmp_path):
    def broken(folder):
        (folder / "half.txt").write_text("al")
        raise BadData("the line broke")

    with pytest.raises(BadData, match=r"the line broke"):
        keep(tmp_path / "one", broken, name="x:one", network=True)
    assert keep(tmp_path / "one", fetch, name="x:one", network=True).sums.keys() == {"a.txt"}


def test_something_else_in_the_place_is_left_alone(tmp_path):
    (tmp_path / "one").mkdir()
    (tmp_path / "one" / "mine.txt").write_text("do not touch")
    with pytest.raises(BadData, match=r"is no set that was fetched"):
        keep(tmp_path / "one", fetch, name="x:one", network=True)
    assert (tmp_path / "one" / "mine.txt").read_text() == "do not touch"


def test_of_several_at_once_one_fetches(tmp_path):
    fetched = []

    def counting(folder):
        fetched.append(1)
        return fetch(folder)

    def work():
        keep(tmp_path / "one", counting, name="x:one", network=True)

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert fetched == [1]


def test_the_place_of_the_cache(tmp_path, monkeypatch):
    assert root(tmp_path) == tmp_path
    with pytest.raises(BadParameter, match=r"LABELWISE_CACHE is empty.*cache="):
        root(None)  # as the tests have it
    monkeypatch.setenv("LABELWISE_CACHE", str(tmp_path))
    assert root(None) == tmp_path / "datasets"
