"""``labelwise demo``: the whole main job on bundled data, and what it is worth against random choice."""

from __future__ import annotations

import itertools
import math
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from labelwise.cli.common import Json, Seed, app, err, out, print_json, print_table
from labelwise.cli.live import frame
from labelwise.errors import BadData

if TYPE_CHECKING:
    from labelwise.bench import Curves
    from labelwise.bench.claims import Claim
    from labelwise.bench.digits import Digits
    from labelwise.pool import Pool
    from labelwise.types import Status

FOLDER = "labelwise-demo"
BATCH = 10
WANTED = (0.80, 0.90, 0.95, 0.97)
"""Accuracies for which the labels are counted."""


@app.command()
def demo(
    folder: Annotated[Path | None, typer.Option("--out", help=f"A new folder; ./{FOLDER} otherwise.")] = None,
    budget: Annotated[int, typer.Option(min=20, max=1000, help="Labels per run.")] = 200,
    seeds: Annotated[int, typer.Option(min=1, max=100, help="Runs of each strategy.")] = 5,
    seed: Seed = 0,
    jobs: Annotated[int, typer.Option(min=-1, help="Processes; -1 is one per core.")] = -1,
    data_only: Annotated[bool, typer.Option("--data-only", help="Only write the images.")] = False,
    json: Json = False,
) -> None:
    """Run a whole campaign on the digits bundled with scikit-learn; takes less than a minute.

    An annotator who knows the truth answers through a real project file.

        $ labelwise demo
    """
    from labelwise.bench.digits import write_digits

    place = new_folder(folder)
    digits = write_digits(place, seed)
    if data_only:
        out().print(f"{len(digits.truth)} images in {digits.folder}", markup=False, soft_wrap=True)
        return
    task = Demo.read(place, digits, budget, seed)
    reached, status = campaign(task)
    curves = compare(task, [seed + k for k in range(seeds)], jobs)
    write(task, curves, f"labelwise demo --budget {budget} --seeds {seeds} --seed {seed}")
    checked = against_truth(status, reached[-1][1], curves)
    if json:
        print_json(as_dict(task, curves, reached, checked))
    else:
        tell(task, curves, checked)


def new_folder(wished: Path | None) -> Path:
    """The folder to write to, made; without a wish the first free name.

    Raises
    ------
    BadData
        If the wished folder holds something already, or cannot be made.
    """
    free = itertools.chain([Path(FOLDER)], (Path(f"{FOLDER}-{k}") for k in itertools.count(2)))
    place = wished or next(path for path in free if not path.exists())
    if place.exists() and (not place.is_dir() or any(place.iterdir())):
        raise BadData(f"{place} is there already and not empty", fix="name a new folder with --out")
    try:
        place.mkdir(exist_ok=True)
    except OSError as error:
        raise BadData(
            f"the folder {place} cannot be made: {error.strerror}", fix="name another with --out"
        ) from error
    return place


@dataclass(frozen=True)
class Demo:
    """Data and settings of the run."""

    folder: Path
    pool: Pool
    truth: list[str]
    held_out: Pool
    held_truth: list[str]
    classes: tuple[str, ...]
    budget: int
    seed: int

    @classmethod
    def read(cls, folder: Path, digits: Digits, budget: int, seed: int) -> Demo:
        """Read the images as a user would."""
        from labelwise.io import read

        pool, held = read(digits.folder).pool, read(digits.held_out).pool
        truth = [digits.truth[i] for i in pool.ids.to_pylist()]
        held_truth = [digits.held_truth[i] for i in held.ids.to_pylist()]
        return cls(folder, pool, truth, held, held_truth, digits.classes, budget, seed)

    @property
    def project(self) -> Path:
        """The project file."""
        return self.folder / "digits.labelwise.db"


