import numpy as np
import pytest

from labelwise.errors import BadData
from labelwise.measures import Cartography, hard_to_contrast


def test_equals_the_naive_version():
    dynamics = np.random.default_rng(0).random((7, 20))
    columns = dynamics.T.tolist()
    np.testing.assert_allclose(hard_to_contrast(dynamics), [-sum(q) / 7 for q in columns])
    np.testing.assert_allclose(Cartography("easy")(dynamics), [sum(q) / 7 for q in columns])
    spread = [np.sqrt(sum((x - sum(q) / 7) ** 2 for x in q) / 7) for q in columns]
    np.testing.assert_allclose(Cartography("ambiguous")(dynamics), spread)


def test_whose_label_is_meant_must_be_known():
    with pytest.raises(BadData, match="the label's probability"):
        hard_to_contrast(np.zeros((2, 3, 4)))
