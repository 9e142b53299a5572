"""Torch modules as learners."""

import sys
import warnings
from dataclasses import replace

import numpy as np
import pytest
import torch
from torch import nn

from labelwise.errors import BadData, BadParameter, MissingExtra
from labelwise.learners import Loop, Mlp, SmallCnn, TorchLearner
from labelwise.learners.encoders import TextEncoder
from labelwise.params import from_config, to_config
from labelwise.testing.learner_suite import LearnerSuite, NumberSuite, TagsSuite, blobs
from labelwise.types import Targets, Training

QUICK = Loop(epochs=5, least_steps=60, rate=0.01)


class Torch:
    tolerance = 1e-5


class TestMlp(Torch, LearnerSuite):
    def make(self):
        return TorchLearner(Mlp((16,)), QUICK)


class TestWarm(Torch, LearnerSuite):
    def make(self):
        return TorchLearner(Mlp((16,)), QUICK, retrain="warm")


class TestCnn(Torch, LearnerSuite):
    def make(self):
        return TorchLearner(SmallCnn((4, 8)), Loop(epochs=5, least_steps=40, rate=0.01))

    def items(self):
        _, y = blobs()
        images = np.random.default_rng(1).normal(0, 0.1, (len(y), 8, 8, 3))
        for k, c in enumerate(y):
            images[k, 4 * (c // 2) : 4 * (c // 2) + 4, 4 * (c % 2) : 4 * (c % 2) + 4] += 1
        return images.astype(np.float32), y


def tiny(shape, outputs):
    return nn.Sequential(nn.Linear(shape[0], 8), nn.Tanh(), nn.Linear(8, outputs))


class TestFunction(Torch, LearnerSuite):
    has_config = False

    def make(self):
        return TorchLearner(tiny, QUICK)


def normalised(shape, outputs):
    layers = nn.Linear(shape[0], 8), nn.BatchNorm1d(8), nn.ReLU(), nn.Linear(8, outputs)
    return nn.Sequential(*layers)


class TestNormalisedNumbers(Torch, NumberSuite):
    has_config = False

    def make(self):
        return TorchLearner(normalised, QUICK, "mean")


class TestTags(Torch, TagsSuite):
    def make(self):
        return TorchLearner(Mlp((16,)), QUICK, output="tags")


class TestNumbers(Torch, NumberSuite):
    def make(self):
        return TorchLearner(Mlp((16,)), QUICK, output="mean")


def training(kind="hard", m=32, **more):
    x, y = blobs()
    rows = np.arange(m)
    value = y[:m] if kind == "hard" else np.eye(4)[y[:m]]
    return Training(
        lambda r: x[r], rows, Targets(rows, value, kind, np.ones(m)), tuple("abcd"), np.arange(m, 80), **more
    )


def fit(learner, data=None, seed=0):
    return learner.fit(data or training(), np.random.default_rng(seed))


def test_the_same_seed_gives_the_same_weights_and_leaves_others_alone():
    torch.manual_seed(5)
    expected = torch.rand(3)
    torch.manual_seed(5)
    a = fit(TorchLearner(Mlp((8,)), QUICK))
    assert torch.equal(torch.rand(3), expected)
    b = fit(TorchLearner(Mlp((8,)), QUICK))
    for name, value in a.frame.arrays().items():
        np.testing.assert_array_equal(value, b.frame.arrays()[name])


@pytest.mark.parametrize("kind", ["hard", "soft", "partial"])
def test_shares_of_one_and_hard_labels_are_the_same(kind):
    x, _ = blobs()
    found = fit(TorchLearner(Mlp((8,)), QUICK), training(kind)).proba(x)
    np.testing.assert_allclose(found, fit(TorchLearner(Mlp((8,)), QUICK)).proba(x), atol=1e-6)


def test_weights_count():
    x = blobs()[0] * 0.15
    data = replace(training(), x=lambda r: x[r])
    first = replace(data.targets, weight=np.where(data.targets.value == 0, 10.0, 0.01))
    model = fit(TorchLearner(Mlp((8,)), Loop(epochs=2, least_steps=20)), replace(data, targets=first))
    assert (model.proba(x).argmax(axis=1) == 0).mean() > 0.6


def test_class_weights_make_classes_count_alike():
    x, y = blobs()
    rows = np.sort(np.concatenate([np.flatnonzero(y == 0)[:12], np.flatnonzero(y == 1)[:2]]))
    near = x * 0.15
    targets = Targets(rows, y[rows], "hard", np.ones(len(rows)))
    data = Training(lambda r: near[r], rows, targets, ("a", "b"))
    share = [
        fit(TorchLearner(Mlp((8,)), Loop(epochs=2, least_steps=0, class_weights=c)), data)
        .proba(near)[:, 1]
        .mean()
        for c in (False, True)
    ]
    assert share[1] > share[0]


def test_head_and_embedding_make_the_probabilities():
    x, _ = blobs()
    model = fit(TorchLearner(Mlp((8,)), QUICK))
    w, b = model.head()
    z = model.embedding(x) @ w.T + b
    p = np.exp(z) / np.exp(z).sum(axis=1, keepdims=True)
    np.testing.assert_allclose(model.proba(x), p, atol=1e-5)


def test_early_stopping_goes_back_to_the_best():
    slow = fit(TorchLearner(Mlp((64,)), Loop(epochs=60, least_steps=0, rate=0.05, patience=2)))
    full = fit(TorchLearner(Mlp((64,)), Loop(epochs=60, least_steps=0, rate=0.05)))
    x, y = blobs()
    assert (slow.proba(x).argmax(axis=1) == y).mean() > 0.8
    assert not np.allclose(slow.proba(x), full.proba(x))


def test_a_module_begins_with_its_weights_and_is_left_alone():
    torch.manual_seed(0)
    module = nn.Sequential(nn.Linear(5, 8), nn.ReLU(), nn.Linear(8, 4))
    before = {k: v.clone() for k, v in module.state_dict().items()}
    model = fit(TorchLearner(module, Loop(epochs=1, least_steps=0, rate=1e-6)))
    assert all(torch.equal(v, before[k]) for k, v in module.state_dict().items())
    np.testing.assert_allclose(model.frame.arrays()["net.0.weight"], before["0.weight"], atol=1e-4)


def test_warm_goes_on_and_last_layer_changes_nothing_else():
    first = fit(TorchLearner(Mlp((8,)), QUICK))
    before = first.frame.arrays()
    brief = Loop(epochs=1, least_steps=0, rate=1e-3)
    last = fit(
        TorchLearner(Mlp((8,)), brief, retrain="last-layer"), training(previous=first), 1
    ).frame.arrays()
    warm = fit(TorchLearner(Mlp((8,)), brief, retrain="warm"), training(previous=first), 1).frame.arrays()
    np.testing.assert_array_equal(last["net.1.weight"], before["net.1.weight"])
    assert not np.array_equal(last["net.4.weight"], before["net.4.weight"])
    assert not np.array_equal(warm["net.1.weight"], before["net.1.weight"])
    np.testing.assert_allclose(warm["net.1.weight"], before["net.1.weight"], atol=0.05)
    for name, value in first.frame.arrays().items():
        np.testing.assert_array_equal(value, before[name])


def test_state_and_back():
    x, _ = blobs()
    learner = TorchLearner(Mlp((8,)), QUICK)
    model = fit(learner)
    state = model.state()
    assert all(isinstance(v, (np.ndarray, str, float, int)) for v in state.values())
    again = from_config(to_config(learner)).restore(state)
    np.testing.assert_array_equal(again.proba(x), model.proba(x))
    np.testing.assert_array_equal(again.samples(x, 3), model.samples(x, 3))
    assert again.provides == model.provides


class Poisoned(nn.Module):
    """Gives no number for items whose first feature is large."""

    def __init__(self):
        super().__init__()
        self.head = nn.Linear(5, 4)

    def forward(self, x):
        return self.head(torch.where(x[:, :1] > 3, torch.nan, x))


def test_a_loss_that_is_no_number_names_the_items():
    x = blobs()[0].copy()
    x[[5, 9], 0] = 1000.0
    with pytest.raises(BadData, match=r"nan in epoch 1, with the items \[5, 9\]") as caught:
        fit(TorchLearner(Poisoned(), QUICK), replace(training(), x=lambda r: x[r]))
    assert caught.value.rows.tolist() == [5, 9]


class Hungry(nn.Module):
    """Has memory for four items."""

    def __init__(self):
        super().__init__()
        self.head = nn.Linear(5, 4)

    def forward(self, x):
        if len(x) > 4:
            raise torch.OutOfMemoryError("no memory")
        return self.head(x)


def test_out_of_memory_halves_the_batch_says_so_and_changes_nothing():
    x, _ = blobs()
    torch.manual_seed(0)
    hungry = Hungry()
    plain = nn.Sequential(nn.Linear(5, 4))
    plain[0].load_state_dict(hungry.head.state_dict())
    brief = Loop(epochs=3, least_steps=0)
    with warnings.catch_warnings(record=True) as said:
        warnings.simplefilter("always")
        model = fit(TorchLearner(hungry, brief))
        found = model.proba(x)
    trained = [str(w.message) for w in said][:3]
    assert trained == [f"out of memory: {k} items at a time from now on" for k in (16, 8, 4)]
    np.testing.assert_allclose(found, fit(TorchLearner(plain, brief)).proba(x), atol=1e-5)


def test_no_memory_for_one_item_is_an_error():
    class Never(Hungry):
        def forward(self, x):
            raise torch.OutOfMemoryError("no memory")

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        with pytest.raises(BadData, match="no memory for a batch of one"):
            fit(TorchLearner(Never(), Loop(epochs=1)))


@pytest.mark.parametrize(
    ("learner", "data", "said"),
    [
        (TorchLearner(), replace(training(), classes=("a", "b")), "class number 4 and there are 2 classes"),
        (TorchLearner(), replace(training(), x=lambda r: ["text"] * len(r)), "TextEncoder"),
        (TorchLearner(nn.Flatten()), training(), "no linear layer"),
        (TorchLearner(lambda shape, n: nn.Linear(5, 7)), training(), "7 outputs"),
        (TorchLearner(lambda shape, n: None), training(), "gave None"),
        (TorchLearner(loop=Loop(device="no-such")), training(), "the device is 'no-such'"),
    ],
)
def test_bad_input_is_one_clear_error(learner, data, said):
    with pytest.raises((BadData, BadParameter), match=said):
        fit(learner, data)


def test_other_shapes_are_refused_when_predicting():
    model = fit(TorchLearner(Mlp((8,)), QUICK))
    with pytest.raises(BadData, match=r"shape \(3,\).*Allowed: \(5,\)"):
        model.proba(np.zeros((2, 3)))


def test_a_network_that_cannot_be_is_refused():
    for wrong in (3, "mlp", nn.Linear):
        with pytest.raises(BadParameter, match="the network is"):
            TorchLearner(wrong)


def test_settings_with_an_encoder_make_a_configuration():
    learner = TorchLearner(SmallCnn((4,)), Loop(epochs=2), encoder=TextEncoder())
    assert repr(from_config(to_config(learner))) == repr(learner)


def test_a_missing_torch_is_named(monkeypatch):
    for name in [n for n in sys.modules if n.startswith("labelwise.learners.deep")]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.delattr("labelwise.learners.deep", raising=False)
    monkeypatch.setitem(sys.modules, "torch", None)
    with pytest.raises(MissingExtra, match=r"pip install 'labelwise\[torch\]'"):
        fit(TorchLearner())


def test_a_warm_training_keeps_the_scale_of_its_numbers():
    x, y = blobs()
    rows = np.arange(32)
    learner = TorchLearner(Mlp((8,)), QUICK, output="mean", retrain="warm")

    def of(value, **more):
        return Training(lambda r: x[r], rows, Targets(rows, value, "real", np.ones(32)), **more)

    first = fit(learner, of(100 + 10.0 * y[:32]))
    second = fit(learner, of(200 + 10.0 * y[:32], previous=first))
    assert second.scale == first.scale
    assert fit(learner, of(200 + 10.0 * y[:32])).scale != first.scale


def test_weights_of_another_network_are_refused():
    state = fit(TorchLearner(Mlp((8,)), QUICK)).state()
    with pytest.raises(
        BadData, match=r"kept are not of this network.*size mismatch.*pass the learner as it was"
    ):
        TorchLearner(Mlp((9,)), QUICK).restore(state)


def test_restoring_draws_nothing_from_the_numbers_of_others():
    learner = TorchLearner(Mlp((8,)), QUICK)
    state, before = fit(learner).state(), torch.random.get_rng_state()
    learner.restore(state)
    assert torch.equal(torch.random.get_rng_state(), before)
