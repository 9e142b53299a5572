"""Models of sentence-transformers."""

from __future__ import annotations

import json
import shutil
import sys

import numpy as np
import pytest

from labelwise.errors import BadData, BadParameter, MissingExtra
from labelwise.learners.encoders import FrozenTransformer, SentenceEncoder
from labelwise.learners.encoders.transformer import quiet
from labelwise.params import from_config, to_config

TEXTS = ["good film", "a bad and dull story of the book", "", "fine"]


@pytest.fixture(scope="module")
def sbert(bert, tmp_path_factory):
    """The tiny BERT with a mean over its tokens, as sentence-transformers saves it."""
    from sentence_transformers import SentenceTransformer
    from sentence_transformers.sentence_transformer import modules

    folder = tmp_path_factory.mktemp("sbert")
    with quiet():
        word = modules.Transformer(str(bert))
        SentenceTransformer(modules=[word, modules.Pooling(16)], device="cpu").save(str(folder))
    return folder


def test_it_is_what_the_model_gives(bert, sbert):
    found = SentenceEncoder(sbert, batch=2).fit_transform(TEXTS)
    assert found.dtype == np.float32
    np.testing.assert_allclose(found, FrozenTransformer(bert).transform(TEXTS), atol=1e-5)


def test_a_row_depends_on_its_own_text_only(sbert):
    encoder = SentenceEncoder(sbert)
    alone = np.concatenate([encoder.transform([text]) for text in TEXTS])
    np.testing.assert_allclose(encoder.transform(TEXTS), alone, atol=1e-5)
    assert encoder.transform([]).shape == (0, 16)


def test_longer_texts_are_cut_with_one_warning(sbert):
    with pytest.warns(UserWarning, match=r"^1 of 3 texts are longer than the model reads") as said:
        found = SentenceEncoder(sbert).transform(["good " * 50, "bad", "good " * 30])
    assert len(said) == 1
    np.testing.assert_allclose(found[0], found[2], atol=1e-6)


def test_texts_have_to_be_texts(sbert):
    with pytest.raises(BadData, match="text 1 is a NoneType"):
        SentenceEncoder(sbert).transform(["good", None])


def test_folders_that_cannot_be_read(bert, sbert, tmp_path):
    with pytest.raises(BadParameter, match="nothing is ever downloaded"):
        SentenceEncoder("all-MiniLM-L6-v2").fit()
    with pytest.raises(BadParameter, match=r"no modules\.json .* FrozenTransformer"):
        SentenceEncoder(bert).fit()
    broken = shutil.copytree(sbert, tmp_path / "broken")
    (broken / "model.safetensors").unlink()
    with pytest.raises(BadParameter, match="sentence-transformers cannot read"):
        SentenceEncoder(broken).fit()


def test_code_in_the_folder_is_not_run(sbert, tmp_path):
    folder = shutil.copytree(sbert, tmp_path / "own")
    parts = json.loads((folder / "modules.json").read_text())
    (folder / "modules.json").write_text(json.dumps([*parts, {**parts[0], "idx": 2, "type": "evil.Part"}]))
    (folder / "evil.py").write_text("raise SystemExit('was run')")
    with pytest.raises(BadParameter, match=r"made of 'evil\.Part'"):
        SentenceEncoder(folder).fit()


@pytest.mark.parametrize(
    "config", [{"types": {"a": "evil.Part"}}, {"activation_function": "evil.Part", "in_features": 3}]
)
def test_nor_is_what_a_part_of_a_part_names(sbert, tmp_path, config):
    folder = shutil.copytree(sbert, tmp_path / "own")
    (folder / "2_Part").mkdir()
    (folder / "2_Part" / "router_config.json").write_text(json.dumps(config))
    with pytest.raises(BadParameter, match=r"made of 'evil\.Part'"):
        SentenceEncoder(folder).fit()
    fine = {"types": {"a": "sentence_transformers.models.Pooling"}, "activation_function": "torch.nn.Tanh"}
    (folder / "2_Part" / "router_config.json").write_text(json.dumps(fine))
    assert SentenceEncoder(folder).fit()


def test_its_configuration(sbert):
    encoder = SentenceEncoder(sbert, batch=8, dtype="float16")
    assert from_config(to_config(encoder)).get_params() == encoder.get_params()


def test_without_sentence_transformers(sbert, monkeypatch):
    monkeypatch.setitem(sys.modules, "sentence_transformers", None)
    with pytest.raises(MissingExtra, match=r"labelwise\[text\]"):
        SentenceEncoder(sbert).fit()
