import numpy as np

from labelwise.candidates import All
from labelwise.measures import margin
from labelwise.strategy import Strategy, View
from labelwise.testing.examples import view


def test_labelled_rows_may_be_picked_again():
    strategy = Strategy(candidates=All(), measure=margin)
    picks = strategy.select(view(), 40, np.random.default_rng(0)).indices
    assert sorted(picks) == list(range(40))


def test_rows_with_enough_votes_are_left_out():
    votes = np.array([[1, 0], [1, 1], [0, 0]])
    stage = All(max_votes=2)
    found = stage(View(arrays={"votes": votes}), np.arange(3), 1, np.random.default_rng(0))
    assert found.tolist() == [0, 2]
    assert stage.needs == ("votes",)
    assert All().needs == ()
