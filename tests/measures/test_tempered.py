import numpy as np
import pytest
from scipy.special import softmax

from labelwise.measures import Tempered, entropy, margin


@pytest.mark.parametrize("temperature", [0.1, 0.7, 1.0, 3.0])
def test_is_the_measure_of_the_softmax_of_scaled_logits(temperature):
    logits = np.random.default_rng(0).normal(scale=3, size=(60, 4))
    expected = entropy(softmax(logits / temperature, axis=1))
    made = Tempered(entropy, temperature)(proba=softmax(logits, axis=1))
    np.testing.assert_allclose(made, expected, atol=1e-9)


def test_certain_rows_and_equal_ones_at_any_temperature():
    proba = np.array([[1.0, 0.0, 0.0], [1 / 3, 1 / 3, 1 / 3]])
    for temperature in (0.01, 1, 100):
        np.testing.assert_allclose(Tempered(margin, temperature)(proba=proba), [0, 1], atol=1e-12)
