import hypothesis.extra.numpy as hnp
import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from labelwise.selectors import Picker, TopK
from labelwise.types import Slate


@given(hnp.arrays(float, st.integers(1, 40), elements=st.floats(-5, 5), unique=True), st.integers(0, 45))
def test_equals_a_sort(score, n):
    size = len(score)
    slate = Slate(np.arange(size), n, np.random.default_rng(0), np.full(size, -1), np.ones(size), score=score)
    made = Picker(slate, TopK()).fill().selection()
    assert made.indices.tolist() == np.argsort(-score)[:n].tolist()
    assert made.scores.tolist() == np.sort(score)[::-1][:n].tolist()
