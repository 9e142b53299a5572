"""What is true of a token."""

from __future__ import annotations

import pytest

from labelwise.learners.encoders.traits import FLAGS, flags, names, shape


@pytest.mark.parametrize(
    ("token", "form"),
    [("Berlin", "Xx"), ("iPhone7", "xXxd"), ("U.S.", "X.X."), ("2024", "d"), ("", ""), ("ß", "x")],
)
def test_shapes(token, form):
    assert shape(token) == form


def test_names_of_a_token_its_neighbours_and_the_words_nearby():
    tokens = ["In", "New", "York", "2", "dogs", "bark", "."]
    found = list(names(tokens))
    assert len(found) == 7
    assert found[2] == [
        *("w:york", "p:new", "n:2", "sw:Xx", "sp:Xx", "sn:d"),
        *("b1:y", "b2:yo", "b3:yor", "e1:k", "e2:rk", "e3:ork"),
        *("c:in", "c:new", "c:york", "c:2", "c:dogs", "c:bark", "c:."),
    ]
    assert [n for n in found[6] if n.startswith("c:")] == ["c:york", "c:2", "c:dogs", "c:bark", "c:."]
    assert list(names([])) == []


def test_flags():
    first, second = flags(["Anna", "!"])
    assert first == [1, 0, 0, 0, 1, 0, 4 / 20] and second == [0, 0, 0, 1, 0, 1, 1 / 20]
    assert len(first) == FLAGS and next(flags(["x" * 99]))[-1] == 1
