"""Runs what is missing of a protocol, in pieces as long as you like."""

from __future__ import annotations

import itertools
import json
import time
from collections.abc import Callable, Collection, Iterable
from contextlib import closing
from dataclasses import asdict, dataclass
from functools import partial
from pathlib import Path

from labelwise.bench.protocols.begun import TRIES, begin, forget, tried
from labelwise.bench.protocols.cell import Cell
from labelwise.bench.protocols.makers import Makers, refuse_unknown
from labelwise.bench.protocols.play import Record, failed_cell, run_cell
from labelwise.bench.protocols.protocol import Protocol
from labelwise.bench.protocols.results import Results
from labelwise.engines import Spread, engine_named
from labelwise.errors import StoreLocked
from labelwise.locking import open_private, take

__all__ = ["Limits", "Progress", "run"]


@dataclass(frozen=True)
class Limits:
    """How long to go on.

    Parameters
    ----------
    seconds : float or None
        No run begins after so many seconds; those that have begun are finished and kept.
    cell_seconds : float or None
        No round of a run begins after so many; its record then says ``over time``.
    retry_failed : bool
        Whether runs that failed or were over time are run again.
    """

    seconds: float | None = None
    cell_seconds: float | None = None
    retry_failed: bool = False


@dataclass(frozen=True)
class Progress:
    """How far a protocol is.

    Parameters
    ----------
    done, total : int
        Runs with a result, and all of them.
    failed : int
        Runs that failed since this call began.
    seconds : float
        Since this call began.
    new : int
        Runs that ended since then.
    """

    done: int
    total: int
    failed: int
    seconds: float
    new: int

    @property
    def left(self) -> float:
        """Seconds that the others will take if they take as long as the new ones; NaN before the first."""
        return self.seconds / self.new * (self.total - self.done) if self.new else float("nan")


def run(
    protocol: Protocol,
    folder: str | Path,
    makers: Makers,
    *,
    engine: str = "loky",
    spread: Spread = Spread(),  # noqa: B008  (frozen)
    limits: Limits = Limits(),
    known: Collection[Cell] = (),
    progress: Callable[[Progress], None] | None = None,
) -> Progress:
    """Run the cells of ``protocol`` that have no result in ``folder`` yet.

    Killed at any moment and called again it ends with the same rows as in one go, but for the timings: the
    runs that were on their way are begun anew, and of the finished ones those of half a minute at most.

    Parameters
    ----------
    protocol : Protocol
        What to run.
    folder : path
        Where the results are; see :class:`~labelwise.bench.protocols.Results`. Protocols that share runs may
        share a folder.
    makers : Makers
        Make what the protocol names.
    engine : {"loky", "ray", "serial"}
        Processes of this machine, a cluster, or this process.
    spread : Spread
        How many processes, and where.
    limits : Limits
        How long to go on.
    known : collection of Cell
        Runs whose result stands elsewhere, such as in a file of scores; they are not run.
    progress : callable, optional
        Called with a :class:`Progress` before the first run, and after every one.

    Returns
    -------
    Progress

    Raises
    ------
    UnknownName
        If the protocol names what there is not; nothing has run then.
    StoreLocked
        If another process runs a protocol in this folder.
    MissingExtra
        If the engine is not installed.
    """
    refuse_unknown(protocol, makers)
    spreading, results = engine_named(engine), Results(Path(folder))
    with open_private(results.folder / "running.lock") as lock:
        if not take(lock):
            raise StoreLocked(
                f"another process writes into {folder}", fix="wait for it, or take another folder"
            )
        results.tidy()
        _note(protocol, results)
        there = {*results.done(failed=not limits.retry_failed), *(cell.id for cell in known)}
        cells = list(protocol.cells())
        missing = _missing(cells, there, results, limits, protocol.hash)
        until = None if limits.seconds is None else time.time() + limits.seconds
        work = partial(_one, makers, protocol.hash, limits.cell_seconds, until, results.folder)
        started, now = time.monotonic(), Progress(len(cells) - len(missing), len(cells), 0, 0.0, 0)
        jobs = itertools.takewhile(lambda _: not _late(until), missing)
        tell = progress or (lambda _: None)
        tell(now)
        try:
            with closing(spreading(work, jobs, spread)) as records:
                for record in filter(None, records):
                    results.add(record)
                    now = _after(now, record, started)
                    tell(now)
        except (KeyboardInterrupt, SystemExit):  # whoever started it ends it, no run has ended its process
            forget(results.folder)
            raise
        finally:
            results.flush()
        forget(results.folder)
        results.compact()
    return now


def _missing(
    cells: Iterable[Cell], there: Collection[str], results: Results, limits: Limits, protocol: str
) -> list[Cell]:
    """The cells without a result, last those that began and never ended; some of them have failed."""
    if limits.retry_failed:
        forget(results.folder)
    tries = tried(results.folder)
    missing = {name: cell for cell in cells if (name := cell.id) not in there}
    for name in [name for name in missing if tries[name] >= TRIES]:
        said = f"its process ended {tries[name]} times while it ran, perhaps for lack of memory"
        results.add(failed_cell(missing.pop(name), protocol, said))
    results.flush()
    return [missing[name] for name in sorted(missing, key=tries.__getitem__)]


def _late(until: float | None) -> bool:
    """Whether no run begins any more."""
    return until is not None and time.time() >= until


def _one(
    makers: Makers, protocol: str, limit: float | None, until: float | None, folder: Path, cell: Cell
) -> Record | None:
    """The result of a run; None where it waited until it was too late to begin it."""
    if _late(until):
        return None
    begin(folder, cell.id)
    return run_cell(cell, makers, protocol, limit)


def _after(now: Progress, record: Record, started: float) -> Progress:
    failed = now.failed + (record["status"] == "failed")
    return Progress(now.done + 1, now.total, failed, time.monotonic() - started, now.new + 1)


def _note(protocol: Protocol, results: Results) -> None:
    """Write down what is run here."""
    from labelwise.report import write_text

    said = {"hash": protocol.hash, **asdict(protocol)}
    write_text(results.folder / "protocol.json", json.dumps(said, indent=2, ensure_ascii=False) + "\n")
