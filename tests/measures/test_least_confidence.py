import hypothesis.extra.numpy as hnp
import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from labelwise.measures import least_confidence


def naive(proba):
    return [1 - max(row) for row in proba]


@given(hnp.arrays(float, st.tuples(st.integers(1, 9), st.integers(2, 5)), elements=st.floats(0.01, 1)))
def test_equals_the_naive_version(raw):
    proba = raw / raw.sum(axis=1, keepdims=True)
    np.testing.assert_allclose(least_confidence(proba), naive(proba), atol=1e-12)


def test_limits():
    np.testing.assert_allclose(least_confidence(np.array([[1.0, 0, 0], [1 / 3, 1 / 3, 1 / 3]])), [0, 2 / 3])
