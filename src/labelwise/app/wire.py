"""What the page may send: checked before anything else looks at it."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator

Token = Annotated[str, Field(min_length=1, max_length=120, pattern=r"^[\w.:@%+-]+$")]
"""An identifier of ours: of a query, an answer, or the holder of leases (one browser tab)."""
Queries = Annotated[list[Token], Field(max_length=100)]
Label = Annotated[str, Field(max_length=2000, strict=True)]
Number = Annotated[float, Field(strict=True, allow_inf_nan=False)]
Tags = Annotated[list[Label], Field(max_length=1000)]


class Wire(BaseModel):
    """Base: unknown fields are refused."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Nothing(Wire):
    """No fields."""


class Wanted(Wire):
    """A tab wants items; it keeps ``have`` and gives ``drop`` back."""

    holder: Token
    n: Annotated[int, Field(ge=0, le=20)] = 5
    have: Queries = []
    drop: Queries = []


class Given(Wire):
    """One decision.

    ``value`` is a label, a number, or the list of all tags that are there; the note of a flag;
    nothing for a skip. ``id`` is made by the page, so that sending it twice does nothing more;
    ``item`` must be the item of the question, so that what a browser kept from another project is
    never recorded here.
    """

    id: Token
    query: Token
    item: Annotated[str, Field(max_length=4000)]
    kind: Literal["is", "skip", "flag"]
    value: Label | Number | Tags | None = None
    of: Token | None = None
    seconds: Annotated[float, Field(ge=0, le=86_400)] | None = None
    shown: bool = False
    guideline: Annotated[str, Field(max_length=64)] = ""

    @model_validator(mode="after")
    def _value_fits_kind(self) -> Given:
        allowed = {"is": (str, int, float, list), "flag": (str, type(None)), "skip": (type(None),)}[self.kind]
        if not isinstance(self.value, allowed):
            raise ValueError(f"an answer of kind {self.kind!r} with the value {self.value!r:.50}")
        return self


class Batch(Wire):
    """Decisions in the order they were made."""

    answers: Annotated[list[Given], Field(min_length=1, max_length=50)]


class TakeBack(Wire):
    """Undo of one answer; the tab wants to hold its item again."""

    holder: Token
    answer: Token
    item: Annotated[str, Field(max_length=4000)]


class Holding(Wire):
    """A tab renews these queries, or leaves."""

    holder: Token
    queries: Queries = []
