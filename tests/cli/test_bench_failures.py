"""Where runs failed, whoever ran them reads whose, how many and why."""

from __future__ import annotations

from collections import Counter

import pyarrow as pa
import pytest

from labelwise.bench.protocols import Progress, Protocol, Results
from labelwise.bench.protocols.play import failed_cell
from labelwise.cli.bench_failures import AGAIN, Lost, lost, refuse_too_few
from labelwise.errors import BadData

PROTOCOL = Protocol("p", ["a"], ["margin", "random"], seeds=3, full=False)


def table(*strategies: str) -> pa.Table:
    return pa.Table.from_pylist([{"strategy": name} for name in strategies])


def progress(done: int) -> Progress:
    return Progress(done, 6, 0, 1.0, done)


def said(there: pa.Table, gone: Lost, done: int, protocol: Protocol = PROTOCOL) -> str:
    with pytest.raises(BadData) as error:
        refuse_too_few(there, protocol, gone, progress(done))
    return str(error.value)


def made(**reasons: dict[str, int]) -> Lost:
    return Lost({name: Counter(why) for name, why in reasons.items()}, {"margin": 3, "random": 3})


def test_failures_are_read_by_strategy(tmp_path):
    results = Results(tmp_path)
    first, second, third, *_ = PROTOCOL.cells()
    other = next(Protocol("q", ["b"], ["margin"], full=False).cells())
    late = {**failed_cell(third, "", ""), "status": "over time"}
    results.write([failed_cell(cell, "", "no luck") for cell in (first, second, other)])
    results.write([late])
    found = lost(results, PROTOCOL)
    assert found.planned == {"margin": 3, "random": 3}
    assert found.reasons == {"margin": {"no luck": 1, "over time": 1}, "random": {"no luck": 1}}
    assert found.by_reason == {"no luck": 2, "over time": 1} and found.fix == AGAIN
    elsewhere = lost(results, PROTOCOL, [first, third])
    assert elsewhere.planned == found.planned and elsewhere.by_reason == {"no luck": 1}


def test_what_a_rule_rejects_is_not_tried_again(tmp_path):
    results = Results(tmp_path)
    results.write(
        [{**failed_cell(cell, "", "no class b"), "status": "rejected"} for cell in PROTOCOL.cells()]
    )
    found = lost(results, PROTOCOL)
    assert found.fix == "" and "no class b" in found.told()[0]
    assert "--retry-failed" not in said(table(), found, 6)


def test_notes_name_the_strategies_and_the_way_out():
    assert made().told() == [] and made().fix == ""
    found = made(margin={"no luck": 3}, random={"no luck": 1, "no time": 1})
    assert found.told() == [
        "all 3 runs of margin, 1 of 3 runs of random failed: no luck",
        "1 of 3 runs of random failed: no time",
    ]
    assert found.fix == AGAIN


def test_many_reasons_are_counted():
    found = made(margin={f"reason {k}": 1 for k in range(8)})
    assert len(found.told()) == 6 and found.told()[-1] == "3 runs failed for 3 other reasons"


def test_two_strategies_make_a_board():
    refuse_too_few(table("margin", "random"), PROTOCOL, made(), progress(6))


def test_all_runs_failed():
    gone = made(margin={"E: no luck.": 3}, random={"E: no luck.": 2, "E: no time": 1})
    assert said(table(), gone, 6) == (
        "all 6 runs failed: E: no luck (5 times); E: no time (1 time). "
        "To fix: after mending, add --retry-failed."
    )


def test_some_failed_and_some_are_left():
    told = said(table(), made(margin={"no luck": 2}), 2)
    assert "2 of 6 runs failed: no luck (2 times)" in told
    assert "--retry-failed; give more time by --hours" in told


def test_nothing_has_run():
    told = said(table(), made(), 0)
    assert "no run of a strategy has finished yet, 6 of 6 runs are left" in told and "--hours" in told


def test_one_strategy_has_runs():
    told = said(table("random"), made(margin={"no luck": 3}), 6)
    assert "only random has finished runs" in told and "all 3 runs of margin failed: no luck" in told
    assert told.count("--retry-failed") == 1
    told = said(table("random"), made(), 3)
    assert "3 of 6 runs are left" in told and "--retry-failed" not in told


def test_a_protocol_of_one_strategy():
    alone = Protocol("p", ["a"], ["margin"], full=False)
    assert "'p' names one strategy, margin. Allowed: two" in said(table("margin"), made(), 6, alone)
