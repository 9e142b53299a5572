"""Every piece of the family keeps the contract."""

import pytest

from labelwise.testing import candidates_suite
from labelwise.testing.examples import pieces

PIECES = pieces("candidates")


@pytest.mark.parametrize("check", candidates_suite.CHECKS, ids=lambda c: c.__name__)
@pytest.mark.parametrize("name", PIECES)
def test_piece(name, check):
    check(PIECES[name])
