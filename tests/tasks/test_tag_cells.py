"""How the tags of an item are written, and read again."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from labelwise.errors import BadParameter
from labelwise.tasks.tag_cells import listed_in, read, refuse_unwritable, written

LABELS = st.dictionaries(st.sampled_from(["a", "b c", "d"]), st.booleans(), min_size=1)


@given(LABELS)
def test_what_is_written_is_read_again(label):
    """All that is known; of a label that says everything, the tags that are there."""
    for tags, wanted in ((4, label), (len(label), [tag for tag, there in label.items() if there])):
        texts = written(label, tags)
        for cell in ("|".join(texts) or "[]", json.dumps(texts)):
            assert read(cell) == wanted


@pytest.mark.parametrize("name", ["a|b", "!a", "?", "[a", " a", "a "])
def test_names_that_would_read_as_something_else(name):
    with pytest.raises(BadParameter, match=r"texts without \|"):
        refuse_unwritable(name)


def test_tags_are_found_in_cells():
    assert listed_in(["b|a", "[]", '["c"]', "!d|?", "a|?"]) == ("a", "b", "c", "d")
