"""View: named arrays of one pool under one model version."""

from __future__ import annotations

import copy
import inspect
from collections.abc import Callable, Iterable, Mapping
from typing import Any, Self

import numpy as np

from labelwise.errors import BadData, MissingCapability
from labelwise.params import needs_of
from labelwise.strategy import arrays as edge
from labelwise.strategy.checking import check, check_all, checked, refuse_clashes
from labelwise.strategy.grid import Grid
from labelwise.strategy.labels import LIVE, TAKEN, check_rows, check_values, labels_of
from labelwise.strategy.outputs import Outputs
from labelwise.strategy.providers import PROVIDERS, NoArray, missing, reachable
from labelwise.strategy.scoring import Scores
from labelwise.types import Rows


class View:
    """Named arrays of one pool: outputs of models, providers, columns and plain arrays.

    Parameters
    ----------
    pool : Pool or Parted, optional
        Gives the models their inputs and adds its columns as names.
    models : Model or mapping of str to Model, optional
        Each model's ``provides`` become names; a key such as ``"teacher_"`` is put before them,
        the key ``""`` puts nothing. None is legal: a cold start.
    arrays : mapping of str to array or function, optional
        Plain arrays (numpy, memory map, sparse, Arrow, tensor, Ragged), or functions whose
        parameters are other names.
    labels : (N,) int, optional
        Class index of each row, -1 where unknown.
    pending : (k,) int, optional
        Rows that are leased at present.
    round : int
        How many models came before this one.
    version : str
        The model version.
    classes : int, optional
        Number of classes; taken from ``proba`` when it is not given.

    Raises
    ------
    BadParameter, BadData
        Two sources for one name; NaN, shapes that do not agree, ``proba`` that does not sum to 1.

    Examples
    --------
    >>> view = View(arrays={"proba": np.array([[0.9, 0.1], [0.5, 0.5]])})
    >>> view.size, view.get("predicted").tolist(), view.has("embedding")
    (2, [0, 0], False)
    """

    reachable = staticmethod(reachable)
    missing = staticmethod(missing)

    def __init__(
        self,
        pool: Any = None,
        models: Any = None,
        arrays: Mapping[str, Any] | None = None,
        *,
        labels: Any = None,
        pending: Any = None,
        round: int = 0,
        version: str = "",
        classes: int | None = None,
    ) -> None:
        self._pool, self._outputs = pool, Outputs(pool, models, version)
        given = {k: v for k, v in (arrays or {}).items() if v is not None}
        self._functions = {k: v for k, v in given.items() if callable(v) and k not in edge.CALLED}
        self._arrays = {k: edge.accept(k, v) for k, v in given.items() if k not in self._functions}
        columns = getattr(pool, "reads", getattr(pool, "columns", ()))
        self._columns = tuple(c for c in columns if c not in TAKEN)
        sources: dict[str, Iterable[str]] = {"a model": self._outputs, "an array": self._arrays}
        sources |= {"a provider": self._functions, "a pool column": self._columns, "the view": LIVE}
        refuse_clashes(sources)
        self.size = self._agree(labels)
        check_all(self._arrays)
        self.labels = labels_of(labels, self.size)
        self.pending = check_rows("pending", pending, self.size)
        self.round, self.version, self._classes = round, version, classes
        self._pooled: dict[str, Any] = {}
        self._scores = Scores(self, self._outputs.grid or Grid(range(self.size)))

    @classmethod
    def from_arrays(
        cls, *, labelled: Any = None, y: Any = None, pending: Any = None, classes: Any = None, **arrays: Any
    ) -> Self:
        """A View of plain arrays.

        Parameters
        ----------
        labelled : (l,) int, optional
            Rows that have a label.
        y : (l,) array, optional
            ``y[i]`` is the label of row ``labelled[i]``: class indices, or names (sorted, or in the
            order of ``classes``). Without it all labelled rows count as one class. Numbers are ``values``
            too; floats with a fraction or below 0 are those alone, and all labelled rows count as one class.
        pending : (k,) int, optional
            Rows that are being asked.
        classes : int or sequence, optional
            Number or names of the classes.
        **arrays
            Arrays by View name, and ``round``, how many models came before this one.

        Raises
        ------
        BadData
            Rows outside the pool, a wrong number of labels, arrays that cannot be used.

        Examples
        --------
        >>> view = View.from_arrays(embedding=np.eye(3), labelled=[2], y=["yes"], classes=["no", "yes"])
        >>> view.labels.tolist(), view.classes
        ([-1, -1, 1], 2)
        """
        names = None if classes is None or isinstance(classes, (int, np.integer)) else list(classes)
        count = len(names) if names is not None else None if classes is None else int(classes)
        view = cls(arrays=arrays, pending=pending, classes=count, round=arrays.pop("round", 0))
        view.labels, values = check_values(labelled, y, names, lambda: view.classes, view.size)
        if values is not None and not view.has("values"):
            view._arrays["values"] = values
        if count is not None and view.labels.max(initial=-1) >= count:
            raise BadData(f"y has the class index {view.labels.max()}", allowed=f"0 to {count - 1}")
        return view

    def now(self, *, labels: Any = None, pending: Any = None) -> Self:
        """The same models with newer labels or leases; outputs already computed are shared."""
        twin = copy.copy(self)
        twin.labels = self.labels if labels is None else labels_of(labels, self.size)
        twin.pending = self.pending if pending is None else check_rows("pending", pending, self.size)
        twin._scores = self._scores.for_view(twin)
        return twin

    def _agree(self, labels: Any) -> int:
        sizes = {k: edge.length(k, v) for k, v in self._arrays.items() if edge.axis_of(k) is not None}
        given = {"the pool": self._pool, "labels": labels}
        sizes |= {name: len(thing) for name, thing in given.items() if thing is not None}
        if len(set(sizes.values())) > 1:
            listed = ", ".join(f"{k} has {v}" for k, v in sizes.items())
            raise BadData(
                f"the arrays disagree about the number of rows: {listed}", allowed="one row per item"
            )
        if not sizes:
            raise BadData("a View needs a pool, labels or an array", fix="pass for example embedding=(N, D)")
        return int(next(iter(sizes.values())))

    @property
    def names(self) -> tuple[str, ...]:
        """Every name this View can give."""
        known = (*self._outputs, *self._arrays, *self._functions, *self._columns, *LIVE, *PROVIDERS)
        return tuple(n for n in dict.fromkeys(known) if self.has(n))

    @property
    def classes(self) -> int | None:
        """Number of classes, None where nobody knows."""
        if self._classes is None and self.has("proba") and self.size:
            return int(edge.flat(self.get("proba", np.zeros(1, np.int64))).shape[1])
        return self._classes

    @property
    def labelled(self) -> Rows:
        """(l,) int64: the rows that have a label."""
        return np.flatnonzero(self.labels >= 0)

    def _function(self, name: str) -> Callable[..., Any] | None:
        if name in (*self._outputs, *self._arrays, *self._columns):
            return None
        return self._functions.get(name) or PROVIDERS.get(name)

    def has(self, name: str) -> bool:
        """Whether somebody provides ``name``."""
        if name == "classes":
            return self.classes is not None
        if name in (*LIVE, *self._outputs, *self._arrays, *self._columns):
            return True
        function = self._function(name)
        return function is not None and all(self.has(n) for n in needs_of(function))

    def require(self, name: str, need: str = "") -> None:
        """Raise the one error for a missing array; ``need`` says in words who takes it.

        Raises
        ------
        MissingCapability
            Nobody provides ``name``; the message says who could.
        """
        if not self.has(name):
            function = self._function(name)
            lacking = [n for n in needs_of(function) if not self.has(n)] if function else []
            raise missing(lacking[0] if lacking else name, self.names, need)

    def get(self, name: str, rows: Rows | None = None) -> Any:
        """The array called ``name``, for all rows or for ``rows``.

        Outputs of models are computed in fixed chunks of 8,192 items, so that a number does not
        depend on how the rows were asked for.

        Raises
        ------
        MissingCapability
            If nobody provides it.
        """
        self.require(name)
        if name in LIVE:
            value = getattr(self, name)
            return value[rows] if name == "labels" and rows is not None else value
        if name in self._columns:
            return checked(name, self._pool.column(name, rows))
        if edge.axis_of(name) is None:
            return self._whole(name)
        if name in self._arrays:
            part = edge.take(name, self._arrays[name], slice(None) if rows is None else edge.span(rows))
            if isinstance(self._arrays[name], np.memmap):
                check(name, part, rows)
            return part
        rows = np.arange(self.size, dtype=np.int64) if rows is None else rows
        if name in self._outputs:
            return self._outputs.get(name, rows)
        return self._made(name, self._functions.get(name) or PROVIDERS[name], rows)

    def score(self, measure: Any, rows: Rows, rng: np.random.Generator | None = None) -> Any:
        """(m,) float64: scores of ``rows`` by ``measure``, higher = ask sooner.

        Computed once per measure and model version; chunk by chunk unless the measure is pooled.

        Raises
        ------
        BadData
            If the measure gives NaN, infinite values or another shape.
        """
        return self._scores.of(measure, rows, rng)

    def apply(self, measure: Any, rows: Rows, **extra: Any) -> Any:
        """Whatever ``measure`` returns for ``rows``, given its arrays and what it takes of ``extra``."""
        given = {name: self.get(name, rows) for name in needs_of(measure)}
        target = measure if inspect.isfunction(measure) else type(measure).__call__
        takes = inspect.signature(target).parameters
        extra = {k: v for k, v in {"view": self, "rows": rows, **extra}.items() if k in takes}
        return measure(**given, **extra)

    def is_array(self, name: str) -> bool:
        """Whether ``name`` was passed as an array and so costs no model."""
        return name in self._arrays

    def provider(self, name: str) -> Callable[..., Any] | None:
        """The function that makes ``name`` of other arrays; None where it is given as it is."""
        return self._function(name)

    def live(self, names: Iterable[str]) -> bool:
        """Whether any of ``names`` changes with answers and leases while the models stay."""
        functions = [self._function(n) for n in names]
        deeper = [n for f in functions if f is not None for n in needs_of(f)]
        return bool({"labels", "pending", "answers"} & set(names)) or (bool(deeper) and self.live(deeper))

    def _whole(self, name: str) -> Any:
        if name in self._arrays:
            return self._arrays[name]
        function = self._function(name)
        return self._outputs.whole(name) if function is None else self._all(name, function)

    def _made(self, name: str, function: Callable[..., Any], rows: Rows) -> Any:
        whole = getattr(function, "pooled", False)
        return edge.take(name, self._all(name, function), rows) if whole else self.apply(function, rows)

    def _all(self, name: str, function: Callable[..., Any]) -> Any:
        """What a provider makes of all rows, kept unless it changes with the answers."""
        if name in self._pooled:
            return self._pooled[name]
        made = self.apply(function, np.arange(self.size, dtype=np.int64))
        if not self.live(needs_of(function)):
            self._pooled[name] = made
        return made

    def __getattr__(self, name: str) -> Any:
        if name.startswith("_"):
            raise AttributeError(name)
        try:
            return self.get(name)
        except MissingCapability as error:
            raise NoArray(error.problem, allowed=error.allowed, fix=error.fix) from None

    def __repr__(self) -> str:
        return f"View({self.size} rows, {', '.join(n for n in self.names if n not in LIVE)})"
