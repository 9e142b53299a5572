import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from labelwise.random import tie_break
from labelwise.selectors.falling import Falling


@given(
    st.lists(st.tuples(st.integers(0, 5), st.integers(0, 5)), min_size=1, max_size=30),
    st.integers(0, 9),
)
def test_equals_looking_at_all_whatever_falls_in_between(start, seed):
    """Every candidate falls by a random amount after each pick; ties by hash, as the Picker breaks them."""
    rng, rows = np.random.default_rng(seed), np.arange(len(start)) * 3
    now = np.array([score for score, _ in start], dtype=float)
    queue = Falling(now + [slack for _, slack in start], rows, seed)
    alive, keys = np.ones(len(now), dtype=bool), tie_break(rows, seed)
    while (i := queue.best(alive, now.__getitem__)) is not None:
        top = np.flatnonzero(alive & (now == now[alive].max()))
        assert i == top[keys[top].argmin()]
        assert i == queue.best(alive, now.__getitem__)
        alive[i] = False
        now -= rng.integers(0, 3, len(now))
    assert not alive.any()


def test_few_are_looked_at():
    looked = []
    queue = Falling(np.arange(1000.0), np.arange(1000), 0)
    assert queue.best(np.ones(1000, dtype=bool), lambda i: looked.append(i) or float(i)) == 999
    assert looked == [999]


def test_a_score_that_rounding_raised_or_that_is_no_number_ends_the_search():
    for now in (2.0 + 1e-15, np.nan):
        assert (
            Falling(np.array([2.0, 1.0]), np.arange(2), 0).best(
                np.ones(2, dtype=bool), lambda i, now=now: now
            )
            == 0
        )
