"""Every router keeps the contract."""

import pytest

from labelwise import annotators
from labelwise.annotators import LabelMinority, RandomAnnotator, Router
from labelwise.testing import router_suite

FOUND = {
    name: router for name in annotators.__all__ if issubclass(router := getattr(annotators, name), Router)
}
VARIANTS = {
    "newcomers wait": RandomAnnotator(fresh_first=False),
    "minority first": LabelMinority(fresh_first=False),
}
PIECES = {**{name: router() for name, router in FOUND.items() if router is not Router}, **VARIANTS}


@pytest.mark.parametrize("check", router_suite.CHECKS, ids=lambda c: c.__name__)
@pytest.mark.parametrize("name", PIECES)
def test_router(name, check):
    check(PIECES[name])
