"""Why runs of a benchmark have no result, and what is said where too few have one."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from labelwise.errors import BadData

if TYPE_CHECKING:
    from labelwise.bench.protocols import Cell, Progress, Protocol, Results

SHOWN = 5
"""So many reasons are told, the most frequent ones; the others are counted."""
AGAIN = "after mending, add --retry-failed"


@dataclass(frozen=True)
class Lost:
    """Runs of a protocol that have no figures.

    Parameters
    ----------
    reasons : dict from strategy to Counter
        How often each reason occurred.
    planned : dict from strategy to int
        How many runs it has in the protocol.
    again : bool
        Whether ``--retry-failed`` runs some of them again; a run that a rule of its split rejects stays so.
    """

    reasons: dict[str, Counter[str]]
    planned: dict[str, int]
    again: bool = True

    @property
    def by_reason(self) -> Counter[str]:
        """How many runs each reason took, the strategies together."""
        return sum(self.reasons.values(), Counter[str]())

    @property
    def fix(self) -> str:
        """What to do about them; empty where nothing helps, or nothing failed."""
        return AGAIN if self.again and self.reasons else ""

    def told(self) -> list[str]:
        """A sentence a reason, with the strategies that it met."""
        frequent = self.by_reason.most_common(SHOWN)
        return [*(self._note(reason) for reason, _ in frequent), *_others(self.by_reason)]

    def _note(self, reason: str) -> str:
        met = {name: why[reason] for name, why in self.reasons.items() if why[reason]}
        return f"{', '.join(self._share(name, count) for name, count in met.items())} failed: {reason}"

    def _share(self, name: str, count: int) -> str:
        planned = self.planned[name]
        if count == planned > 1:
            return f"all {planned} runs of {name}"
        return f"{count} of {planned} run{'s' * (planned != 1)} of {name}"


def lost(results: Results, protocol: Protocol, known: Collection[Cell] = ()) -> Lost:
    """The runs of the protocol in a folder that have no figures, and why; those ``known`` have some."""
    wanted = {cell.id: cell.strategy for cell in protocol.cells()}
    rows = results.table(["cell", "status", "failure"]).to_pylist()
    lacking = wanted.keys() - {cell.id for cell in known}
    gone = [row for row in rows if row["status"] != "done" and row["cell"] in lacking]
    reasons: dict[str, Counter[str]] = {}
    for row in gone:
        reasons.setdefault(wanted[row["cell"]], Counter())[row["failure"] or row["status"]] += 1
    again = any(row["status"] != "rejected" for row in gone)
    return Lost(reasons, dict(Counter(wanted.values())), again)


def refuse_too_few(table: Any, protocol: Protocol, gone: Lost, now: Progress) -> None:
    """Refuse a board of fewer than two strategies, with the reasons why the others have no runs.

    Parameters
    ----------
    table : pyarrow.Table
        Figures of the runs that are finished, those with all labels left out.
    protocol : Protocol
        What was run.
    gone : Lost
        What has no figures.
    now : Progress
        How far the protocol is.

    Raises
    ------
    BadData
        If fewer than two strategies have finished runs.
    """
    there = list(dict.fromkeys(table["strategy"].to_pylist())) if table.num_rows else []
    if len(there) > 1:
        return
    if len(protocol.strategies) < 2:
        raise BadData(
            f"the protocol {protocol.name!r} names one strategy, {protocol.strategies[0]}",
            allowed="two strategies or more, such as random beside it",
            fix="add one; runs that are there are kept",
        )
    if not there:
        raise BadData(_nothing(gone, now), fix=_way_out(gone, now))
    raise BadData(
        f"only {there[0]} has finished runs, and a board compares two strategies or more; "
        f"{'; '.join(gone.told()) or runs_left(now)}",
        fix=_way_out(gone, now),
    )


def _nothing(gone: Lost, now: Progress) -> str:
    """That no strategy has a finished run, and why."""
    failed = gone.by_reason.total()
    if not failed:
        return f"no run of a strategy has finished yet, {runs_left(now)}"
    found = [f"{reason} ({count} time{'s' * (count != 1)})" for reason, count in _frequent(gone.by_reason)]
    told = "; ".join([*found, *_others(gone.by_reason)])
    if failed == now.total:
        return f"all {failed} runs failed: {told}"
    return f"no run of a strategy has finished, {failed} of {now.total} runs failed: {told}"


def _way_out(gone: Lost, now: Progress) -> str:
    on = "give more time by --hours; the same command goes on" if now.done < now.total else ""
    return "; ".join(filter(None, (gone.fix, on))) or "take other settings, or another data set"


def runs_left(now: Progress) -> str:
    """How many runs have no result yet.

    Examples
    --------
    >>> from labelwise.bench.protocols import Progress
    >>> runs_left(Progress(10, 100, 2, 80.0, 10))
    '90 of 100 runs are left'
    """
    return f"{now.total - now.done} of {now.total} runs are left"


def _frequent(reasons: Counter[str]) -> list[tuple[str, int]]:
    return [(reason.rstrip(".?"), count) for reason, count in reasons.most_common(SHOWN)]


def _others(reasons: Counter[str]) -> list[str]:
    """What is not told, as a count."""
    more = len(reasons) - SHOWN
    if more < 1:
        return []
    runs = sum(count for _, count in reasons.most_common()[SHOWN:])
    return [f"{runs} runs failed for {more} other reason{'s' * (more > 1)}"]
