"""Lists in the cells of a file."""

import pytest

from labelwise.errors import BadAnswer
from labelwise.tasks import Spans, Steps
from labelwise.tasks.cells import listed


@pytest.mark.parametrize(
    ("cell", "texts"),
    [("a | b", ["a", "b"]), ("", [""]), ("[]", []), ('["a|b", 2.0, null]', ["a|b", "2", None])],
)
def test_texts(cell, texts):
    assert listed(cell) == texts


@pytest.mark.parametrize("cell", ['["a"', '[["a"]]', '[{"a": 1}]'])
def test_what_is_no_list(cell):
    with pytest.raises(BadAnswer, match=r'the cell is .*Allowed: a\|b, or \["a", "b"\]'):
        listed(cell)


def test_spans_and_steps_read_what_an_export_writes_as_json():
    assert Spans(["PER"]).parse('["B-PER", "I-PER", null, "O"]') == {"t0:2": "PER", "t3:4": "O"}
    assert Steps(["a|b", "c"]).parse('["a|b", "c"]') == ["a|b", "c"]
