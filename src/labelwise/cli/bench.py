"""``labelwise bench``: a protocol run in pieces, and the board that comes out."""

from __future__ import annotations

import math
import shlex
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from labelwise.cli.bench_failures import lost, refuse_too_few, runs_left
from labelwise.cli.bench_metric import refuse_metric, refuse_other_metric
from labelwise.cli.bench_names import makers
from labelwise.cli.common import Address, Engine, Json, app, err, note, out, print_json, print_table
from labelwise.cli.files import check_writable
from labelwise.cli.signals import interrupted_by_signals

if TYPE_CHECKING:
    from labelwise.bench.protocols import Progress, Protocol, Results
    from labelwise.bench.protocols.comparing import Line


@app.command()
def bench(
    protocol: Annotated[
        str, typer.Argument(help="A TOML file, or the name of a protocol that comes with labelwise.")
    ],
    output: Annotated[
        Path | None, typer.Option("--output", "-o", help="Folder of the results; NAME-results by default.")
    ] = None,
    engine: Engine = "loky",
    address: Address = None,
    jobs: Annotated[int, typer.Option(min=-1, help="Runs at once; -1 is one per core.")] = -1,
    hours: Annotated[
        float | None, typer.Option(min=0, help="Begin no run after so long; go on by the same command.")
    ] = None,
    run_minutes: Annotated[
        float | None, typer.Option(min=0, help="End a run that takes longer, after the round it is in.")
    ] = None,
    retry_failed: Annotated[bool, typer.Option("--retry-failed", help="Run again what failed.")] = False,
    download: Annotated[
        bool, typer.Option("--download", help="Fetch sets of OpenML and the Hugging Face hub not kept yet.")
    ] = False,
    metric: Annotated[str, typer.Option(help="Instead of the one that the protocol names.")] = "",
    report: Annotated[Path | None, typer.Option(help="Write a page with all tests and figures.")] = None,
    scores: Annotated[
        Path | None, typer.Option(help="A small file of all curves: what is in it counts as run.")
    ] = None,
    json: Json = False,
) -> None:
    """Run a benchmark, or what is missing of it, and rank its strategies.

    Stopped at any moment, the same command goes on where it was.

        $ labelwise bench mine.toml --hours 2

        $ labelwise bench mine.toml -o results --engine ray --address 10.0.0.1:6379

        $ labelwise bench screening
    """
    from labelwise.bench.protocols import Limits, Protocol, Results, Spread, read_scores, run

    if report is not None:
        check_writable(report, ".html", ".htm")
    if scores is not None:
        check_writable(scores, ".parquet")
    spread, said = Spread(jobs, address), Protocol.read(protocol)
    refuse_metric(said, metric)
    before = [] if scores is None else read_scores(scores)
    if scores is not None:
        refuse_other_metric(before, metric or said.metric, scores)
    folder, known = output or Path(f"{said.name}-results"), [run.cell for run in before]
    limits = Limits(_seconds(hours, 3600), _seconds(run_minutes, 60), retry_failed)
    with told_when_stopped() as progress:
        now = run(
            said,
            folder,
            makers(download),
            engine=engine,
            spread=spread,
            limits=limits,
            known=known,
            progress=progress,
        )
    table = scored(said, Results(folder), metric, scores)
    gone = lost(Results(folder), said, known)
    refuse_too_few(table, said, gone, now)
    show(said, table, dict(gone.by_reason.most_common()), now, json)
    for sentence in filter(None, (*gone.told(), gone.fix)):
        note(sentence)
    if report is not None:
        from labelwise.bench.protocols.page import page

        lacking = [*gone.told(), *unfinished(now)]
        note(f"wrote {page(table, said, again(protocol, metric), lacking).save(report)}")
    if now.done < now.total:
        note(f"{runs_left(now)}; the same command goes on")


def unfinished(now: Progress) -> list[str]:
    """How many runs have no result yet, as a sentence for the page; none where all have one."""
    return [f"{runs_left(now)}."] if now.done < now.total else []


def _seconds(value: float | None, unit: float) -> float | None:
    return None if value is None else value * unit


