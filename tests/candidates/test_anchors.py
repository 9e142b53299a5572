import numpy as np

from labelwise.candidates import Anchors
from labelwise.candidates.anchors import spread
from labelwise.strategy import View


def test_each_class_gives_its_anchors(rng):
    x = rng.normal(size=(80, 3))
    y = np.r_[np.zeros(30, dtype=int), np.ones(4, dtype=int)]
    view = View.from_arrays(embedding=x, labelled=np.arange(34), y=y)
    chosen = Anchors(anchors=6).chosen(view, np.random.default_rng(0))
    assert len(np.unique(chosen)) == 10
    assert set(range(30, 34)) <= set(chosen.tolist())


def test_anchors_are_spread_out():
    x = np.r_[np.zeros(50), [5.0, 9.0]][:, None]
    for seed in range(5):
        picks = spread(x, 3, np.random.default_rng(seed))
        assert {50, 51} <= set(picks.tolist())
    assert sorted(spread(np.zeros((3, 1)), 5, np.random.default_rng(0)).tolist()) == [0, 1, 2]


def test_as_many_as_are_picked_go_on_and_random_ones_before_the_first_label(rng):
    x = rng.normal(size=(60, 3))
    warm = View.from_arrays(embedding=x, labelled=[0], y=[0])
    assert len(Anchors(neighbours=2, count=3)(warm, np.arange(1, 60), 9, np.random.default_rng(0))) == 9
    cold = View(arrays={"embedding": x})
    assert len(Anchors(count=3)(cold, np.arange(60), 9, np.random.default_rng(0))) == 9


def test_the_graph_gives_the_same(rng):
    x = rng.normal(size=(60, 3))
    view = View.from_arrays(embedding=x, labelled=[0, 7], y=[0, 1])
    rows, made = np.setdiff1d(np.arange(60), [0, 7]), []
    for graph in (False, True):
        made.append(Anchors(neighbours=8, count=10, graph=graph)(view, rows, 3, np.random.default_rng(0)))
    assert made[0].tolist() == made[1].tolist()
