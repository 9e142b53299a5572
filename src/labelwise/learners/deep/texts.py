"""Texts as numbers of tokens, and a transformer with a linear layer on top."""

from __future__ import annotations

import warnings
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from torch import Tensor, nn

from labelwise.errors import BadData, BadParameter
from labelwise.learners.encoders.frozen import content, model_folder
from labelwise.learners.encoders.text import checked
from labelwise.learners.encoders.transformer import loaded, longest, numbered, padded

__all__ = ["TextNet", "TokenFeed", "text_net"]

WEIGHTS = (".safetensors", ".bin", ".pt", ".pth", ".h5", ".msgpack", ".onnx")
"""Endings of the files that hold no more than the weights before training."""


class TokenFeed:
    """Texts as tensors of token numbers, filled up on the right within a batch.

    Parameters
    ----------
    folder : str
        Of the tokenizer and of the configuration of the network.
    most : int or None
        Tokens of a text at most; None: as many as the network reads.

    Raises
    ------
    BadParameter
        If there is no such folder, or ``most`` is out of bounds.
    """

    shape: tuple[int, ...] = ()
    at_once = 32

    def __init__(self, folder: str, most: int | None) -> None:
        self.folder = model_folder(folder)
        self.tokens = loaded("AutoTokenizer", self.folder)
        limit = longest(self.tokens, loaded("AutoConfig", self.folder))
        if most is not None and not 3 <= most <= limit:
            raise BadParameter(f"max_length is {most}", allowed=f"from 3 to {limit}, or None")
        self.most, self._said = most or limit, False

    def of(self, x: Any) -> TokenFeed:
        """Itself: nothing is learned from the items."""
        checked(x)
        return self

    def prepare(self, x: Any) -> list[list[int]]:
        """The token numbers of each text; the first time that some are cut, a warning says how many."""
        ids, long = numbered(self.tokens, checked(x), self.most)
        if long and not self._said:
            self._said = True
            warnings.warn(
                f"{long} of {len(ids)} texts are longer than {self.most} tokens: what follows is left out, "
                "here and in all further texts",
                stacklevel=4,
            )
        return ids

    def batch(self, prepared: Sequence[Sequence[int]], index: Any) -> dict[str, Tensor]:
        """Some of the texts; one without any token has one of padding."""
        pad = self.tokens.pad_token_id
        numbers, there = padded([list(prepared[int(i)]) or [pad or 0] for i in index], pad)
        return {"input_ids": numbers, "attention_mask": there}

    def example(self) -> dict[str, Tensor]:
        """One text."""
        return self.batch([[]], [0])

    def state(self) -> dict[str, Any]:
        """What :meth:`restored` compares with."""
        return {"files": content(self.folder, but=WEIGHTS)}

    def restored(self, state: dict[str, Any]) -> TokenFeed:
        """Itself.

        Raises
        ------
        BadData
            If the folder holds another tokenizer or another network than when the state was taken.
        """
        if content(self.folder, but=WEIGHTS) != str(state["files"]):
            raise BadData(
                f"the tokenizer or the configuration in {str(self.folder)!r} has changed since the training",
                fix="put the folder back as it was, or train anew",
            )
        return self


class TextNet(nn.Module):
    """A transformer, its pooled last layer, dropout, and a linear layer.

    Parameters
    ----------
    model : torch module
        Of transformers.
    outputs : int
        Of the linear layer.
    pooling : {"mean", "cls"}
        The mean over the tokens, or the first of them.
    dropout : float
        Before the linear layer.
    """

    def __init__(self, model: nn.Module, outputs: int, pooling: str, dropout: float) -> None:
        super().__init__()
        self.model, self.pooling, self.dropout = model, pooling, nn.Dropout(dropout)
        self.head = nn.Linear(model.config.hidden_size, outputs)

    def forward(self, input_ids: Tensor, attention_mask: Tensor) -> Tensor:
        """(B, outputs) logits."""
        found = self.model(input_ids=input_ids, attention_mask=attention_mask).last_hidden_state
        return self.head(self.dropout(pool(found, attention_mask, self.pooling)))


def pool(found: Tensor, there: Tensor, how: str) -> Tensor:
    """(B, D) of (B, T, D): the first token, or the mean over those that are there.

    Examples
    --------
    >>> import torch
    >>> pool(torch.tensor([[[1.0], [3.0], [9.0]]]), torch.tensor([[1, 1, 0]]), "mean").tolist()
    [[2.0]]
    """
    if how == "cls":
        return found[:, 0]
    weight = there[..., None].to(found.dtype)
    return (found * weight).sum(dim=1) / weight.sum(dim=1)


def text_net(folder: str, outputs: int, pooling: str, dropout: float) -> TextNet:
    """The network in a folder, with a new linear layer."""
    model = loaded("AutoModel", Path(model_folder(folder)))
    model = model.get_encoder() if model.config.is_encoder_decoder else model
    return TextNet(model.float(), outputs, pooling, dropout)
