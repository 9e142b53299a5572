import numpy as np
import pytest

from labelwise.errors import BadParameter
from labelwise.representations import Clusters, Groups
from labelwise.strategy import View


def test_clusters_are_groups_that_mean_the_same_every_time():
    rng = np.random.default_rng(0)
    of = rng.permutation(np.repeat(np.arange(3), 10))
    x = 20.0 * np.eye(3)[of] + rng.normal(size=(30, 3))
    view = View(arrays={"embedding": x, "group": of % 2})
    spaces = [Groups((Clusters(3), "group")).fit(view, np.random.default_rng(seed)) for seed in (0, 1)]
    made = [space(np.arange(30)).rows.toarray() for space in spaces]
    np.testing.assert_array_equal(made[0], made[1])
    for k in range(3):
        assert len(np.unique(made[0][of == k][:, :3], axis=0)) == 1
    assert spaces[0].names[0] == "cluster of embedding=0" and len(spaces[0].names) == 5
    assert Groups((Clusters(3), "group")).needs == ("embedding", "group")


def test_more_clusters_than_points_and_none():
    view = View(arrays={"embedding": np.arange(3.0)[:, None]})
    assert sorted(Clusters(20).values(view).tolist()) == [0, 1, 2]
    with pytest.raises(BadParameter, match="Clusters: k is 0"):
        Clusters(0)
