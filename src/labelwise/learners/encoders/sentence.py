"""Texts to the features of a sentence-transformers model in a local folder."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from labelwise.errors import BadParameter, MissingExtra
from labelwise.learners.encoders.frozen import Frozen
from labelwise.learners.encoders.text import checked
from labelwise.learners.encoders.transformer import quiet

Array = NDArray[Any]

OURS = ("sentence_transformers.", "torch.nn.")
"""What the names of the parts of a model begin with."""


class SentenceEncoder(Frozen):
    """Features of texts from a sentence-transformers model in a local folder, without any training.

    Parameters
    ----------
    folder : str or Path
        What ``SentenceTransformer.save`` or ``hf download`` wrote, with ``modules.json``. Nothing is
        downloaded, and no code in the folder is run. A folder of a plain transformer goes with
        :class:`~labelwise.learners.encoders.FrozenTransformer`.
    batch, device, dtype
        As in :class:`~labelwise.learners.encoders.frozen.Frozen`.

    Examples
    --------
    >>> SentenceEncoder("all-MiniLM-L6-v2").fit()
    Traceback (most recent call last):
    labelwise.errors.BadParameter: there is no folder 'all-MiniLM-L6-v2' with a model. Allowed: a folder ...
    """

    what = "texts"
    cut = "are longer than the model reads: what follows is left out"

    def _load(self, folder: Path, device: str) -> Any:
        refuse_foreign_code(folder)
        try:
            from sentence_transformers import SentenceTransformer
        except ImportError as error:
            raise MissingExtra.named(str(error.name), "text") from None
        try:
            with quiet():
                return SentenceTransformer(
                    str(folder), device=device, local_files_only=True, trust_remote_code=False
                )
        except (OSError, ValueError, ImportError, RuntimeError) as error:
            raise BadParameter(
                f"sentence-transformers cannot read {str(folder)!r} ({str(error).strip().splitlines()[0]})",
                allowed="a folder that SentenceTransformer.save wrote",
            ) from error

    def _rows(self, net: Any, items: Any) -> tuple[Array, int]:
        texts = checked(items)
        sizes, long = _sizes(net, texts)
        made = np.zeros((len(texts), int(net.get_embedding_dimension())), np.float32)

        order = np.argsort(-sizes, kind="stable")

        def run(at: slice) -> Array:
            part = [texts[r] for r in order[at]]
            found: Array = net.encode(part, batch_size=len(part), show_progress_bar=False)
            return found

        if texts:
            made[order] = np.concatenate(self._in_parts(run, len(texts)))
        return made, long


def refuse_foreign_code(folder: Path) -> None:
    """Refuse a model that names parts outside sentence-transformers: older versions of it would run them.

    Raises
    ------
    BadParameter
        If the folder has no ``modules.json``, or it names such a part.
    """
    try:
        parts = json.loads((folder / "modules.json").read_text(encoding="utf-8"))
        kinds = [str(part["type"]) for part in parts]
    except (OSError, ValueError, KeyError, TypeError):
        raise BadParameter(
            f"the folder {str(folder)!r} has no modules.json of sentence-transformers",
            allowed="what SentenceTransformer.save wrote",
            fix="take FrozenTransformer for a folder of a plain transformer",
        ) from None
    kinds += [name for file in sorted(folder.rglob("*config.json")) for name in _named(file)]
    foreign = next((kind for kind in kinds if not kind.startswith(OURS)), None)
    if foreign is not None:
        raise BadParameter(
            f"the model in {str(folder)!r} is made of {foreign!r}",
            allowed="parts of sentence_transformers: other code is not run",
        )


def _named(file: Path) -> list[str]:
    """The classes that the configuration of a part names: parts of its own, and a function of torch."""
    try:
        said = json.loads(file.read_text(encoding="utf-8"))
    except (OSError, ValueError):  # whoever reads it says what is wrong
        return []
    said = said if isinstance(said, dict) else {}
    parts, function = said.get("types"), said.get("activation_function")
    dotted = [function] if isinstance(function, str) and "." in function else []
    return [*(map(str, parts.values()) if isinstance(parts, dict) else ()), *dotted]


def _sizes(net: Any, texts: list[str]) -> tuple[NDArray[np.int64], int]:
    """How long each text is, in tokens where the model has a tokenizer that counts, and how many are cut."""
    tokens: Any = getattr(net, "tokenizer", None)
    most = getattr(net, "max_seq_length", None)
    if not texts or most is None or not hasattr(tokens, "model_max_length"):
        return np.array([len(text) for text in texts], dtype=np.int64), 0
    rows = tokens(texts, truncation=False, verbose=False)["input_ids"]
    sizes = np.array([len(row) for row in rows], dtype=np.int64)
    return sizes, int((sizes > most).sum())
