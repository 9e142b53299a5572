import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from labelwise.measures import Mix, RankSum, entropy, margin
from labelwise.params import from_config, to_config
from labelwise.strategy import View
from labelwise.types import CHUNK


def naive(scores):
    """1 + how many are below + half of how many others are equal, summed over the measures."""
    found = np.zeros(len(scores[0]))
    for s in scores:
        found += [1 + sum(b < a for b in s) + (sum(b == a for b in s) - 1) / 2 for a in s]
    return found


@given(st.lists(st.tuples(st.integers(0, 4), st.integers(0, 4)), min_size=1, max_size=20))
def test_equals_the_naive_version(pairs):
    a, b = np.array(pairs, dtype=float).T
    np.testing.assert_allclose(RankSum((margin, entropy)).combine([a, b]), naive([a, b]))


def test_the_scale_of_a_measure_does_not_matter():
    view = View(arrays={"proba": np.random.default_rng(0).dirichlet(np.ones(4), 50)})
    rows = np.arange(50)
    blown_up = RankSum((margin, Mix((entropy,), (1e6,))))
    np.testing.assert_array_equal(view.score(blown_up, rows), view.score(RankSum((margin, entropy)), rows))


def test_ranks_are_among_the_rows_that_are_scored_and_across_chunks():
    proba = np.random.default_rng(1).dirichlet(np.ones(3), CHUNK + 20)
    view, measure = View(arrays={"proba": proba}), RankSum((margin,))
    assert sorted(view.score(measure, np.arange(CHUNK + 20))) == list(range(1, CHUNK + 21))
    assert sorted(view.score(measure, np.arange(CHUNK - 5, CHUNK + 5))) == list(range(1, 11))


def test_configuration_and_name():
    made = RankSum((margin, entropy))
    assert from_config(to_config(made)) == made
    assert made.title == "ranks of margin + entropy"
    assert made.pooled
