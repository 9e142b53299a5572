"""What a model that only answers gives."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from labelwise.errors import BadData, MissingCapability
from labelwise.learners.features import dense, inputs
from labelwise.learners.json_items import as_json
from labelwise.learners.progress import report
from labelwise.learners.scikit_model import count
from labelwise.learners.service import Service
from labelwise.probabilities import check_proba

__all__ = ["BlackBoxModel", "FoundModel", "Function", "Remote"]

Array = NDArray[Any]


def always() -> bool:
    """Of what is never trained in place."""
    return True


@dataclass(frozen=True)
class Function:
    """A Python function that is asked.

    Parameters
    ----------
    call : callable
        Items to what it says of them.
    there : callable
        Says whether it is still the model that was trained, see :func:`~labelwise.learners.newest.newest`.

    Examples
    --------
    >>> print(Function(len))
    the function len
    """

    call: Callable[[Any], Any]
    there: Callable[[], bool] = always

    def __call__(self, x: Any) -> Any:
        """What it says of items."""
        if not self.there():
            raise BadData(
                f"{self} was trained again, and the model before it is gone",
                allowed="a train that gives another model each time: those before are still asked",
                fix="let train make a new one, for example with sklearn.base.clone(model).fit(items, labels)",
            )
        return self.call(x)

    def __str__(self) -> str:
        return f"the function {getattr(self.call, '__qualname__', type(self.call).__name__)}"


@dataclass(frozen=True)
class Remote:
    """A service that is asked.

    Parameters
    ----------
    service : Service
        Where.
    path : str
        Behind its address.
    name : str
        Of what the answer holds.
    said : mapping
        What is sent beside the items.
    there : callable
        As in :class:`Function`.
    """

    service: Service
    path: str
    name: str
    said: Mapping[str, Any]
    there: Callable[[], bool] = always

    def __call__(self, x: Any) -> Any:
        """What it says of items: all of it where probabilities were asked for, else the array."""
        if not self.there():
            raise BadData(
                f"{self} was trained again, and the model before it is gone",
                allowed="a service that names its models: those before are still asked",
                fix='let POST /train answer {"model": "name"}, and keep the models apart by it; with '
                "trust=None one is enough for most strategies",
            )
        found = self.service.post(self.path, {"items": as_json(x), **self.said})
        if self.name not in found:
            raise BadData(
                f"{self} answered {', '.join(found) or 'nothing'}", allowed=f"an object with {self.name!r}"
            )
        return found if self.name == "proba" else found[self.name]

    def __str__(self) -> str:
        return f"the service at {self.service.url}{self.path}"


Asked = Function | Remote


class BlackBoxModel:
    """A model that only answers; made by :class:`~labelwise.learners.BlackBoxLearner`.

    Parameters
    ----------
    predict : Function or Remote, or None
        Says (m, C) probabilities, or ``{"proba": ..., "classes": ...}``; None before there are any.
    embed : Function or Remote, or None
        Says (m, D) numbers.
    classes : sequence of str
        C names.
    chunk : int
        Items that are asked about at a time.
    numeric : bool
        Whether items are numbers, which are then their own embedding where nothing else gives one.

    Attributes
    ----------
    provides : tuple of str
        Those of ``proba`` and ``embedding`` that it has.
    """

    def __init__(
        self, predict: Asked | None, embed: Asked | None, classes: Sequence[str], chunk: int, *, numeric: bool
    ) -> None:
        self.classes, self.chunk, self.numeric = tuple(classes), chunk, numeric
        self._predict, self._embed = predict, embed
        embeds = numeric or embed is not None
        self.provides = (*(("proba",) if predict else ()), *(("embedding",) if embeds else ()))

    def _need(self, name: str) -> None:
        if name not in self.provides:
            fix = "label items of at least two classes first"
            more = "pass embedding=, a function or True for a service that has one"
            raise MissingCapability(f"the black box gives no {name}", fix=fix if name == "proba" else more)

    def proba(self, x: Any) -> NDArray[np.float64]:
        """(m, C) probabilities of the task's classes, each row divided by its sum.

        Raises
        ------
        BadData
            If the answer is none, or names other classes.
        """
        self._need("proba")
        parts = [self._chances(self._predict, part) for part in self._parts(x, "predicting")]
        return np.concatenate(parts) if parts else np.zeros((0, len(self.classes)))

    def embedding(self, x: Any) -> Array:
        """(m, D) numbers.

        Raises
        ------
        BadData
            If the answer is none.
        """
        self._need("embedding")
        if self._embed is None:
            return dense(inputs(x))
        parts = [self._points(self._embed, part) for part in self._parts(x, "embedding")]
        return np.concatenate(parts) if parts else np.zeros((0, 1))

    def _parts(self, x: Any, what: str) -> Iterator[Any]:
        """Chunks of items, one after the other."""
        size = count(x)
        for start in range(0, size, self.chunk):
            report(what, start / size)
            yield x.iloc[start : start + self.chunk] if hasattr(x, "iloc") else x[start : start + self.chunk]

    def _chances(self, ask: Any, x: Any) -> NDArray[np.float64]:
        found, names = ask(x), self.classes
        if isinstance(found, Mapping):
            if "proba" not in found:
                raise BadData(f"{ask} answered {', '.join(map(str, found))}", allowed="proba, and classes")
            found, names = found["proba"], tuple(map(str, found.get("classes") or names))
        p = _array(ask, found)
        if p.shape != (count(x), len(names)):
            raise BadData(
                f"{ask} answered an array of shape {p.shape}",
                allowed=f"({count(x)}, {len(names)}), a row an item and a column a class",
            )
        check_proba(p, f"what {ask} answered")
        return self._ordered(ask, p / p.sum(axis=1, keepdims=True), names)

    def _points(self, ask: Any, x: Any) -> NDArray[np.float64]:
        made = _array(ask, ask(x))
        if made.ndim != 2 or len(made) != count(x) or not np.isfinite(made).all():
            raise BadData(
                f"{ask} answered an array of shape {made.shape}",
                allowed=f"({count(x)}, D) finite numbers, a row an item",
            )
        return made

    def _ordered(self, ask: Any, p: Array, names: tuple[str, ...]) -> NDArray[np.float64]:
        """Columns in the order of the task's classes; those that are not named have 0."""
        if names == self.classes:
            return p
        place = {name: k for k, name in enumerate(self.classes)}
        if not set(names) <= set(place) or len(set(names)) < len(names):
            raise BadData(
                f"{ask} answered for the classes {', '.join(names)}",
                allowed=f"some of {', '.join(place)}, each once",
            )
        out = np.zeros((len(p), len(self.classes)))
        out[:, [place[name] for name in names]] = p
        return out


