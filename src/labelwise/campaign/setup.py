"""How a campaign begins: the sealed first event, and loading it again."""

from __future__ import annotations

import json
import re
import time
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any

import numpy as np

from labelwise.campaign.absent import Absent
from labelwise.campaign.brain import Brain
from labelwise.campaign.sealing import copies_of, families, reserve_rows
from labelwise.campaign.subject import Subject
from labelwise.errors import BadParameter, PoolChanged, StoreError
from labelwise.params import from_config, resolve_import, to_config
from labelwise.pool import Pool, as_pool
from labelwise.store import Ledger, MemoryLedger, open_store
from labelwise.store.opening import shown
from labelwise.tasks.forms import Form
from labelwise.types import Budget, Event, Selects, Trust

FORMAT = 2
"""Of the first event and of what later ones may say; a newer one is refused."""
COUNTED = ("answers", "seconds", "money")
"""Units of a budget that a campaign counts."""
READERS = ("labelwise.io:read_pool", "labelwise.pool:Pool")
"""Functions that a project file may name to read its pool again."""


def as_strategy(strategy: Any) -> Selects:
    """A Strategy or policy as it is; a name looked up in the registry.

    Raises
    ------
    UnknownName
        If there is no strategy of that name.
    BadParameter
        If it is neither.
    """
    if isinstance(strategy, str):
        from labelwise.papers import resolve

        return resolve(strategy)
    if isinstance(strategy, Selects):
        return strategy
    raise BadParameter(
        f"the strategy is {strategy!r}", allowed="a name, a Strategy, or anything with its select()"
    )


def check_storable(store: Any, strategy: Selects) -> None:
    """Refuse a strategy that a durable store could not open again."""
    if store is None or isinstance(store, MemoryLedger):
        return
    try:
        to_config(strategy)
    except BadParameter as error:
        raise BadParameter(
            f"the strategy cannot be stored ({error.problem})",
            fix="take functions of labelwise or of an installed plug-in, or leave out store=",
        ) from None


def check_budget(
    budget: Budget | None, subject: Subject, forms: Iterable[Form], overlap: int = 1
) -> Budget | None:
    """The budget, unless it is larger than the pool or of a unit that nobody counts."""
    counted = dict.fromkeys((*COUNTED, *(form.unit for form in forms)))
    if budget is not None and budget.unit not in counted:
        raise BadParameter(
            f"the budget is in {budget.unit}", allowed=", ".join(counted), fix="count answers: budget=200"
        )
    most = len(subject) * max(overlap, 1)
    if budget is not None and budget.unit == "answers" and budget.limit > most:
        raise BadParameter(
            f"the budget is {budget.limit} answers for a pool of {len(subject)} items",
            allowed=f"up to {most}",
            fix="lower the budget or add items",
        )
    return budget


def describe(brain: Brain, strategy: Selects, budget: Budget | None, trust: Trust | None) -> dict[str, Any]:
    """What the first event stores, all but the artefact with the hash of every item."""
    subject = brain.subject
    reserve = reserve_rows(len(subject), trust, budget, brain.seed)
    family = families(subject, len(reserve) / len(subject))
    return {
        "format": FORMAT,
        "seed": brain.seed,
        "reserve": subject.texts(reserve),
        "copies": subject.texts(copies_of(reserve, family)),
        "task": to_config(brain.task),
        "strategy": config_or_none(strategy),
        "learner": learner_config(brain.learner),
        "pool": described(subject.pool),
        "budget": to_config(budget),
        "trust": to_config(trust),
    }


def described(pool: Pool) -> dict[str, Any]:
    """What an event stores of a pool, all but the artefact with the hash of every item."""
    return {"size": len(pool), "kind": pool.kind, "source": pool.source, "fingerprint": pool.fingerprint}


def put_items(ledger: Ledger, pool: Pool) -> str:
    """Write the artefact with the id and the hash of every item; gives its name."""
    ids = np.frombuffer(json.dumps(pool.ids.to_pylist()).encode(), np.uint8)
    return ledger.put({"hashes": pool.hashes, "ids": ids})


@contextmanager
def opened(store: Any, *, create: bool) -> Iterator[Ledger]:
    """The ledger of a store, closed again on an error unless it is the caller's own."""
    ledger = open_store(store, create=create)
    try:
        yield ledger
    except BaseException:
        if ledger is not store:
            ledger.close()
        raise


def seal(ledger: Ledger, pool: Pool, created: dict[str, Any], name: object = "the store") -> None:
    """Write the artefact with the hash of every item, then the first event that names it.

    Raises
    ------
    StoreError
        If the store holds a project already; of several processes that begin one, the first succeeds.
    """
    _refuse_begun(ledger.last, name)
    created["pool"]["items"] = put_items(ledger, pool)
    with ledger.transaction() as tx:
        _refuse_begun(len(tx.events()), name)
        tx.append([Event("changed", "created", time.time(), body={"created": created})])


def _refuse_begun(events: int, name: object) -> None:
    if events:
        raise StoreError(
            f"{shown(name)} already holds a project",
            allowed="a new file, or one without a project",
            fix="resume it with Campaign.open(store), or name another file",
        )


