"""Trained models in folders: JSON and arrays, no pickle."""

from __future__ import annotations

import hashlib
import json
import os
import re
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from labelwise.errors import BadData, BadParameter, MissingCapability, MissingExtra
from labelwise.learners.skops_bytes import packed, unpacked
from labelwise.params import from_config, to_config

__all__ = ["Saved", "load", "save"]

FORMAT = 1
"""Of the folder; a later one is refused."""

HEAD = "model.json"
"""Names the learner and the file of arrays; it is written last."""

ENCODER = "/encoder"
"""Name of the encoder among the arrays."""


@dataclass(frozen=True)
class Saved:
    """What :func:`load` found.

    Parameters
    ----------
    learner : Learner
        Can be trained again.
    model : Model
        Predicts as it did when it was saved.
    encoder : fitted transformer or None
        Its ``transform`` makes of items what the model takes; None: the model takes the items.
    classes : tuple of str
        Names of the columns of ``proba`` and ``tags``; empty where nobody named them.

    Examples
    --------
    >>> Saved(None, None, None, ("cat", "dog")).classes
    ('cat', 'dog')
    """

    learner: Any
    model: Any
    encoder: Any
    classes: tuple[str, ...]


def save(
    learner: Any,
    model: Any,
    folder: str | os.PathLike[str],
    *,
    encoder: Any = None,
    classes: Sequence[str] = (),
) -> None:
    """Write a trained model to a folder, in place of the one that was there.

    The folder holds ``model.json`` and one file of arrays; whatever interrupts the writing, it holds the
    model before or this one.

    Parameters
    ----------
    learner : Learner
        What trained it.
    model : Model
        With ``state()``.
    folder : path
        Made if it is missing.
    encoder : fitted transformer, optional
        Of the learner, where it has one.
    classes : sequence of str, optional
        Names of the classes or tags.

    Raises
    ------
    MissingCapability
        If the model has no ``state()``, or its learner no ``restore(state)``.
    MissingExtra
        If safetensors, or skops for estimators of scikit-learn, is not installed.
    BadParameter
        If a part of it cannot be written without pickle.
    BadData
        If the folder cannot be written, or holds a ``model.json`` of another program.

    Examples
    --------
    >>> from tempfile import TemporaryDirectory
    >>> from sklearn.linear_model import LogisticRegression
    >>> from labelwise.learners import SklearnLearner
    >>> from labelwise.types import Targets, Training
    >>> x = np.arange(4.0)[:, None]
    >>> targets = Targets(np.arange(4), np.array([0, 0, 1, 1]), "hard", np.ones(4))
    >>> learner = SklearnLearner(LogisticRegression())
    >>> model = learner.fit(Training(lambda r: x[r], targets.rows, targets), np.random.default_rng(0))
    >>> with TemporaryDirectory() as folder:
    ...     save(learner, model, folder, classes=("low", "high"))
    ...     again = load(folder)
    >>> again.classes, bool((again.model.proba(x) == model.proba(x)).all())
    (('low', 'high'), True)
    """
    if not hasattr(model, "state") or not hasattr(learner, "restore"):
        raise MissingCapability(
            f"{type(model).__name__} of {type(learner).__name__} cannot be saved",
            fix="use a learner whose models have state() and that has restore(state)",
        )
    arrays, plain = _divided(model.state())
    if encoder is not None:
        arrays[ENCODER] = packed(encoder)
    content = _tensors().save({name: np.ascontiguousarray(a) for name, a in arrays.items()})
    head = {
        "labelwise model": FORMAT,
        "version": version("labelwise"),
        "learner": _config(learner),
        "classes": [str(name) for name in classes],
        "state": to_config(plain),
        "arrays": hashlib.sha256(content).hexdigest(),
    }
    try:
        _write(Path(folder), content, head)
    except OSError as error:
        raise BadData(f"the model cannot be written: {error}", fix="pass another folder") from error


