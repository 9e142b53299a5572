"""Every policy keeps the contract, and everything that chooses among strategies slot by slot."""

import pytest

from labelwise import policies
from labelwise.policies import Tailor
from labelwise.testing import chooser_suite, strategy_suite
from labelwise.testing.examples import pieces

PIECES = pieces("policies")
FOUND = {name: made for name in policies.__all__ if hasattr(made := getattr(policies, name), "start")}
CHOOSERS = {
    **{name: chooser() for name, chooser in FOUND.items()},
    "rare tags": Tailor("pos", 0.5, tags=True),
    "balance of tags": Tailor(tags=True),
}


@pytest.mark.parametrize("check", strategy_suite.CHECKS, ids=lambda c: c.__name__)
@pytest.mark.parametrize("name", PIECES)
def test_piece(name, check):
    check(PIECES[name])


@pytest.mark.parametrize("check", chooser_suite.CHECKS, ids=lambda c: c.__name__)
@pytest.mark.parametrize("name", CHOOSERS)
def test_chooser(name, check):
    check(CHOOSERS[name])
