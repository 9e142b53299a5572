"""What changes while a campaign runs: its annotators, its classes, its pool."""

from __future__ import annotations

from abc import abstractmethod
from typing import Any

import numpy as np

from labelwise.campaign import setup
from labelwise.campaign.desk import check_name
from labelwise.campaign.exporting import Delivering
from labelwise.campaign.sealing import copies_of, families, joining
from labelwise.errors import PoolChanged
from labelwise.pool import Pool, as_pool
from labelwise.random import generator


class Growing(Delivering):
    """Records what joins a campaign, and follows what other processes recorded."""

    seed: int

    @abstractmethod
    def _follow_pool(self) -> None:
        """Begin to count the rows of the pool as it is by now."""

    def invite(self, *annotators: str) -> None:
        """Say who answers; from then on answers to questions by others are refused.

        Raises
        ------
        BadParameter
            If a name is no text.
        """
        for name in annotators:
            check_name("annotator", name)
        with self._write() as out:
            new = [name for name in dict.fromkeys(annotators) if name not in self.fold.annotators]
            if new:
                out.emit("changed", f"c{out.next}", body={"annotators": new})

    def add_classes(self, *classes: str) -> None:
        """Take in classes that annotators found; answers that named them outside the classes then count.

        Raises
        ------
        BadParameter
            If the classes of the task are fixed, or one is there already.
        """
        with self._write() as out:
            self.task.grown(list(classes))
            out.emit("changed", f"c{out.next}", body={"classes": list(classes)})

    def grow(self, pool: Any) -> int:
        """Let further items join at the end of the pool; returns how many.

        The sealed reserve grows with them by a draw among the new rows only, at the share it had; a copy of
        an old item lies on the side of that item. Its new part is asked first, until it has its share of the
        reserve's answers; how the campaign went, for the advice and the savings, is told anew from then on.

        Parameters
        ----------
        pool : Pool, or what one can be made from
            All items: those of the campaign, unchanged and in their order, and then the new ones.

        Raises
        ------
        PoolChanged
            If it does not begin with the items of the campaign; names the first differing one.

        Examples
        --------
        >>> from labelwise import Campaign
        >>> campaign = Campaign(["good", "bad", "fine"], ["pos", "neg"], strategy="random")
        >>> campaign.grow(["good", "bad", "fine", "awful"]), campaign.status().total
        (1, 4)
        """
        made = as_pool(pool)
        made.hashes, made.fingerprint  # noqa: B018  (read every item before the store is locked)
        with self._write() as out:
            old, rows = self.pool, len(self.subject)
            setup.refuse_other_start(old, made)
            if len(made) == len(old):
                return 0
            self.subject.extend(made)
            try:
                stored = {**setup.described(made), "items": setup.put_items(self.ledger, made)}
                body = {"pool": stored, **self._sealed_among(rows)}
            finally:
                self.subject.extend(old)
            out.emit("changed", f"c{out.next}", body={"grown": body})
            self._grown = made
        return len(made) - len(old)

    def _sealed_among(self, old: int) -> dict[str, list[str]]:
        """The reserve among the rows from ``old`` on, and the copies that are set aside for it."""
        reserve = self.subject.parsed(self.fold.config["reserve"])
        family = families(self.subject, len(reserve) / old)
        order = generator(self.seed, "reserve", old).permutation(len(self.subject) - old)
        drawn = joining(reserve, family, old, order)
        aside = copies_of(np.concatenate([reserve, drawn]), family, old)
        return {"reserve": self.subject.texts(drawn), "copies": self.subject.texts(aside)}

    _grown: Pool | None = None

    def _changed(self) -> None:
        super()._changed()
        stored = self.fold.config.get("pool", {})
        if stored.get("size", len(self.pool)) == len(self.pool):
            return
        mine = self._grown if self._grown is not None and len(self._grown) == stored["size"] else None
        if mine is None and stored["source"] is None:
            raise PoolChanged(
                f"the pool grew to {stored['size']} items in another process",
                allowed=f"the {len(self.pool)} items this campaign was opened with",
                fix="open it again with all of them: Campaign.open(store, pool=...)",
            )
        self.subject.extend(setup.load_pool(self.fold.config, mine, self.ledger))
        self.brain.forget()
        self._models = {}
        self._follow_pool()
