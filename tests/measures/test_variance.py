import hypothesis.extra.numpy as hnp
import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from labelwise.measures import variance


@given(hnp.arrays(float, st.integers(1, 9), elements=st.floats(0, 1e3)))
def test_equals_the_naive_version_and_orders_as_the_spread(std):
    assert variance(std).tolist() == [s * s for s in std.tolist()]
    assert (np.diff(variance(np.sort(std))) >= 0).all()
