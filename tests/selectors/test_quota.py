import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from labelwise.errors import BadParameter
from labelwise.selectors import Picker, Quota, Shares, TopK
from labelwise.selectors.quota import _whole
from labelwise.types import Slate


def pick(selector, group, n):
    size = len(group)
    slate = Slate(
        np.arange(size),
        n,
        np.random.default_rng(0),
        np.full(size, -1),
        np.ones(size),
        score=np.linspace(1, 0, size),
        group=np.array(group),
    )
    return Picker(slate, selector).fill().selection()


@given(st.lists(st.sampled_from("abc"), min_size=1, max_size=20), st.integers(1, 4), st.integers(1, 20))
def test_a_quota_equals_a_naive_walk(group, each, n):
    naive, count = [], dict.fromkeys("abc", 0)
    for i, g in enumerate(group):
        if count[g] < each and len(naive) < n:
            naive.append(i)
            count[g] += 1
    assert pick(Quota(TopK(), each=each), group, n).indices.tolist() == naive


def test_shares_of_named_groups_and_the_rest():
    made = pick(Shares(TopK(), {"wrong": 0.8}), ["wrong"] * 20 + ["x", "y"] * 10, 10)
    assert (made.indices < 20).sum() == 8
    assert len(made) == 10


def test_a_group_with_share_zero_is_never_picked():
    made = pick(Shares(TopK(), {"a": 0.0}), ["a", "a", "b"], 3)
    assert made.indices.tolist() == [2]
    assert "barred" in made.short


@given(st.lists(st.floats(0.01, 1), min_size=1, max_size=6), st.integers(0, 50))
def test_whole_numbers_sum_to_n_and_are_near(raw, n):
    share = np.array(raw) / sum(raw)
    count = _whole(share, n)
    assert count.sum() == n
    assert (abs(count - share * n) < 1 + 1e-6).all()


def test_what_is_left_goes_to_the_largest_remainders():
    """0.55, 0.25 and 0.2 of 3 are 1.65, 0.75 and 0.6; of equal remainders the earlier goes first."""
    assert _whole(np.array([0.55, 0.25, 0.2]), 3).tolist() == [2, 1, 0]
    assert _whole(np.array([0.5, 0.5]), 3).tolist() == [2, 1]


@pytest.mark.parametrize("shares", [{}, {"a": 0.7, "b": 0.7}, {"a": -0.1}])
def test_shares_that_are_none(shares):
    with pytest.raises(BadParameter, match="at most 1 together"):
        Shares(TopK(), shares)
