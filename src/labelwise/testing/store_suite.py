"""What every ledger must do; a store passes by subclassing :class:`StoreSuite`."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from concurrent.futures import Executor, ProcessPoolExecutor, ThreadPoolExecutor
from multiprocessing import get_context

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from labelwise.errors import StoreError
from labelwise.store import DuplicateEvent, Ledger, MemoryLedger, Taken, open_store, refold
from labelwise.testing.artefact_suite import ArtefactSuite
from labelwise.testing.store_events import ANY_EVENT, answered, asked, trained
from labelwise.types import Event

Raises = pytest.raises


class StoreSuite(ArtefactSuite):
    """Subclass it as ``TestMyStore`` and say how to make one.

    A subclass whose stores can be opened by several processes overrides :meth:`address`.
    """

    def address(self, ledger: Ledger) -> str | None:
        """What :func:`labelwise.store.open_store` opens in another process; None when it cannot."""
        return None

    def test_events_come_back_in_order_and_whole(self, ledger: Ledger) -> None:
        """What was appended is read again, numbered from 1 without a gap."""
        body = {"text": "ü\"'\n\0☃", "list": [1, 2.5, None, True], "nested": {"a": []}, "big": 2**70}
        first = Event("changed", "x", 1.5, "item", "part", "query", "by", body)
        stored = ledger.append([first]) + ledger.append([trained(1), trained(2)])
        assert [event.seq for event in stored] == [1, 2, 3]
        assert ledger.events() == stored
        assert stored[0] == Event("changed", "x", 1.5, "item", "part", "query", "by", body, 1)
        assert ledger.events(after=1) == stored[1:]
        assert ledger.events(after=3) == []
        assert ledger.last == 3

    def test_nothing_is_nothing(self, ledger: Ledger) -> None:
        """An empty ledger and an empty batch."""
        assert ledger.append([]) == ledger.events() == []
        assert ledger.last == 0
        assert refold(ledger) == ledger.current()

    def test_what_is_read_is_nobody_elses(self, ledger: Ledger) -> None:
        """Changing a body that was given or read does not change the store."""
        body = {"list": [1]}
        stored = ledger.append([Event("changed", "x", 0.0, body=body)])
        body["list"].append(2)
        stored[0].body["list"].append(3)
        ledger.events()[0].body["list"].append(4)
        assert ledger.events()[0].body == {"list": [1]}

    @pytest.mark.parametrize(
        "event",
        [
            Event("changed", "x", 0.0, body={"value": float("nan")}),
            Event("changed", "x", 0.0, body={"value": object()}),
            Event("changed", "x", 0.0, body={"value": np.int64(3)}),
            Event("changed", "x", float("inf")),
            Event("changed", "x", 0.0, item="\ud800"),
            Event("changed", "x", 0.0, body={"text": "\ud800"}),
        ],
    )
    def test_an_event_that_is_not_json_is_refused(self, ledger: Ledger, event: Event) -> None:
        """One bad event refuses the batch."""
        with Raises(StoreError, match="cannot be written"):
            ledger.append([trained(1), event])
        assert ledger.last == 0

    def test_a_batch_is_all_or_nothing(self, ledger: Ledger) -> None:
        """A duplicate, within the batch or before it, takes the whole batch back."""
        ledger.append([trained(1)])
        for batch in ([trained(2), trained(1)], [trained(3), trained(3)]):
            with Raises(DuplicateEvent, match=batch[1].id):
                ledger.append(batch)
        assert [event.id for event in ledger.events()] == ["e1"]
        assert [event.seq for event in ledger.append([trained(2), trained(3)])] == [2, 3]

    def test_an_open_lease_is_refused(self, ledger: Ledger) -> None:
        """Item, part and slot have one open lease; nothing of a refused batch stays."""
        ledger.append([asked(1)])
        with Raises(Taken, match="'a'"):
            ledger.append([asked(2, "b"), asked(3, at=9.0, until=20.0)])
        with Raises(Taken, match="'c'"):
            ledger.append([asked(2, "c"), asked(3, "c")])
        assert ledger.last == 1
        ledger.append([asked(2, slot=1), asked(3, "b")])
        assert set(ledger.current().leases) == {("a", "", "0"), ("a", "", "1"), ("b", "", "0")}

    def test_an_expired_lease_is_taken_over(self, ledger: Ledger) -> None:
        """At the moment ``until`` a lease has ended."""
        ledger.append([asked(1)])
        ledger.append([asked(2, at=10.0, until=20.0)])
        assert [lease.query for lease in ledger.current().leases.values()] == ["q2"]

    def test_one_question_is_out_once(self, ledger: Ledger) -> None:
        """A question has one unit."""
        ledger.append([asked(1)])
        with Raises(DuplicateEvent):
            ledger.append([asked(2, "b", query="q1")])
        assert ledger.last == 1

    def test_asked_without_a_lease(self, ledger: Ledger) -> None:
        """``"lease": false`` logs the question and holds nothing."""
        ledger.append([asked(1, lease=False), asked(2)])
        assert len(ledger.current().leases) == 1

    def test_an_answer_ends_the_lease_and_stands(self, ledger: Ledger) -> None:
        """Answered, corrected under the same id, taken back."""
        ledger.append([asked(1), answered(2)])
        now = ledger.current()
        assert now.leases == {}
        assert now.answers == {"q1:human:anna": 2}
        ledger.append([answered(3, value={"a": [1]})])
        assert ledger.current().answers == {"q1:human:anna": 3}
        ledger.append([Event("retracted", "u1", 2.0, body={"answer": "q1:human:anna"})])
        assert ledger.current().answers == {}

    def test_leases_are_renewed_and_released(self, ledger: Ledger) -> None:
        """Both name questions; those without a lease are passed over."""
        ledger.append([asked(1), asked(2, "b")])
        ledger.append([Event("changed", "c1", 1.0, body={"renew": {"q1": 99.0, "q9": 99.0}})])
        assert {v.query: v.until for v in ledger.current().leases.values()} == {"q1": 99.0, "q2": 10.0}
        ledger.append([Event("retracted", "u1", 1.0, body={"queries": ["q1", "q9"]})])
        assert [lease.query for lease in ledger.current().leases.values()] == ["q2"]

    def test_a_transaction_sees_its_own_events(self, ledger: Ledger) -> None:
        """Reading and appending in turn, committed at the end."""
        with ledger.transaction() as tx:
            tx.append([trained(1)])
            assert [event.id for event in tx.events()] == ["e1"]
            tx.append([trained(2)])
            assert [event.id for event in tx.events(after=1)] == ["e2"]
            assert len(ledger.events()) == ledger.last == 2
        assert len(ledger.events()) == 2

    def test_an_error_takes_the_transaction_back(self, ledger: Ledger) -> None:
        """Any error, also one of the caller; the next transaction is untouched by it."""
        ledger.append([asked(1)])
        with Raises(KeyError), ledger.transaction() as tx:
            tx.append([answered(2), asked(3, "b")])
            raise KeyError
        assert ledger.last == 1
        assert ledger.current() == refold(ledger)
        assert ledger.append([trained(2)])[0].seq == 2

    def test_a_failed_append_cannot_be_ignored(self, ledger: Ledger) -> None:
        """Catching the error inside the block does not commit half a batch."""
        ledger.append([trained(1)])
        with Raises(StoreError, match="nothing of it was written"), ledger.transaction() as tx:
            tx.append([trained(2)])
            with Raises(DuplicateEvent):
                tx.append([trained(3), trained(1)])
        assert ledger.last == 1

    def test_transactions_neither_nest_nor_outlive_their_block(self, ledger: Ledger) -> None:
        """Both are mistakes of the caller."""
        with ledger.transaction() as tx, Raises(StoreError, match="already has a transaction"):
            ledger.append([trained(1)])
        with Raises(StoreError, match="has ended"):
            tx.append([trained(1)])
        with Raises(StoreError, match="has ended"):
            tx.events()
        assert ledger.last == 0

    def test_a_reader_in_another_thread_sees_whole_batches(self, ledger: Ledger) -> None:
        """Never a part of a transaction that is open elsewhere."""
        done = threading.Event()

        def write() -> None:
            for k in range(30):
                ledger.append([trained(10 * k + i) for i in range(10)])
            done.set()

        writer = threading.Thread(target=write)
        writer.start()
        lengths = {0}
        while not done.is_set():
            lengths.add(len(ledger.events()))
        writer.join()
        assert {length % 10 for length in lengths} == {0}
        assert ledger.last == 300

    @settings(
        max_examples=40,
        deadline=None,
        suppress_health_check=[HealthCheck.too_slow, HealthCheck.differing_executors],
    )
    @given(batches=st.lists(st.lists(ANY_EVENT, min_size=1, max_size=4), max_size=8))
    def test_current_tables_are_the_refolded_events(self, batches: list[list[Event]]) -> None:
        """After any sequence, and the same batches are refused as by the ledger in memory."""
        plain = MemoryLedger()
        with self.make() as ledger:
            for k, batch in enumerate(batches):
                named = [_named(event, f"{k}.{i}") for i, event in enumerate(batch)]
                assert _refuses(ledger.append, named) == _refuses(plain.append, named)
                assert ledger.current() == plain.current()
            assert ledger.current() == refold(ledger)
            assert ledger.events() == plain.events()

    def test_two_writers_never_lease_one_unit_twice(self, ledger: Ledger) -> None:
        """Threads race on one ledger, and processes on one address."""
        items = [f"i{k}" for k in range(60)]
        race = [(ledger, f"t{k}", items) for k in range(4)]
        with ThreadPoolExecutor(4) as threads:
            _exactly_one_each(_raced(threads, race), items)
        address = self.address(ledger)
        if address is not None:
            items = [f"j{k}" for k in range(60)]
            with ProcessPoolExecutor(2, mp_context=get_context("spawn")) as processes:
                _exactly_one_each(_raced(processes, [(address, f"p{k}", items) for k in range(2)]), items)
        assert ledger.current() == refold(ledger)
        assert [event.seq for event in ledger.events()] == list(range(1, ledger.last + 1))

    def test_closing_twice(self) -> None:
        """The second time does nothing."""
        ledger = self.make()
        ledger.close()
        ledger.close()


def _named(event: Event, id_: str) -> Event:
    return Event(event.kind, id_, event.at, event.item, event.part, event.query, event.by, event.body)


def _refuses(append: Callable[[Sequence[Event]], list[Event]], events: Sequence[Event]) -> bool:
    try:
        append(events)
    except StoreError:
        return True
    return False


def lease_all(store: Ledger | str, name: str, items: Sequence[str]) -> list[str]:
    """Try to lease every item once under ``name``; those it got."""
    ledger = open_store(store, create=False)
    got = []
    for k, item in enumerate(items):
        event = Event(
            "asked",
            f"{name}.{item}",
            1.0,
            item,
            "",
            f"{name}.{k}.{item}",
            body={"holder": name, "until": 9.0},
        )
        if not _refuses(ledger.append, [event]):
            got.append(item)
    if ledger is not store:
        ledger.close()
    return got


def _raced(executor: Executor, race: Sequence[tuple[Ledger | str, str, Sequence[str]]]) -> list[str]:
    runs = [executor.submit(lease_all, *arguments) for arguments in race]
    return [item for run in runs for item in run.result(timeout=60)]


def _exactly_one_each(got: list[str], items: Sequence[str]) -> None:
    assert sorted(got) == sorted(items)
