"""Guesses before the first label, from any callable (S112)."""

from __future__ import annotations

import hashlib
import json
import math
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from labelwise.errors import BadData, BadParameter
from labelwise.learners.progress import report

__all__ = ["ZeroShot"]


class ZeroShot:
    """What a callable that was never trained on the task says of items, as shares of the classes.

    It may be a large language model behind a function of yours, a rule, or a model of another task. What it
    said of an item is remembered: nothing is asked twice. Its shares are a prior, a teacher, or what a model
    of few labels has to beat (:func:`~labelwise.evaluation.diagnostics.crossover`); they are answers of
    nobody, and stand in no export of people's labels.

    Parameters
    ----------
    labeller : callable
        Gets a list of items, gives one answer for each: the name of a class, a mapping of names to shares, or
        None where it cannot say.
    classes : sequence
        Of the task, in its order.
    sure : float
        Share of a class that is named; the others have the rest in equal parts.
    batch : int
        Items a call.

    Raises
    ------
    BadParameter
        If there are fewer than two classes, two of the same name, or ``sure`` is out of bounds.

    Examples
    --------
    >>> rule = ZeroShot(lambda texts: ["good" if "fine" in t else None for t in texts], ["good", "bad"])
    >>> rule(["a fine film", "a film"]).tolist()
    [[0.9, 0.1], [0.5, 0.5]]
    >>> rule.names(["a fine film", "a film"])
    ['good', None]
    """

    def __init__(
        self,
        labeller: Callable[[list[Any]], Sequence[Any]],
        classes: Sequence[Any],
        *,
        sure: float = 0.9,
        batch: int = 64,
    ) -> None:
        self.labeller, self.classes, self.sure, self.batch = labeller, tuple(classes), sure, batch
        if len(set(self.classes)) != len(self.classes) or len(self.classes) < 2:
            raise BadParameter(f"the classes are {list(classes)}", allowed="two or more different names")
        if not 1 / len(self.classes) <= sure <= 1:
            raise BadParameter(f"sure is {sure}", allowed=f"from {1 / len(self.classes):g} to 1")
        if batch < 1:
            raise BadParameter(f"batch is {batch}", allowed="1 or more items")
        self._said: dict[str, NDArray[np.float64] | None] = {}

    def __call__(self, items: Sequence[Any]) -> NDArray[np.float64]:
        """(m, C) shares of the classes; equal ones where it could not say.

        Raises
        ------
        BadData
            If an answer is no class, or there are more or fewer answers than items.
        """
        equal = np.full(len(self.classes), 1 / len(self.classes))
        found = [equal if said is None else said for said in self._answers(items)]
        return np.stack(found) if found else np.zeros((0, len(self.classes)))

    def names(self, items: Sequence[Any]) -> list[Any]:
        """The class that it finds likeliest; None where it could not say."""
        return [None if said is None else self.classes[int(said.argmax())] for said in self._answers(items)]

    def _answers(self, items: Sequence[Any]) -> list[NDArray[np.float64] | None]:
        keys = [_key(item) for item in items]
        new = list(
            {key: item for key, item in zip(keys, items, strict=True) if key not in self._said}.items()
        )
        for start in range(0, len(new), self.batch):
            part = new[start : start + self.batch]
            said = list(self.labeller([item for _, item in part]))
            if len(said) != len(part):
                raise BadData(
                    f"the labeller gave {len(said)} answers", allowed=f"one for each of {len(part)} items"
                )
            self._said |= {key: self._shares(one) for (key, _), one in zip(part, said, strict=True)}
            report("asking before the first label", (start + len(part)) / len(new))
        return [self._said[key] for key in keys]

    def _shares(self, said: Any) -> NDArray[np.float64] | None:
        if said is None:
            return None
        wrong = BadData(
            f"the labeller says {said!r}",
            allowed=f"one of {', '.join(map(repr, self.classes))}, a mapping of them to shares, or None",
        )
        if isinstance(said, Mapping):
            shares = [said.get(name, 0.0) for name in self.classes]
            known = set(said) <= set(self.classes) and all(isinstance(s, int | float) for s in shares)
            if not known or min(shares) < 0 or not 0 < sum(shares) < math.inf:
                raise wrong
            return np.array([share / sum(shares) for share in shares])
        if said not in self.classes:
            raise wrong
        made = np.full(len(self.classes), (1 - self.sure) / (len(self.classes) - 1))
        made[self.classes.index(said)] = self.sure
        return made


def _key(item: Any) -> str:
    """What tells items apart: texts and paths by themselves, arrays and rows by their content."""
    if isinstance(item, np.ndarray):
        return f"{item.dtype} {item.shape} {hashlib.blake2b(item.tobytes()).hexdigest()}"
    return json.dumps([type(item).__name__, item], default=str)
