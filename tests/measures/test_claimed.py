import hypothesis.extra.numpy as hnp
import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from labelwise.measures import claimed

TAGS = hnp.arrays(float, st.tuples(st.integers(1, 9), st.integers(2, 5)), elements=st.floats(0, 1))


@given(TAGS)
def test_equals_the_naive_version(tags):
    found = []
    for row in tags.tolist():
        first, second = sorted(row, reverse=True)[:2]
        found.append((sum(p > 0.5 for p in row) != 1) + 1 - (first - second))
    np.testing.assert_allclose(claimed(tags), found, atol=1e-12)


def test_what_several_or_none_claim_comes_first_and_the_close_before_the_clear():
    several, none, close, clear = [0.9, 0.6, 0.0], [0.4, 0.1, 0.0], [0.6, 0.4, 0.4], [0.9, 0.0, 0.0]
    scores = claimed(np.array([several, none, close, clear]))
    assert scores.argsort()[::-1].tolist()[:2] in ([0, 1], [1, 0]) and scores[2] > scores[3]
