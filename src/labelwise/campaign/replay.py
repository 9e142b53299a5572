"""Replay: every ranking of a campaign computed again in one process, from the recorded order of events alone.

A ranking depends on the events up to a position, on a moment and on what the strategy kept; all three
are recorded. However many processes asked at once, and wherever they were killed, one process that reads
the ledger has to come to the same rankings, probabilities and states, bit for bit.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from numpy.typing import NDArray

from labelwise.campaign import setup
from labelwise.campaign.planning import Planner, kept_of
from labelwise.campaign.pop import Popper
from labelwise.campaign.purse import Purse
from labelwise.errors import StoreError
from labelwise.params import from_config
from labelwise.store import Ledger
from labelwise.store.artefacts import name_of, pack
from labelwise.store.fold import Fold
from labelwise.strategy import overlap_of
from labelwise.types import Event

APART = ("now", "state")
"""What a plan records beside the ranking itself: its moment, and the name of an artefact."""


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
    >>> campaign = Campaign(["a good film", "bad", "good", "so bad"], ["pos", "neg"], trust=None)
    >>> _ = campaign.tell(campaign.ask(2), ["pos", "neg"])
    >>> _ = campaign.ask(1)
    >>> replay(campaign.ledger)
    []
    """
    events = ledger.events()
    replayer = _Replayer(ledger, events, pool, learner)
    return sorted(replayer.differences(), key=lambda found: found.seq)


class _Replayer(Planner):
    """Plans what was planned, over a fold that is led from plan to plan.

    Plans are taken in the order of the events they had seen: what one of them has kept was written before
    another could read it.
    """

    def __init__(self, ledger: Ledger, events: Sequence[Event], pool: Any, learner: Any) -> None:
        last = Fold()
        last.absorb(events)
        self.ledger = _States(ledger, events)  # type: ignore[assignment]
        self.brain = setup.load(last.config, ledger, pool, learner)
        self.strategy, self.subject = from_config(last.config["strategy"]), self.brain.subject
        self.fold, self._models, self._events = Fold(), {}, events

    def differences(self) -> Iterator[Difference]:
        """What differs, plan by plan."""
        plans = [e for e in self._events if e.kind == "planned" and "stream" not in e.body]
        for event in sorted(plans, key=lambda e: int(e.body["key"])):
            self.fold.absorb(self._events[self.fold.seq : event.body["key"]])
            self.subject.adopt(tuple(self.fold.classes))
            yield from self._compared(event)

    def _compared(self, event: Event) -> Iterator[Difference]:
        then, fold = event.body, self.fold
        purse = Purse(fold, from_config(fold.config["budget"]))
        popper = Popper(self.subject, fold, purse, fold.config["seed"], overlap_of(self.strategy))
        open_rows, out_rows = popper.open_rows(then["now"])
        self.ledger.lost = bool(then.get("lost"))
        picked, now = self._ranking(self.strategy, fold, then["n"], open_rows, out_rows)
        kept = kept_of(picked.state)
        if kept:
            now["state"] = name_of(pack(kept))
            self.ledger.kept[then.get("state", now["state"])] = kept
        for what in sorted((now.keys() | then.keys()) - set(APART[:1])):
            if now.get(what) != then.get(what):
                yield Difference(event.seq, what, then.get(what), now.get(what))


class _States:
    """What a planner reads of a ledger: its events, and states as they were computed here."""

    def __init__(self, ledger: Ledger, events: Sequence[Event]) -> None:
        self._events = events
        self.kept: dict[str, Mapping[str, NDArray[Any]]] = {}
        self.lost = False

    def events(self) -> Sequence[Event]:
        """All events in order."""
        return self._events

    def get(self, name: str) -> dict[str, NDArray[Any]]:
        """The state of this name.

        Raises
        ------
        StoreError
            Where the planner found it lost.
        """
        if self.lost:
            raise StoreError(f"the artefact {name} was lost")
        return dict(self.kept[name])
