"""Modules of ours that need the packages of an extra."""

from __future__ import annotations

import importlib
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from labelwise.errors import MissingExtra

__all__ = ["naming_torch", "needing_torch"]


@contextmanager
def naming_torch() -> Iterator[None]:
    """Inside, an import that fails for want of torch says what to install.

    Raises
    ------
    MissingExtra
        If torch is not installed.
    """
    try:
        yield
    except ModuleNotFoundError as error:
        if error.name != "torch":
            raise
        raise MissingExtra.named("torch", "torch") from error


def needing_torch(module: str) -> Any:
    """A module of ours that imports torch at its top.

    Parameters
    ----------
    module : str
        Its name below ``labelwise``.

    Raises
    ------
    MissingExtra
        If torch is not installed.

    Examples
    --------
    >>> needing_torch("learners.deep").Hook.__name__
    'Hook'
    """
    with naming_torch():
        return importlib.import_module(f"labelwise.{module}")
