"""Every form keeps the contract."""

import pytest

from labelwise.tasks import Classification, Tags
from labelwise.tasks.forms import CandidateSet, Full, NameOne, Verify, YesNo, form_of
from labelwise.testing import form_suite
from labelwise.testing.examples import pieces
from labelwise.testing.form_suite import FormCase
from labelwise.types import Query

TAGS, TRUTHS = Tags(["a", "b", "c"]), (["a"], ["c", "b"], [], {"a": False, "b": True, "c": False})
VARIANTS = {
    "with a price": Full(0.05),
    "of tags": FormCase(Full(), TAGS, TRUTHS),
    "one tag": FormCase(NameOne(0.01), TAGS, TRUTHS),
    "of a column": YesNo(of="group"),
    "of an open task": FormCase(YesNo(), Classification(["a", "b", "c"], open=True)),
    "two prices": Verify(0.01, 0.04),
    "proposed by others": Verify(0.01, 0.04, of="group"),
    "of numbers": FormCase(Verify(), Classification([1, 2, 3]), (1, 2.0, "3")),
    "at a rate": CandidateSet(eps=0.1),
    "as published": CandidateSet(5, corrected=False),
    "a class called none": FormCase(CandidateSet(5), Classification(["a", "none", "c"]), ("a", "none", "c")),
}
PIECES = {**pieces("tasks.forms"), **VARIANTS}


@pytest.mark.parametrize("check", form_suite.CHECKS, ids=lambda c: c.__name__)
@pytest.mark.parametrize("name", PIECES)
def test_form(name, check):
    check(PIECES[name])


def test_names_are_different():
    names = [form.name for form in pieces("tasks.forms").values()]
    assert len(set(names)) == len(names) >= 5
    assert all(form_of(Query("q", "a", form=name)).name == name for name in names)
