"""Every router keeps the contract."""

import pytest

from labelwise.annotators import LabelMinority, RandomAnnotator
from labelwise.testing import router_suite
from labelwise.testing.examples import pieces

VARIANTS = {
    "newcomers wait": RandomAnnotator(fresh_first=False),
    "minority first": LabelMinority(fresh_first=False),
}
PIECES = {**pieces("annotators"), **VARIANTS}


@pytest.mark.parametrize("check", router_suite.CHECKS, ids=lambda c: c.__name__)
@pytest.mark.parametrize("name", PIECES)
def test_router(name, check):
    check(PIECES[name])
