"""Every measure keeps the contract."""

import pytest

from labelwise import measures
from labelwise.families import members
from labelwise.testing import measure_suite

MEASURES = members(measures.__name__, measures.__path__)


@pytest.mark.parametrize("check", measure_suite.CHECKS, ids=lambda c: c.__name__)
@pytest.mark.parametrize("name", MEASURES)
def test_measure(name, check):
    check(MEASURES[name])
