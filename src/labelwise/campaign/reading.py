"""From a raw answer to a recorded one: every check of ``tell``."""

from __future__ import annotations

import json
import math
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Any

from labelwise.campaign.subject import Subject
from labelwise.errors import BadAnswer
from labelwise.params import Between
from labelwise.store.current import ANYBODY, Lease
from labelwise.store.fold import Fold
from labelwise.tasks import Task
from labelwise.tasks.forms import Form
from labelwise.types import Answer, Query, Unit

SINCE_1970 = Between(0)


class Reader:
    """Turns raw answers into checked ones against the live state.

    Parameters
    ----------
    subject : Subject
        What is asked about, and which answers are valid.
    forms : mapping of str to Form
        How questions of each form are read and priced.
    fold : Fold
        The live state.
    overlap : int
        How many annotators may answer one unit.
    """

    def __init__(self, subject: Subject, forms: Mapping[str, Form], fold: Fold, overlap: int = 1) -> None:
        self.subject, self.forms, self.fold, self.overlap = subject, forms, fold, overlap

    @property
    def task(self) -> Task:
        """Which values are valid."""
        return self.subject.task

    def read(self, about: Query | str, raw: Any, by: str | None, details: Mapping[str, Any]) -> Answer:
        """The checked answer to a question.

        Raises
        ------
        BadAnswer
            If the question is unknown or the answer outside the task.
        """
        query = self._question(about)
        place: dict[str, Any] = {"item": query.item, "part": query.part}
        if isinstance(raw, Answer):
            if raw.query not in (None, query.id):
                raise BadAnswer(
                    f"an answer to {raw.query!r} was told for {query.id!r}",
                    allowed="answers in the order of the batch",
                    fix="sort them like the batch, or tell them one by one",
                )
            answer = replace(raw, query=query.id, at=raw.at or details["at"], **place)
        else:
            who = by or query.to or ANYBODY
            kind, value = self._form(query).read(query, raw)
            answer = Answer(f"{query.id}:{who}", query.id, who, kind, value, **place, **details)
        answer = self.task.check(answer, query, lambda: self.subject.payload(query.item))
        price = answer.price or self._price(query, answer)
        weight = self.fold.asked[query.id].get("weight", answer.weight)
        self._refuse_stranger(answer)
        return _plain(replace(answer, price=price, weight=weight) if price or weight != 1 else answer)

    def _price(self, query: Query, answer: Answer) -> Decimal:
        """What the form says; where that is nothing, the pool's own cost of the item."""
        own = query.cost if "cost" in self.subject.pool.columns else None
        return self._form(query).price(query, answer, self.task.classes) or Decimal(str(own or 0))

    def _form(self, query: Query) -> Form:
        if query.form not in self.forms:
            raise BadAnswer(
                f"the question {query.id!r} is of the form {query.form!r}",
                allowed=f"forms of this campaign's strategy: {', '.join(self.forms)}",
                fix="tell it through the campaign that asked",
            )
        return self.forms[query.form]

    def _refuse_stranger(self, answer: Answer) -> None:
        known = self.fold.annotators
        if known and answer.query is not None and answer.by not in known and not answer.by_machine:
            raise BadAnswer(
                f"an answer by {answer.by!r}, who is no annotator of this campaign",
                allowed=", ".join(known),
                fix=f"invite({answer.by!r}) first",
            )

    def _question(self, about: Query | str) -> Query:
        id = about.id if isinstance(about, Query) else str(about)
        asked = self.fold.asked.get(id)
        if asked is None:
            raise BadAnswer(
                f"there is no question {id!r} in this campaign",
                allowed="questions that ask() of this campaign gave",
                fix="ask() again and tell the answers to what it gives",
            )
        if not isinstance(about, Query):
            return self.fold.query(id, options=self.task.options())
        if about.item != asked["item"] or about.part != asked["part"]:
            raise BadAnswer(
                f"the question {id!r} is about item {about.item!r}, here it is about {asked['item']!r}",
                allowed="questions that ask() of this campaign gave",
                fix="tell the answer to the campaign that asked",
            )
        return about

    def imported(self, unit: Unit, value: Any, by: str, at: float) -> Answer:
        """The checked answer that came with the data.

        Raises
        ------
        BadAnswer
            If it is no class; names the item.
        """
        try:
            given = Answer(f"{by}:{unit}", None, by, "is", value, at=at, item=unit.item, part=unit.part)
            return _plain(self.task.check(given, None, lambda: self.subject.payload(unit.item)))
        except BadAnswer as error:
            raise BadAnswer(
                f"item {str(unit)!r}: {error.problem}",
                allowed=error.allowed,
                fix="add the class to the task, or leave this label out",
            ) from None

    def new(self, answers: Sequence[Answer], now: float) -> list[Answer]:
        """Those that are not recorded yet.

        Raises
        ------
        BadAnswer
            If two have one id or are about one item, an id is taken by another value, a question
            expired and went to somebody else, or a correction has nothing to correct.
        """
        _refuse_twice("answers with the id", [a.id for a in answers])
        found = [a for a in answers if self._is_new(a, now)]
        one_each = self.overlap == 1
        _refuse_twice("answers about item", [(a.item, a.part, "" if one_each else a.by) for a in found])
        for unit, told in Counter(a.unit for a in found if a.of is None).items():
            if told > 1 and len(self.fold.people(unit)) + told > self.overlap:
                raise BadAnswer(f"{told} more answers about {unit}", allowed=f"{self.overlap} in all")
        return found

    def _is_new(self, answer: Answer, now: float) -> bool:
        known = self.fold.answers.get(answer.id)
        if known is not None:
            if (known.unit, known.kind, known.value) == (answer.unit, answer.kind, answer.value):
                return False
            raise BadAnswer(
                f"the answer {answer.id!r} is recorded as {known.value!r}, and now it is {answer.value!r}",
                allowed="the same value again",
                fix=f"take it back with undo(answer={answer.id!r}), or send an Answer with another id and "
                f"of={answer.id!r}",
            )
        if answer.of is not None:
            self._refuse_empty_correction(answer)
        else:
            self._refuse_late(answer, now)
        return True

    def _refuse_empty_correction(self, answer: Answer) -> None:
        """A correction is about the same item and an answer that counts, by somebody without another one."""
        standing = [a.id for a in self.fold.of_unit(answer.unit)]
        if answer.of not in standing:
            raise BadAnswer(
                f"the answer {answer.of!r} to correct is none that counts for item {answer.item!r}",
                allowed=" or ".join(map(repr, standing)) or "an item that has an answer",
                fix="correct the newest answer of the item",
            )
        own = next(
            (a for a in self.fold.people(answer.unit) if a.by == answer.by and a.id != answer.of), None
        )
        if own is not None:
            raise BadAnswer(
                f"{answer.by} corrects {answer.of!r} and has an own answer about item {answer.item!r}",
                allowed="one answer of each annotator",
                fix=f"correct the own one with of={own.id!r}",
            )

    def _refuse_late(self, answer: Answer, now: float) -> None:
        others = self.fold.people(answer.unit)
        own = next((a for a in self.fold.told_of(answer.unit) if a.by == answer.by), None)
        if len(others) >= self.overlap or own is not None:
            last = own or others[-1]
            raise BadAnswer(
                f"item {answer.item!r} is answered already by {last.by}"
                + (f"; the question {answer.query} expired" if answer.query else ""),
                allowed="one answer per item"
                if self.overlap == 1
                else f"{self.overlap} answers per item, of different annotators",
                fix=f"correct that answer with of={last.id!r}",
            )
        out = [v for v in self._others(answer) if v.until > now]
        if answer.query is not None and out and len(others) + len(out) >= self.overlap:
            raise BadAnswer(
                f"the question {answer.query} expired and item {answer.item!r} went to "
                + (out[-1].holder or "another asker"),
                allowed="answers to questions that are still held",
                fix="ask again for the next questions",
            )

    def _others(self, answer: Answer) -> list[Lease]:
        """The leases that other questions have of the answer's unit, expired or not."""
        return [lease for lease in self.fold.leases_of(answer.unit) if lease.query != answer.query]

    def ended(self, new: Iterable[Answer], now: float) -> list[str]:
        """Other questions that need no answer any more: the unit has all of them, or this annotator's own.

        Where answers came that nobody was asked for, the newest questions are those too many.
        """
        told = list(new)
        count = Counter(a.unit for a in told if not a.by_machine and a.of is None)
        own = {a.query or "" for a in told}
        over = {v.query for a in told for v in self.fold.leases_of(a.unit) if v.who == a.by} - own
        for unit, n in count.items():
            rest = [v for v in self.fold.leases_of(unit) if v.query not in own and v.query not in over]
            if rest:
                free = self.overlap - len(self.fold.people(unit)) - n
                rest.sort(key=lambda v: (v.until > now, -self.fold.asked[v.query]["seq"]))
                over |= {v.query for v in rest[: max(len(rest) - max(free, 0), 0)]}
        return sorted(over)

    def event_id(self, answer: Answer) -> str:
        """The id of its event: no event of another kind has it, nor an earlier one that was taken back."""
        return f"a{self.fold.retracted[answer.id]}:{answer.id}"


def _refuse_twice(what: str, keys: Sequence[str | tuple[str, ...]]) -> None:
    if len(set(keys)) == len(keys):
        return
    key = next(k for k, n in Counter(keys).items() if n > 1)
    name = key if isinstance(key, str) else str(Unit(*key[:2]))
    raise BadAnswer(f"two {what} {name!r} in one call", allowed="one answer per question", fix="tell it once")


def _plain(answer: Answer) -> Answer:
    """The answer as it will be read again from the ledger; refused where it could not be exported."""
    for name, text in (("id", answer.id), ("by", answer.by)):
        if not isinstance(text, str) or not text:
            raise BadAnswer(f"the {name} of an answer is {text!r}", allowed="a text")
    if not SINCE_1970(answer.at) or math.isinf(answer.at):
        raise BadAnswer(f"the time of an answer is {answer.at!r}", allowed="seconds since 1970")
    if isinstance(answer.value, str) and type(answer.at) is float:
        return answer
    try:
        value = json.loads(json.dumps(answer.value, allow_nan=False))
        return replace(answer, value=value, at=float(answer.at))
    except (TypeError, ValueError) as error:
        raise BadAnswer(
            f"the value of an answer is {answer.value!r} ({error})", allowed="what JSON can hold"
        ) from None
