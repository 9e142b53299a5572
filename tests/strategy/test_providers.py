import numpy as np
import pytest
from scipy import sparse
from sklearn.neighbors import NearestNeighbors

from labelwise.candidates import Top
from labelwise.errors import BadParameter, MissingCapability
from labelwise.measures import entropy, margin, on
from labelwise.params import from_config, to_config
from labelwise.policies import Labelled, Switch
from labelwise.selectors import Random
from labelwise.strategy import Strategy, View, providers
from labelwise.strategy.providers import Neighbours, missing, need_of, predicted, reachable


def test_predicted_is_the_most_probable_class():
    assert predicted(np.array([[0.1, 0.9], [0.5, 0.5]])).tolist() == [1, 0]


def test_reachable_follows_the_providers():
    assert reachable([]) == set()
    assert reachable(["proba"]) == {"proba", "predicted"}
    assert reachable(["embedding", "proba"]) == {"embedding", "proba", "predicted", "neighbours"}


def test_the_message_says_what_is_there_and_who_could():
    error = missing("proba", ["embedding"])
    assert isinstance(error, MissingCapability)
    assert "there is embedding" in str(error)
    assert "CalibratedClassifierCV" in str(error)
    assert 'scores="decision"' in str(error)
    assert "CalibratedClassifierCV" in str(missing("teacher_proba", []))
    assert "the pool a column 'price'" in str(missing("price", []))


def test_a_near_name_is_suggested():
    assert "did you mean 'proba'?" in str(missing("probas", ["proba", "cost"]))


@pytest.mark.parametrize("kind", [np.asarray, sparse.csr_matrix, np.float32])
def test_neighbours_are_the_nearest_unlabelled_rows_by_cosine(rng, kind):
    x, labels = rng.normal(size=(60, 4)), np.where(np.arange(60) % 4 == 0, 1, -1)
    idx, dist = View(arrays={"embedding": kind(x)}, labels=labels).get("neighbours")
    free = np.flatnonzero(labels < 0)
    away, found = NearestNeighbors(n_neighbors=11, metric="cosine").fit(x[free]).kneighbors(x)
    for i in range(60):
        expected = [(a, j) for a, j in zip(away[i], free[found[i]], strict=True) if j != i][:10]
        assert idx[i].tolist() == [j for _, j in expected]
        np.testing.assert_allclose(dist[i], [a for a, _ in expected], atol=1e-6)


def test_neighbours_follow_the_labels_and_a_part_of_the_rows(rng):
    view = View(arrays={"embedding": rng.normal(size=(30, 3))})
    assert 7 in view.get("neighbours")[0]
    newer = view.now(labels=np.where(np.arange(30) == 7, 0, -1))
    assert 7 not in newer.get("neighbours")[0]
    idx, _ = newer.get("neighbours", np.array([3, 9]))
    assert idx.tolist() == newer.get("neighbours")[0][[3, 9]].tolist()


def test_another_number_of_neighbours_is_a_provider_of_ones_own(rng):
    view = View(arrays={"embedding": rng.normal(size=(30, 3)), "neighbours": Neighbours(3)})
    assert view.get("neighbours")[0].shape == (30, 3)
    assert from_config(to_config(Neighbours(3))) == Neighbours(3)


def test_too_many_pairs_for_exact_neighbours(monkeypatch):
    monkeypatch.setattr(providers, "PAIRS", 100)
    with pytest.raises(BadParameter, match=r"20 rows among 20 compare 4e\+02 pairs.*up to 1e\+02.*idx"):
        Neighbours()(np.ones((20, 2)), np.full(20, -1))


def test_the_measure_that_takes_an_array_is_found_wherever_it_is():
    later = Strategy(candidates=Top(margin, count=3), measure=entropy)
    nested = Switch(Strategy(selector=Random()), later, Labelled(2))
    assert need_of(nested, "proba") == "the measure entropy takes 'proba'"
    assert need_of(nested, "head") == ""
    only = Strategy(candidates=(Top(on("teacher_proba", entropy), count=3),), selector=Random())
    assert need_of(only, "teacher_proba") == "the measure entropy on teacher_proba takes 'teacher_proba'"
