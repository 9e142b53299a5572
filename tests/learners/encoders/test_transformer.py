"""Frozen transformers of texts."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys

import numpy as np
import pytest
import torch
from transformers import AutoModel, AutoTokenizer, GPT2Config, GPT2Model, RobertaConfig, T5Config

import labelwise as lw
from labelwise.errors import BadData, BadParameter, MissingExtra
from labelwise.learners import SklearnLearner
from labelwise.learners.encoders import FrozenTransformer
from labelwise.learners.encoders.transformer import longest, padded, quiet
from labelwise.params import from_config, to_config

TEXTS = ["good film", "a bad and dull story of the book", "", "fine", "the the the the"]


def by_hand(folder, text, pooling):
    """One text at a time, as transformers documents it."""
    tokens, model = AutoTokenizer.from_pretrained(folder), AutoModel.from_pretrained(folder)
    with torch.no_grad():
        out = model(**tokens(text, return_tensors="pt")).last_hidden_state[0]
    return (out.mean(dim=0) if pooling == "mean" else out[0]).numpy()


@pytest.mark.parametrize("pooling", ["mean", "cls"])
def test_it_is_what_transformers_gives(bert, pooling):
    found = FrozenTransformer(bert, pooling=pooling, batch=2).fit_transform(TEXTS)
    assert found.shape == (5, 16) and found.dtype == np.float32
    for row, text in zip(found, TEXTS, strict=True):
        np.testing.assert_allclose(row, by_hand(bert, text, pooling), atol=1e-5)


def test_a_row_depends_on_its_own_text_only(bert):
    alone = np.concatenate([FrozenTransformer(bert).transform([text]) for text in TEXTS])
    for batch in (1, 2, 32):
        np.testing.assert_allclose(FrozenTransformer(bert, batch=batch).transform(TEXTS), alone, atol=1e-5)
    np.testing.assert_allclose(FrozenTransformer(bert).transform(TEXTS[::-1]), alone[::-1], atol=1e-5)


def test_halves(bert):
    found = FrozenTransformer(bert, dtype="float16").transform(TEXTS)
    assert found.dtype == np.float16
    np.testing.assert_allclose(found, FrozenTransformer(bert).transform(TEXTS), atol=2e-3)


def test_no_texts(bert):
    assert FrozenTransformer(bert).transform([]).shape == (0, 16)


def test_longer_texts_are_cut_with_one_warning(bert):
    long = "good " * 100
    with pytest.warns(UserWarning, match=r"^2 of 3 texts are longer") as said:
        found = FrozenTransformer(bert).transform([long, "good", long + "bad"])
    assert len(said) == 1
    np.testing.assert_allclose(found[0], found[2], atol=1e-6)
    np.testing.assert_allclose(found[0], by_hand(bert, "good " * 30, "mean"), atol=1e-5)
    with pytest.warns(UserWarning, match=r"^1 of 2 texts"):
        FrozenTransformer(bert, max_length=5).transform(["good", "a b c d"])


def test_limits(bert):
    for wrong in (33, 2, 5.0, True):
        with pytest.raises(BadParameter, match="from 3 to 32"):
            FrozenTransformer(bert, max_length=wrong).fit()
    with pytest.raises(BadParameter, match="pooling is 'max'"):
        FrozenTransformer(bert, pooling="max").fit()

    class Tokens:
        model_max_length = 10**30

    assert longest(Tokens, RobertaConfig(max_position_embeddings=514, pad_token_id=1)) == 512
    assert longest(Tokens, T5Config()) == 512


def test_texts_have_to_be_texts(bert):
    with pytest.raises(BadData, match="text 1 is a float"):
        FrozenTransformer(bert).transform(["good", 1.5])


def test_folders_that_cannot_be_read(bert, tmp_path):
    with pytest.raises(BadParameter, match="nothing is ever downloaded"):
        FrozenTransformer("bert-base-uncased").fit()
    with pytest.raises(BadParameter, match="transformers cannot read"):
        FrozenTransformer(tmp_path).fit()
    other = shutil.copytree(bert, tmp_path / "more")
    config = json.loads((other / "config.json").read_text())
    (other / "config.json").write_text(json.dumps({**config, "num_hidden_layers": 3}))
    with pytest.raises(BadParameter, match=r"lack 'encoder\.layer\.2"):
        FrozenTransformer(other).fit()


def test_code_in_the_folder_is_not_run(bert, tmp_path):
    folder = shutil.copytree(bert, tmp_path / "own")
    config = json.loads((folder / "config.json").read_text())
    own = {"AutoModel": "evil.Model", "AutoConfig": "evil.Config"}
    (folder / "config.json").write_text(json.dumps({**config, "model_type": "evil", "auto_map": own}))
    (folder / "evil.py").write_text("raise SystemExit('was run')")
    with pytest.raises(BadParameter, match="cannot read"):
        FrozenTransformer(folder).fit()


def test_a_network_without_padding_or_a_token_at_the_beginning(bert, tmp_path):
    folder = shutil.copytree(bert, tmp_path / "gpt")
    for name in ("config.json", "model.safetensors"):
        (folder / name).unlink()
    words = len(AutoTokenizer.from_pretrained(bert))
    with quiet():
        GPT2Model(
            GPT2Config(vocab_size=words, n_positions=32, n_embd=16, n_layer=1, n_head=2)
        ).save_pretrained(folder)
    encoder = FrozenTransformer(folder)
    alone = np.concatenate([encoder.transform([text]) for text in TEXTS])
    np.testing.assert_allclose(encoder.transform(TEXTS), alone, atol=1e-5)
    assert padded([[1], [2, 3]], None)[0].tolist() == [[1, 0], [2, 3]]


def test_nothing_is_left_changed_and_nothing_is_said(bert, capsys):
    torch.manual_seed(1)
    expected = torch.rand(2)
    torch.manual_seed(1)
    FrozenTransformer(bert).transform(["good"])
    assert torch.equal(torch.rand(2), expected)
    said = capsys.readouterr()
    assert said.out == said.err == ""


def test_without_transformers(bert, monkeypatch):
    monkeypatch.setitem(sys.modules, "transformers", None)
    with pytest.raises(MissingExtra, match=r"labelwise\[text\]"):
        FrozenTransformer(bert).fit()


def test_its_configuration_and_its_import_need_no_torch(bert):
    encoder = FrozenTransformer(bert, pooling="cls", max_length=9)
    again = from_config(to_config(encoder))
    assert again.get_params() == encoder.get_params() and isinstance(again.folder, str)
    code = (
        "import sys, labelwise.learners.encoders\nprint([m for m in ('torch', 'timm') if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_a_campaign_from_labels_to_predictions(bert, tmp_path, monkeypatch):
    monkeypatch.setenv("LABELWISE_CACHE", str(tmp_path / "cache"))
    from sklearn.linear_model import LogisticRegression

    texts = [f"{['good great', 'bad poor'][k % 2]} film number {k}" for k in range(60)]
    learner = SklearnLearner(LogisticRegression(C=100), encoder=FrozenTransformer(bert))
    store = tmp_path / "p.db"
    with lw.Campaign(texts, ["yes", "no"], learner=learner, strategy="margin", store=store) as campaign:
        for _ in range(3):
            batch = campaign.ask(10)
            campaign.tell(batch, [["yes", "no"][int(q.item) % 2] for q in batch])
    with lw.Campaign.open(store, pool=texts) as again:
        assert again.predict(["great film", "poor film"])["label"].to_pylist() == ["yes", "no"]
    assert len(list((tmp_path / "p.db.cache").rglob("values.npy"))) == 1
