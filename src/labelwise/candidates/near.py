"""Near: rows next to known ones, for finding more of a rare class."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Annotated, Any

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from labelwise.candidates.texts import chunked
from labelwise.candidates.top import best_of, one_of
from labelwise.errors import BadParameter
from labelwise.parallel import single_thread
from labelwise.params import Between, Piece
from labelwise.representations.embedding import unit
from labelwise.types import Rows, ViewLike

__all__ = ["Near"]

Array = NDArray[Any]


@dataclass(frozen=True, repr=False)
class Near(Piece):
    """Rows at a small cosine distance from one of some rows or vectors.

    The distance is ``1 - cos(z_i, z_j)``, from 0 to 2, to the nearest of them.

    Parameters
    ----------
    to : int, sequence of int, or (D,) or (m, D) floats
        Rows of the pool, ``Near(pool.rows(["a17"]), k=50)`` for items by their ids; or points of the
        embedding that need not be in the pool.
    k : int, optional
        The k nearest candidates; never fewer than will be picked.
    radius : float, optional
        Instead, all candidates at this distance or nearer; there may be none.
    name : str
        View name of an (N, D) array.

    Raises
    ------
    BadParameter
        Unless exactly one of k and radius is given; rows outside the pool; vectors of another length.

    Notes
    -----
    Exact, O(N D m) for m rows or vectors, read in chunks. A zero vector is at distance 1 from all others.

    Examples
    --------
    >>> from labelwise.strategy import View
    >>> view = View(arrays={"embedding": np.array([[1.0, 0.0], [9.0, 1.0], [0.0, 1.0], [-1.0, 0.0]])})
    >>> rows, rng = np.arange(1, 4), np.random.default_rng(0)
    >>> Near(0, k=2)(view, rows, 1, rng).tolist(), Near(0, radius=0.1)(view, rows, 1, rng).tolist()
    ([1, 2], [1])
    >>> Near((0.0, 2.0), k=1)(view, rows, 1, rng).tolist()
    [2]
    """

    to: Any
    k: Annotated[int | None, Between(1)] = field(default=None, kw_only=True)
    radius: Annotated[float | None, Between(0, 2)] = field(default=None, kw_only=True)
    name: str = field(default="embedding", kw_only=True)

    def __post_init__(self) -> None:
        """Refuse what is no row and no vector; keep it as plain numbers."""
        super().__post_init__()
        one_of("Near", k=self.k, radius=self.radius)
        kind, to = "", np.zeros(0)
        if not isinstance(self.to, str):
            to = np.asarray(self.to)
            kind = to.dtype.kind if to.size and to.ndim <= (1 if to.dtype.kind in "iu" else 2) else ""
        if kind not in ("i", "u", "f") or (kind == "f" and (to.ndim == 0 or not np.isfinite(to).all())):
            raise BadParameter(
                f"Near: {self.to!r} is given",
                allowed="rows as whole numbers, or vectors of finite floats",
                fix="pool.rows(['a17']) gives the rows of items by their ids",
            )
        plain: Any = to.tolist()
        if to.ndim:
            plain = tuple(tuple(row) if to.ndim == 2 else row for row in plain)
        object.__setattr__(self, "to", plain)

    @property
    def needs(self) -> tuple[str, ...]:
        """The array."""
        return (self.name,)

    def __call__(self, view: ViewLike, rows: Rows, n: int, rng: np.random.Generator) -> Rows:
        """The near ones among ``rows``."""
        seed = int(rng.integers(2**63))
        cosine = self._cosines(view, rows)
        if self.k is not None:
            return np.asarray(rows[best_of(cosine, rows, min(len(rows), max(self.k, n)), seed)])
        return np.asarray(rows[1 - cosine <= float(self.radius or 0.0) + 1e-9])

    def _cosines(self, view: ViewLike, rows: Rows) -> Array:
        """(m,) cosine of each row with the nearest of ``to``."""
        known = self._known(view)
        found = np.empty(len(rows))
        with single_thread():
            for part in chunked(rows):
                z = _vectors(view, self.name, rows[part])
                if z.shape[1] != known.shape[1]:
                    raise BadParameter(
                        f"Near: vectors of length {known.shape[1]}",
                        allowed=f"{self.name} has length {z.shape[1]}",
                    )
                found[part] = np.asarray(_unit(z) @ known.T).max(axis=1)
        return found

    def _known(self, view: ViewLike) -> Array:
        """(m, D) unit vectors to be near to."""
        to = np.atleast_1d(np.asarray(self.to))
        if to.dtype.kind == "f":
            return np.asarray(_unit(np.atleast_2d(to)))
        outside = to[(to < 0) | (to >= view.size)]
        if len(outside):
            raise BadParameter(f"Near: row {outside[0]} of {view.size}", allowed=f"0 to {view.size - 1}")
        made = _unit(_vectors(view, self.name, to.astype(np.int64)))
        return np.asarray(made.toarray() if sparse.issparse(made) else made)


def _vectors(view: ViewLike, name: str, rows: Rows) -> Any:
    """(r, D) the vectors of ``rows``."""
    found = view.get(name, rows)
    if found.ndim != 2:
        raise BadParameter(f"Near: {name} has {found.ndim} axes", allowed="an array (N, D) of vectors")
    return found


def _unit(x: Any) -> Any:
    """Rows of length 1 in double precision, sparse ones stay sparse; zero rows stay zero."""
    if sparse.issparse(x):
        length = np.sqrt(np.asarray(x.multiply(x).sum(axis=1))).ravel()
        return sparse.diags_array(1 / np.where(length > 0, length, 1)) @ x
    return unit(np.asarray(x, dtype=np.float64))
