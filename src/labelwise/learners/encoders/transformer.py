"""Texts to the features of a frozen transformer in a local folder."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from labelwise.errors import BadData, BadParameter, MissingExtra
from labelwise.learners.encoders.frozen import Frozen
from labelwise.learners.encoders.text import checked

Array = NDArray[Any]

POOLINGS = ("mean", "cls")

LONGEST = 512
"""Tokens of a text where neither the tokenizer nor the network names a limit."""

OFFSET = ("bigbird", "camembert", "data2vec-text", "longformer", "mpnet", "roberta", "xlm-roberta", "xmod")
"""Kinds of networks that number positions from the one after the padding."""


class Net(NamedTuple):
    """A network and what belongs to it."""

    model: Any
    tokens: Any
    longest: int
    device: str


class FrozenTransformer(Frozen):
    """Features of texts from a transformer in a local folder, without any training.

    Parameters
    ----------
    folder : str or Path
        What ``save_pretrained`` or ``hf download`` wrote: configuration, weights, tokenizer. Nothing is
        downloaded, and no code in the folder is run.
    pooling : {"mean", "cls"}
        The mean over the tokens, or the first of them.
    max_length : int or None
        Longer texts are cut to so many tokens, with a warning that says how many were; None: as many as the
        network reads.
    batch, device, dtype
        As in :class:`~labelwise.learners.encoders.frozen.Frozen`.

    Examples
    --------
    >>> FrozenTransformer("my-model").fit()
    Traceback (most recent call last):
    labelwise.errors.BadParameter: there is no folder 'my-model' with a model. Allowed: a folder on this ...
    """

    what = "texts"
    cut = "are longer than the network reads, or than max_length: what follows is left out"

    def __init__(
        self,
        folder: str | Path,
        *,
        pooling: str = "mean",
        max_length: int | None = None,
        batch: int = 32,
        device: str = "auto",
        dtype: str = "float32",
    ) -> None:
        super().__init__(folder, batch=batch, device=device, dtype=dtype)
        self.pooling = pooling
        self.max_length = max_length

    def _load(self, folder: Path, device: str) -> Net:
        if self.pooling not in POOLINGS:
            raise BadParameter(f"pooling is {self.pooling!r}", allowed=" or ".join(map(repr, POOLINGS)))
        tokens, model = loaded("AutoTokenizer", folder), loaded("AutoModel", folder)
        model = model.get_encoder() if model.config.is_encoder_decoder else model
        limit = longest(tokens, model.config)
        asked = limit if self.max_length is None else self.max_length
        if isinstance(asked, bool) or not isinstance(asked, int) or not 3 <= asked <= limit:
            raise BadParameter(
                f"max_length is {asked!r}", allowed=f"a whole number from 3 to {limit}, or None"
            )
        return Net(model.to(device).eval(), tokens, asked, device)

    def _rows(self, net: Net, items: Any) -> tuple[Array, int]:
        ids, long = numbered(net.tokens, checked(items), net.longest)
        made = np.zeros((len(ids), net.model.config.hidden_size), np.float32)
        sizes = np.array([len(row) for row in ids], dtype=np.int64)
        order = np.argsort(-sizes, kind="stable")
        full = order[sizes[order] > 0]  # a text of no token at all is zeros
        parts = self._in_parts(lambda at: pooled(net, [ids[r] for r in full[at]], self.pooling), len(full))
        if parts:
            made[full] = np.concatenate(parts)
        return made, long


def loaded(auto: str, folder: Path) -> Any:
    """What a class of transformers such as ``AutoModel`` makes of a folder, quietly.

    Raises
    ------
    MissingExtra
        If transformers is not installed.
    BadParameter
        If the folder does not hold it, or weights are missing.
    """
    try:
        import torch
        import transformers
    except ImportError as error:
        raise MissingExtra.named(str(error.name), "text") from None
    given: dict[str, Any] = {"local_files_only": True, "trust_remote_code": False}
    network = auto.startswith("AutoModel")
    try:
        with quiet(), torch.random.fork_rng(devices=[]):
            made = getattr(transformers, auto).from_pretrained(
                str(folder), **given, **({"output_loading_info": True} if network else {})
            )
    except (OSError, ValueError, ImportError, RuntimeError) as error:
        raise BadParameter(
            f"transformers cannot read {str(folder)!r} ({str(error).strip().splitlines()[0]})",
            allowed="a folder with config.json, the weights and the tokenizer",
        ) from error
    if not network:
        return made
    model, said = made
    lost = sorted(name for name in said["missing_keys"] if "pooler" not in name)
    if lost:
        raise BadParameter(
            f"the weights in {str(folder)!r} lack {lost[0]!r} and {len(lost) - 1} others",
            allowed="the weights of the network that config.json describes",
        )
    return model


@contextmanager
def quiet() -> Iterator[None]:
    """Transformers without its progress bars and notes, for the time of the block."""
    from transformers.utils import logging

    level, bars = logging.get_verbosity(), logging.is_progress_bar_enabled()
    logging.set_verbosity_error()
    logging.disable_progress_bar()
    try:
        yield
    finally:
        logging.set_verbosity(level)
        if bars:
            logging.enable_progress_bar()


def longest(tokens: Any, config: Any) -> int:
    """How many tokens of a text a network reads, those of the beginning and the end among them."""
    known = [tokens.model_max_length] if tokens.model_max_length < 10**9 else []
    positions = getattr(config, "max_position_embeddings", None)
    if isinstance(positions, int) and positions > 0:
        before = (config.pad_token_id or 0) + 1 if config.model_type in OFFSET else 0
        known.append(positions - before)
    return min(known, default=LONGEST)


def numbered(tokens: Any, texts: Sequence[str], most: int) -> tuple[list[list[int]], int]:
    """The numbers of the tokens of each text, at most ``most`` of them, and how many texts were cut."""
    if not len(texts):
        return [], 0
    whole = tokens(list(texts), add_special_tokens=True, truncation=False, verbose=False)["input_ids"]
    long = [k for k, row in enumerate(whole) if len(row) > most]
    if long:
        cut = tokens([texts[k] for k in long], truncation=True, max_length=most, verbose=False)["input_ids"]
        for k, row in zip(long, cut, strict=True):
            whole[k] = row
    return whole, len(long)


def padded(ids: Sequence[Sequence[int]], pad: int | None) -> tuple[Any, Any]:
    """Tensors of the numbers, filled up on the right, and of where they are."""
    import torch

    width = max(len(row) for row in ids)
    numbers = torch.full((len(ids), width), 0 if pad is None else pad, dtype=torch.long)
    there = torch.zeros((len(ids), width), dtype=torch.long)
    for k, row in enumerate(ids):
        numbers[k, : len(row)] = torch.as_tensor(row)
        there[k, : len(row)] = 1
    return numbers, there


def pooled(net: Net, ids: Sequence[Sequence[int]], how: str) -> Array:
    """(m, D) float32: the last layer over the tokens of each text, without what was filled up."""
    import torch

    from labelwise.learners.deep.texts import pool

    numbers, there = (tensor.to(net.device) for tensor in padded(ids, net.tokens.pad_token_id))
    with torch.inference_mode():
        found = net.model(input_ids=numbers, attention_mask=there).last_hidden_state.float()
        made: Array = pool(found, there, how).cpu().numpy()
    if not np.isfinite(made).all():
        raise BadData("the network gives features that are no finite numbers", fix="take another network")
    return made
