import numpy as np

from labelwise.measures import MarginCardinality
from labelwise.strategy import View


def naive(p, beta, usual):
    f = [2 * x - 1 for x in p]
    low, high = min([x for x in f if x >= 0], default=1.0), max([x for x in f if x < 0], default=-1.0)
    return (1 / (low - high)) ** beta * abs(sum(x >= 0 for x in f) - usual) ** (1 - beta)


def test_equals_the_naive_version():
    tags = np.random.default_rng(0).random((60, 4))
    for beta in (0.0, 0.3, 1.0):
        found = MarginCardinality(beta, usual=1.5)(tags)
        np.testing.assert_allclose(found, [naive(p, beta, 1.5) for p in tags])


def test_the_usual_number_is_that_of_labelled_items():
    tags = np.random.default_rng(0).random((30, 4))
    view = View.from_arrays(tags=tags, labelled=[1, 4])
    scores = view.score(MarginCardinality(0.5), np.arange(30))
    np.testing.assert_allclose(scores, MarginCardinality(0.5, usual=tags[[1, 4]].sum() / 2)(tags))
    cold = View(arrays={"tags": tags}).score(MarginCardinality(0.5), np.arange(30))
    np.testing.assert_allclose(cold, MarginCardinality(0.5, usual=tags.sum() / 30)(tags))
