"""Every piece of the family keeps the contract."""

import pytest

from labelwise.testing import selector_suite
from labelwise.testing.examples import pieces

PIECES = pieces("selectors")


@pytest.mark.parametrize("check", selector_suite.CHECKS, ids=lambda c: c.__name__)
@pytest.mark.parametrize("name", PIECES)
def test_piece(name, check):
    check(PIECES[name])
