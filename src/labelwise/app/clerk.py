"""The server's one way to the campaign: plain data in, plain data out, one call at a time."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import asdict
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from labelwise.app.settings import Settings
from labelwise.app.wire import Given
from labelwise.errors import BadAnswer, BadData
from labelwise.types import Answer, Query

if TYPE_CHECKING:
    from labelwise.campaign import Campaign

LEASE = 120.0
"""Seconds a tab holds an item; it renews every 30."""
GRACE = 5.0
"""Seconds after which a closed tab's items go back; a reload takes less."""
TAB = "tab:"
"""How the holders of leases begin that are tabs of a browser."""
BLIND = ("test", "gold", "audit")
"""Purposes for which no suggestion is ever shown."""

Json = dict[str, Any]


def _untrained() -> Json:
    return {"state": "off"}


class Clerk:
    """Hands out items, takes answers back, tells where the campaign stands.

    Parameters
    ----------
    campaign : Campaign
        Opened with ``background=True``: another process trains.
    settings : Settings
        Who answers and what is shown.
    training : callable
        Gives the state of the training process.
    """

    def __init__(
        self, campaign: Campaign, settings: Settings, training: Callable[[], Json] = _untrained
    ) -> None:
        self.campaign, self.settings, self.training = campaign, settings, training
        campaign.lease = LEASE
        self._lock = threading.RLock()
        self._left: dict[str, float] = {}

    def free_abandoned(self) -> int:
        """Release what tabs of an earlier server still hold; returns how many items."""
        with self._lock:
            leases = self.campaign.fold.held(time.time()).values()
            return len(self.campaign.release([v.query for v in leases if (v.holder or "").startswith(TAB)]))

    def next(self, holder: str, n: int, have: Sequence[str] = (), drop: Sequence[str] = ()) -> Json:
        """Up to ``n`` items for a tab: first those it holds without having them, then new ones.

        Returns
        -------
        dict
            ``items``; ``end`` tells why there are none (``labelled``, ``budget`` or ``held``), else None.
        """
        with self._lock:
            self._left.pop(holder, None)
            held = self.campaign.held(holder)
            dropped = self.campaign.release([q.id for q in held if q.id in drop])
            items = [q for q in held if q.id not in have and q.id not in dropped][:n]
            items += self.campaign.ask(n - len(items), to=holder)
            return {
                "items": [self.card(q) for q in items],
                "end": None if items or not n else self._end(holder),
                "ranking": self._ranking(),
            }

    def _ranking(self) -> int:
        return int(self.campaign.fold.planned.get("key", 0))

    def _end(self, holder: str) -> str:
        """Why nothing is left; what this tab itself holds is answered already and on its way."""
        out = self.campaign.fold.held(time.time()).values()
        if any(lease.holder != holder for lease in out):
            return "held"
        status = self.campaign.status()
        return "budget" if status.left is not None and status.left <= 0 else "labelled"

    def card(self, query: Query) -> Json:
        """What the page needs to show one question."""
        row = int(self.campaign.pool.rows([query.item])[0])
        shown = self.campaign.pool.shown(row)
        if shown["kind"] == "image":
            shown = {**shown, "path": None, "src": f"/api/v1/media?item={quote(query.item, safe='')}"}
        suggestion = None
        if self.settings.suggest and query.proposal is not None and query.purpose not in BLIND:
            sure = None if query.confidence is None else round(100 * query.confidence)
            suggestion = {"value": self.campaign.task.export(query.proposal), "percent": sure}
        return {
            "query": query.id,
            "item": query.item,
            "show": shown,
            "suggestion": suggestion,
            "why": query.why,
        }

    def answer(self, given: Sequence[Given]) -> list[Json]:
        """Record decisions; each comes back as saved or, with the reason, as refused.

        A batch is one commit. When one of it is refused, all are tried one by one.
        """
        with self._lock:
            self.campaign.refresh()
            new = [g for g in given if not self.campaign.fold.retracted.get(g.id)]
            try:
                self._tell(new)
            except BadAnswer as error:
                if len(given) == 1:
                    return [{"id": given[0].id, "saved": False, "message": str(error)}]
                return [result for g in given for result in self.answer([g])]
            return [{"id": g.id, "saved": True} for g in given]

    def _tell(self, given: Sequence[Given]) -> None:
        for g in given:
            asked = self.campaign.fold.asked.get(g.query)
            if asked is None or asked["item"] != g.item:
                raise BadAnswer(f"the question {g.query} is not one of this project")
        self.campaign.tell([g.query for g in given], [self._read(g) for g in given])

    def _read(self, g: Given) -> Answer:
        return Answer(
            g.id,
            g.query,
            self.settings.by,
            g.kind,
            g.value,
            g.of,
            seconds=g.seconds,
            shown=g.shown,
            guideline=g.guideline,
        )

    def undo(self, holder: str, answer: str, item: str) -> Json:
        """Take back one answer of this annotator; the tab holds its item again, as a new question.

        Doing it twice is the same as doing it once. An answer that corrected another one is
        taken back without asking again: the other one counts once more.
        """
        with self._lock:
            self.campaign.refresh()
            known = self.campaign.fold.answers.get(answer)
            if known is None:
                held = [q for q in self.campaign.held(holder) if q.item == item]
                return {"undone": False, "card": self.card(held[0]) if held else None}
            again = None if known.of else holder
            undone = self.campaign.undo(self.settings.by, to=again, answer=answer)
            query = undone.query if undone else None
            return {"undone": undone is not None, "card": query and self.card(query)}

    def ask_skipped_again(self) -> list[str]:
        """Take back this annotator's skips; returns the ids of those answers."""
        with self._lock:
            self.campaign.refresh()
            mine = [
                a.id for a in self.campaign.fold.present() if (a.kind, a.by) == ("skip", self.settings.by)
            ]
            for answer in mine:
                self.campaign.undo(self.settings.by, answer=answer)
            return mine

    def history(self, limit: int = 50) -> list[Json]:
        """This annotator's newest answers that count, newest first."""
        with self._lock:
            found = self.campaign.history(self.settings.by, limit)
            replaced = self.campaign.fold.replaced
            return [self._past(q, a) for q, a in found if not replaced.get(a.id)]

    def _past(self, query: Query, a: Answer) -> Json:
        return {
            "answer": a.id,
            "kind": a.kind,
            "value": self._given(a),
            "of": a.of,
            "at": a.at,
            "card": self.card(query),
        }

    def _given(self, a: Answer) -> Any:
        """The value of an answer as the page sends it."""
        task = self.campaign.task
        return list(task.names(a.value)) if a.kind == "is" and task.widget == "many" else a.value

    def renew(self, holder: str, queries: Sequence[str]) -> list[str]:
        """Hold items longer; returns those the tab still holds."""
        with self._lock:
            self._left.pop(holder, None)
            return self.campaign.renew(queries, to=holder)

    def leave(self, holder: str) -> None:
        """A tab went away; its items are released a little later, unless it was a reload."""
        with self._lock:
            self._left[holder] = time.monotonic() + GRACE

    def sweep(self) -> None:
        """Release the items of tabs that did not come back."""
        with self._lock:
            gone = [holder for holder, due in self._left.items() if due <= time.monotonic()]
            for holder in gone:
                del self._left[holder]
                self.campaign.release([q.id for q in self.campaign.held(holder)])

    def mark(self) -> tuple[int, str]:
        """Changes whenever :meth:`status` may have changed; cheap."""
        with self._lock:
            return self.campaign.refresh(), str(self.training())

    def status(self) -> Json:
        """Progress, classes, model and advice as the page shows them."""
        with self._lock:
            s, ranking = self.campaign.status(), self._ranking()
        return {
            "labels": s.labels, "imported": s.imported, "skipped": s.skipped, "flagged": s.flagged,
            "answered": self.answered, "total": s.total, "left": None if s.left is None else float(s.left),
            "unit": self.campaign.budget.unit if self.campaign.budget else None,
            "classes": dict(s.classes), "pace": self._pace(), "model": s.model,
            "learned": self.campaign.fold.trained.get("labels", 0),
            "behind": s.behind,
            "training": self.training(), "ranking": ranking,
            "quality": asdict(s.quality), "savings": asdict(s.savings), "advice": asdict(s.advice),
            "warnings": list(s.warnings),
        }  # fmt: skip

    @property
    def answered(self) -> int:
        """Items with an answer of any kind."""
        return len(self.campaign.fold.by_unit)

    def _pace(self) -> int | None:
        with self._lock:
            times = [a.at for a in self.campaign.fold.answers.values() if a.by == self.settings.by][-30:]
        return pace(times)

    def picture(self, item: str) -> Path:
        """The file of an item that is an image.

        Raises
        ------
        BadData
            If there is no such item, or it is no image.
        """
        pool = self.campaign.pool
        if pool.kind != "image":
            raise BadData("the items of this project are no images")
        return Path(pool.payload(int(pool.rows([item])[0])))


def pace(times: Sequence[float], pause: float = 120.0) -> int | None:
    """Answers an hour from their times, breaks longer than ``pause`` left out; None below five.

    Examples
    --------
    >>> pace([0, 2, 4, 6, 1000, 1002])
    1800
    """
    steps = [b - a for a, b in pairwise(times) if 0 <= b - a <= pause]
    return round(3600 * len(steps) / sum(steps)) if len(steps) >= 4 and sum(steps) > 0 else None
