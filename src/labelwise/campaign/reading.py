"""From a raw answer to a recorded one: every check of ``tell``."""

from __future__ import annotations

import json
import math
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from labelwise.errors import BadAnswer
from labelwise.params import Between
from labelwise.store.fold import Fold
from labelwise.tasks import Task
from labelwise.tasks.forms import Full
from labelwise.types import Answer, Query, Unit

SINCE_1970 = Between(0)


class Reader:
    """Turns raw answers into checked ones against the live state.

    Parameters
    ----------
    task : Task
        Which values are valid.
    form : Full
        How questions are read and priced.
    fold : Fold
        The live state.
    """

    def __init__(self, task: Task, form: Full, fold: Fold) -> None:
        self.task, self.form, self.fold = task, form, fold

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
            who = by or query.to or "human"
            kind, value = self.form.read(query, raw)
            answer = Answer(f"{query.id}:{who}", query.id, who, kind, value, **place, **details)
        price = answer.price or self.form.price(query, answer)
        return _plain(self.task.check(replace(answer, price=price) if price else answer, query))

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

    def imported(self, item: str, value: Any, by: str, at: float) -> Answer:
        """The checked answer that came with the data.

        Raises
        ------
        BadAnswer
            If it is no class; names the item.
        """
        try:
            return _plain(self.task.check(Answer(f"{by}:{item}", None, by, "is", value, at=at, item=item)))
        except BadAnswer as error:
            raise BadAnswer(
                f"item {item!r}: {error.problem}",
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
        _refuse_twice("answers about item", [(a.item, a.part) for a in found])
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
        """A correction is about the same item, and about an answer that counts."""
        standing = [a.id for a in self.fold.of_unit(answer.unit)]
        if answer.of not in standing:
            raise BadAnswer(
                f"the answer {answer.of!r} to correct is none that counts for item {answer.item!r}",
                allowed=" or ".join(map(repr, standing)) or "an item that has an answer",
                fix="correct the newest answer of the item",
            )

    def _refuse_late(self, answer: Answer, now: float) -> None:
        others = self.fold.of_unit(Unit(answer.item, answer.part))
        if others:
            raise BadAnswer(
                f"item {answer.item!r} is answered already by {others[-1].by}"
                + (f"; the question {answer.query} expired" if answer.query else ""),
                allowed="one answer per item",
                fix=f"correct that answer with of={others[-1].id!r}",
            )
        lease = self.fold.in_the_way(answer)
        if answer.query is not None and lease is not None and lease.until > now:
            raise BadAnswer(
                f"the question {answer.query} expired and item {answer.item!r} went to "
                + (lease.holder or "another asker"),
                allowed="answers to questions that are still held",
                fix="ask again for the next questions",
            )

    def ended(self, new: Iterable[Answer]) -> list[str]:
        """Other questions about the items of new answers: nobody needs to answer them any more."""
        leases = map(self.fold.in_the_way, new)
        return [lease.query for lease in leases if lease is not None]

    def event_id(self, answer: Answer) -> str:
        """The id of its event: no event of another kind has it, nor an earlier one that was taken back."""
        return f"a{self.fold.retracted[answer.id]}:{answer.id}"


def _refuse_twice(what: str, keys: Sequence[str | tuple[str, str]]) -> None:
    if len(set(keys)) == len(keys):
        return
    key = next(k for k, n in Counter(keys).items() if n > 1)
    name = key if isinstance(key, str) else str(Unit(*key))
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