def campaign(task: Demo) -> tuple[list[tuple[int, float]], Status]:
    """One campaign through the ledger on disk, watched live: (labels, accuracy) after each batch, and what
    the campaign says of itself at the end, in its report too.
    """
    from rich.live import Live

    from labelwise.annotators import Simulated
    from labelwise.bench.driving import drive, predict
    from labelwise.bench.metrics import accuracy
    from labelwise.campaign import Campaign

    annotator, reached = Simulated.of(task.pool, task.truth), list[tuple[int, float]]()
    making = Campaign(task.pool, task.classes, store=task.project, budget=task.budget, seed=task.seed)
    with making as made, Live(console=err(), refresh_per_second=8) as live:
        encoder = made.brain.inputs()[1]
        blocks = [encoder.transform(task.held_out.x(range(len(task.held_out))))]
        for told in drive(made, annotator, BATCH, task.budget):
            score = accuracy(task.held_truth, predict(made.model, blocks, made.task, told))
            reached.append((len(told), score))
            live.update(frame(len(told), task.budget, [a for _, a in reached], len(task.held_truth)))
        from labelwise.io import write as write_table
        from labelwise.report import write_text
        from labelwise.report.campaign import page
        from labelwise.report.telling import tell_story

        write_table(made.export(), task.folder / "labels.csv")
        made.fit(evaluate=False)
        status, again = made.evaluate(savings=True), f"labelwise report --project {task.project}"
        story = tell_story(made, "Handwritten digits", datetime.now(UTC), command=again, diagnose=False)
        write_text(task.folder / "campaign.html", page(story))
    return reached, status


