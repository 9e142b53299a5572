import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from labelwise.representations import Embedding, Gradient
from labelwise.selectors import KCenter
from labelwise.strategy import Strategy, View
from labelwise.testing.examples import arrays


def naive(x, centres, candidates, n):
    picks = []
    for _ in range(n):
        taken = [*centres, *picks]
        rest = [c for c in candidates if c not in picks]
        picks.append(max(rest, key=lambda c: min(((x[c] - x[t]) ** 2).sum() for t in taken)))
    return picks


def select(view, representation, n=8, seed=0):
    strategy = Strategy(representation=representation, selector=KCenter())
    return strategy.select(view, n, np.random.default_rng(seed))


@given(st.integers(0, 1000))
def test_equals_brute_force_from_labelled_and_pending_centres(seed):
    given_arrays = arrays(30, seed)
    view = View.from_arrays(labelled=[0, 1], y=[0, 1], pending=[2], **given_arrays)
    expected = naive(given_arrays["embedding"], [0, 1, 2], range(3, 30), 8)
    assert select(view, Embedding()).indices.tolist() == expected


def test_factored_points_are_never_written_out_and_give_the_same_picks():
    made = arrays(30)
    view = View.from_arrays(labelled=[0, 1], y=[0, 1], **made)
    x = Gradient().fit(view, None)(np.arange(30)).dense(np.arange(30))
    assert select(view, Gradient()).indices.tolist() == naive(x, [0, 1], range(2, 30), 8)


def test_without_a_centre_the_first_pick_is_random_and_says_so():
    view = View.from_arrays(**arrays(30))
    firsts = {int(select(view, Embedding(), 1, seed).indices[0]) for seed in range(20)}
    assert len(firsts) > 5
    assert select(view, Embedding(), 2).why[0] == "k-center: no centre yet, by chance"
