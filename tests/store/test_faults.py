"""Named fault points."""

from __future__ import annotations

import numpy as np
import pytest

from labelwise.store import faults, open_store
from labelwise.testing.store_events import trained


def test_a_write_passes_every_point_in_order(tmp_path):
    seen = []
    with open_store(tmp_path / "p.db", create=True) as ledger, faults.installed(seen.append):
        ledger.put({"a": np.zeros(3)})
        ledger.append([trained(1)])
    assert tuple(seen) == faults.POINTS


def test_without_a_hook_a_point_does_nothing():
    seen = []
    with faults.installed(seen.append):
        faults.point("insert.before")
    faults.point("insert.after")
    assert seen == ["insert.before"]


@pytest.mark.parametrize("name", faults.POINTS)
def test_an_error_at_any_point_writes_nothing_or_all(tmp_path, name):
    def fail(passed):
        if passed == name:
            raise RuntimeError(name)

    with open_store(tmp_path / "p.db", create=True) as ledger:
        ledger.append([trained(1)])
        with pytest.raises(RuntimeError), faults.installed(fail):
            ledger.put({"a": np.zeros(3)})
            ledger.append([trained(2), trained(3)])
        assert ledger.last == (3 if name == "commit.after" else 1)
        assert ledger.append([trained(4)])
        assert not list(tmp_path.glob("p.artefacts/*.part"))
