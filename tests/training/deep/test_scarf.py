"""Corrupted rows, and learning from them."""

import numpy as np
import torch
from hypothesis import given
from hypothesis import strategies as st

from labelwise.learners import Loop, Mlp, TorchLearner
from labelwise.learners.deep import Frame, Hook
from labelwise.learners.progress import listening
from labelwise.testing.learner_suite import blobs
from labelwise.training import Scarf
from labelwise.training.deep.scarf import alike, corrupted, first_layers, info_nce
from labelwise.types import Targets, Training

X, Y = blobs()


@given(st.integers(1, 8), st.integers(1, 12), st.floats(0, 1))
def test_as_many_features_of_each_item_are_replaced(items, features, rate):
    x, pool = torch.zeros(items, features), torch.ones(5, features)
    copy, replaced = corrupted(x, pool, rate)
    assert torch.equal(copy, replaced.float())
    assert replaced.sum(dim=1).tolist() == [int(rate * features)] * items


def test_images_keep_their_shape():
    copy, replaced = corrupted(torch.zeros(3, 1, 4, 4), torch.ones(2, 1, 4, 4), 0.5)
    assert copy.shape == replaced.shape == (3, 1, 4, 4) and replaced.sum() == 3 * 8


def test_twins_that_are_alike_have_a_lower_loss():
    z = torch.randn(16, 8)
    assert info_nce(z, 3 * z, 0.1) < info_nce(z, z + torch.randn(16, 8), 0.1) < info_nce(z, z.flip(0), 0.1)


def test_the_last_layer_is_not_among_the_first():
    one, other = (Frame(Mlp((width,)).build((5,), 3), 3, torch.zeros(1, 5)) for width in (8, 9))
    assert first_layers(one) == ["1.weight", "1.bias"]
    weights = {name: one.net.state_dict()[name] for name in first_layers(one)}
    assert alike(weights, one) and not alike(weights, other) and not alike({}, one)


class Begin(Hook):
    """The weights that the training on labels begins with."""

    def start(self, run):
        self.weights = {k: v.clone() for k, v in run.frame.net.state_dict().items()}


def begun(**settings):
    rows = np.arange(12)
    data = Training(
        lambda r: X[r], rows, Targets(rows, Y[:12], "hard", np.ones(12)), tuple("abcd"), np.arange(12, 80)
    )
    begin = Begin()
    learner = TorchLearner(Mlp((8,)), Loop(epochs=1, least_steps=1))
    model = Scarf(learner, **settings).fit(data, np.random.default_rng(0), (begin,))
    return next(h for h in model.hooks if isinstance(h, Begin)).weights, model.hooks[0].weights


def test_the_training_on_labels_begins_with_what_was_learned():
    weights, learned = begun(epochs=2)
    assert set(learned) == {"1.weight", "1.bias"}
    assert all(torch.equal(weights[name], value) for name, value in learned.items())


def test_it_ends_when_the_items_held_out_say_so():
    """Copies that have nothing of their item cannot be found again."""
    for patience, epochs, least, most in ((1, 100, 1, 60), (50, 5, 5, 5)):
        heard = []
        with listening(lambda what, share, heard=heard: heard.append(what)):
            begun(epochs=epochs, patience=patience, rate=1.0)
        assert least <= heard.count("learning without labels") <= most
