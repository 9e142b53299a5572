"""Questions, answers, events and what they may cost."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Annotated, Any, Literal

from labelwise.errors import BadAnswer, BadParameter
from labelwise.params import Between, OneOf, Piece
from labelwise.types.units import Unit

Purpose = Literal["train", "test", "calibrate", "gold", "audit", "demonstrate"]
Kind = Literal["is", "not", "among", "other", "unsure", "skip", "flag"]
KINDS = ("is", "not", "among", "other", "unsure", "skip", "flag")
EventKind = Literal["asked", "answered", "retracted", "trained", "planned", "evaluated", "changed"]
Value = str | int | float | bool | None | list[Any] | dict[str, Any]


@dataclass(frozen=True, slots=True)
class Query:
    """One question that was handed out.

    Parameters
    ----------
    id : str
        Unique in the campaign.
    item, part : str
        The unit it is about; ``part`` is ``""`` for a whole item.
    payload : object
        What an annotator sees: the text, the path of the image, the row of the table as a dict.
    form : str
        How it is posed; ``"full"`` asks for one of all classes.
    options : tuple
        The values on offer.
    proposal : object
        A suggested value, or None.
    confidence : float or None
        The model's probability of the proposal.
    to : str or None
        Whom it was asked; None is whoever asks.
    purpose : str
        ``train test calibrate gold audit demonstrate``.
    why : str
        Which piece chose it, for people.
    """

    id: str
    item: str
    part: str = ""
    payload: Any = None
    form: str = "full"
    options: tuple[Any, ...] = ()
    proposal: Any = None
    confidence: float | None = None
    to: str | None = None
    purpose: Purpose = "train"
    why: str = ""

    @property
    def unit(self) -> Unit:
        """The unit in question."""
        return Unit(self.item, self.part)


@dataclass(frozen=True, slots=True)
class Answer:
    """One answer, of every form.

    Parameters
    ----------
    id : str
        Unique; by default ``<query id>:<by>``. Telling it again with the same content does nothing.
    query : str or None
        The question; None for an imported label.
    by : str
        ``human:anna``, ``llm:model@prompt``, ``model:sha``, ``rule:...``, ``import``, ``simulated``.
    kind : str
        ``is`` a value, ``not``, ``among``, ``other``, ``unsure``, ``skip`` or ``flag``.
    value : JSON value
        A class, a number, a list, a mapping over parts or tags; what a mapping does not name is unobserved.
    of : str or None
        The answer or proposal that this one reviews, corrects or replaces.
    confidence : float or None
        From 0 to 1, as the annotator says.
    price : Decimal
        Money spent on it.
    seconds : float or None
        Time spent on it.
    at : float
        Seconds since the epoch.
    shown : bool
        Whether a suggestion was visible.
    guideline : str
        Version of the guidelines it was given under.
    item, part : str
        The unit; filled by the campaign from the query.
    """

    id: str
    query: str | None
    by: str
    kind: Kind
    value: Value = None
    of: str | None = None
    confidence: float | None = None
    price: Decimal = Decimal(0)
    seconds: float | None = None
    at: float = 0.0
    shown: bool = False
    guideline: str = ""
    item: str = ""
    part: str = ""

    def __post_init__(self) -> None:
        if self.kind not in KINDS:
            raise BadAnswer(f"an answer of kind {self.kind!r}", allowed=", ".join(KINDS))
        if self.confidence is not None and not 0 <= self.confidence <= 1:
            raise BadAnswer(f"a confidence of {self.confidence!r}", allowed="a number from 0 to 1, or None")

    @property
    def unit(self) -> Unit:
        """The unit it is about."""
        return Unit(self.item, self.part)


@dataclass(frozen=True, slots=True)
class Event:
    """One line of the ledger; ``seq`` is given by the store.

    Parameters
    ----------
    kind : str
        ``asked answered retracted trained planned evaluated changed``.
    id : str
        Unique in the ledger.
    at : float
        Seconds since the epoch.
    item, part, query, by : str
        Columns to look things up by; ``""`` where they mean nothing.
    body : dict
        Everything else, JSON-able.
    seq : int
        Position in the ledger from 1; 0 before it is stored.
    """

    kind: EventKind
    id: str
    at: float
    item: str = ""
    part: str = ""
    query: str = ""
    by: str = ""
    body: Mapping[str, Any] = field(default_factory=dict)
    seq: int = 0


UNITS = ("answers", "tokens", "regions", "seconds", "bits", "money")


@dataclass(frozen=True, repr=False)
class Budget(Piece):
    """How much may be spent.

    Parameters
    ----------
    limit : int, float or Decimal
        At most this much, in ``unit``.
    unit : str
        ``answers tokens regions seconds bits money``; money is counted in Decimal.
    overrun : str
        ``"skip"``: a unit that does not fit into what is left is passed over.

    Raises
    ------
    BadParameter
        If the limit is negative or the unit unknown.

    Examples
    --------
    >>> Budget(200), Budget(Decimal("9.50"), "money").left(Decimal("9.25"))
    (Budget(limit=200), Decimal('0.25'))
    """

    limit: Annotated[int | float | Decimal, Between(0)]
    unit: Annotated[str, OneOf(UNITS)] = "answers"
    overrun: Annotated[str, OneOf(("skip",))] = "skip"

    def left(self, spent: int | float | Decimal) -> Any:
        """What remains after ``spent``; never below zero."""
        if self.unit == "money":
            return max(Decimal(0), Decimal(self.limit) - Decimal(spent))
        return max(0.0, float(self.limit) - float(spent))

    @classmethod
    def of(cls, budget: Budget | int | None) -> Budget | None:
        """Accept a number of answers where a Budget is expected."""
        if budget is None or isinstance(budget, Budget):
            return budget
        if isinstance(budget, bool) or not isinstance(budget, int):
            raise BadParameter(
                f"the budget is {budget!r}", allowed="a whole number of answers, a Budget, None"
            )
        return cls(budget)
