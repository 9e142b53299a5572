import numpy as np
import pytest

from labelwise.errors import BadData, BadParameter, MissingCapability
from labelwise.measures import margin, pooled
from labelwise.pool import Pool
from labelwise.strategy import View
from labelwise.types import Ragged

X = np.random.default_rng(0).normal(size=(20, 4))


def test_a_name_comes_from_model_provider_column_or_array(make_pool, make_model):
    def certainty(proba):
        return proba.max(axis=1)

    pool = make_pool(X, price=np.arange(20))
    view = View(pool, make_model(4), {"certainty": certainty, "coords": X[:, :2]})
    rows = np.array([4, 2])
    assert view.get("proba", rows).shape == (2, 3)
    np.testing.assert_allclose(view.get("certainty", rows), view.get("proba", rows).max(axis=1))
    assert view.get("price", rows).tolist() == [4, 2]
    np.testing.assert_array_equal(view.get("coords", rows), X[rows, :2])
    assert view.get("predicted").shape == (20,)
    assert view.get("head")[0].shape == (3, 4)
    assert {"proba", "certainty", "price", "coords", "predicted", "labels"} <= set(view.names)


def test_providers_of_providers_and_pooled_ones():
    calls = []

    @pooled
    def centre(embedding):
        calls.append(len(embedding))
        return np.linalg.norm(embedding - embedding.mean(axis=0), axis=1)

    view = View(arrays={"embedding": X, "centre": centre, "far": lambda centre: centre > 1})
    first = view.get("far", np.array([3]))
    assert first[0] == (view.get("centre")[3] > 1)
    assert calls == [20]


@pytest.mark.parametrize("name", ["proba", "price", "labels"])
def test_two_sources_for_one_name_are_an_error(make_pool, make_model, name):
    pool = make_pool(X, price=np.arange(20))
    with pytest.raises(BadParameter, match=f"'{name}' comes from"):
        View(pool, make_model(4), {name: np.full((20, 2), 0.5)})


def test_a_column_called_like_a_word_of_the_view_is_out_of_reach(make_pool):
    view = View(make_pool(X, round=np.arange(20), labels=np.arange(20)), round=3)
    assert view.get("round") == 3
    assert view.labels.max() == -1


def test_a_missing_name_says_who_could_provide_it(make_pool):
    view = View(make_pool(X))
    with pytest.raises(MissingCapability, match="CalibratedClassifierCV"):
        view.get("proba")
    with pytest.raises(MissingCapability, match="nobody provides 'proba'"):
        view.get("predicted")
    with pytest.raises(MissingCapability, match="nobody provides 'proba'"):
        view.proba  # noqa: B018
    assert not hasattr(view, "proba")
    assert not view.has("predicted")


def test_attributes_are_the_same_arrays():
    view = View(arrays={"embedding": X})
    np.testing.assert_array_equal(view.embedding, X)


def test_a_view_without_a_model_is_legal():
    view = View(labels=[-1, 2, -1])
    assert (view.size, view.labelled.tolist(), view.classes) == (3, [1], None)
    with pytest.raises(BadData, match="needs a pool, labels or an array"):
        View()


def test_the_number_of_classes():
    assert View(arrays={"proba": np.full((3, 5), 0.2)}).classes == 5
    assert View(labels=[0], classes=4).classes == 4
    view = View.from_arrays(embedding=X, classes=["a", "b"], labelled=[1], y=["b"])
    assert (view.classes, view.labels[1]) == (2, 1)
    with pytest.raises(BadData, match=r"class index 2\. Allowed: 0 to 1"):
        View.from_arrays(embedding=X, classes=2, labelled=[1], y=[2])


def test_the_number_of_classes_of_parts():
    view = View(arrays={"proba": Ragged(np.full((3, 4), 0.25), np.array([0, 2, 3]))})
    assert view.classes == 4
    with pytest.raises(MissingCapability, match="there is classes, labels"):
        view.get("head")


def test_arrays_must_agree():
    with pytest.raises(BadData, match="proba has 3, embedding has 20"):
        View(arrays={"proba": np.full((3, 2), 0.5), "embedding": X})
    with pytest.raises(BadData, match="labels has 2"):
        View(arrays={"embedding": X}, labels=[0, 1])


def test_nan_is_refused_at_the_edge():
    with pytest.raises(BadData, match="embedding has NaN or infinite values in 1 rows, first row 7"):
        View.from_arrays(embedding=np.where(np.arange(20)[:, None] == 7, np.nan, X))


def test_newer_labels_share_the_outputs(make_pool, make_model):
    model = make_model(4)
    view = View(make_pool(X), model, version="m1")
    view.score(margin, np.arange(20))
    newer = view.now(labels=np.arange(20) % 3, pending=[1])
    newer.score(margin, np.arange(20))
    assert model.calls == [20]
    assert newer.labelled.tolist() == list(range(20))
    assert (newer.pending.tolist(), view.pending.tolist()) == ([1], [])


def test_a_prefix_names_another_model(make_pool, make_model):
    view = View(make_pool(X), {"": make_model(4), "teacher_": make_model(4, seed=1)})
    assert not np.allclose(view.proba, view.teacher_proba)


def test_memory_maps_are_checked_where_they_are_read(tmp_path):
    x = np.where(np.arange(20)[:, None] == 7, np.nan, X)
    np.save(tmp_path / "x.npy", x)
    view = View.from_arrays(embedding=np.load(tmp_path / "x.npy", mmap_mode="r"))
    assert view.get("embedding", np.array([3])).shape == (1, 4)
    with pytest.raises(BadData, match="first row 7"):
        view.get("embedding")


def test_repr_lists_what_it_gives():
    assert repr(View(arrays={"embedding": X})) == "View(20 rows, embedding, neighbours)"


def test_a_column_is_a_column_whatever_its_name_ends_with():
    pool = Pool(np.eye(2), columns={"num_answers": [3, 5], "embedding": ["long", "short"]})
    view = View(pool)
    assert view.get("num_answers", np.array([1])).tolist() == [5] == view.get("num_answers").tolist()[1:]
    with pytest.raises(BadData, match=r"embedding has shape \(2,\).*\(N, columns\) numbers"):
        view.get("embedding")


def test_a_provided_array_that_is_passed_is_named_once():
    view = View(arrays={"embedding": X, "variants": np.full((2, 20, 3), 1 / 3)})
    assert view.names.count("neighbours") == view.names.count("variants") == 1
