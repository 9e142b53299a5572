import hypothesis.extra.numpy as hnp
import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from labelwise.measures import margin


def naive(proba):
    found = []
    for row in proba:
        first, second = sorted(row, reverse=True)[:2]
        found.append(1 - (first - second))
    return found


@given(hnp.arrays(float, st.tuples(st.integers(1, 9), st.integers(2, 5)), elements=st.floats(0.01, 1)))
def test_equals_the_naive_version(raw):
    proba = raw / raw.sum(axis=1, keepdims=True)
    np.testing.assert_allclose(margin(proba), naive(proba), atol=1e-12)


def test_limits():
    assert margin(np.array([[0.5, 0.5], [1.0, 0.0]])).tolist() == [1.0, 0.0]
