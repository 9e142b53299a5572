"""What a diagnosis says: a sentence, a number, and the data of a picture."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from numpy.typing import NDArray

__all__ = ["Finding", "Picture"]


@dataclass(frozen=True, eq=False)
class Picture:
    """The data of a picture; whoever draws it decides how.

    Parameters
    ----------
    kind : {"lines", "bars", "points"}
        Series over x, bars for each name of x, or one point an entry.
    x : (n,) array
        Numbers, or names of bars.
    series : dict of str to (n,) array
        What is drawn, by its name in the legend.
    low, high : dict of str to (n,) array
        Bands of some series.
    x_label, y_label : str
        What the axes count, with units.

    Examples
    --------
    >>> import numpy as np
    >>> made = Picture("bars", np.array(["a", "b"]), {"asked": np.array([3, 5])}, y_label="items")
    >>> made.series["asked"].sum().item()
    8
    """

    kind: Literal["lines", "bars", "points"]
    x: NDArray[Any]
    series: Mapping[str, NDArray[Any]]
    low: Mapping[str, NDArray[Any]] = field(default_factory=dict)
    high: Mapping[str, NDArray[Any]] = field(default_factory=dict)
    x_label: str = ""
    y_label: str = ""


@dataclass(frozen=True, eq=False)
class Finding:
    """One diagnosis.

    Parameters
    ----------
    name : str
        What was looked at, in two or three words.
    sentence : str
        What was found, for a reader without statistics; or why nothing can be said.
    value : float or None
        The number behind it; None where it is refused.
    warn : bool
        Whether somebody should do something about it.
    picture : Picture or None
        What to draw.

    Examples
    --------
    >>> Finding("redundant questions", "3 of 100 questions were nearly the same as another.", 0.03).warn
    False
    """

    name: str
    sentence: str
    value: float | None = None
    warn: bool = False
    picture: Picture | None = None
