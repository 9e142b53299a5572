"""Modules of ours that need the packages of an extra."""

from __future__ import annotations

import importlib
from typing import Any

from labelwise.errors import MissingExtra

__all__ = ["needing_torch"]


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
    try:
        return importlib.import_module(f"labelwise.{module}")
    except ModuleNotFoundError as error:
        if error.name != "torch":
            raise
        raise MissingExtra.named("torch", "torch") from error
