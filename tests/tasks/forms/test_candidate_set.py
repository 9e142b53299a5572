"""One of a few classes, or none of these."""

from __future__ import annotations

import math
from decimal import Decimal

import numpy as np
import pytest

from labelwise.errors import BadAnswer, BadParameter, MissingCapability
from labelwise.strategy import View
from labelwise.tasks.forms import CandidateSet
from labelwise.tasks.forms.conformal import cheapest, expected, inside, quantile
from labelwise.types import Answer, Posed, Query

QUESTION = Query("q1", "a", form="candidate-set", options=("cat", "dog", "3"))
ALL = ("cat", "dog", "3", "hen", "cow")
RNG = np.random.default_rng(0)
PROBA = RNG.dirichlet(np.full(5, 0.4), 30)
SCORES = 1 - PROBA.max(axis=1)[:20]


def view(count=20, **more):
    return View.from_arrays(proba=PROBA, calibration=SCORES[:count], calibrated=np.arange(count), **more)


@pytest.mark.parametrize(
    ("raw", "read"),
    [
        (None, ("skip", None)),
        ("cat", ("is", "cat")),
        (3, ("is", 3)),
        (np.str_("dog"), ("is", "dog")),
        (("none", "hen"), ("is", "hen")),
        (["none", "hen"], ("is", "hen")),
        ("none", ("not", ["cat", "dog", "3"])),
        (("none", None), ("not", ["cat", "dog", "3"])),
    ],
)
def test_answers_to_a_set(raw, read):
    assert CandidateSet().read(QUESTION, raw) == read


STRANGE = [
    "hen",
    4,
    ("none", "cat"),
    ("some", "hen"),
    ["cat", "dog"],
    True,
    np.arange(2),
    (np.arange(2), "hen"),
]


@pytest.mark.parametrize("raw", STRANGE, ids=str)
def test_answers_outside_the_set_have_to_say_so(raw):
    with pytest.raises(BadAnswer, match=r'choice among cat, dog, 3\. Allowed: one of these, "none", or'):
        CandidateSet().read(QUESTION, raw)


def test_a_class_may_be_called_none():
    question = Query("q1", "a", options=("none", "dog"))
    assert CandidateSet().read(question, "none") == ("is", "none")


def test_without_a_set_it_is_an_ordinary_question():
    form, plain = CandidateSet(), Query("q1", "a", options=ALL)
    assert form.read(Query("q1", "a"), "hen") == form.read(plain, "hen") == ("is", "hen")
    answer = Answer("a1", "q1", "human:anna", "is", "hen")
    for question in (Query("q1", "a"), plain):
        assert form.price(question, answer, ALL) == Decimal(str(math.log2(5)))


@pytest.mark.parametrize(
    ("kind", "value", "bits"),
    [
        ("is", "dog", math.log2(4)),
        ("is", "hen", math.log2(4) + math.log2(2)),
        ("not", ["cat", "dog", "3"], math.log2(4)),
    ],
)
def test_the_real_price(kind, value, bits):
    answer = Answer("a1", "q1", "human:anna", kind, value)
    assert float(CandidateSet().price(QUESTION, answer, ALL)) == pytest.approx(bits)


def test_the_first_questions_of_a_model_calibrate():
    form = CandidateSet(calibrate=20)
    assert form.first(view(0), 30) == 20 and form.first(view(0), 8) == 8
    assert form.first(view(15), 30) == 5 and form.first(view(20), 30) == 0
    assert form.pose(view(19), np.arange(2)) == [Posed(), Posed()]
    assert form.cost(view(19), np.arange(2)).tolist() == [math.log2(5)] * 2


@pytest.mark.parametrize("corrected", [True, False])
@pytest.mark.parametrize("eps", [None, 0.0, 0.2])
def test_sets_and_costs_are_those_of_the_formulas(eps, corrected):
    form, rows = CandidateSet(20, eps, corrected=corrected), np.array([25, 3, 28])
    rate = cheapest(SCORES, PROBA[:20], corrected) if eps is None else eps
    q = quantile(SCORES, rate, corrected)
    shown = [p.options for p in form.pose(view(), rows)]
    assert shown == [tuple(np.flatnonzero(line).tolist()) for line in inside(PROBA[rows], q)]
    assert all(type(c) is int for options in shown for c in options)
    np.testing.assert_allclose(form.cost(view(), rows), expected(PROBA[rows], q, rate))


def test_what_it_needs():
    assert CandidateSet().needs == ("proba", "calibration", "calibrated")
    assert CandidateSet(eps=0.1).needs == ("proba", "calibration")
    with pytest.raises(MissingCapability, match="calibration"):
        CandidateSet(eps=0.1).first(View.from_arrays(proba=PROBA), 3)


def test_who_knows_the_truth_says_when_it_is_not_there():
    form = CandidateSet()
    assert form.truthful(QUESTION, "dog") == "dog" and form.truthful(QUESTION, 3) == 3
    assert form.truthful(QUESTION, "hen") == ("none", "hen")
    assert form.truthful(Query("q1", "a"), "hen") == "hen"
    for truth in ALL:
        assert form.read(QUESTION, form.truthful(QUESTION, truth)) == ("is", truth)


@pytest.mark.parametrize("given", [{"calibrate": 0}, {"calibrate": 2.5}, {"eps": 1.5}, {"eps": -0.1}])
def test_impossible_parameters(given):
    with pytest.raises(BadParameter, match="CandidateSet"):
        CandidateSet(**given)


def test_its_configuration_comes_back():
    form = CandidateSet(30, 0.1, corrected=False)
    assert CandidateSet.from_config(form.to_config()) == form and form.unit == "bits"
