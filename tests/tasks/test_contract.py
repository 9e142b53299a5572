"""Every task keeps the contract."""

import pytest

from labelwise.testing import task_suite
from labelwise.testing.task_cases import CASES

PIECES = {name: make() for name, make in CASES.items()}


@pytest.mark.parametrize("check", task_suite.CHECKS, ids=lambda c: c.__name__)
@pytest.mark.parametrize("name", PIECES)
def test_task(name, check):
    check(PIECES[name])
