"""The artefact part of the suite finds the faults that it is there for."""

from __future__ import annotations

import numpy as np
import pytest

from labelwise.store import MemoryLedger
from labelwise.testing.artefact_suite import ArtefactSuite


class Forgets(MemoryLedger):
    """Gives artefacts without looking at their content."""

    def get(self, name):
        return {}


class Names(MemoryLedger):
    """Gives every artefact a name of its own."""

    def put(self, arrays):
        return super().put({**arrays, f"n{len(self._artefacts)}": np.zeros(1)})


class Suite(ArtefactSuite):
    def make(self):
        return MemoryLedger()

    def damage(self, ledger, name):
        ledger._artefacts[name] = b""


FAULTS = [
    (Forgets, "test_artefacts_come_back"),
    (Forgets, "test_a_damaged_artefact_is_refused_and_mended"),
    (Names, "test_artefacts_come_back"),
]


@pytest.mark.parametrize(("ledger", "test"), FAULTS, ids=lambda value: getattr(value, "__name__", value))
def test_a_broken_store_fails(ledger, test):
    with pytest.raises((AssertionError, pytest.fail.Exception)):
        getattr(Suite(), test)(ledger())
    getattr(Suite(), test)(MemoryLedger())
