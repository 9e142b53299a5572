import hypothesis.extra.numpy as hnp
import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from labelwise.random import tie_break
from labelwise.selectors.order import Order


@given(
    hnp.arrays(float, st.integers(1, 30), elements=st.sampled_from([-np.inf, 0.0, 0.5, 1.0, 2.0])),
    st.integers(1, 30),
    st.integers(0, 9),
)
def test_equals_a_full_sort_whatever_is_sorted_first(scores, first, seed):
    rows = np.arange(len(scores)) * 3
    order, alive, found = Order(scores, rows, seed, first), np.ones(len(scores), dtype=bool), []
    while (i := order.best(alive)) is not None:
        found.append(i)
        alive[i] = False
    offered = np.flatnonzero(scores > -np.inf)
    keys = tie_break(rows, seed)
    assert found == sorted(offered, key=lambda i: (-scores[i], keys[i]))


def test_looking_does_not_move_on():
    order, alive = Order(np.array([1.0, 3.0, 2.0]), np.arange(3), 0, 1), np.ones(3, dtype=bool)
    assert [order.best(alive), order.best(alive)] == [1, 1]
    alive[1] = False
    assert order.best(alive) == 2
