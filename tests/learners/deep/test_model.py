"""What a trained network gives."""

import numpy as np
import pytest
import torch

from labelwise.errors import Cancelled
from labelwise.learners.deep.feed import ArrayFeed
from labelwise.learners.deep.frame import Frame
from labelwise.learners.deep.model import TorchModel, soft
from labelwise.learners.deep.networks import mlp
from labelwise.learners.progress import listening
from labelwise.measures import bald

X = np.random.default_rng(0).normal(size=(300, 4))


def made(output="proba", dropout=0.5, **about):
    torch.manual_seed(0)
    outputs = 1 if output == "mean" else 3
    return TorchModel(Frame(mlp((4,), outputs, (8,), dropout), outputs), ArrayFeed.of(X), output, **about)


def test_what_it_provides_is_what_it_can():
    assert made().provides == ("proba", "embedding", "head", "samples")
    assert made(dropout=0.0).provides == ("proba", "embedding", "head")
    assert made("tags").provides == ("tags", "embedding", "tag_samples")
    assert made("mean").provides == ("mean", "embedding")
    assert made(cold=True).provides == ("embedding",)


def test_samples_are_draws_of_one_function_and_their_spread_is_bald():
    model = made(draws=5)
    drawn = model.samples(X, 7)
    assert drawn.shape == (5, 300, 3)
    np.testing.assert_allclose(drawn.sum(axis=2), 1)
    np.testing.assert_allclose(model.samples(X[40:50], 7), drawn[:, 40:50], atol=1e-6)
    assert not np.allclose(model.samples(X, 8), drawn)
    assert (bald(drawn) >= -1e-12).all() and bald(drawn).max() > 1e-4
    assert made("tags").tag_samples(X).shape == (20, 300, 3)


def test_numbers_have_their_scale_back():
    np.testing.assert_allclose(
        made("mean", scale=(10.0, 2.0)).mean(X), made("mean").mean(X) * 2 + 10, rtol=1e-6
    )


def test_recipes_give_outputs_but_not_to_cold_models():
    for cold in (False, True):
        model = made(cold=cold)
        model.give("surprise", lambda x: np.zeros(len(x)))
        assert ("surprise" in model.provides) is not cold and len(model.surprise(X)) == 300


def test_predicting_says_how_far_it_is_and_is_ended():
    model, heard = made(), []
    model.parts.size = 100
    with listening(lambda what, share: heard.append((what, round(share, 2)))):
        whole = model.proba(X)
    assert heard == [("predicting", 0.33), ("predicting", 0.67)] and whole.shape == (300, 3)

    def stop(what, share):
        raise Cancelled("enough")

    with pytest.raises(Cancelled), listening(stop):
        model.proba(X)
    np.testing.assert_array_equal(model.proba(X), whole)


def test_no_items():
    model = made()
    assert model.proba(X[:0]).shape == (0, 3) and model.embedding(X[:0]).shape == (0, 8)
    assert soft(np.zeros((0, 3))).shape == (0, 3)


def test_tags_are_sigmoids_and_large_logits_are_no_error():
    np.testing.assert_allclose(made("tags").tags(X), 1 / (1 + np.exp(-made("tags").logits(X))), rtol=1e-6)
    assert soft(np.array([[1000.0, 0.0]])).tolist() == [[1.0, 0.0]]


@pytest.mark.parametrize("output", ["proba", "tags", "mean"])
def test_state_is_flat(output):
    assert all(isinstance(v, (np.ndarray, str)) for v in made(output).state().values())
