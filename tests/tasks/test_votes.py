import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import sparse

from labelwise.errors import BadData
from labelwise.tasks.votes import agreement, majority, vote_counts

VOTES = np.random.default_rng(0).integers(0, 4, (30, 5))


@given(st.integers(0, 10**6))
def test_counts_equal_the_naive_version(seed):
    rng = np.random.default_rng(seed)
    votes, weight = rng.integers(0, 4, (8, 3)), rng.random(3)
    expected = [
        [sum(w for v, w in zip(row, weight, strict=True) if v == c + 1) for c in range(3)] for row in votes
    ]
    np.testing.assert_allclose(vote_counts(votes, 3, weight), expected)
    np.testing.assert_array_equal(vote_counts(sparse.csr_matrix(votes), 3), vote_counts(votes, 3, np.ones(3)))


@pytest.mark.parametrize("bad", [[[4, 1]], [[-1, 1]], [[1.5, 1]]])
def test_votes_for_no_class_are_refused(bad):
    with pytest.raises(BadData, match=r"votes hold codes from .* whole numbers from 1 to 3"):
        vote_counts(np.array(bad), classes=3)


def test_majority_breaks_ties_by_model_then_by_rarity_then_by_order():
    counts = np.array([[3.0, 0, 0], [1, 1, 0], [1, 1, 0], [0, 1, 1], [0, 0, 0]])
    proba = np.array([[0.0, 1, 0], [0.1, 0.2, 0.7], [0.5, 0.5, 0], [0, 0.5, 0.5], [1 / 3, 1 / 3, 1 / 3]])
    assert majority(counts, proba).tolist() == [0, 1, 1, 2, 2]


def test_agreement_equals_the_naive_version():
    votes = np.column_stack([VOTES, np.zeros(30, int)])
    rates = []
    for j in range(5):
        same = [a == b for row in VOTES if (a := row[j]) for k, b in enumerate(row) if k != j and b]
        rates.append(np.mean(same))
    made = agreement(votes, vote_counts(votes, 3))
    np.testing.assert_allclose(made, [*rates, np.mean(rates)])
