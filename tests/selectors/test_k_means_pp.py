import numpy as np
import pytest

from labelwise.errors import BadParameter
from labelwise.params import from_config, to_config
from labelwise.representations import Embedding
from labelwise.selectors import Gamma, KMeansPP, Picker
from labelwise.strategy import Strategy, View
from labelwise.types import Dense, Slate


def slate(x, n=3, seed=0):
    size = len(x)
    rng = np.random.default_rng(seed)
    return Slate(
        np.arange(size), n, rng, np.full(size, -1), np.ones(size), points=Dense(np.asarray(x, float))
    )


def test_each_probability_is_the_share_of_squared_distance(rng):
    x = rng.normal(size=(15, 2))
    made = Picker(slate(x, n=6), KMeansPP()).fill().selection()
    assert made.indices[0] == (x**2).sum(axis=1).argmax()
    for k in range(1, 6):
        mass = ((x[:, None] - x[made.indices[:k]]) ** 2).sum(axis=2).min(axis=1)
        assert made.p[k] == pytest.approx(mass[made.indices[k]] / mass.sum())


def test_the_first_pick_may_be_uniform():
    x = [[1.0], [2.0], [100.0], [3.0]]
    firsts = {Picker(slate(x, seed=s), KMeansPP(first="uniform")).best() for s in range(40)}
    assert firsts == {0, 1, 2, 3}
    assert {Picker(slate(x, seed=s), KMeansPP()).best() for s in range(40)} == {2}
    with pytest.raises(BadParameter, match="'largest', 'uniform', 'best'"):
        KMeansPP(first="smallest")


def test_equal_points_are_drawn_uniformly():
    made = Picker(slate(np.ones((4, 2)), n=4), KMeansPP()).fill().selection()
    assert sorted(made.indices) == [0, 1, 2, 3]
    np.testing.assert_allclose(made.p, [1 / 4, 1 / 3, 1 / 2, 1])


def test_what_is_being_asked_counts_as_picked_and_labels_do_not():
    x = np.array([[0.0], [1.0], [5.0], [5.1]])
    strategy = Strategy(representation=Embedding(), selector=KMeansPP())
    pending = View.from_arrays(embedding=x, pending=[3])
    firsts = [int(strategy.select(pending, 1, np.random.default_rng(s)).indices[0]) for s in range(60)]
    assert firsts.count(2) < 5 < min(firsts.count(0), firsts.count(1))
    labelled = View.from_arrays(embedding=x, labelled=[3], y=[0])
    assert strategy.select(labelled, 1, np.random.default_rng(0)).indices.tolist() == [2]


def test_labels_count_as_picked_where_that_is_wished():
    x = np.array([[0.0], [1.0], [5.0], [5.1]])
    strategy = Strategy(representation=Embedding(), selector=KMeansPP(labelled=True))
    view = View.from_arrays(embedding=x, labelled=[3], y=[0])
    firsts = [int(strategy.select(view, 1, np.random.default_rng(s)).indices[0]) for s in range(60)]
    assert firsts.count(2) < 5 < min(firsts.count(0), firsts.count(1))
    both = View.from_arrays(embedding=x, labelled=[3], y=[0], pending=[0])
    firsts = [int(strategy.select(both, 1, np.random.default_rng(s)).indices[0]) for s in range(60)]
    assert firsts.count(1) > 50
    assert strategy.select(View.from_arrays(embedding=x), 1, np.random.default_rng(0)).indices.tolist() == [3]


def test_weight_and_power_shape_the_law_and_the_best_score_is_first(rng):
    x, score = rng.normal(size=(12, 2)), -rng.random(12)
    made_of = slate(x, n=5)
    made_of.score = score
    selector = KMeansPP(first="best", weight=lambda score, n: n * np.exp(score), power=2)
    assert selector.takes == ("score", "points") and KMeansPP().takes == ("points",)
    made = Picker(made_of, selector).fill().selection()
    assert made.indices[0] == score.argmax() and made.p[0] == 1
    for k in range(1, 5):
        away = ((x[:, None] - x[made.indices[:k]]) ** 2).sum(axis=2).min(axis=1)
        mass = (np.exp(score) * away) ** 2
        assert made.p[k] == pytest.approx(mass[made.indices[k]] / mass.sum())


def test_without_a_measure_there_is_no_weight():
    with pytest.raises(BadParameter, match="picks by score"):
        Strategy(representation=Embedding(), selector=KMeansPP(weight=Gamma()))
    assert from_config(to_config(KMeansPP(weight=Gamma(), power=2.0))) == KMeansPP(weight=Gamma(), power=2.0)
