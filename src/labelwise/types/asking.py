"""Questions, answers, events and what they may cost."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from numbers import Integral
from typing import Annotated, Any, Literal

from labelwise.errors import BadAnswer, BadParameter
from labelwise.params import Between, OneOf, Piece, Whole
from labelwise.types.units import Unit

Purpose = Literal["train", "test", "calibrate", "gold", "audit", "demonstrate"]
Kind = Literal["is", "not", "among", "other", "unsure", "skip", "flag"]
KINDS = ("is", "not", "among", "other", "unsure", "skip", "flag")
EventKind = Literal["asked", "answered", "retracted", "trained", "planned", "evaluated", "changed"]
FREE = Decimal(0)
CHECKED = {"confidence": Between(0, 1), "seconds": Between(0), "price": Between(0), "weight": Between(0)}
SET = ("price", "weight")
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
    cost : float or None
        What its answer is expected to cost, in the unit of its form; None is one answer.

    Examples
    --------
    >>> Query("q1", "doc1", options=("pos", "neg"), proposal="pos", confidence=0.9).unit
    Unit(item='doc1', part='')
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
    cost: float | None = None

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
        Spent on it, in the unit of its question's form; money by default.
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
    weight : float
        How much it counts in training; 1 but for what a model labelled itself, and for answers to a gate that
        weighs its questions.

    Raises
    ------
    BadAnswer
        If the kind is unknown, or a confidence, price or duration is no possible number.

    Examples
    --------
    >>> answer = Answer("q1:human:anna", "q1", "human:anna", "is", "pos", price=0.05, item="doc1")
    >>> answer.value, answer.price, answer.unit
    ('pos', Decimal('0.05'), Unit(item='doc1', part=''))
    """

    id: str
    query: str | None
    by: str
    kind: Kind
    value: Value = None
    of: str | None = None
    confidence: float | None = None
    price: Decimal = FREE
    seconds: float | None = None
    at: float = 0.0
    shown: bool = False
    guideline: str = ""
    item: str = ""
    part: str = ""
    weight: float = 1.0

    def __post_init__(self) -> None:
        if self.kind not in KINDS:
            raise BadAnswer(f"an answer of kind {self.kind!r}", allowed=", ".join(KINDS))
        for name, check in CHECKED.items():
            value = getattr(self, name)
            if value is FREE or (value is None and name not in SET) or (name == "weight" and value == 1.0):
                continue
            if not check(value) or math.isinf(value):
                raise BadAnswer(
                    f"the {name} of an answer is {value!r}",
                    allowed=f"{check}" + ", or None" * (name not in SET),
                )
            object.__setattr__(self, name, Decimal(str(value)) if name == "price" else float(value))

    @property
    def unit(self) -> Unit:
        """The unit it is about."""
        return Unit(self.item, self.part)

    @property
    def by_machine(self) -> bool:
        """Whether a model gave it to itself: it teaches, but stands for no person's answer."""
        return self.by.startswith("model:")


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

    Examples
    --------
    >>> Event("trained", "t3", 12.5, body={"model": "m2"}, seq=3).body["model"]
    'm2'
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
        If the limit is negative or infinite, or the unit unknown.

    Examples
    --------
    >>> Budget(200), Budget(Decimal("9.50"), "money").left(Decimal("9.25"))
    (Budget(limit=200), Decimal('0.25'))
    """

    limit: Annotated[int | float | Decimal, Between(0)]
    unit: Annotated[str, OneOf(UNITS)] = "answers"
    overrun: Annotated[str, OneOf(("skip",))] = "skip"

    def __post_init__(self) -> None:
        super().__post_init__()
        if math.isinf(self.limit):
            raise BadParameter(
                f"the budget is {self.limit!r}", allowed="a finite number", fix="budget=None has no limit"
            )
        object.__setattr__(self, "limit", self._counted(self.limit))

    def _counted(self, amount: int | float | Decimal) -> Any:
        """The amount as this unit counts: Decimal for money, else int or float."""
        if self.unit == "money":
            return Decimal(str(amount))
        return float(amount) if isinstance(amount, Decimal) else amount

    def left(self, spent: int | float | Decimal) -> Any:
        """What remains after ``spent``, never below zero; counted in decimals, so that tenths add up.

        Examples
        --------
        >>> Budget(200).left(60), Budget(1.5, "money").left(2), Budget(0.7, "seconds").left(Decimal("0.6"))
        (140, Decimal('0'), 0.1)
        """
        exact = max(Decimal(0), Decimal(str(self.limit)) - Decimal(str(spent)))
        if self.unit == "money":
            return exact
        whole = isinstance(self.limit, Integral) and isinstance(spent, Integral)
        return int(exact) if whole else float(exact)

    @classmethod
    def of(cls, budget: Budget | int | None) -> Budget | None:
        """Accept a number of answers where a Budget is expected.

        Examples
        --------
        >>> Budget.of(5)
        Budget(limit=5)
        """
        if budget is None or isinstance(budget, Budget):
            return budget
        if not Whole()(budget):
            raise BadParameter(f"the budget is {budget!r}", allowed=f"{Whole()} of answers, a Budget, None")
        return cls(int(budget))
