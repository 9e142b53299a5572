"""Labels with a distance: which of them a weighted mean can reach, and which to collect next (S119).

A model that outputs the labels in Lambda predicts ``argmin_y sum_l p_l d(y, l)^2``, the Frechet mean. The
*locus* of Lambda is the set of all labels that it can so predict, over every p.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from labelwise.errors import BadData, BadParameter, UnknownName

__all__ = ["checked_distances", "locus", "next_class", "tree_distances"]

Array = NDArray[Any]

SLACK = 1e-9
"""Differences of squared distances that count as none, in parts of the largest."""
PAIRS = 500
"""Pairs of classes whose mixtures are tried before linear programs are solved."""


def checked_distances(distances: ArrayLike) -> NDArray[np.float64]:
    """The distances as float64, refused where they are none.

    Parameters
    ----------
    distances : (C, C) float
        Symmetric, 0 on the diagonal and above 0 elsewhere. The triangle inequality is not asked for.

    Raises
    ------
    BadData
        Says what is wrong, with the first such pair.

    Examples
    --------
    >>> checked_distances([[0, 1], [1, 0]]).tolist()
    [[0.0, 1.0], [1.0, 0.0]]
    """
    d = np.asarray(distances, dtype=np.float64)
    if d.ndim != 2 or d.shape[0] != d.shape[1] or len(d) < 2:
        raise BadData(f"the distances have the shape {d.shape}", allowed="(C, C) for C classes, two or more")
    good = np.isfinite(d) & np.isclose(d, d.T) & ((d > 0) | np.eye(len(d), dtype=bool))
    np.fill_diagonal(good, np.diag(good) & (np.diag(d) == 0))
    if not good.all():
        a, b = map(int, np.argwhere(~good)[0])
        raise BadData(
            f"the distance of the classes {a} and {b} is {d[a, b]:g}, and {d[b, a]:g} the other way",
            allowed="finite, the same both ways, 0 from a class to itself and above 0 to another",
            fix="a class that no path joins to others needs a common root",
        )
    return d


def tree_distances(
    parents: Mapping[str, str] | Iterable[tuple[str, str]], classes: Sequence[str]
) -> NDArray[np.float64]:
    """(C, C) number of edges between classes in a taxonomy, or in any graph of undirected edges.

    Parameters
    ----------
    parents : mapping of child to parent, or pairs of neighbours
        Inner nodes need not be classes.
    classes : sequence of str
        In the order of the task; leaves, inner nodes or both.

    Raises
    ------
    UnknownName
        If a class is in no edge.
    BadData
        If no path joins two classes.

    Examples
    --------
    >>> tree_distances({"cat": "animal", "dog": "animal", "oak": "tree", "animal": "life", "tree": "life"},
    ...                ("cat", "dog", "oak")).tolist()
    [[0.0, 2.0, 4.0], [2.0, 0.0, 4.0], [4.0, 4.0, 0.0]]
    """
    from scipy.sparse import csr_matrix
    from scipy.sparse.csgraph import shortest_path

    pairs = list(parents.items() if isinstance(parents, Mapping) else parents)
    places = {name: k for k, name in enumerate(dict.fromkeys(name for pair in pairs for name in pair))}
    for name in classes:
        if name not in places:
            raise UnknownName.among("class of the taxonomy", name, places)
    ends = np.array([[places[a], places[b]] for a, b in pairs], dtype=np.int64).reshape(-1, 2)
    size = len(places)
    graph = csr_matrix((np.ones(len(ends)), (ends[:, 0], ends[:, 1])), shape=(size, size))
    rows = [places[name] for name in classes]
    found = shortest_path(graph, directed=False, unweighted=True, indices=rows)[:, rows]
    return checked_distances(found)


def locus(distances: ArrayLike, observed: ArrayLike, *, ties: str = "all") -> NDArray[np.bool_]:
    """(C,) which classes are a Frechet mean of the observed ones, for some weights.

    Parameters
    ----------
    distances : (C, C) float
        As of :func:`checked_distances`.
    observed : (k,) int
        Lambda, the classes that the model outputs.
    ties : {"all", "first", "none"}
        Whether a class counts that other means are as good as: always, where the others come after it (as
        ``argmin`` breaks ties), or never.

    Raises
    ------
    BadParameter
        If ``ties`` is another word, or nothing is observed.

    Notes
    -----
    One linear program for each class that no mixture of a sample has as its mean. In a tree it is the union
    of the paths between observed classes.

    References
    ----------
    N. Roberts et al., "Geometry-aware adaptation for pretrained models" (S119), 2023.

    Examples
    --------
    >>> path = np.abs(np.subtract.outer(np.arange(4), np.arange(4)))
    >>> locus(path, [0, 2]).tolist()
    [True, True, True, False]
    """
    if ties not in ("all", "first", "none"):
        raise BadParameter(f"ties is {ties!r}", allowed="'all', 'first' or 'none'")
    d, seen = checked_distances(distances), np.unique(np.asarray(observed, dtype=np.int64))
    if not len(seen) or seen.min() < 0 or seen.max() >= len(d):
        allowed = f"one or more of 0 to {len(d) - 1}"
        raise BadParameter(f"the classes {seen.tolist()} are observed", allowed=allowed)
    squares = (d[seen] / d.max()) ** 2  # (k, C)
    plain = _sampled(squares)
    return np.array([plain[y] or _reached(squares, y, ties) for y in range(len(d))])


def _sampled(squares: Array) -> NDArray[np.bool_]:
    """(C,) which classes some mixture of one, two or all observed ones has as its only mean."""
    k, count = squares.shape
    first, second = np.triu_indices(k, 1)
    kept = np.arange(len(first)) < PAIRS
    share = np.repeat(np.linspace(0, 1, 42)[1:-1], kept.sum())[:, None]
    ends = squares[np.tile(first[kept], 40)], squares[np.tile(second[kept], 40)]
    mixed = np.random.default_rng(0).dirichlet(np.ones(k), 500) @ squares
    every = np.concatenate([squares, share * ends[0] + (1 - share) * ends[1], mixed])
    two = np.partition(every, 1, axis=1)[:, :2]
    return np.isin(np.arange(count), every.argmin(axis=1)[two[:, 1] - two[:, 0] > 1e3 * SLACK])


def _reached(squares: Array, y: int, ties: str) -> bool:
    """Whether weights exist under which class ``y`` is a mean; by the largest lead it can have."""
    from scipy.optimize import linprog

    k, count = squares.shape
    others = np.delete(np.arange(count), y)
    strict = np.ones(len(others)) if ties == "none" else (others < y).astype(float) * (ties == "first")
    lead = np.hstack([(squares[:, y][:, None] - squares[:, others]).T, strict[:, None]])
    found = linprog(
        np.append(np.zeros(k), -1.0),
        A_ub=lead,
        b_ub=np.full(len(others), SLACK),
        A_eq=np.append(np.ones(k), 0.0)[None],
        b_eq=[1.0],
        bounds=[(0, None)] * k + [(0, 1)],
    )
    return bool(found.status == 0 and (not strict.any() or -found.fun > 1e3 * SLACK))


def next_class(distances: ArrayLike, observed: ArrayLike) -> int | None:
    """The class to collect next: the one farthest from the locus; None where the locus is everything.

    Parameters
    ----------
    distances : (C, C) float
        As of :func:`checked_distances`.
    observed : (k,) int
        Classes that are there.

    References
    ----------
    N. Roberts et al., "Geometry-aware adaptation for pretrained models" (S119), 2023, who prove for trees
    that no other order reaches everything sooner.

    Examples
    --------
    >>> path = np.abs(np.subtract.outer(np.arange(5), np.arange(5)))
    >>> next_class(path, [0, 1]), next_class(path, [0, 4])
    (4, None)
    """
    d, there = checked_distances(distances), locus(distances, observed)
    if there.all():
        return None
    away = np.where(there, -1.0, d[:, there].min(axis=1))
    return int(away.argmax())
