import hypothesis.extra.numpy as hnp
import numpy as np
import pytest
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


def test_a_large_pool_is_not_searched_for_every_pick(monkeypatch):
    """The scores are sorted once, as far as needed; no pass over all candidates per pick."""
    monkeypatch.setattr(Picker, "_highest", lambda self: pytest.fail("a pass over all candidates"))
    sizes, right = [], np.lexsort
    monkeypatch.setattr(np, "lexsort", lambda keys: sizes.append(len(keys[0])) or right(keys))
    score = np.random.default_rng(0).random(100_000)
    slate = Slate(
        np.arange(100_000), 500, np.random.default_rng(0), np.full(100_000, -1), np.ones(100_000), score=score
    )
    assert Picker(slate, TopK()).fill().selection().indices.tolist() == np.argsort(-score)[:500].tolist()
    assert sizes == [1064]
