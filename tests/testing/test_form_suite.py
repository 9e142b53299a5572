"""Each check catches the form that it is for."""

from dataclasses import dataclass, replace
from decimal import Decimal

import numpy as np
import pytest

from labelwise.tasks import Tags
from labelwise.tasks.forms import CandidateSet, Full, NameOne, Verify, YesNo
from labelwise.testing import form_suite as suite
from labelwise.testing.form_suite import FormCase


@dataclass(frozen=True, repr=False)
class ByPlace(YesNo):
    """Proposes by the place in the rows."""

    def pose(self, view, rows):
        return [replace(p, proposal=k % 3) for k, p in enumerate(super().pose(view, rows))]


@dataclass(frozen=True, repr=False)
class OneShort(Full):
    def pose(self, view, rows):
        return super().pose(view, rows)[1:]


@dataclass(frozen=True, repr=False)
class Numpy(YesNo):
    """Positions that JSON cannot hold."""

    def pose(self, view, rows):
        return [replace(p, proposal=np.int64(p.proposal)) for p in super().pose(view, rows)]


@dataclass(frozen=True, repr=False)
class Certain(Verify):
    def pose(self, view, rows):
        return [replace(p, confidence=1.5) for p in super().pose(view, rows)]


@dataclass(frozen=True, repr=False)
class Refund(Full):
    def cost(self, view, rows):
        return super().cost(view, rows) - 2


@dataclass(frozen=True, repr=False)
class Fleeting(Full):
    """Costs as floats, infinite for some."""

    def cost(self, view, rows):
        return 1 / (rows % 3)


@dataclass(frozen=True, repr=False)
class Floats(Full):
    def price(self, query, answer, classes=()):
        return 0.05


@dataclass(frozen=True, repr=False)
class Shells(Full):
    unit = "shells"


@dataclass(frozen=True, repr=False)
class SkipsAreRefunded(Full):
    def price(self, query, answer, classes=()):
        return Decimal(-1 if answer.kind == "skip" else 1)


@dataclass(frozen=True, repr=False)
class Doubtful(CandidateSet):
    """Calibrates for ever."""

    def first(self, view, n):
        return n


@dataclass(frozen=True, repr=False)
class Greedy(Full):
    def first(self, view, n):
        return 50


@dataclass(frozen=True, repr=False)
class Turned(YesNo):
    """Says no where it is."""

    @classmethod
    def truthful(cls, query, truth):
        return not super().truthful(query, truth)


@dataclass(frozen=True, repr=False)
class NoList(CandidateSet):
    """Does not know its own answer after JSON."""

    def read(self, query, raw):
        return super().read(query, raw[1] if isinstance(raw, list) and len(raw) == 2 else raw)


@dataclass(frozen=True, repr=False)
class Mute(Full):
    @classmethod
    def truthful(cls, query, truth):
        return None


@dataclass(frozen=True, repr=False)
class NoSkip(Full):
    def read(self, query, raw):
        return ("is", raw)


@dataclass(frozen=True, repr=False)
class Careless(Full):
    def read(self, query, raw):
        return ("skip", None) if raw is None else ("is", raw.strip())


@dataclass(frozen=True, repr=False)
class Scribbles(YesNo):
    def pose(self, view, rows):
        view.get("proba")[0] = [1, 0, 0]
        return super().pose(view, rows)


@dataclass(frozen=True, repr=False)
class Peeks(Full):
    def cost(self, view, rows):
        view.get("proba", rows)
        return super().cost(view, rows)


@dataclass(frozen=True, repr=False)
class Nameless(Full):
    name = " "


BROKEN = [
    (suite.one_question_a_row, ByPlace()),
    (suite.one_question_a_row, OneShort()),
    (suite.one_question_a_row, Numpy()),
    (suite.one_question_a_row, Certain()),
    (suite.costs_are_costs, Refund()),
    (suite.costs_are_costs, Fleeting()),
    (suite.prices_are_prices, Floats()),
    (suite.prices_are_prices, Shells()),
    (suite.prices_are_prices, SkipsAreRefunded()),
    (suite.some_come_first, Doubtful()),
    (suite.some_come_first, Greedy()),
    (suite.the_truth_is_accepted, Turned()),
    (suite.the_truth_is_accepted, NoList()),
    (suite.the_truth_is_accepted, Mute()),
    (suite.odd_answers_are_refused, NoSkip()),
    (suite.odd_answers_are_refused, Careless()),
    (suite.inputs_stay, Scribbles()),
    (suite.needs_are_enough, Peeks()),
    (suite.config_comes_back, Nameless()),
]


@pytest.mark.filterwarnings("ignore:divide by zero")
@pytest.mark.parametrize(("check", "broken"), BROKEN, ids=lambda v: getattr(v, "__name__", type(v).__name__))
def test_a_broken_form_is_caught(check, broken):
    with pytest.raises((AssertionError, AttributeError, ValueError)):
        check(broken)


def test_a_form_that_forgets_its_parameters_is_caught(monkeypatch):
    monkeypatch.setattr(suite, "from_config", lambda config: Full())
    with pytest.raises(AssertionError):
        suite.config_comes_back(Full(2))
    assert {check for check, _ in BROKEN} == set(suite.CHECKS)


def test_an_answer_against_the_truth_is_seen():
    case = FormCase(NameOne(), Tags(["a", "b"]), (["a"],))
    query = next(case.asked())
    assert suite._agrees(case, case.answered(query, "a"), ["a"])
    assert not suite._agrees(case, case.answered(query, "b"), ["a"])
    case = FormCase(YesNo())
    query = next(q for q in case.asked() if q.proposal == "c")
    assert suite._agrees(case, case.answered(query, False), "a")
    assert not suite._agrees(case, case.answered(query, False), "c")
    assert not suite._agrees(case, case.answered(query, True), "a")
