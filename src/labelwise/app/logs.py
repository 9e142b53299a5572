"""What may be written down about an error: its kind and its place, never the data."""

from __future__ import annotations

import logging
import traceback

log = logging.getLogger("labelwise.app")


def describe(error: BaseException) -> str:
    """Kind and place of an error without its message, which may hold the text of an item.

    Examples
    --------
    >>> describe(ValueError("secret text"))
    'ValueError'
    """
    frames = "".join(traceback.format_tb(error.__traceback__))
    return f"{type(error).__name__}\n{frames}".strip()
