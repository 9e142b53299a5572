import numpy as np
import pytest

from labelwise.errors import BadParameter
from labelwise.selectors.feeding import feed
from labelwise.strategy import View
from labelwise.streams import Bernoulli
from labelwise.types import Spent


def asked(gate, seed, limit=None, horizon=None, size=200):
    view = View.from_arrays(embedding=np.ones((size, 1)))
    made, _, _ = feed(gate, view, np.arange(size), seed, Spent(limit=limit, horizon=horizon), gate.start())
    return np.array([d.action == "ask" for d in made])


def test_a_constant_rate_is_kept_on_average():
    counts = [asked(Bernoulli(0.2), seed).sum() for seed in range(60)]
    assert abs(np.mean(counts) - 40) < 4 * np.sqrt(200 * 0.2 * 0.8 / 60)
    assert len(set(counts)) > 5


def test_without_a_rate_exactly_the_limit_is_asked_and_each_item_alike():
    made = np.array([asked(Bernoulli(), seed, limit=20, horizon=100, size=100) for seed in range(200)])
    assert (made.sum(axis=1) == 20).all()
    assert abs(made.mean(axis=0) - 0.2).max() < 5 * np.sqrt(0.2 * 0.8 / 200)


def test_a_rate_is_a_share():
    with pytest.raises(BadParameter, match="rate is 2"):
        Bernoulli(2)
