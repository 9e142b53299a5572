"""Is it this class?"""

from __future__ import annotations

from decimal import Decimal

import numpy as np
import pytest

from labelwise.errors import BadAnswer
from labelwise.strategy import View
from labelwise.tasks.forms import YesNo
from labelwise.types import Answer, Query

QUESTION = Query("q1", "a", form="yes-no", options=("yes", "no"), proposal="cat")


@pytest.mark.parametrize("yes", [True, np.True_, "yes"])
def test_a_yes_is_the_class(yes):
    assert YesNo().read(QUESTION, yes) == ("is", "cat")


@pytest.mark.parametrize("no", [False, np.False_, "no"])
def test_a_no_is_everything_but_it(no):
    assert YesNo().read(QUESTION, no) == ("not", ["cat"])


def test_nothing_is_a_skip():
    assert YesNo().read(QUESTION, None) == ("skip", None)


@pytest.mark.parametrize("raw", ["cat", "dog", 1, 0, 1.0, [True], "YES", ""])
def test_more_than_was_asked_is_refused(raw):
    with pytest.raises(BadAnswer, match=r"whether item 'a' is 'cat'\. Allowed: True or False, 'yes' or 'no'"):
        YesNo().read(QUESTION, raw)


def test_the_question_is_about_the_prediction():
    view = View.from_arrays(proba=np.array([[0.2, 0.8], [0.6, 0.4]]))
    made = YesNo().pose(view, np.arange(2))
    assert [(p.options, p.proposal) for p in made] == [(("yes", "no"), 1), (("yes", "no"), 0)]
    assert YesNo().needs == ("proba",) and YesNo(of="guess").needs == ("guess",)


def test_price_and_configuration():
    form = YesNo(0.01, of="guess")
    assert form.price(QUESTION, Answer("a1", "q1", "human", "is", "cat")) == Decimal("0.01")
    assert form.cost(None, np.arange(2)).tolist() == [0.01, 0.01]
    assert YesNo.from_config(form.to_config()) == form
    assert YesNo().cost(None, np.arange(2)).tolist() == [1, 1]


@pytest.mark.parametrize(("truth", "read"), [("cat", ("is", "cat")), ("dog", ("not", ["cat"]))])
def test_who_knows_the_truth(truth, read):
    assert YesNo().read(QUESTION, YesNo.truthful(QUESTION, truth)) == read
