"""What the page may send: checked before anything else looks at it."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

Token = Annotated[str, Field(min_length=1, max_length=120, pattern=r"^[\w.:@%+-]+$")]
"""An identifier of ours: of a query, an answer, or the holder of leases (one browser tab)."""
Queries = Annotated[list[Token], Field(max_length=100)]


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

    ``id`` is made by the page, so that sending it twice does nothing more; ``item`` must be the
    item of the question, so that what a browser kept from another project is never recorded here.
    """

    id: Token
    query: Token
    item: Annotated[str, Field(max_length=4000)]
    kind: Literal["is", "skip", "flag"]
    value: Annotated[str, Field(max_length=2000)] | None = None
    of: Token | None = None
    seconds: Annotated[float, Field(ge=0, le=86_400)] | None = None
    shown: bool = False
    guideline: Annotated[str, Field(max_length=64)] = ""


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
