"""Names of classes and tags."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pytest

from labelwise.errors import BadParameter
from labelwise.tasks.naming import name_of, names_of


@pytest.mark.parametrize(
    ("value", "name"),
    [
        ("a", "a"),
        (3, "3"),
        (3.0, "3"),
        (0.5, "0.5"),
        (np.float32(2), "2"),
        (None, None),
        (float("nan"), None),
    ],
)
def test_numbers_are_taken_as_their_text(value, name):
    assert name_of(value) == name


def test_arrays_keep_their_order_and_sets_are_sorted():
    assert names_of(np.array([2, 1]), "tag", 1) == ("2", "1")
    assert names_of(pa.array(["b", "a"]), "class", 2) == ("b", "a")
    assert names_of({"b", "a"}, "tag", 1) == ("a", "b")


@pytest.mark.parametrize(
    ("classes", "what", "message"),
    [
        ("ab", "tag", "the tags are 'ab'.*a list of at least one name"),
        (3, "class", "the classes are 3.*a list of at least two names"),
        ([], "tag", "only 0 tag is named.*one or more"),
        (["a", " "], "tag", "a tag is ' '.*not blank"),
        (["a", "a"], "tag", "the tag 'a' is named twice.*name each tag once"),
    ],
)
def test_what_is_no_list_of_names_is_refused(classes, what, message):
    with pytest.raises(BadParameter, match=message):
        names_of(classes, what, 2 if what == "class" else 1)
