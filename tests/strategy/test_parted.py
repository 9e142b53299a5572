import numpy as np

from labelwise.measures import margin
from labelwise.pool import Pool
from labelwise.strategy import Parted, View
from labelwise.types import Ragged, Units


class Letters(Units):
    def part(self, row):
        return "abc"[self.inner[row]]

    def inner_of(self, item, part):
        return "abc".find(part)


class Model:
    provides = ("proba",)

    def proba(self, x):
        first = x[:, 0, None] / 10 + np.arange(3) / 100
        return np.stack([first, 1 - first], axis=2)


class Listed:
    provides = ("proba",)

    def proba(self, x):
        whole = Model().proba(x)
        return Ragged(whole.reshape(-1, 2), np.arange(len(x) + 1) * 3)


UNITS = Letters(np.array([0, 2, 3]), np.array([0, 2, 1]), coords=np.array([[0.0], [2.0], [1.0]]))


def test_columns_of_the_pool_are_repeated_for_each_unit():
    pool = Pool(np.array([[1.0], [2.0]]), columns={"domain": ["a", "b"], "item": [7, 8]})
    parted = Parted(pool, UNITS)
    assert parted.columns == ("domain", "item", "coords")
    assert parted.column("domain", np.array([2, 0])).tolist() == ["b", "a"]
    assert parted.column("item").tolist() == [7, 7, 8]  # the pool's own
    assert parted.column("coords", np.array([1])).tolist() == [[2.0]]


def test_a_view_of_units_scores_units():
    pool = Pool(np.array([[1.0], [2.0]]))
    for model in (Model(), Listed()):
        view = View(Parted(pool, UNITS), model, labels=[-1, 0, -1])
        assert view.size == 3 and view.labelled.tolist() == [1]
        assert view.get("proba").round(2).tolist() == [[0.1, 0.9], [0.12, 0.88], [0.21, 0.79]]
        assert view.score(margin, np.array([0, 2])).round(2).tolist() == [0.2, 0.42]
        assert view.get("item", np.array([2])).tolist() == [1]
