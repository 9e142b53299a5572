"""The items as learners see them: encoded once for each encoder, columns read when they are asked for."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

from labelwise.errors import BadParameter
from labelwise.learners import encode
from labelwise.params import to_config
from labelwise.pool import Pool
from labelwise.strategy.arrays import axis_of
from labelwise.strategy.outputs import Outputs
from labelwise.types import Learner, Model, Rows


class Inputs:
    """A pool as each learner sees it; learners with equal encoders share what was encoded.

    Parameters
    ----------
    pool : Pool
        The items.
    seed : int
        Of the encoders.
    cache : Path or None
        The folder of a project where features may be kept.
    """

    def __init__(self, pool: Pool, seed: int, cache: Path | None = None) -> None:
        self._pool, self._seed, self._cache = pool, seed, cache
        self._made: list[tuple[Any, tuple[Pool, Any]]] = []

    def of(self, learner: Learner) -> tuple[Pool, Any]:
        """The pool in the form of a learner's inputs, and its fitted encoder for new items; computed once.

        Examples
        --------
        >>> from labelwise.learners import default_learner
        >>> texts = Pool(["good film", "bad film", "good"])
        >>> inputs, learner = Inputs(texts, 0), default_learner(texts)
        >>> inputs.of(learner)[0].kind, inputs.of(learner) is inputs.of(default_learner(texts))
        ('array', True)
        """
        encoder = getattr(learner, "encoder", None)
        for known, made in self._made:
            if _alike(known, encoder):
                return made
        self._made.append((encoder, encode(learner, self._pool, self._seed, self._cache)))
        return self._made[-1][1]


def _alike(one: Any, other: Any) -> bool:
    """Whether two encoders are one, or are configured the same."""
    if one is other:
        return True
    if one is None or other is None or type(one) is not type(other):
        return False
    try:
        return bool(to_config(one) == to_config(other))
    except BadParameter:  # of a class that no configuration names: two objects are two encoders
        return False


class Columns(Mapping[str, Any]):
    """The columns of a pool by name, read when they are asked for.

    Examples
    --------
    >>> columns = Columns(Pool(["good", "bad"], columns={"year": [1999, 2001]}))
    >>> list(columns), columns["year"].tolist()
    (['year'], [1999, 2001])
    """

    def __init__(self, pool: Pool) -> None:
        self._pool = pool

    def __getitem__(self, name: str) -> Any:
        if name not in self._pool.columns:
            raise KeyError(name)
        return self._pool.column(name)

    def __iter__(self) -> Iterator[str]:
        return iter(self._pool.columns)

    def __len__(self) -> int:
        return len(self._pool.columns)


def beside(pool: Any, model: Model, prefix: str, version: str) -> dict[str, Callable[..., Any]]:
    """What a model says of a pool, as functions for a View whose other models have inputs of another form.

    Examples
    --------
    >>> class Coin:
    ...     provides = ("proba",)
    ...     def proba(self, x):
    ...         return np.full((len(x), 2), 0.5)
    >>> import numpy as np
    >>> beside(Pool(["a", "b"]), Coin(), "final_", "m1")["final_proba"](np.array([1])).tolist()
    [[0.5, 0.5]]
    """
    outputs = Outputs(pool, {prefix: model}, version)

    def function(name: str) -> Callable[..., Any]:
        def whole() -> Any:
            return outputs.whole(name)

        def by_row(rows: Rows) -> Any:
            return outputs.get(name, rows)

        return whole if axis_of(name) is None else by_row

    return {name: function(name) for name in outputs}