def against_truth(status: Status, accuracy: float, curves: Curves) -> list[Claim]:
    """What the campaign said beside what the held-out images and the random campaigns show."""
    from labelwise.bench.claims import claims

    labels = sorted(curves.needed("random", accuracy))
    return claims(status, accuracy, float(labels[len(labels) // 2]))


def compare(task: Demo, seeds: list[int], jobs: int) -> Curves:
    """The same strategy against random choice, paired by seed."""
    from labelwise.bench import simulate
    from labelwise.cli.simulate import bar

    test, arms = (task.held_out, task.held_truth), ["auto", "random"]
    with bar(len(arms) * len(seeds)) as progress:
        return simulate(
            task.pool, task.truth, strategy=arms, batch=BATCH, budget=task.budget, seeds=seeds, test=test,
            jobs=jobs, progress=progress,
        )  # fmt: skip


def needed(curves: Curves) -> list[list[str]]:
    """Rows: an accuracy, then per strategy the labels needed, as the median and range over seeds."""
    names = curves.strategies
    return [[f"{100 * a:.0f}%", *(labels_text(curves.needed(s, a).tolist()) for s in names)] for a in WANTED]


def labels_text(values: list[float]) -> str:
    """Median and range; a seed that never got there counts as more than any number.

    Examples
    --------
    >>> labels_text([80.0, 90.0, math.inf]), labels_text([90.0]), labels_text([90.0, math.inf, math.inf])
    ('90 (80 to never)', '90', 'not reached')
    """
    ordered = sorted(values)
    median = ordered[len(ordered) // 2]
    if math.isinf(median):
        return "not reached"
    low, high = ordered[0], ordered[-1]
    last = "never" if math.isinf(high) else f"{high:.0f}"
    return f"{median:.0f}" if low == high else f"{median:.0f} ({low:.0f} to {last})"


def headline(curves: Curves) -> str:
    """One honest sentence: labels for the highest accuracy that both reached, else what each reached."""
    count = len(curves.seeds)
    seeds = "in one seed" if count == 1 else f"medians of {count} seeds"
    auto, other = (reached_by(curves, name) for name in ("auto", "random"))
    both = [wanted for wanted in auto if wanted in other]
    if not both:
        return f"On this data, auto {best(auto)} and random choice {best(other)} ({seeds})."
    return (
        f"On this data, auto needed {auto[both[-1]]:.0f} labels for {100 * both[-1]:.0f}% accuracy "
        f"and random choice {other[both[-1]]:.0f} ({seeds})."
    )


def reached_by(curves: Curves, strategy: str) -> dict[float, float]:
    """Wanted accuracy -> median of the labels it took, for those that the median seed reached."""
    medians = {wanted: sorted(curves.needed(strategy, wanted))[len(curves.seeds) // 2] for wanted in WANTED}
    return {wanted: labels for wanted, labels in medians.items() if math.isfinite(labels)}


def best(reached: dict[float, float]) -> str:
    """The highest accuracy reached, as the rest of a sentence."""
    if not reached:
        return f"did not reach {100 * WANTED[0]:.0f}% accuracy"
    return f"reached {100 * max(reached):.0f}% accuracy with {reached[max(reached)]:.0f} labels"


def write(task: Demo, curves: Curves, again: str) -> None:
    """The figure and the page."""
    from labelwise.bench import pages
    from labelwise.report import Table, write_text

    title = "Handwritten digits: labels chosen by labelwise and at random"
    header = ["accuracy", *(f"labels: {name}" for name in curves.strategies)]
    table = Table(header, needed(curves), "Labels needed: median of the seeds, and their range.")
    write_text(task.folder / "learning-curve.svg", pages.figure(curves, title))
    lead = [
        headline(curves),
        f"{len(task.truth):,} images to ask about; scored on {len(task.held_truth)} others.",
    ]
    pages.report(curves, title, again, lead=lead, parts=[table]).save(task.folder / "report.html")


def tell(task: Demo, curves: Curves, checked: list[Claim]) -> None:
    """The result and what to do next, on stdout."""
    from labelwise.bench import pages

    screen, header = out(), ["accuracy", *(f"labels: {name}" for name in curves.strategies)]
    print_table(header, needed(curves), title="Labels needed (median and range of the seeds)")
    screen.print()
    print_table(*pages.cells(curves), title="Accuracy")
    screen.print(f"\n[bold]{headline(curves)}[/]")
    for sentence in pages.sentences(curves):
        screen.print(sentence, markup=False, style="dim")
    screen.print()
    holds = {True: "holds", False: "does not hold", None: ""}
    lines = [[c.what, c.said, c.true, holds[c.holds]] for c in checked]
    print_table(["", "the campaign said", "the truth", ""], lines, title="What it said of itself")
    screen.print("\n[bold]Next[/]")
    for command, what in steps(task):
        screen.print(f"  {command}", markup=False, soft_wrap=True)
        screen.print(f"      {what}", style="dim")


def steps(task: Demo) -> list[tuple[str, str]]:
    """What to do after the demo."""
    labels = ",".join(task.classes)
    return [
        (
            f"open {task.folder / 'campaign.html'}",
            "what the campaign says of itself",
        ),
        (f"open {task.folder / 'report.html'}", "the page with the learning curves"),
        (f"labelwise status --project {task.project}", "the project that was just made"),
        (
            f"labelwise label {task.folder / 'digits'} --labels {labels}",
            "the same images, in the browser, by you",
        ),
        ("labelwise label FILE --labels a,b", "your own data, in the browser"),
    ]


def as_dict(
    task: Demo, curves: Curves, reached: list[tuple[int, float]], checked: list[Claim]
) -> dict[str, Any]:
    """The result as plain data."""
    from labelwise.cli.simulate import as_dict as simulated

    files = ("digits.labelwise.db", "labels.csv", "learning-curve.svg", "report.html", "campaign.html")
    return {
        "headline": headline(curves), "campaign": [{"labels": n, "accuracy": a} for n, a in reached],
        "needed": [dict(zip(["accuracy", *curves.strategies], row, strict=True)) for row in needed(curves)],
        "claims": [asdict(claim) for claim in checked],
        "comparison": simulated(curves), "files": [str(task.folder / name) for name in files],
    }  # fmt: skip
