"""On another array: a measure reads other arrays in place of its own."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from labelwise.errors import BadParameter
from labelwise.measures import title
from labelwise.measures.adaptor import Adaptor, passed
from labelwise.params import needs_of

__all__ = ["On", "on"]


@dataclass(frozen=True, repr=False)
class On(Adaptor):
    """A measure that reads other arrays; made by :func:`on`.

    Parameters
    ----------
    measure : callable
        The measure.
    names : tuple of (str, str)
        Name of an array it takes, and of the one that it gets.

    Raises
    ------
    BadParameter
        If the measure takes no array of that name.
    """

    measure: Any
    names: tuple[tuple[str, str], ...]

    def __post_init__(self) -> None:
        """Refuse names that the measure does not take."""
        super().__post_init__()
        takes = needs_of(self.measure)
        unknown = [own for own, _ in self.names if own not in takes]
        if unknown:
            raise BadParameter(
                f"on: {title(self.measure)} takes no {unknown[0]!r}", allowed=", ".join(takes) or "nothing"
            )

    @property
    def inner(self) -> tuple[Any, ...]:
        """The measure."""
        return (self.measure,)

    @property
    def needs(self) -> tuple[str, ...]:
        """The arrays that are read."""
        other = dict(self.names)
        return tuple(dict.fromkeys(other.get(n, n) for n in needs_of(self.measure)))

    @property
    def title(self) -> str:
        """What it is called."""
        return f"{title(self.measure)} on {', '.join(other for _, other in self.names)}"

    def __call__(self, rng: Any = None, view: Any = None, **arrays: Any) -> Any:
        """The scores of the measure."""
        other = dict(self.names)
        own = {n: arrays[other.get(n, n)] for n in needs_of(self.measure)}
        return passed(self.measure, own, {"rng": rng, "view": view})


def on(name: str | Mapping[str, str], measure: Any) -> On:
    """Let ``measure`` read another array in place of its own.

    Parameters
    ----------
    name : str or mapping of str to str
        The array to read: in place of the only one that the measure takes, or of the one that is its ending
        (``teacher_proba`` for ``proba``). A mapping says for each array the measure takes which one it gets.
    measure : callable
        The measure.

    Raises
    ------
    BadParameter
        If it is not clear which array is meant.

    Examples
    --------
    >>> from labelwise.measures import entropy
    >>> on("teacher_proba", entropy).needs, on({"proba": "surrogate"}, entropy).needs
    (('teacher_proba',), ('surrogate',))
    """
    if not isinstance(name, str):
        return On(measure, tuple(name.items()))
    takes = needs_of(measure) if callable(measure) else ()
    meant = takes if len(takes) == 1 else [n for n in takes if name.endswith(f"_{n}")]
    if len(meant) != 1 and callable(measure):
        raise BadParameter(
            f"on({name!r}): {title(measure)} takes {', '.join(takes) or 'nothing'}",
            allowed="a measure of one array, or a name that ends in one of its arrays",
            fix="pass a mapping: on({'its own name': 'the other'}, measure)",
        )
    return On(measure, tuple((own, name) for own in meant))
