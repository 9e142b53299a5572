"""How much a score weighs."""

from __future__ import annotations

import numpy as np
import pytest

from labelwise.errors import BadParameter
from labelwise.measures import Raised, entropy, margin, title
from labelwise.params import from_config

PROBA = np.random.default_rng(0).dirichlet(np.ones(3), 20)


@pytest.mark.parametrize("power", [0.0, 0.5, 2.0])
def test_by_hand(power):
    np.testing.assert_allclose(Raised(entropy, power)(proba=PROBA), (1 + entropy(PROBA)) ** power)


def test_power_zero_makes_all_alike():
    assert set(Raised(margin, 0.0)(proba=PROBA).tolist()) == {1.0}


def test_its_needs_title_and_configuration():
    made = Raised(margin, 2.0)
    assert made.needs == ("proba",) and title(made) == "(1 + margin)^2"
    assert from_config(made.to_config()) == made


def test_negative_scores_are_refused():
    with pytest.raises(BadParameter, match="scores of 0 or more"):
        Raised(lambda proba: -proba[:, 0])(proba=PROBA)
    with pytest.raises(BadParameter, match="power is -1"):
        Raised(margin, -1.0)
