"""Transformers of texts, fine-tuned."""

from __future__ import annotations

import shutil
import sys
import warnings
from dataclasses import dataclass

import numpy as np
import pytest
import torch

from labelwise.errors import BadData, BadParameter, MissingExtra
from labelwise.learners import Loop, TransformerLearner
from labelwise.learners.deep import Hook
from labelwise.learners.networks import Transformer
from labelwise.params import from_config, to_config
from labelwise.testing.learner_suite import LearnerSuite, TagsSuite
from labelwise.testing.tiny_models import tiny_bert
from labelwise.training.recipe import LoopRecipe
from labelwise.types import Targets, Training

TOPICS = ["ball goal team", "film actor stage", "bank money stock", "star moon rocket"]
QUICK = Loop(epochs=1, least_steps=24, batch=16, rate=1e-2)


def texts(size=80):
    rng = np.random.default_rng(0)
    words = [topic.split() for topic in TOPICS]
    y = np.arange(size) % 4
    said = [" ".join([*rng.choice(words[c], 2), *["the"] * int(rng.integers(1, 5))]) for c in y]
    return [f"{text} {k}" for k, text in enumerate(said)], y


@pytest.fixture(scope="module", autouse=True)
def folder(tmp_path_factory):
    made = tiny_bert(tmp_path_factory.mktemp("topics"), [*TOPICS, "the"])
    Texts.folder = str(made)
    return made


class Texts:
    tolerance = 1e-5
    folder = ""

    def items(self):
        return texts()


class TestTransformer(Texts, LearnerSuite):
    def make(self):
        return TransformerLearner(self.folder, QUICK)


@pytest.mark.slow
class TestWarm(Texts, LearnerSuite):
    def make(self):
        return TransformerLearner(Transformer(self.folder, pooling="cls"), QUICK, retrain="warm")


@pytest.mark.slow
class TestTags(Texts, TagsSuite):
    def make(self):
        return TransformerLearner(self.folder, QUICK, output="tags")


def training(x=None, m=32):
    items, y = texts()
    items = items if x is None else x
    rows = np.arange(m)
    targets = Targets(rows, y[:m], "hard", np.ones(m))
    return Training(lambda r: [items[i] for i in r], rows, targets, tuple("abcd"), np.arange(m, len(items)))


def fit(learner, data=None, seed=0):
    return learner.fit(data or training(), np.random.default_rng(seed))


def test_what_it_gives(folder):
    model, (x, _) = fit(TransformerLearner(folder, QUICK)), texts()
    assert set(model.provides) == {"proba", "embedding", "head", "samples"}
    w, b = model.head()
    z = model.embedding(x) @ w.T + b
    expected = np.exp(z) / np.exp(z).sum(axis=1, keepdims=True)
    np.testing.assert_allclose(model.proba(x), expected, atol=1e-5)


def test_draws_of_dropout_are_the_same_function_in_all_chunks(folder):
    model, (x, _) = fit(TransformerLearner(folder, QUICK, draws=3)), texts()
    whole = model.samples(x, seed=1)
    assert whole.shape == (3, 80, 4) and whole.std(axis=0).max() > 0.01
    parts = np.concatenate([model.samples(x[s : s + 7], seed=1) for s in range(0, 80, 7)], axis=1)
    np.testing.assert_allclose(parts, whole, atol=1e-5)


def test_all_of_the_network_learns_and_the_folder_stays(folder):
    before = (folder / "model.safetensors").read_bytes()
    a = fit(TransformerLearner(folder, QUICK)).frame.arrays()
    b = fit(TransformerLearner(folder, Loop(epochs=1, least_steps=0, rate=1e-9))).frame.arrays()
    name = "net.model.encoder.layer.0.attention.self.query.weight"
    assert np.abs(a[name] - b[name]).max() > 1e-3
    assert (folder / "model.safetensors").read_bytes() == before


def test_a_stored_model_says_the_same(folder, tmp_path):
    learner, (x, _) = TransformerLearner(folder, QUICK), texts()
    model = fit(learner)
    again = from_config(to_config(learner)).restore(model.state())
    np.testing.assert_allclose(again.proba(x), model.proba(x), atol=1e-6)
    other = shutil.copytree(folder, tmp_path / "other")
    (other / "tokenizer.json").write_text((other / "tokenizer.json").read_text().replace("ball", "bull"))
    with pytest.raises(BadData, match="has changed since the training"):
        TransformerLearner(other, QUICK).restore(model.state())


def test_longer_texts_are_cut_and_said_once(folder):
    x, _ = texts()
    x[3] += " the" * 40
    x[50] += " the" * 40
    learner = TransformerLearner(folder, Loop(epochs=1, least_steps=2))
    with pytest.warns(UserWarning, match="1 of 32 texts are longer than 32 tokens") as said:
        model = fit(learner, training(x))
        model.proba(x)
    assert len(said) == 1


def test_fewer_texts_a_step_where_memory_is_short(folder, monkeypatch):
    from labelwise.learners.deep.texts import TextNet

    forward = TextNet.forward

    def short(self, input_ids, attention_mask):
        if len(input_ids) > 4:
            raise torch.OutOfMemoryError("CUDA out of memory")
        return forward(self, input_ids, attention_mask)

    monkeypatch.setattr(TextNet, "forward", short)
    with warnings.catch_warnings(record=True) as said:
        warnings.simplefilter("always")
        model = fit(TransformerLearner(folder, Loop(epochs=1, least_steps=3, batch=8)))
        assert model.proba(texts()[0]).shape == (80, 4)
    assert any("out of memory: 4 items at a time" in str(w.message) for w in said)


class Counting(Hook):
    steps = 0

    def batch(self, run, batch):
        Counting.steps += 1
        assert set(batch.x) == {"input_ids", "attention_mask"} and len(batch.part(slice(0, 1))) == 1
        return batch


@dataclass(frozen=True, repr=False)
class Counted(LoopRecipe):
    def hook(self):
        return Counting()


def test_recipes_of_the_loop_go_around_it(folder):
    fit(Counted(TransformerLearner(folder, Loop(epochs=2, least_steps=0, batch=16))))
    assert Counting.steps == 4


def test_what_cannot_be_used(folder):
    with pytest.raises(BadParameter, match="Allowed: a folder, or Transformer"):
        TransformerLearner(3)
    with pytest.raises(BadParameter, match="nothing is ever downloaded"):
        fit(TransformerLearner("bert-base-uncased", QUICK))
    with pytest.raises(BadParameter, match="from 3 to 32"):
        fit(TransformerLearner(Transformer(str(folder), max_length=33), QUICK))
    with pytest.raises(BadData, match="text 0 is a ndarray"):
        fit(TransformerLearner(folder, QUICK), training(list(np.zeros((80, 2)))))


def test_without_transformers(folder, monkeypatch):
    monkeypatch.setitem(sys.modules, "transformers", None)
    with pytest.raises(MissingExtra, match=r"labelwise\[text\]"):
        fit(TransformerLearner(folder, QUICK))
