"""BIO tags and spans are two ways to say one thing."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from labelwise.errors import BadAnswer
from labelwise.tasks.bio import filled, label_of, refuse_overlap, tags_of, tokens_of


@st.composite
def spans(draw):
    """Sorted spans that do not overlap, neighbours included, and the size of their item."""
    at, found = 0, []
    for gap, length in draw(st.lists(st.tuples(st.integers(0, 2), st.integers(1, 3)), max_size=5)):
        found.append((at + gap, at + gap + length, draw(st.sampled_from(["PER", "LOC"]))))
        at += gap + length
    return found, at + draw(st.integers(0, 2))


@given(spans())
def test_there_and_back(case):
    found, size = case
    whole = list(filled(found, size))
    label = {f"t{a}:{b}": name for a, b, name in whole}
    tags = tags_of(label)
    assert sorted(tags) == list(range(size))
    assert label_of(tags) == label


@pytest.mark.parametrize("tags", [["I-PER", "I-PER"], ["O", "I-PER", "I-LOC"], ["B-PER", "I-LOC"]], ids=str)
def test_an_inside_that_continues_nothing_begins_a_span(tags):
    label = label_of(dict(enumerate(tags)))
    assert [t for t in tags_of(label).values() if t[0] == "B"] != []
    assert {k: t[2:] for k, t in tags_of(label).items()} == {k: t[2:] for k, t in enumerate(tags)}


def test_an_unobserved_token_ends_a_span():
    assert label_of({0: "B-PER", 2: "I-PER"}) == {"t0:1": "PER", "t2:3": "PER"}


@pytest.mark.parametrize("part", ["t2:2", "t3:2", "t1", "1:2", "t-1:2", "s1", 3])
def test_no_tokens(part):
    with pytest.raises(BadAnswer, match="there are no tokens"):
        tokens_of(part)


def test_overlaps_and_tokens_beyond_the_item():
    with pytest.raises(BadAnswer, match="t0:3 and t2:4 overlap"):
        refuse_overlap([(0, 3, "PER"), (2, 4, "O")], 9)
    with pytest.raises(BadAnswer, match=r"no tokens t2:5. Allowed: tokens 0 to 3"):
        refuse_overlap([(0, 2, "PER"), (2, 5, "O")], 4)
    refuse_overlap([(0, 2, "PER"), (2, 5, "O")], None)
