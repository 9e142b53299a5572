"""Every piece of the family keeps the contract."""

import pytest

from labelwise.testing import representation_suite
from labelwise.testing.examples import pieces

PIECES = pieces("representations")


@pytest.mark.parametrize("check", representation_suite.CHECKS, ids=lambda c: c.__name__)
@pytest.mark.parametrize("name", PIECES)
def test_piece(name, check):
    check(PIECES[name])
