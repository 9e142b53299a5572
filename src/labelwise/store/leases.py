"""Which questions are out, with whom and until when: a part of the fold."""

from __future__ import annotations

from dataclasses import replace
from itertools import count
from typing import Any

from labelwise.store.current import Lease
from labelwise.types import Unit

Key = tuple[str, str, int]
"""What a lease is unique on: item, part, slot."""


class Leases:
    """What was asked, and what of it is held at present.

    Attributes
    ----------
    asked : dict
        Query id to the body of its ``asked`` event, with item, part and seq.
    leases : dict
        (item, part, slot) to :class:`Lease`; may hold expired ones.
    """

    def __init__(self) -> None:
        self.asked: dict[str, dict[str, Any]] = {}
        self.leases: dict[Key, Lease] = {}
        self._slots: dict[Unit, int] = {}

    def _take_out(self, query: str) -> None:
        """A question goes out."""
        asked, key = self.asked[query], self._key(query)
        if key[2]:
            unit = Unit(*key[:2])
            self._slots[unit] = max(key[2], self._slots.get(unit, 0))
        self.leases[key] = Lease(query, asked.get("holder"), asked["until"])

    def leases_of(self, unit: Unit) -> list[Lease]:
        """The leases of one unit in all slots, expired ones included."""
        found = (self.leases.get((unit.item, unit.part, k)) for k in range(self._slots.get(unit, 0) + 1))
        return [lease for lease in found if lease is not None]

    def free_slot(self, unit: Unit, now: float) -> int:
        """The first slot of a unit in which nothing is out at the moment ``now``."""
        keys = ((unit.item, unit.part, slot) for slot in count())
        return next(k[2] for k in keys if k not in self.leases or self.leases[k].until <= now)

    def held(self, now: float) -> dict[Key, Lease]:
        """What is out at the moment ``now``."""
        return {k: v for k, v in self.leases.items() if v.until > now}

    def lease_of(self, query: str) -> Lease | None:
        """The lease of a query, expired or not; None when it was answered, released or taken over."""
        lease = self.leases.get(self._key(query)) if query in self.asked else None
        return lease if lease is not None and lease.query == query else None

    def _key(self, query: str) -> Key:
        asked = self.asked[query]
        return asked["item"], asked["part"], asked.get("slot", 0)

    def _drop_lease(self, query: str) -> None:
        if self.lease_of(query) is not None:
            del self.leases[self._key(query)]

    def _renew(self, query: str, until: float) -> None:
        lease = self.lease_of(query)
        if lease is not None:
            self.leases[self._key(query)] = replace(lease, until=until)
