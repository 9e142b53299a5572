"""Which questions are out, read from the state that a fold keeps."""

from __future__ import annotations

from labelwise.store.leases import Leases
from labelwise.types import Unit


def test_slots_of_one_unit_are_leased_apart():
    leases = Leases()
    for slot, query in enumerate(("q1", "q2")):
        leases.asked[query] = {"item": "a", "part": "", "slot": slot, "holder": "anna", "until": 5.0 + slot}
        leases._take_out(query)
    unit = Unit("a")
    assert [lease.query for lease in leases.leases_of(unit)] == ["q1", "q2"]
    assert [leases.free_slot(unit, now) for now in (4.0, 5.0, 7.0)] == [2, 0, 0]
    assert len(leases.held(5.5)) == 1
    leases._renew("q1", 9.0)
    assert len(leases.held(8.0)) == 1
    leases._drop_lease("q1")
    assert leases.lease_of("q1") is None and leases.lease_of("q2") is not None
    leases._renew("q1", 20.0)
    assert len(leases.held(6.5)) == 0 and len(leases.leases) == 1
