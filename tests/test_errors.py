"""One tree of errors; each message says what was passed, what is allowed, what to do."""

from __future__ import annotations

import inspect
import pickle

import pytest

from labelwise import errors
from labelwise.errors import LabelwiseError, MissingExtra, StoreError, UnknownName, did_you_mean

CLASSES = [c for c in vars(errors).values() if inspect.isclass(c) and issubclass(c, LabelwiseError)]


@pytest.mark.parametrize("cls", CLASSES)
def test_every_error_is_a_value_error_drawn_in_the_tree(cls):
    assert issubclass(cls, ValueError)
    assert cls.__name__ in errors.__doc__


def test_the_store_errors_are_below_store_error():
    below = {c.__name__ for c in CLASSES if issubclass(c, StoreError)}
    assert below == {"StoreError", "StoreLocked", "NotAStore", "PoolChanged"}


@pytest.mark.parametrize(
    ("parts", "message"),
    [
        ({}, "n is -1."),
        ({"allowed": "0 or more"}, "n is -1. Allowed: 0 or more."),
        ({"fix": "pass n=10."}, "n is -1. To fix: pass n=10."),
        ({"fix": "did you mean 1?"}, "n is -1. To fix: did you mean 1?"),
        ({"allowed": "0", "fix": "pass 0"}, "n is -1. Allowed: 0. To fix: pass 0."),
    ],
)
def test_message(parts, message):
    assert str(LabelwiseError("n is -1", **parts)) == message


@pytest.mark.parametrize("cls", CLASSES)
def test_errors_travel_between_processes(cls):
    there = pickle.loads(pickle.dumps(cls("n is -1", allowed="0", fix="pass 0")))
    assert type(there) is cls
    assert (there.problem, there.allowed, there.fix) == ("n is -1", "0", "pass 0")
    assert str(there) == "n is -1. Allowed: 0. To fix: pass 0."


def test_an_unknown_name_names_the_nearest():
    error = UnknownName.among("strategy", "margn", ["random", "margin"])
    assert error.allowed == "margin, random"
    assert error.fix == "did you mean 'margin'?"
    assert UnknownName.among("strategy", "zzz", ["margin"]).fix == ""
    assert UnknownName.among("strategy", "zzz", []).allowed == "none yet"
    assert (
        UnknownName.among("strategy", "zzz", ["margin"], fix="see labelwise methods").fix
        == "see labelwise methods"
    )


def test_a_missing_package_names_its_extra():
    assert "pip install 'labelwise[plot]'" in str(MissingExtra.named("matplotlib", "plot"))


def test_the_nearest_names_are_a_question():
    assert did_you_mean("margn", ["random", "margin"]) == "did you mean 'margin'?"
    assert did_you_mean("zzz", ["margin"]) == did_you_mean("zzz", []) == ""
