"""Where the ledger lives: append-only events and the artefacts they name."""

from labelwise.store.base import Ledger, Transaction
from labelwise.store.current import Current, DuplicateEvent, Lease, Taken, refold
from labelwise.store.memory import MemoryLedger
from labelwise.store.opening import open_store

__all__ = [
    "Current", "DuplicateEvent", "Ledger", "Lease", "MemoryLedger", "Taken", "Transaction",
    "open_store", "refold",
]  # fmt: skip
