"""From a raw answer to a recorded one: every check of ``tell``."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from labelwise.errors import BadAnswer
from labelwise.store.fold import Fold
from labelwise.tasks import Classification
from labelwise.tasks.forms import Full
from labelwise.types import Answer, Unit


class Reader:
    """Turns raw answers into checked ones against the live state.

    Parameters
    ----------
    task : Classification
        Which values are valid.
    form : Full
        How questions are read and priced.
    fold : Fold
        The live state.
    """

    def __init__(self, task: Classification, form: Full, fold: Fold) -> None:
        self.task, self.form, self.fold = task, form, fold

    def read(self, query_id: str, raw: Any, by: str | None, details: Mapping[str, Any]) -> Answer:
        """The checked answer to a question.

        Raises
        ------
        BadAnswer
            If the question is unknown or the answer outside the task.
        """
        asked = self.fold.asked.get(query_id)
        if asked is None:
            raise BadAnswer(
                f"there is no question {query_id!r} in this campaign",
                fix="tell answers to questions that ask() gave",
            )
        query = self.fold.query(query_id, options=self.task.options())
        unit = {"item": asked["item"], "part": asked["part"]}
        if isinstance(raw, Answer):
            if raw.query not in (None, query_id):
                raise BadAnswer(
                    f"an answer to {raw.query!r} was told for {query_id!r}",
                    allowed="answers in the order of the batch",
                )
            answer = replace(raw, query=query_id, at=raw.at or details["at"], **unit)
        else:
            who = by or asked.get("holder") or "human"
            kind, value = self.form.read(query, raw)
            answer = Answer(f"{query_id}:{who}", query_id, who, kind, value, **unit, **details)
        price = answer.price or self.form.price(query, answer)
        return self.task.check(replace(answer, price=price) if price else answer, query)

    def imported(self, item: str, value: Any, by: str, at: float) -> Answer:
        """The checked answer that came with the data."""
        return self.task.check(Answer(f"{by}:{item}", None, by, "is", value, at=at, item=item))

    def refuse_twins(self, answers: Sequence[Answer]) -> None:
        """Refuse two answers with one id in one call."""
        twice = [i for i, k in Counter(a.id for a in answers).items() if k > 1]
        if twice:
            raise BadAnswer(
                f"two answers with the id {twice[0]!r} in one call", allowed="one answer per question"
            )

    def is_new(self, answer: Answer, now: float) -> bool:
        """False when the same answer is recorded already.

        Raises
        ------
        BadAnswer
            If the id is taken by another value, or the question expired and went to somebody else.
        """
        known = self.fold.answers.get(answer.id)
        if known is not None:
            if (known.kind, known.value) == (answer.kind, answer.value):
                return False
            raise BadAnswer(
                f"the answer {answer.id!r} is recorded as {known.value!r}, and now it is {answer.value!r}",
                fix="take it back with undo(), or send an Answer with another id and of=" + repr(answer.id),
            )
        if answer.of is not None:
            if answer.of not in self.fold.answers:
                raise BadAnswer(
                    f"the answer {answer.of!r} to correct is not recorded",
                    allowed="the id of a present answer",
                )
            return True
        self._refuse_late(answer, now)
        return True

    def _refuse_late(self, answer: Answer, now: float) -> None:
        unit = Unit(answer.item, answer.part)
        others = self.fold.of_unit(unit)
        if others:
            raise BadAnswer(
                f"item {answer.item!r} is answered already by {others[-1].by}"
                + (f"; the question {answer.query} expired" if answer.query else ""),
                fix=f"correct that answer with of={others[-1].id!r}",
            )
        lease = self.fold.leases.get((answer.item, answer.part, 0)) if answer.query is not None else None
        if lease is not None and lease.query != answer.query and lease.until > now:
            holder = lease.holder or "another asker"
            raise BadAnswer(
                f"the question {answer.query} expired and item {answer.item!r} went to {holder}",
                fix="ask again for the next questions",
            )

    def event_id(self, answer: Answer) -> str:
        """The id of its event: the answer's own, numbered when it was taken back before."""
        again = self.fold.retracted[answer.id]
        return f"{answer.id}~{again}" if again else answer.id
