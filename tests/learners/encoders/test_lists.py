"""Columns of texts and of lists, from every table."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pyarrow as pa
import pytest

from labelwise.errors import BadData
from labelwise.learners.encoders.lists import lists_of, texts_of

DATA = {"question": ["q", None], "steps": [["a", "b"], []], "n": [1, 2]}


@pytest.mark.parametrize("make", [pd.DataFrame, pa.table], ids=["pandas", "arrow"])
def test_both_kinds_of_table(make):
    assert texts_of(make(DATA), "question") == ["q", ""]
    assert lists_of(make(DATA), "steps") == [["a", "b"], []]


def test_arrays_and_numbers_in_a_column():
    assert lists_of(pd.DataFrame({"t": [np.array(["a", "b"]), (1, 2)]}), "t") == [["a", "b"], ["1", "2"]]


def test_what_is_refused():
    with pytest.raises(BadData, match=r"no column 'tokens'.*question, steps, n"):
        lists_of(pd.DataFrame(DATA), "tokens")
    with pytest.raises(BadData, match=r"no column 'tokens'.*a table \(DataFrame or Arrow\)"):
        lists_of(["a"], "tokens")
    with pytest.raises(BadData, match=r"item 0 has 'q' in the column 'question'.*a list of texts"):
        lists_of(pd.DataFrame(DATA), "question")
    with pytest.raises(BadData, match=r"item 0 has 1 in the column 'n'"):
        lists_of(pd.DataFrame(DATA), "n")
