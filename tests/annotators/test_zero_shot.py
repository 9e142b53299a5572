"""Guesses from any callable."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from labelwise.annotators import ZeroShot
from labelwise.errors import BadData, BadParameter
from labelwise.learners.progress import listening

CLASSES = ["good", "bad", "so-so"]


def test_names_shares_and_nothing():
    said = {"a": "bad", "b": {"good": 3, "bad": 1}, "c": None}
    guess = ZeroShot(lambda items: [said[i] for i in items], CLASSES, sure=0.8)
    np.testing.assert_allclose(guess(["a", "b", "c"]), [[0.1, 0.8, 0.1], [0.75, 0.25, 0], [1 / 3] * 3])
    assert guess.names(["c", "a", "b"]) == [None, "bad", "good"]
    assert guess([]).shape == (0, 3)


def test_nothing_is_asked_twice_and_so_many_at_a_time():
    asked = []

    def labeller(items):
        asked.append(list(items))
        return ["good"] * len(items)

    guess = ZeroShot(labeller, CLASSES, batch=2)
    guess(["a", "b", "a", "c"])
    guess(["c", "d"])
    assert asked == [["a", "b"], ["c"], ["d"]]


def test_items_of_all_kinds_are_told_apart():
    guess = ZeroShot(lambda items: ["good" if np.sum(i) > 0 else "bad" for i in items], CLASSES)
    assert guess.names([np.ones(3), -np.ones(3), np.ones((3, 1))]) == ["good", "bad", "good"]
    files = ZeroShot(lambda items: ["good" if p.suffix == ".png" else "bad" for p in items], CLASSES)
    assert files.names([Path("a.png"), Path("a.jpg")]) == ["good", "bad"]


@pytest.mark.parametrize(
    "said", ["fine", 1, {"fine": 1.0}, {"good": -1.0, "bad": 2.0}, {"good": 0.0}, {"bad": "1"}]
)
def test_what_is_no_answer(said):
    with pytest.raises(BadData, match=r"the labeller says .*'good', 'bad', 'so-so'"):
        ZeroShot(lambda items: [said], CLASSES)(["a"])


def test_one_answer_for_each():
    with pytest.raises(BadData, match="gave 1 answers"):
        ZeroShot(lambda items: ["good"], CLASSES)(["a", "b"])


@pytest.mark.parametrize("given", [{"classes": ["a"]}, {"classes": ["a", "a"]}, {"sure": 0.2}, {"batch": 0}])
def test_what_cannot_be_used(given):
    with pytest.raises(BadParameter):
        ZeroShot(lambda items: [], **{"classes": CLASSES, **given})


def test_it_reports():
    heard = []
    with listening(lambda what, share: heard.append(share)):
        ZeroShot(lambda items: ["good"] * len(items), CLASSES, batch=1)(["a", "b"])
    assert heard == [0.5, 1.0]
