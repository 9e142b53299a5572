"""Tiny networks in folders."""

from __future__ import annotations

import torch
from transformers import AutoModel, AutoTokenizer

from labelwise.testing.tiny_models import tiny_bert, tiny_dino


def test_a_bert_knows_the_words_and_is_always_the_same(tmp_path, capsys):
    torch.manual_seed(3)
    expected = torch.rand(2)
    torch.manual_seed(3)
    folder = tiny_bert(tmp_path / "a", ["good film", "Bad film"])
    assert torch.equal(torch.rand(2), expected)
    assert capsys.readouterr().err == ""
    tokens = AutoTokenizer.from_pretrained(folder)
    assert tokens.tokenize("bad film xy") == ["bad", "film", "x", "##y"]
    tiny_bert(tmp_path / "b", ["good film", "bad film"])
    content = [(tmp_path / name / "model.safetensors").read_bytes() for name in "ab"]
    assert content[0] == content[1]


def test_a_dino_sees_images(tmp_path):
    model = AutoModel.from_pretrained(tiny_dino(tmp_path))
    assert model(pixel_values=torch.zeros(2, 3, 28, 28)).last_hidden_state.shape == (2, 5, 16)
