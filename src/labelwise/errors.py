"""Every error of labelwise, in one tree.

::

    LabelwiseError (ValueError)
    ├── BadParameter         a constructor or call got a value outside what is declared
    ├── BadData              items, features or files that cannot be used
    ├── BadAnswer            an answer that the task, the query or the ledger refuses
    ├── UnknownName          a name that is not in a registry
    ├── MissingCapability    a strategy needs an array that nobody provides
    ├── MissingExtra         an optional package is not installed
    ├── Cancelled            a training was ended by whoever waits for it
    └── StoreError           the project file cannot be used
        ├── StoreLocked      another process holds it
        ├── NotAStore        the file is something else
        └── PoolChanged      the pool differs from the one the project was made with

Each message says what was passed, what is allowed and what to do.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Sequence


def did_you_mean(name: object, known: Iterable[str]) -> str:
    """The nearest known names as a question; empty where none is near.

    Examples
    --------
    >>> did_you_mean("batchs", ["batches", "budgets"])
    "did you mean 'batches'?"
    """
    return meant(difflib.get_close_matches(str(name), sorted(known), n=3))


def meant(near: Sequence[str]) -> str:
    """The question whether one of these names was meant; empty without any.

    Examples
    --------
    >>> meant(["batches", "budgets"])
    "did you mean 'batches' or 'budgets'?"
    """
    return f"did you mean {' or '.join(map(repr, near))}?" if near else ""


class LabelwiseError(ValueError):
    """Base of all errors of labelwise; a ``ValueError``.

    Parameters
    ----------
    problem : str
        What was passed and why it cannot be used.
    allowed : str, optional
        What would be accepted.
    fix : str, optional
        What to do now.

    Examples
    --------
    >>> print(LabelwiseError("n is -1", allowed="0 or more", fix="pass n=10"))
    n is -1. Allowed: 0 or more. To fix: pass n=10.
    """

    def __init__(self, problem: str, *, allowed: str = "", fix: str = "") -> None:
        self.problem, self.allowed, self.fix = problem, allowed, fix
        parts = [problem, f"Allowed: {allowed}" if allowed else "", f"To fix: {fix}" if fix else ""]
        super().__init__(
            " ".join(part if part.endswith("?") else part.rstrip(".") + "." for part in parts if part)
        )


class BadParameter(LabelwiseError):
    """A value outside what is declared for a parameter."""


class BadData(LabelwiseError):
    """Items, features or a file that cannot be used."""


class BadAnswer(LabelwiseError):
    """An answer that the task, the query or the ledger refuses; nothing was written."""


class UnknownName(LabelwiseError):
    """A name that is not registered."""

    @classmethod
    def among(cls, kind: str, name: object, known: Iterable[str], *, fix: str = "") -> UnknownName:
        """Build the error for ``name``; the fix names the nearest known names.

        Examples
        --------
        >>> print(UnknownName.among("strategy", "margn", ["margin", "random"]))
        there is no strategy named 'margn'. Allowed: margin, random. To fix: did you mean 'margin'?
        """
        names = sorted(known)
        hint = fix or did_you_mean(name, names)
        return cls(f"there is no {kind} named {name!r}", allowed=", ".join(names) or "none yet", fix=hint)


class MissingCapability(LabelwiseError):
    """A strategy needs an array that neither the model, a provider nor the pool gives."""


class MissingExtra(LabelwiseError):
    """An optional package is not installed."""

    @classmethod
    def named(cls, package: str, extra: str) -> MissingExtra:
        """Build the error for a ``package`` that the extra ``extra`` installs.

        Examples
        --------
        >>> print(MissingExtra.named("matplotlib", "plot"))
        this needs the package matplotlib. To fix: pip install 'labelwise[plot]'.
        """
        return cls(f"this needs the package {package}", fix=f"pip install 'labelwise[{extra}]'")


class Cancelled(LabelwiseError):
    """A training was ended by whoever waits for it; nothing was written."""


class StoreError(LabelwiseError):
    """The project's store cannot be used; nothing was written."""


class StoreLocked(StoreError):
    """Another process holds the store."""


class NotAStore(StoreError):
    """The file is not a labelwise project."""


class PoolChanged(StoreError):
    """The pool differs from the one the project was made with."""
