import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from labelwise.errors import BadParameter
from labelwise.selectors.feeding import Offered
from labelwise.strategy import View
from labelwise.streams import ImportanceWeighted
from labelwise.types import Spent


def decide(support, gate, *, seed=0, spent=None):
    """The decision about one item; ``support`` is (M, C)."""
    view = Offered(View.from_arrays(samples=np.asarray(support, dtype=float)[:, None]), 0)
    return gate.decide(view, spent or Spent(), gate.start(), np.random.default_rng(seed))[0]


def naive(support, least):
    """The largest difference of two members' losses for any class, written out."""
    losses = [[1 - p for p in member] for member in support]
    apart = max(f[y] - g[y] for f in losses for g in losses for y in range(len(f)))
    return least + (1 - least) * apart


@given(arrays(float, (4, 3), elements=st.floats(0.01, 1)), st.floats(0, 1))
def test_equals_the_naive_version(raw, least):
    support = raw / raw.sum(axis=1, keepdims=True)
    made = decide(support, ImportanceWeighted(least))
    assert made.p == pytest.approx(naive(support, least))
    assert made.weight == (1 / made.p if made.action == "ask" else 1.0)


def test_members_that_agree_ask_as_rarely_as_allowed_and_opposites_always():
    assert decide([[0.9, 0.1]] * 5, ImportanceWeighted(0.2)).p == pytest.approx(0.2)
    assert decide([[0.9, 0.1]] * 5, ImportanceWeighted(0)).action == "skip"
    made = decide([[1, 0], [0, 1]], ImportanceWeighted(0.2))
    assert (made.action, made.p, made.weight) == ("ask", 1.0, 1.0)


def test_once_the_questions_are_spent_none_is_asked():
    spent = Spent(seen=9, asked=3, limit=3)
    assert decide([[1, 0], [0, 1]], ImportanceWeighted(), spent=spent).action == "skip"


@pytest.mark.parametrize("wrong", [{"least": -0.1}, {"least": 1.1}, {"members": "proba"}])
def test_values_that_cannot_be(wrong):
    with pytest.raises(BadParameter):
        ImportanceWeighted(**wrong)
