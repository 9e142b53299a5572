"""Replay: every ranking of a campaign computed again in one process, from the recorded order of events alone.

A ranking depends on the events up to a position, on a moment and on what the strategy kept; all three
are recorded. However many processes asked at once, and wherever they were killed, one process that reads
the ledger has to come to the same rankings, probabilities and states, bit for bit.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from labelwise.campaign import setup
from labelwise.campaign.planning import Planner, kept_of
from labelwise.campaign.pop import Popper
from labelwise.campaign.purse import Purse
from labelwise.params import from_config
from labelwise.pool import Pool
from labelwise.pool.inputs import names
from labelwise.selectors.base import plain
from labelwise.store import Ledger
from labelwise.store.artefacts import name_of, pack
from labelwise.store.fold import Fold
from labelwise.strategy import overlap_of

APART = {"now", "lost"}
"""What a plan records beside the ranking itself: its moment, and that a kept state could not be read."""


@dataclass(frozen=True, slots=True)
class Difference:
    """One thing that a plan records otherwise than it is computed now.

    Parameters
    ----------
    seq : int
        Position of the ``planned`` event.
    what : str
        The key of its body: ``items``, ``p``, ``score``, ``state`` ...
    recorded, replayed : object
        Both values; None where there is none.
    """

    seq: int
    what: str
    recorded: Any
    replayed: Any


def replay(ledger: Ledger, *, pool: Any = None, learner: Any = None) -> list[Difference]:
    """Compute every plan of a campaign again, and say what differs; nothing is written.

    Parameters
    ----------
    ledger : Ledger
        Of the campaign.
    pool, learner : optional
        Only for what the store cannot hold, as for ``Campaign.open``.

    Returns
    -------
    list of Difference
        Empty when every plan has the same items, scores, probabilities and states, bit for bit. States
        are carried from plan to plan as they are computed here, so that no artefact of them is read.

    Raises
    ------
    StoreError
        If the store holds no campaign, or something must be passed.
    PoolChanged
        If the pool is not the one of the project.

    Examples
    --------
    >>> from labelwise.campaign import Campaign
    >>> texts = ["a good film", "bad", "good", "so bad"]
    >>> campaign = Campaign(texts, ["pos", "neg"], strategy="margin", trust=None)
    >>> _ = campaign.tell(campaign.ask(2), ["pos", "neg"])
    >>> _ = campaign.ask(1)
    >>> replay(campaign.ledger, pool=texts)
    []
    """
    return sorted(_Replayer(ledger, pool, learner).differences(), key=lambda found: found.seq)


class _Replayer(Planner):
    """Plans what was planned, over a fold that is led from plan to plan.

    Plans are taken in the order of the events they had seen: what one of them kept was written before
    another could read it.
    """

    def __init__(self, ledger: Ledger, pool: Any, learner: Any) -> None:
        self.ledger, self._events = ledger, ledger.events()
        last = Fold()
        last.absorb(self._events)
        self.brain = setup.load(last.config, ledger, pool, learner)
        self.subject, self._whole = self.brain.subject, self.brain.subject.pool
        self.strategy = from_config(last.config["strategy"])
        self.fold, self._models, self._lost = Fold(), {}, False
        self._kept: dict[str, dict[str, Any]] = {}

    def differences(self) -> Iterator[Difference]:
        """What differs, plan by plan."""
        plans = [e for e in self._events if e.kind == "planned" and "stream" not in e.body]
        for event in sorted(plans, key=lambda e: int(e.body["key"])):
            self._lead(event.body["key"])
            now = self._planned(event.body)
            apart = APART if "now" in event.body else APART - {"now"}
            for what in sorted((now.keys() | event.body.keys()) - apart):
                if now.get(what) != event.body.get(what):
                    yield Difference(event.seq, what, event.body.get(what), now.get(what))

    def _lead(self, seq: int) -> None:
        """Lead fold and subject to a position."""
        self.fold.absorb(self._events[self.fold.seq : seq])
        size = self.fold.config["pool"]["size"]
        if size != len(self.subject.pool):
            self.subject.extend(_first(self._whole, size))
            self.brain.forget()
            self._models = {}
        self.subject.adopt(tuple(self.fold.classes))

    def _planned(self, then: Mapping[str, Any]) -> dict[str, Any]:
        """The body of a plan, computed now."""
        fold, own = self.fold, "strategy" not in then
        self.budget = from_config(fold.config["budget"])
        purse = Purse(fold, self.budget)
        popper = Popper(self.subject, fold, purse, fold.config["seed"], overlap_of(self.strategy))
        self._lost = bool(then.get("lost"))
        if "now" not in then:
            return {**then, "now": "not recorded by the version that planned it: it cannot be computed again"}
        if not own and then["strategy"] is None:
            return {"strategy": "one without a configuration: its plan cannot be computed again"}
        chosen = self.strategy if own else from_config(then["strategy"])
        rows = popper.open_rows(then["now"])
        picked, body = self._ranking(chosen, (fold, self.brain), then["n"], then["now"], rows)
        kept = kept_of(picked.state) if own else {}
        self._kept[then.get("state", "")] = kept
        if kept:
            body["state"] = name_of(pack(kept))
        return body if own else {**body, "strategy": then["strategy"]}

    def _recall(self, name: str) -> tuple[dict[str, Any], str]:
        """As it was computed here; nothing where the planner found it lost."""
        return ({}, "") if self._lost else (plain(self._kept[name]), "")


def _first(pool: Pool, size: int) -> Pool:
    """The first items of a pool, which it had before it grew."""
    rows = np.arange(size, dtype=np.int64)
    items = pool.x(rows)
    own = names(items) if pool.kind == "table" else []
    columns = {name: pool.column(name, rows) for name in pool.columns if name not in own}
    return Pool(items, ids=pool.ids.to_pylist()[:size], columns=columns)