@contextmanager
def told_when_stopped() -> Iterator[Callable[[Progress], None]]:
    """The bar; whoever stops the runs reads how many are left, and the stop itself goes on."""
    last: Progress | None = None

    def reached(now: Progress) -> None:
        nonlocal last
        last = now
        progress(now)

    try:
        with bar() as progress:
            yield reached
    except KeyboardInterrupt:
        if last is not None:
            note(f"stopped: {runs_left(last)}; the same command goes on")
        raise


@contextmanager
def bar() -> Iterator[Callable[[Progress], None]]:
    """A progress bar on stderr with the time that is left; what runs beside it can be ended by signals."""
    from rich.progress import BarColumn, MofNCompleteColumn, TextColumn
    from rich.progress import Progress as Shown

    columns = TextColumn("Running"), BarColumn(), MofNCompleteColumn(), TextColumn("{task.fields[left]}")
    hidden = not err().is_terminal
    with interrupted_by_signals(), Shown(*columns, console=err(), transient=True, disable=hidden) as shown:
        task = shown.add_task("", total=None, left="")
        yield lambda now: shown.update(task, completed=now.done, total=now.total, left=left(now))


def left(now: Progress) -> str:
    """The time that is left, and how many failed.

    Examples
    --------
    >>> from labelwise.bench.protocols import Progress
    >>> left(Progress(10, 100, 2, 80.0, 10))
    '12 min left, 2 failed'
    """
    minutes = now.left / 60
    time = (
        ""
        if math.isnan(minutes)
        else f"{minutes:.0f} min left"
        if minutes < 90
        else f"{minutes / 60:.1f} h left"
    )
    return time + (f", {now.failed} failed" if now.failed else "")


def again(protocol: str, metric: str) -> str:
    """What gives the same numbers again.

    Examples
    --------
    >>> again("screening", ""), again("my own.toml", "")
    ('labelwise bench screening', "labelwise bench 'my own.toml'")
    """
    return shlex.join(["labelwise", "bench", protocol, *(["--metric", metric] if metric else [])])


def scored(protocol: Protocol, results: Results, metric: str, path: Path | None) -> Any:
    """The figures of the runs that are finished, those of a file of scores too; all go into it again."""
    from labelwise.bench.protocols import figures, merged, read_runs, read_scores, write_scores
    from labelwise.bench.protocols.tables import refuse_mixed

    runs = read_runs(results, protocol, metric)
    refuse_mixed(runs)
    if path is not None:
        runs = merged(read_scores(path), runs)  # others may have added to it meanwhile
        write_scores(runs, path)
        wanted = set(protocol.cells())
        runs = [run for run in runs if run.cell in wanted]
    return figures(runs, protocol.target, protocol.baseline)


def show(protocol: Protocol, table: Any, failures: dict[str, int], now: Progress, json: bool) -> None:
    """The board on stdout, with what it rests on."""
    from labelwise.bench.protocols.comparing import board
    from labelwise.bench.protocols.page import board_cells, left_out
    from labelwise.bench.protocols.tables import by_price

    lines, areas = board(table)
    if json:
        print_json(
            {
                "protocol": protocol.name,
                "hash": protocol.hash,
                "metric": table["metric"][0].as_py(),
                "runs": {"done": now.done, "total": now.total, "failed": sum(failures.values())},
                "problems": len(areas.problems),
                "seeds": areas.seeds,
                "left_out": left_out(table, areas),
                "strategies": [_plain(line) for line in lines],
                "failures": failures,
            }
        )
        return
    count = len(areas.problems)
    title = f"{protocol.name}: {table['metric'][0].as_py()} on {count} problem{'s' * (count != 1)}"
    print_table(*board_cells(lines, protocol.baseline), title=title)
    for sentence in [*by_price(table), *left_out(table, areas)]:
        out().print(sentence, markup=False, style="dim")


def _plain(line: Line) -> dict[str, Any]:
    return {k: None if isinstance(v, float) and not math.isfinite(v) else v for k, v in vars(line).items()}
