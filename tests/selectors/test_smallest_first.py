import numpy as np
import pytest

import labelwise as lw
from labelwise.errors import BadParameter
from labelwise.measures import margin
from labelwise.representations import Agglomerative
from labelwise.selectors import SmallestFirst
from labelwise.types import Slate


def test_the_smallest_clusters_first_then_again(rng):
    of = np.repeat([0, 1, 2], [7, 2, 4])
    x = 20 * np.eye(3)[of] + rng.normal(size=(13, 3))
    strategy = lw.Strategy(selector=SmallestFirst(by=Agglomerative(3)))
    made = lw.query(strategy, 13, embedding=x, rng=0)
    assert of[made.indices].tolist() == [1, 2, 0, 1, 2, 0, 2, 0, 2, 0, 0, 0, 0]
    others = {tuple(lw.query(strategy, 3, embedding=x, rng=seed).indices) for seed in range(9)}
    assert len(others) > 4  # any member of a cluster may come first


def test_cluster_margin_asks_confusing_items_of_every_kind(rng):
    """Of six kinds one holds most of the small margins; margin alone asks that one only."""
    kind = np.repeat(np.arange(6), 50)
    x = 10 * np.eye(6)[kind] + rng.normal(size=(300, 6)) * 0.3
    first = np.where(kind == 0, 0.5 + rng.random(300) / 50, 0.6 + rng.random(300) / 5)
    first[::10] = 0.55 + rng.random(30) / 100
    proba = np.column_stack([first, 1 - first])
    plain = lw.query("margin", 6, proba=proba, rng=0).indices
    made = lw.query("cluster-margin", 6, proba=proba, embedding=x, rng=0).indices
    assert set(kind[plain]) == {0}
    assert len(set(kind[made])) >= 3
    assert np.isin(made, np.argsort(-margin(proba))[:60]).all()


def test_without_a_view_there_is_no_partition():
    slate = Slate(np.arange(2), 1, np.random.default_rng(0), np.full(2, -1), np.ones(2))
    with pytest.raises(BadParameter, match="got no view"):
        SmallestFirst().choose(slate)
