"""Every measure keeps the contract."""

import pytest

from labelwise.params import from_config, to_config
from labelwise.testing import measure_suite
from labelwise.testing.examples import example_measures

MEASURES = example_measures()


@pytest.mark.parametrize("check", measure_suite.CHECKS, ids=lambda c: c.__name__)
@pytest.mark.parametrize("name", MEASURES)
def test_measure(name, check):
    check(MEASURES[name])


@pytest.mark.parametrize("name", MEASURES)
def test_its_configuration_builds_it_again(name):
    assert from_config(to_config(MEASURES[name])) == MEASURES[name]
