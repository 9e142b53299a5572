"""BlackBoxLearner: a model that only answers, a function or a service."""

from __future__ import annotations

import json
import warnings
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Annotated, Any, ClassVar

import numpy as np

from labelwise.errors import BadData, BadParameter
from labelwise.learners.black_box_model import Asked, BlackBoxModel, FoundModel, Function, Remote
from labelwise.learners.features import inputs, is_numeric
from labelwise.learners.json_items import as_json
from labelwise.learners.newest import newest
from labelwise.learners.scikit import class_count
from labelwise.learners.service import Service, check_address, is_local
from labelwise.params import Between, Piece
from labelwise.types import State, TargetKind, Training

__all__ = ["BlackBoxLearner"]

TRAINING = 100.0
"""A service may take so many times longer to train than to predict."""


@dataclass(frozen=True, repr=False)
class BlackBoxLearner(Piece):
    """A model whose inside nobody knows: a Python function, or a service that answers over HTTP.

    A service gets ``POST url`` with ``{"items": [...], "classes": [...]}`` and answers
    ``{"proba": [[...]]}``, a row an item and a column a class; where it names ``"classes"`` the columns are
    in that order, and classes it lacks have probability 0. Texts are sent as strings, rows of tables as
    objects, arrays as lists, images as the paths of their files; a missing number is null. Further:

    - ``POST url/embedding`` with the same, answered by ``{"embedding": [[...]]}``;
    - ``POST url/train`` with ``{"items": [...], "labels": [...], "classes": [...]}``, labels being names of
      classes, answered by ``{}`` or ``{"model": "name"}``. That name is sent as ``"model"`` with every later
      question, so that the models of earlier rounds stay what they were. Without it the service has one
      model, the last, and asking an earlier one is an error: with a random reserve one model asks that
      never saw its answers and another is delivered, so that names are needed.

    The address is asked as it is: nothing is sent elsewhere, redirections are refused, and no request is made
    before the first training or prediction. A project stores the address of this machine only; for another
    host the learner is passed again when the project is opened.

    Parameters
    ----------
    predict : callable or str
        Items, as the pool gives them, to an array (m, C), or to a dict like the answer above; or the address.
    train : callable, True or None
        ``train(items, labels)`` gives the function that predicts from then on, another one each time, for
        several models are in use at once; True: the service is trained.
        None: the model stays as it is and predicts before the first label.
    embedding : callable, True or None
        Items to an array (m, D), for strategies that look at distances; True: the service gives it. None:
        items that are numbers are their own, others have none.
    chunk : int
        Items in one question.
    timeout : float
        Seconds to wait for an answer; a hundred times as long for a training.
    retries : int
        Further tries where a service does not answer, or says that it is busy.
    encoder : scikit-learn transformer or None
        As in :class:`~labelwise.learners.SklearnLearner`; the black box then sees features in place of items.

    Raises
    ------
    BadParameter
        If ``predict`` is neither, or the address holds a password or a query.

    Examples
    --------
    >>> from labelwise.types import Targets
    >>> def long(texts):
    ...     return [[0.1, 0.9] if len(text) > 5 else [0.8, 0.2] for text in texts]
    >>> texts = ["short", "much longer"]
    >>> none = Targets(np.zeros(0, np.int64), np.zeros(0, np.int64), "hard", np.zeros(0))
    >>> data = Training(lambda rows: [texts[r] for r in rows], none.rows, none, ("no", "yes"), np.arange(2))
    >>> BlackBoxLearner(long).fit(data, np.random.default_rng(0)).proba(texts).tolist()
    [[0.8, 0.2], [0.1, 0.9]]
    """

    predict: Any
    train: Any = None
    embedding: Any = None
    chunk: Annotated[int, Between(1)] = field(default=256, kw_only=True)
    timeout: Annotated[float, Between(0, open_low=True)] = field(default=30.0, kw_only=True)
    retries: Annotated[int, Between(0)] = field(default=2, kw_only=True)
    encoder: Any = field(default=None, kw_only=True)

    accepts: ClassVar[tuple[TargetKind, ...]] = ("hard",)
    provides: ClassVar[tuple[str, ...]] = ("proba", "embedding")

    def __post_init__(self) -> None:
        """Check what is asked; nothing is sent."""
        super().__post_init__()
        if self._served:
            check_address(self.predict)
        elif not callable(self.predict):
            raise BadParameter(
                f"predict is {self.predict!r}", allowed="a function, or the http:// address of a service"
            )
        for name in ("train", "embedding"):
            value = getattr(self, name)
            if value is False:
                object.__setattr__(self, name, None)
            elif value is True and not self._served:
                raise BadParameter(f"{name} is True", allowed="a function, where predict is one")
            elif value is not None and value is not True and not callable(value):
                raise BadParameter(f"{name} is {value!r}", allowed="a function, True for a service, None")

    @property
    def _served(self) -> bool:
        return isinstance(self.predict, str)

    def to_config(self) -> dict[str, Any]:
        """As of any piece; the address of another host is not stored.

        Raises
        ------
        BadParameter
            If it is one, or a function cannot be stored by name.
        """
        self.check_stored()
        return super().to_config()

    def check_stored(self) -> None:
        """Refuse a file that would send items to a host that its reader did not name."""
        if self._served and not is_local(self.predict):
            raise BadParameter(
                f"the address {self.predict} of another host is not stored in a file",
                fix="pass the learner again when opening",
            )

    def fit(self, data: Training, rng: np.random.Generator) -> BlackBoxModel:
        """Train it, where it can be; nothing here is random.

        Parameters
        ----------
        data : Training
            Hard targets; weights do not reach a black box.

        Returns
        -------
        BlackBoxModel
            One that is trained has no ``proba`` before two classes have a label.

        Raises
        ------
        BadData
            If a service does not answer or does not answer what it should.
        """
        classes, first = class_count(data), np.append(data.rows, data.unlabelled)[:1]
        names = [str(name) for name in data.classes or range(classes)]
        numeric = bool(len(first)) and is_numeric(inputs(data.x(first)))
        if self.train is None:
            return self._found("", names, ready=True, numeric=numeric)
        if len(np.unique(data.targets.value)) < 2:
            return self._found("", names, ready=False, numeric=numeric)
        if (data.targets.weight != 1).any():
            warnings.warn("a black box takes no weights: all labels count the same", stacklevel=3)
        items, labels = data.x(data.rows), [names[k] for k in data.targets.value]
        if self.train is not True:
            made = self.train(items, labels)
            if not callable(made):
                raise BadData(f"train gave {made!r}", allowed="the function that predicts from now on")
            predict = Function(made, newest(made))
            return BlackBoxModel(predict, self._embed(names, ""), names, self.chunk, numeric=numeric)
        body = {"items": as_json(items), "labels": labels, "classes": names}
        found = self._service().post("/train", body, patience=TRAINING)
        key = str(found.get("model", ""))
        model = self._found(key, names, ready=True, numeric=numeric)
        return model if key else model.until(newest(self.predict))

    def restore(self, state: State) -> FoundModel:
        """The model that ``state`` was taken of; a service is asked under the name it gave the model."""
        names, ready, numeric = (
            json.loads(str(state["classes"])),
            bool(state["ready"]),
            bool(state["numeric"]),
        )
        return self._found(str(state["key"]), names, ready=ready, numeric=numeric)

    def _found(self, key: str, names: list[str], *, ready: bool, numeric: bool) -> FoundModel:
        predict = self._ask(self.predict, "", "proba", names, key) if ready else None
        return FoundModel(key, predict, self._embed(names, key), names, self.chunk, numeric=numeric)

    def _embed(self, names: list[str], key: str) -> Asked | None:
        if self.embedding is None:
            return None
        return self._ask(self.embedding, "/embedding", "embedding", names, key)

    def _ask(
        self, what: Callable[[Any], Any] | Any, path: str, name: str, names: list[str], key: str
    ) -> Asked:
        if callable(what):
            return Function(what)
        said = {"classes": names, **({"model": key} if key else {})}
        return Remote(self._service(), path, name, said)

    def _service(self) -> Service:
        return Service(self.predict, self.timeout, self.retries)
