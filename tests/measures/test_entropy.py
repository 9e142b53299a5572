import hypothesis.extra.numpy as hnp
import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from labelwise.measures import entropy


def naive(proba):
    return [-sum(p * np.log(p) for p in row if p > 0) for row in proba]


@given(hnp.arrays(float, st.tuples(st.integers(1, 9), st.integers(2, 5)), elements=st.floats(0, 1)))
def test_equals_the_naive_version(raw):
    proba = (raw + 1e-9) / (raw + 1e-9).sum(axis=1, keepdims=True)
    np.testing.assert_allclose(entropy(proba), naive(proba), atol=1e-12)


def test_limits():
    np.testing.assert_allclose(entropy(np.array([[1.0, 0.0, 0.0], [1 / 3, 1 / 3, 1 / 3]])), [0, np.log(3)])
