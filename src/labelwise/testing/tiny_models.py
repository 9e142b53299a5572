"""Folders with tiny untrained networks of transformers, made from a configuration: nothing is downloaded."""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

SPECIAL = ("[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]")


def tiny_bert(folder: Path, texts: Iterable[str], *, width: int = 16, positions: int = 32) -> Path:
    """A BERT of two layers with a WordPiece tokenizer of the words in ``texts``.

    Parameters
    ----------
    folder : Path
        Where it is written.
    texts : iterable of str
        Their words are the vocabulary, beside single letters for all others.
    width : int
        Units of a layer.
    positions : int
        Tokens of a text at most.
    """
    from transformers import BertConfig, BertModel, BertTokenizer

    words = sorted({word for text in texts for word in text.lower().split()})
    letters = [chr(c) for c in range(ord("a"), ord("z") + 1)]
    vocabulary = list(dict.fromkeys([*SPECIAL, *letters, *(f"##{c}" for c in letters), *words]))
    folder.mkdir(parents=True, exist_ok=True)
    written = folder / "vocab.txt"
    written.write_text("\n".join(vocabulary), encoding="utf-8")
    BertTokenizer(str(written)).save_pretrained(str(folder))
    config = BertConfig(
        vocab_size=len(vocabulary),
        hidden_size=width,
        num_hidden_layers=2,
        num_attention_heads=2,
        intermediate_size=2 * width,
        max_position_embeddings=positions,
    )
    _save(BertModel, config, folder)
    return folder


def tiny_dino(folder: Path, *, width: int = 16) -> Path:
    """A DINOv2 of two layers for images of 28 x 28 pixels, and how images are prepared for it."""
    from transformers import Dinov2Config, Dinov2Model

    folder.mkdir(parents=True, exist_ok=True)
    config = Dinov2Config(
        hidden_size=width,
        num_hidden_layers=2,
        num_attention_heads=2,
        image_size=28,
        patch_size=14,
        mlp_ratio=2,
    )
    _save(Dinov2Model, config, folder)
    prepared = {
        "image_processor_type": "BitImageProcessor",
        "size": {"shortest_edge": 32},
        "crop_size": {"height": 28, "width": 28},
        "do_center_crop": True,
        "resample": 3,
        "image_mean": [0.485, 0.456, 0.406],
        "image_std": [0.229, 0.224, 0.225],
    }
    (folder / "preprocessor_config.json").write_text(json.dumps(prepared), encoding="utf-8")
    return folder


def _save(kind: Any, config: Any, folder: Path) -> None:
    """Random weights, always the same, without a word on the screen."""
    import torch

    from labelwise.learners.encoders.transformer import quiet

    with quiet(), torch.random.fork_rng(devices=[]):
        torch.manual_seed(0)
        kind(config).save_pretrained(str(folder))