def load(folder: str | os.PathLike[str], *, learner: Any = None) -> Saved:
    """The model that :func:`save` wrote; no code of the folder's choice is run.

    Parameters
    ----------
    folder : path
        Of the model.
    learner : Learner, optional
        What trained it, where the folder could not keep that: an object of your own, a function.

    Raises
    ------
    BadData
        If there is no such model, it is damaged, or a later version of labelwise wrote it.
    BadParameter
        If its learner is unknown here, or has to be passed.
    MissingExtra
        If a package that it needs is not installed.
    """
    place = Path(folder)
    head = _head(place)
    content = _arrays(place, head)
    stored = head["learner"]
    if learner is None:
        if stored.keys() == {"pass"}:
            raise BadParameter(
                f"the folder {place} could not keep its learner {stored['pass']}",
                fix="pass it: load(folder, learner=...)",
            )
        learner = from_config(stored)
    try:
        arrays = _tensors().load(content)
        encoder = unpacked(arrays.pop(ENCODER)) if ENCODER in arrays else None
        model = learner.restore({**arrays, **from_config(head["state"])})
    except (KeyError, IndexError, TypeError, AttributeError) as error:
        raise BadData(
            f"the folder {place} holds no model of {type(learner).__name__}: {type(error).__name__} {error}",
            fix="save it again",
        ) from error
    return Saved(learner, model, encoder, tuple(head["classes"]))


def _config(learner: Any) -> Any:
    """The learner as plain data, or what to pass in its place."""
    try:
        return to_config(learner)
    except BadParameter:
        return {"pass": repr(learner)}


def _divided(state: Mapping[str, Any]) -> tuple[dict[str, NDArray[Any]], dict[str, Any]]:
    """The arrays of a state, and its numbers and strings."""
    arrays = {name: value for name, value in state.items() if isinstance(value, np.ndarray)}
    for name, value in state.items():
        plain = isinstance(value, (bool, int, float, str, np.generic))
        if not (arrays[name].dtype.kind in "biuf" if name in arrays else plain):
            raise BadParameter(
                f"the state holds {name!r} of type {getattr(value, 'dtype', type(value).__name__)}",
                allowed="arrays of numbers, numbers, strings",
            )
    return arrays, {name: value for name, value in state.items() if name not in arrays}


def _tensors() -> Any:
    try:
        import safetensors.numpy
    except ImportError as error:
        raise MissingExtra.named("safetensors", "save") from error
    return safetensors.numpy


def _write(folder: Path, content: bytes, head: Mapping[str, Any]) -> None:
    """The arrays under a name of their own, then the file that names them, then away with older ones."""
    folder.mkdir(parents=True, exist_ok=True)
    if (folder / HEAD).exists():
        _head(folder)
    _durable(folder / _name(head), content)
    _durable(folder / HEAD, json.dumps(head, indent=1, allow_nan=False).encode())
    for file in folder.iterdir():
        old = re.fullmatch(r"arrays-[0-9a-f]{16}\.safetensors", file.name) and file.name != _name(head)
        if old or re.fullmatch(r"\.[0-9a-f]{16}\.part", file.name):
            file.unlink(missing_ok=True)


def _durable(path: Path, content: bytes) -> None:
    temporary = path.with_name(f".{secrets.token_hex(8)}.part")
    try:
        with open(temporary, "xb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        os.replace(temporary, path)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise


def _name(head: Mapping[str, Any]) -> str:
    return f"arrays-{head['arrays'][:16]}.safetensors"


def _head(folder: Path) -> dict[str, Any]:
    """What ``model.json`` says."""
    wanted = {"learner": dict, "classes": list, "state": dict, "arrays": str}
    try:
        found = json.loads((folder / HEAD).read_bytes())
    except (OSError, ValueError) as error:
        raise BadData(
            f"the folder {folder} holds no saved model: {error}", fix="pass a folder that save wrote"
        ) from error
    found = found if isinstance(found, dict) else {}
    known = isinstance(found.get("labelwise model"), int)
    if known and found["labelwise model"] > FORMAT:
        raise BadData(
            f"the model in {folder} is of labelwise {found.get('version')}",
            fix="install that version or a later one",
        )
    if not known or not all(isinstance(found.get(key), kind) for key, kind in wanted.items()):
        raise BadData(f"{folder / HEAD} is of another program, or damaged", fix="pass another folder")
    return dict(found)


def _arrays(folder: Path, head: Mapping[str, Any]) -> bytes:
    """The content of the file of arrays, which is that of the hash in ``model.json``."""
    if re.fullmatch(r"[0-9a-f]{64}", head["arrays"]) is None:
        raise BadData(f"{folder / HEAD} is of another program, or damaged", fix="pass another folder")
    try:
        content = (folder / _name(head)).read_bytes()
    except OSError as error:
        raise BadData(f"the model in {folder} is not whole: {error}", fix="save it again") from error
    if hashlib.sha256(content).hexdigest() != head["arrays"]:
        raise BadData(
            f"the model in {folder} is damaged: {_name(head)} has another hash", fix="save it again"
        )
    return content
