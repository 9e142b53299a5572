"""Small arrays under every View name, and one example of each member of a family."""

from __future__ import annotations

import importlib
from collections.abc import Callable
from typing import Any

import numpy as np
from scipy import sparse

from labelwise import measures
from labelwise.families import members
from labelwise.measures import entropy, margin, on
from labelwise.params import Piece
from labelwise.policies import Labelled, Tailor
from labelwise.representations import L2, Balls, Embedding
from labelwise.selectors import Random, TopK
from labelwise.strategy import Strategy, View
from labelwise.streams import Vessal
from labelwise.types import Ragged

MODES = ("random", "duplicates", "constant")


def arrays(size: int = 40, seed: int = 0, mode: str = "random") -> dict[str, Any]:
    """Arrays of ``size`` rows, 3 classes and 4 dimensions under the reserved View names.

    Parameters
    ----------
    size : int
        Number of rows N.
    seed : int
        Other numbers for another seed.
    mode : {"random", "duplicates", "constant"}
        All rows different, each row four times, or all rows equal.

    Examples
    --------
    >>> made = arrays(5)
    >>> made["proba"].shape, made["embedding"].shape, made["samples"].shape
    ((5, 3), (5, 4), (6, 5, 3))
    """
    rng = np.random.default_rng(seed)
    different = {"random": size, "duplicates": max(1, size // 4), "constant": 1}[mode]
    of = np.arange(size) % max(different, 1)
    proba, embedding = rng.dirichlet(np.ones(3), different), rng.normal(size=(different, 4))
    return {
        "proba": proba[of],
        "embedding": embedding[of] + 2 * proba.argmax(axis=1)[of, None],
        "samples": rng.dirichlet(np.ones(3), (6, different))[:, of],
        "head": (rng.normal(size=(3, 4)), np.zeros(3)),
        "cost": np.ones(size),
        "group": of % 3,
        "coords": embedding[of, :2],
        "domain": np.array(["source", "target"])[of % 2],
        **_speaking_of_others(size, rng),
        "tags": rng.uniform(0, 1, (different, 3))[of],
        "mean": rng.normal(size=different)[of],
        "std": rng.uniform(0, 2, different)[of],
        "values": np.arange(size) / 4,
        "tag_samples": rng.uniform(0, 1, (6, different, 3))[:, of],
        "variants": rng.dirichlet(np.ones(3), (5, different))[:, of],
        "panel": rng.dirichlet(np.ones(3), (4, different))[:, of],
        "predicted_loss": rng.normal(size=different)[of],
        "critic": rng.uniform(0, 1, different)[of],
        "dynamics": rng.uniform(0, 1, (7, different))[:, of],
        "previous_proba": rng.dirichlet(np.ones(3), different)[of],
        "refit": _refit(proba[of]),
        "text": np.array([f"item {k} of {different}" for k in range(size)]),
        "calibration": rng.random(12),
        "calibrated": np.arange(min(12, size)),
        "alpha": 1 + rng.gamma(2.0, size=(different, 3))[of],
    }


def _refit(proba: Any) -> Callable[..., View]:
    """A model that moves a tenth of the way to the class it is told."""

    def refit(rows: Any, targets: Any) -> View:
        return View(arrays={"proba": 0.9 * proba + 0.1 * np.eye(3)[targets].mean(axis=0)})

    return refit


def _speaking_of_others(size: int, rng: np.random.Generator) -> dict[str, Any]:
    """Neighbours (the next rows round the pool), votes of three annotators, tokens of each item."""
    many = min(3, size - 1)
    near = (np.arange(size)[:, None] + np.arange(1, many + 1)) % size
    tokens = 1 + np.arange(size) % 3
    return {
        "neighbours": (near, rng.uniform(0, 1, (size, many))),
        "votes": sparse.csr_matrix(rng.integers(0, 4, (size, 3))),
        "oof_proba": rng.dirichlet(np.ones(3), size),
        "patches": Ragged(rng.normal(size=(tokens.sum(), 4)), np.append(0, np.cumsum(tokens))),
        "token_proba": Ragged(rng.dirichlet(np.ones(3), tokens.sum()), np.append(0, np.cumsum(tokens))),
    }


def view(size: int = 40, seed: int = 0, mode: str = "random", taken: bool = True) -> View:
    """A View of :func:`arrays`; with ``taken``, some rows are labelled and one is pending.

    Examples
    --------
    >>> view().labelled.tolist(), view().pending.tolist(), view(1).labelled.tolist()
    ([0, 1, 2], [3], [])
    """
    labelled = np.arange(3 if taken and size > 8 else 0)
    pending = np.array([3] if len(labelled) else [], dtype=np.int64)
    given = arrays(size, seed, mode)
    return View.from_arrays(labelled=labelled, y=labelled, pending=pending, classes=3, **given)


def _margin() -> Strategy:
    return Strategy(measure=margin)


def _random() -> Strategy:
    return Strategy(selector=Random())


MADE: dict[str, Callable[[Any], Any]] = {
    "Mix": lambda cls: cls((margin, entropy), (0.5, 2.0)),
    "RankSum": lambda cls: cls((margin, on("oof_proba", entropy))),
    "On": lambda cls: on("oof_proba", margin),
    "Per": lambda cls: cls("item", on("token_proba", margin), "max"),
    "LogRight": lambda cls: measures.Per("item", on("token_proba", cls()), "sum"),
    "Top": lambda cls: cls(margin, count=10),
    "Propose": lambda cls: cls(_margin(), count=10),
    "Where": lambda cls: cls("domain", "target"),
    "Matches": lambda cls: cls("target", column="domain"),
    "Near": lambda cls: cls((0, 1), k=10),
    "Above": lambda cls: cls(margin, level=0.9, floor=-1.0, per_pick=2),
    "Lifted": lambda cls: cls(margin, "domain", sizes=(1,), share=0.2),
    "Subsample": lambda cls: cls(10),
    "Clip": lambda cls: cls(margin, share=0.1),
    "MaxDiversityMIP": lambda cls: cls(pairs=6),
    "Product": lambda cls: cls((margin, entropy)),
    "Band": lambda cls: cls(margin, 0.3, 0.8),
    "Reject": lambda cls: cls(margin, share=0.2),
    "StaleTop": lambda cls: cls(margin, keep=0.3, refresh=()),
    "Balls": lambda cls: cls(Embedding(), 1.5),
    "Layers": lambda cls: cls((("embedding", "proba"), ("coords", "tags"))),
    "Weighted": lambda cls: cls(Embedding(), margin),
    "SumOf": lambda cls: cls((Embedding(), Embedding("proba"))),
    "ProductOf": lambda cls: cls((Embedding(), Embedding("proba"))),
    "Chain": lambda cls: cls(Embedding(), (L2(),)),
    "Quota": lambda cls: cls(TopK(), each=6),
    "Shares": lambda cls: cls(TopK(), {0: 0.5}),
    "RoundRobin": lambda cls: cls(TopK()),
    "PerCost": lambda cls: cls(TopK()),
    "OnePass": lambda cls: cls(Vessal()),
    "Apart": lambda cls: cls(TopK(), near=("coords", 0.1)),
    "BudgetSpent": lambda cls: cls(120),
    "Switch": lambda cls: cls(_random(), _margin(), Labelled(2)),
    "Schedule": lambda cls: cls(((0, _random()), (2, _margin()))),
    "Mixture": lambda cls: cls((_margin(), _random()), (0.5, 0.5)),
    "Interleave": lambda cls: cls((_margin(), _random()), Tailor()),
}
"""How a piece is made that cannot be made without arguments."""


METHODS = {
    "candidates": ("__call__",),
    "representations": ("fit",),
    "selectors": ("start", "choose"),
    "policies": ("select",),
    "streams": ("decide",),
    "tasks.forms": ("read",),
    "annotators": ("rule",),
    "evaluation.stopping": ("judge",),
}
"""What makes a class a piece of a family."""

HELPERS = (
    "Adaptor", "Combined", "on", "Representation", "Transform", "Wrapper", "Delegate", "Gate", "Form",
    "Router", "Rule",
)  # fmt: skip
"""Bases, which are no pieces themselves."""


def _plain(cls: Any) -> Any:
    return cls()


def example_measures() -> dict[str, Any]:
    """Every measure by name, those with options as one example.

    Examples
    --------
    >>> example_measures()["Mix"].title
    '0.5 margin + 2 entropy'
    """
    found = members(measures.__name__, measures.__path__)
    named = {name: thing for name, thing in found.items() if name not in HELPERS}
    return {name: MADE.get(name, _plain)(m) if isinstance(m, type) else m for name, m in named.items()}


def pieces(family: str) -> dict[str, Any]:
    """One example of every piece of a family, by class name.

    Parameters
    ----------
    family : str
        Which folder, a key of :data:`METHODS`.

    Examples
    --------
    >>> sorted(pieces("policies"))
    ['Auto', 'CriteriaAndSize', 'Interleave', 'Mixture', 'Schedule', 'Switch']
    """
    module = importlib.import_module(f"labelwise.{family}")
    classes = {name: getattr(module, name) for name in module.__all__ if name not in HELPERS}
    return {
        name: MADE.get(name, _plain)(cls)
        for name, cls in classes.items()
        if isinstance(cls, type) and issubclass(cls, Piece) and any(hasattr(cls, m) for m in METHODS[family])
    }


def strategy_for(selector: Any) -> Strategy:
    """A strategy that gives a selector what it takes."""
    takes = getattr(selector, "takes", ("score", "points"))
    points = Balls(Embedding(), 1.5) if "sets" in takes else Embedding() if "points" in takes else None
    return Strategy(measure=margin if "score" in takes else None, representation=points, selector=selector)