class FoundModel(BlackBoxModel):
    """One that its learner finds again by a name.

    Parameters
    ----------
    key : str
        What the service called the model when it was trained; empty where it did not.
    """

    def __init__(self, key: str, *given: Any, **more: Any) -> None:
        super().__init__(*given, **more)
        self.key = key

    def until(self, there: Callable[[], bool]) -> FoundModel:
        """The same, which refuses to answer once it is no longer ``there``."""
        asked = (None if ask is None else replace(ask, there=there) for ask in (self._predict, self._embed))
        return FoundModel(self.key, *asked, self.classes, self.chunk, numeric=self.numeric)

    def state(self) -> dict[str, Any]:
        """What :meth:`BlackBoxLearner.restore <labelwise.learners.BlackBoxLearner.restore>` needs."""
        return {
            "key": self.key,
            "classes": json.dumps(self.classes),
            "numeric": self.numeric,
            "ready": "proba" in self.provides,
        }


def _array(ask: Any, found: Any) -> NDArray[np.float64]:
    """What was answered as an array of numbers."""
    try:
        return np.asarray(dense(found) if hasattr(found, "toarray") else found, np.float64)
    except (TypeError, ValueError) as error:
        raise BadData(
            f"{ask} answered no array of numbers: {error}", allowed="lists of equal length"
        ) from error