def load(config: Mapping[str, Any], ledger: Ledger, pool: Any, learner: Any, *, trains: bool = True) -> Brain:
    """What computes for a stored campaign; a learner that is missing is an error only where it ``trains``.

    Raises
    ------
    StoreError
        If the store holds no campaign or one of a newer format, or cannot load what was not passed.
    """
    if not config:
        raise StoreError("the store holds no campaign", fix="make one with Campaign(pool, task, store=...)")
    if config.get("format") not in range(1, FORMAT + 1):
        raise StoreError(
            f"the project has format {config.get('format')}",
            allowed=f"format {FORMAT} or older",
            fix="upgrade labelwise",
        )
    if config["strategy"] is None:
        raise StoreError(
            "the strategy of this campaign has no configuration",
            allowed="strategies of importable functions",
            fix="make the campaign with such a strategy",
        )
    made = load_pool(config, None if pool is None else as_pool(pool), ledger)
    subject = Subject(made, from_config(config["task"]))
    learner = load_learner(config, learner, trains=trains)
    return Brain(subject, learner, config["seed"], ledger.cache)


def config_or_none(strategy: Selects) -> Any:
    """The configuration of a strategy, None where it has a part that cannot be named."""
    try:
        return to_config(strategy)
    except BadParameter:
        return None


def learner_config(learner: Any) -> Any:
    """None when the default is used; ``{"pass": repr}`` when it must be passed again."""
    if learner is None:
        return None
    try:
        return to_config(dict(learner) if isinstance(learner, Mapping) else learner)
    except BadParameter:
        return {"pass": repr(learner)}


def written(config: Any) -> str:
    """A configuration as one text, without the places in memory that a repr may hold."""
    return re.sub(r" at 0x[0-9a-fA-F]+", "", json.dumps(config, sort_keys=True))


def load_pool(config: Mapping[str, Any], pool: Pool | None, ledger: Ledger) -> Pool:
    """The pool of a stored campaign, checked against its fingerprint.

    Raises
    ------
    StoreError
        If the store cannot load it and none was passed.
    PoolChanged
        If it differs from the one the campaign was made with; names the first differing item.
    """
    stored = config["pool"]
    if pool is None and stored["source"] is None:
        raise StoreError(
            f"the project holds no copy of its {stored['kind']} pool of {stored['size']} items",
            fix="pass the same data: Campaign.open(store, pool=...)",
        )
    if pool is None:
        pool = _read_again(stored["source"])
    if pool.fingerprint != stored["fingerprint"]:
        raise PoolChanged(
            _difference(pool, stored, ledger),
            allowed="the items the project was made with, in their order",
            fix="open it with the original data and let new items join by grow(pool), or start a new project",
        )
    return pool


def _read_again(source: Mapping[str, Any]) -> Pool:
    """The pool from where it came; a project file may name these readers and no other function."""
    if source["read"] not in READERS:
        raise StoreError(
            f"the project names the reader {source['read']!r}",
            allowed=", ".join(READERS),
            fix="pass the data: Campaign.open(store, pool=...)",
        )
    pool: Pool = resolve_import(source["read"])(**source["args"])
    return pool


def refuse_other_start(old: Pool, new: Pool) -> None:
    """Refuse a pool that does not begin with the items of another.

    Raises
    ------
    PoolChanged
        Names the first differing item.
    """
    pairs = zip(old.ids.to_pylist(), new.ids.to_pylist(), strict=False)
    other = next((k for k, (a, b) in enumerate(pairs) if a != b or old.hashes[k] != new.hashes[k]), None)
    if other is not None or len(new) < len(old):
        where = f"item {other + 1} is another" if other is not None else f"it has {len(new)} items"
        raise PoolChanged(
            f"the pool does not begin with the {len(old)} items of the campaign: {where}",
            allowed="the same items in their order, then new ones",
            fix="append new items at the end, or start a new project",
        )


def _difference(pool: Pool, stored: Mapping[str, Any], ledger: Ledger) -> str:
    try:
        then = ledger.get(stored["items"])
    except StoreError:
        return "the pool has changed (which item cannot be said: the list of items is missing or damaged)"
    ids, hashes = json.loads(then["ids"].tobytes()), then["hashes"]
    now = pool.ids.to_pylist()
    for row, (old, new) in enumerate(zip(ids, now, strict=False)):
        if old != new:
            return f"the pool has changed: item {row + 1} was {old!r} and is now {new!r}"
        if hashes[row] != pool.hashes[row]:
            return f"the pool has changed: the content of item {old!r} (number {row + 1}) is different"
    return f"the pool has changed: it had {len(ids)} items and now has {len(now)}"


def load_learner(config: Mapping[str, Any], learner: Any, *, trains: bool = True) -> Any:
    """The learner of a stored campaign, or the one passed.

    Raises
    ------
    StoreError
        If the store cannot build it and none was passed.
    """
    stored = config["learner"]
    if learner is not None or stored is None:
        return learner
    if isinstance(stored, Mapping) and "pass" in stored:
        absent = Absent(stored["pass"])
        if trains:
            raise absent.error()
        return absent
    return from_config(stored)
