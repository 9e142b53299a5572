"""Named streams and order-free tie breaks."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from labelwise.errors import BadParameter
from labelwise.random import generator, tie_break

KEYS = st.lists(st.one_of(st.integers(-(2**70), 2**70), st.text(max_size=5)), max_size=3).map(tuple)


def stream(seed, *keys):
    return generator(seed, *keys).integers(2**62, size=4).tolist()


@given(st.integers(0, 2**80), KEYS)
def test_a_name_gives_the_same_stream_again(seed, keys):
    assert stream(seed, *keys) == stream(seed, *keys)


@given(st.integers(0, 2**40), st.integers(0, 2**40), KEYS, KEYS)
def test_different_names_give_different_streams(seed, other, keys, more):
    if (seed, keys) != (other, more):
        assert stream(seed, *keys) != stream(other, *more)


def test_keys_never_run_into_each_other():
    names = [(1,), (1, 0), (1, 0, 0), (1, 2), (1 + 2 * 2**32,), (1, "0"), (1, "a", "b"), (1, "ab"), (1, -1)]
    assert len({tuple(stream(*name)) for name in names}) == len(names)


def test_numpy_integers_are_integers():
    assert stream(np.int64(3), np.int64(7)) == stream(3, 7)


def test_a_seed_without_keys_is_numpys_own():
    assert stream(5) == np.random.default_rng(5).integers(2**62, size=4).tolist()


def test_a_generator_is_passed_through_or_forked():
    rng = np.random.default_rng(1)
    assert generator(rng) is rng
    assert generator(rng, "a") is not rng
    first, again = (stream(np.random.default_rng(1), "a") for _ in range(2))
    assert first == again != stream(np.random.default_rng(1), "b")


def test_none_differs_from_call_to_call():
    assert stream(None) != stream(None)


@pytest.mark.parametrize("seed", [-1, 1.5, "1", True, np.float64(2)])
def test_other_seeds_are_refused(seed):
    with pytest.raises(BadParameter, match=r"the seed is .*0 or more, a numpy Generator, None"):
        generator(seed)


def naive_tie_break(row, seed):
    def mix(x):
        z = (x + 0x9E3779B97F4A7C15) % 2**64
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9 % 2**64
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB % 2**64
        return z ^ (z >> 31)

    return mix(row ^ mix(seed % 2**64))


@given(st.lists(st.integers(0, 2**62), max_size=20), st.integers(-(2**63), 2**65))
def test_tie_break_equals_the_formula(rows, seed):
    assert tie_break(np.array(rows, dtype=np.int64), seed).tolist() == [
        naive_tie_break(r, seed) for r in rows
    ]


@given(st.permutations(range(30)), st.integers(0, 100), st.integers(1, 29))
def test_tie_break_ignores_order_and_chunks(order, seed, cut):
    rows = np.array(order)
    whole = tie_break(np.arange(30), seed)
    assert (tie_break(rows, seed) == whole[rows]).all()
    assert (np.concatenate([tie_break(rows[:cut], seed), tie_break(rows[cut:], seed)]) == whole[rows]).all()


def test_tie_break_is_fair():
    winners = np.array([tie_break(np.arange(10), seed).argmin() for seed in range(2000)])
    counts = np.bincount(winners, minlength=10)
    assert ((counts - 200) ** 2 / 200).sum() < 30  # chi-squared, 9 degrees of freedom, p about 0.0004
    assert len(set(tie_break(np.arange(100_000), 3).tolist())) == 100_000
