"""How convincing parts are."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest

from labelwise.errors import BadData, BadParameter
from labelwise.measures import LogRight, Per
from labelwise.types import Ragged


@pytest.mark.parametrize("error", [0, 1, 2])
def test_the_score_of_a_solution_is_the_product_of_its_steps(error):
    rng = np.random.default_rng(error)
    proba = rng.dirichlet(np.ones(3), 20)
    offsets = np.array([0, 3, 4, 4, 20])
    made = Per("item", LogRight(error), "sum")(proba=Ragged(proba, offsets))
    wanted = [np.prod(1 - proba[a:b, error]) for a, b in pairwise(offsets)]
    np.testing.assert_allclose(np.exp(made), wanted, rtol=1e-9)


def test_certain_errors_are_finite():
    assert np.isfinite(LogRight()(np.array([[1.0, 0.0], [0.0, 1.0]]))).all()


def test_a_class_that_is_not_there():
    with pytest.raises(BadData, match="class 2 is the error among 2 classes"):
        LogRight(2)(np.array([[0.5, 0.5]]))
    with pytest.raises(BadParameter):
        LogRight(-1)
