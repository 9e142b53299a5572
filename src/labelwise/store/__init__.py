"""Where the ledger lives: append-only events and the artefacts they name."""

from labelwise.store.base import Ledger, Transaction, open_store
from labelwise.store.current import Current, DuplicateEvent, Lease, Taken, refold
from labelwise.store.memory import MemoryLedger

__all__ = [
    "Current", "DuplicateEvent", "Ledger", "Lease", "MemoryLedger", "Taken", "Transaction",
    "open_store", "refold",
]  # fmt: skip
