"""``labelwise compare``: which strategy, and which learner, would have been best on this file?"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Annotated, Any

import typer

from labelwise.cli.bench import bar
from labelwise.cli.bench_names import check_learner, learner_of
from labelwise.cli.common import Json, app, note, out, print_json, print_table
from labelwise.cli.files import Encoding, File, Id, Image, Text, check_writable, load
from labelwise.cli.simulate import TRUTH, chosen, command, truth
from labelwise.cli.tasks import High, Kind, Labels, Low, Wish, labels_of
from labelwise.errors import BadData

if TYPE_CHECKING:
    from labelwise.bench.protocols import Protocol
    from labelwise.bench.protocols.comparing import Gap
    from labelwise.cli.bench_failures import Lost
    from labelwise.tasks import Task

DEFAULTS = {
    "proba": (("auto", "margin", "badge", "typiclust", "random"), ("logistic", "forest", "svm")),
    "tags": (("auto", "binmin", "mmc", "random"), ("logistic", "forest")),
    "mean": (("auto", "igs", "lcmd", "random"), ("", "hist-gradient-boosting")),
}
"""Strategies and learners that are compared where nothing is named, by what is learned."""
USUAL = "usual"
"""How the usual learner is typed and shown; protocols leave its name empty."""


@app.command()
def compare(
    file: File,
    label_column: Annotated[str, typer.Option("--label-column", help=TRUTH)],
    strategy: Annotated[list[str] | None, typer.Option(help="Such as margin,random.")] = None,
    learner: Annotated[
        list[str] | None,
        typer.Option(metavar="SPEC", help="From `labelwise learners`, such as svm or usual; repeatable."),
    ] = None,
    batch: Annotated[int, typer.Option(min=1, help="Labels between two measurements.")] = 20,
    budget: Annotated[int, typer.Option(min=1, help="Labels per run.")] = 200,
    seeds: Annotated[int, typer.Option(min=1, help="Runs per pair: seeds 0, 1, ...")] = 10,
    jobs: Annotated[int, typer.Option(min=-1, help="Processes; -1 is one per core.")] = -1,
    output: Annotated[
        Path | None, typer.Option("--output", "-o", help="Keep the runs here, to go on after a stop.")
    ] = None,
    retry_failed: Annotated[
        bool, typer.Option("--retry-failed", help="Run again what failed and was kept.")
    ] = False,
    task: Kind = None,
    labels: Labels = None,
    low: Low = None,
    high: High = None,
    report: Annotated[Path | None, typer.Option(help="Write a page with figure and tables.")] = None,
    text: Text = None,
    image: Image = None,
    id: Id = None,
    encoding: Encoding = None,
    json: Json = False,
) -> None:
    """Say which strategy, and which learner, would have been best on a labelled file.

    Every pair is run with an annotator who knows the truth, and scored on a random 30% of the items.

        $ labelwise compare heart.csv --label-column target

        $ labelwise compare heart.csv --label-column target --strategy margin,random --learner svm
    """
    if report is not None:
        check_writable(report, ".html", ".htm")
    wish = Wish(task, labels, low, high)
    given = Given(str(file.resolve()), label_column, wish, text, image, id, encoding)
    items = given()
    usual, models = DEFAULTS[items.task.output]
    protocol = planned(
        items.name, chosen(strategy) if strategy else usual, learner or models, (batch, budget, seeds)
    )
    with TemporaryDirectory() as kept:
        table, gone = played(protocol, given, output or Path(kept), jobs, retry_failed)
    from labelwise.bench.protocols.comparing import best_pair

    gaps, shared = best_pair(table)
    show(gaps, shared, table, json)
    for sentence in filter(None, (*gone.told(), gone.fix if output else "")):
        note(sentence)
    if report is not None:
        typed: dict[str, object] = {"text": text, "image": image, "id": id, "encoding": encoding}
        typed |= {"task": task, "labels": labels, "low": low, "high": high}
        typed |= {"learner": [name or USUAL for name in protocol.learners]}
        typed |= {"batch": batch, "budget": budget, "seeds": seeds}
        again = command(file, label_column, protocol.strategies, typed, name="compare")
        write_report(gaps, shared, table, report, file, again, gone=gone.told())


@dataclass(frozen=True)
class Given:
    """A labelled file as a data set that every process reads for itself.

    Parameters
    ----------
    file, label_column : str
        Where the items are, and their labels.
    wish : Wish
        What is said about the task.
    text, image, id, encoding : str or None
        As typed.
    """

    file: str
    label_column: str
    wish: Wish
    text: str | None
    image: str | None
    id: str | None
    encoding: str | None

    def __hash__(self) -> int:
        return hash((self.file, self.label_column))

    def __call__(self, _: str = "") -> Items:
        """The data set; equal ones share what a process keeps, which bound methods would not."""
        data = load(
            Path(self.file), text=self.text, image=self.image, id_column=self.id, encoding=self.encoding,
            label_column=self.label_column,
        )  # fmt: skip
        cells = truth(data, self.label_column)
        self.wish.refuse_unlikely(cells, self.label_column)
        made = self.wish.task(cells, self.label_column)
        answers = labels_of(data, made)
        said = "\n".join([data.pool.fingerprint, repr(made), *cells])
        name = f"{Path(self.file).name} {hashlib.sha256(said.encode()).hexdigest()[:12]}"
        return Items(name, data.pool, [answers[item] for item in data.pool.ids.to_pylist()], made)


@dataclass(frozen=True, eq=False)
class Items:
    """What is in the file.

    Parameters
    ----------
    name : str
        Of the file, and a sum of what is in it and how it is read, so that kept runs are of nothing else.
    x, y, task : Any
        Items, their labels, what is asked.
    test : None
        There is no test part.
    """

    name: str
    x: Any
    y: list[Any]
    task: Task
    test: None = None


def planned(
    name: str, strategies: Sequence[str], learners: Sequence[str], steps: tuple[int, int, int]
) -> Protocol:
    """The runs: every strategy with every learner."""
    from labelwise.bench.protocols import Protocol

    batch, budget, seeds = steps
    named = ["" if learner == USUAL else learner for learner in learners]
    return Protocol(
        "compare", [name], list(strategies), seeds=seeds, batches=[batch], budgets=[budget],
        learners=named, pool_rows=0, test_rows=0, full=False,
    )  # fmt: skip


def played(
    protocol: Protocol, given: Given, folder: Path, jobs: int, retry_failed: bool = False
) -> tuple[Any, Lost]:
    """Run what is missing; the figures of all runs, and what has none.

    Raises
    ------
    BadData
        If every run failed.
    """
    from labelwise.bench.protocols import Limits, Makers, Results, Spread, figures, read_runs, run
    from labelwise.cli.bench_failures import lost

    makers = Makers(given, learner_of, check_learner=check_learner)
    with bar() as progress:
        run(
            protocol,
            folder,
            makers,
            engine="serial" if jobs == 1 else "loky",
            spread=Spread(jobs),
            limits=Limits(retry_failed=retry_failed),
            progress=progress,
        )
    results = Results(folder)
    gone = lost(results, protocol)
    runs = read_runs(results, protocol)
    if not runs:
        first = next(iter(gone.by_reason)).rstrip(".")
        raise BadData(
            f"every run failed: {first}", fix="name strategies and learners that fit, or add --retry-failed"
        )
    return figures(runs), gone


def show(gaps: Sequence[Gap], seeds: int, table: Any, json: bool) -> None:
    """The pairs on stdout, and what can be said of them."""
    from labelwise.bench.protocols.comparing import verdict

    told = verdict(gaps, seeds)
    if json:
        pairs = [{k: None if v != v else v for k, v in vars(gap).items()} for gap in gaps]
        print_json({"metric": table["metric"][0].as_py(), "seeds": seeds, "pairs": pairs, "verdict": told})
        return
    print_table(HEADER, [cells(gap, gap is gaps[0]) for gap in gaps], left=2, names=2)
    for sentence in [*told, *holds(table)]:
        out().print(sentence, markup=False, style="dim")


HEADER = ("strategy", "learner", "area", "below the best (95%)")


def holds(table: Any) -> list[str]:
    """What the numbers are, and of what they speak."""
    labels = max(max(row) for row in table["labels"].to_pylist())
    budget = int(table["budget"][0].as_py())
    cut = (
        f"The budget of {budget} labels was cut to the {labels} items to learn from. "
        if labels < budget
        else ""
    )
    return [
        f"The area is the mean height of the learning curve, in {table['metric'][0].as_py()}. {cut}All "
        "intervals hold together; they speak of this file, these budgets and these learners."
    ]


def cells(gap: Gap, best: bool) -> list[str]:
    """A pair as cells of the table; ``best`` for the one that others are held against.

    Examples
    --------
    >>> from labelwise.bench.protocols.comparing import Gap
    >>> cells(Gap("random", "", 0.8, 0.05, 0.01, 0.09), False)
    ['random', 'usual', '0.8000', '0.0500 (0.0100 to 0.0900)']
    """
    below = "best" if best else f"{gap.below:.4f}"
    if not best and gap.low == gap.low:
        below += f" ({gap.low:.4f} to {gap.high:.4f})"
    return [gap.strategy, gap.learner or USUAL, f"{gap.area:.4f}", below]


def write_report(
    gaps: Sequence[Gap],
    seeds: int,
    table: Any,
    path: Path,
    file: Path,
    again: str,
    *,
    gone: Sequence[str] = (),
) -> None:
    """The page: curves of the best learner, all pairs, what can be said, and what gives the same numbers.

    ``gone`` are sentences about runs without figures.
    """
    import numpy as np

    from labelwise.bench.protocols.comparing import verdict
    from labelwise.bench.protocols.tables import computed_with
    from labelwise.report import Axes, Figure, Report, Series, Table, learning_curves

    rows, learner = table.to_pylist(), gaps[0].learner
    curves: dict[str, list[dict[str, Any]]] = {}
    for row in rows:
        if row["learner"] == learner:
            curves.setdefault(row["strategy"], []).append(row)
    lines = [
        Series(name, np.array(runs[0]["labels"]), np.array([run["scores"] for run in runs]))
        for name, runs in curves.items()
    ]
    metric, title = rows[0]["metric"], f"Strategies and learners compared on {file.name}"
    drawn = learning_curves(lines, Axes(title, y=metric, percent=not metric.startswith("-")))
    caption = f"With {learner or 'the usual learner'}; the shade runs from the lowest to the highest seed."
    page = Report(
        title,
        [*verdict(gaps, seeds), *holds(table), *gone],
        [Figure(drawn, caption), Table(HEADER, [cells(gap, gap is gaps[0]) for gap in gaps])],
        again,
        computed_with(table),
    )
    page.save(path)
    note(f"wrote {path}")
