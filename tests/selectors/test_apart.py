import numpy as np
import pytest

from labelwise.errors import BadParameter
from labelwise.measures import margin
from labelwise.selectors import Apart, TopK
from labelwise.strategy import Strategy
from labelwise.testing.examples import view


def select(selector, n=40):
    strategy = Strategy(measure=margin, selector=selector)
    return strategy.select(view(), n, np.random.default_rng(0))


def naive(close):
    score = margin(view().get("proba"))
    picks = []
    for row in sorted(range(4, 40), key=lambda r: -score[r]):
        if not any(close(row, other) for other in picks):
            picks.append(row)
    return picks


X, GROUP = view().get("embedding"), view().get("group")


def cosine(a, b):
    return X[a] @ X[b] / np.linalg.norm(X[a]) / np.linalg.norm(X[b])


def test_a_distance_is_kept():
    made = select(Apart(TopK(), near=("embedding", 1.5)))
    assert made.indices.tolist() == naive(lambda a, b: np.linalg.norm(X[a] - X[b]) < 1.5)
    assert "barred by Apart" in made.short


def test_a_cosine_is_not_exceeded():
    made = select(Apart(TopK(), similar=("embedding", 0.8)))
    assert made.indices.tolist() == naive(lambda a, b: cosine(a, b) > 0.8)


def test_both_and_only_inside_a_group():
    made = select(Apart(TopK(), near=("embedding", 1.0), similar=("embedding", 0.9), by="group"))

    def close(a, b):
        return GROUP[a] == GROUP[b] and (np.linalg.norm(X[a] - X[b]) < 1.0 or cosine(a, b) > 0.9)

    assert made.indices.tolist() == naive(close)


def test_needs_and_what_keeps_nothing_apart():
    assert Apart(TopK(), near=("coords", 1.0), by="domain").needs == ("domain", "coords")
    with pytest.raises(BadParameter, match="near and similar are None"):
        Apart(TopK())
