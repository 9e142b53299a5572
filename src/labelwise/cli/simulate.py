"""``labelwise simulate``: strategies compared on a file whose labels are known."""

from __future__ import annotations

import shlex
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from labelwise.cli.common import Json, app, err, note, out, print_json, print_table
from labelwise.cli.files import Encoding, File, Id, Image, Text, check_writable, load
from labelwise.cli.learner_spec import FinalSpec, LearnerSpec, RecipeNames, Wished
from labelwise.cli.tasks import High, Kind, Labels, Low, Wish
from labelwise.errors import BadData

if TYPE_CHECKING:
    from labelwise.bench import Curves
    from labelwise.io import Dataset

TRUTH = "Column of the true labels; `folder` takes the folder names of an image folder, one per class."


@app.command()
def simulate(
    file: File,
    label_column: Annotated[str, typer.Option("--label-column", help=TRUTH)],
    strategy: Annotated[list[str] | None, typer.Option(help="Such as margin,random; or `all`.")] = None,
    learner: LearnerSpec = None,
    final: FinalSpec = None,
    recipe: RecipeNames = None,
    batch: Annotated[int, typer.Option(min=1, help="Labels between two measurements.")] = 20,
    budget: Annotated[int, typer.Option(min=1, help="Labels per run.")] = 400,
    seeds: Annotated[int, typer.Option(min=1, help="Runs per strategy: seeds 0, 1, ...")] = 5,
    jobs: Annotated[int, typer.Option(min=-1, help="Processes; -1 is one per core.")] = -1,
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
    """Compare strategies on a labelled file: whole campaigns with an annotator who knows the truth.

    A random 30% of the items scores the models; it is drawn anew for every seed.

        $ labelwise simulate heart.csv --label-column target --strategy margin,random

        $ labelwise simulate heart.csv --label-column target --learner forest
    """
    from labelwise.bench import simulate as run

    if report is not None:
        check_writable(report, ".html", ".htm")
    wish = Wish(task, labels, low, high)
    names = chosen(strategy or ["auto", "random"])
    data = load(file, text=text, image=image, id_column=id, encoding=encoding, label_column=label_column)
    y = truth(data, label_column)
    wish.refuse_unlikely(y, label_column)
    trains = Wished.of(learner, final, recipe)
    made = wish.task(y, label_column) if wish.said or trains.said else None
    with bar(len(names) * seeds) as progress:
        curves = run(
            data.pool,
            y if made is None else [made.parse(cell) for cell in y],
            task=made,
            learner=None if made is None else trains.made(data.pool, made),
            strategy=names,
            batch=batch,
            budget=budget,
            seeds=seeds,
            jobs=jobs,
            progress=progress,
        )
    show(curves, json)
    if report is not None:
        given: dict[str, object] = {"text": text, "image": image, "id": id, "encoding": encoding}
        given |= {"task": task, "labels": labels, "low": low, "high": high}
        given |= {
            "learner": learner,
            "final": final,
            "recipe": recipe,
            "batch": batch,
            "budget": budget,
            "seeds": seeds,
        }
        write_report(curves, report, file, command(file, label_column, names, given))


def chosen(names: list[str]) -> list[str]:
    """The strategies to run: split at commas, ``all`` is every named method, each name counts once.

    Examples
    --------
    >>> chosen(["margin, random", "margin"])
    ['margin', 'random']
    """
    from labelwise.papers import methods

    given = [name.strip() for name in ",".join(names).split(",")]
    every = [n for name in given for n in (methods() if name == "all" else [name])]
    return list(dict.fromkeys(every))


def truth(data: Dataset, column: str) -> list[str]:
    """The label of every item as it stands in the file, in pool order.

    Raises
    ------
    BadData
        If an item has none.
    """
    ids = data.pool.ids.to_pylist()
    missing = [i for i in ids if i not in data.labels]
    if missing:
        raise BadData(
            f"{len(missing)} of {len(ids)} items have no label in column {column!r}, such as {missing[0]!r}",
            fix="simulate with labelled rows only (among tags, [] says that there is none)",
        )
    return [data.labels[i] for i in ids]


@contextmanager
def bar(total: int) -> Iterator[Callable[[int, int], None]]:
    """A progress bar on stderr."""
    from rich.progress import Progress

    with Progress(console=err(), transient=True, disable=not err().is_terminal) as shown:
        task = shown.add_task("Simulating", total=total)
        yield lambda done, _: shown.update(task, completed=done)


def show(curves: Curves, json: bool) -> None:
    """The result on stdout."""
    from labelwise.bench import pages

    if json:
        print_json(as_dict(curves))
        return
    header, rows = pages.cells(curves)
    print_table(header, rows)
    for sentence in pages.sentences(curves):
        out().print(sentence, markup=False, style="dim")


def as_dict(curves: Curves) -> dict[str, Any]:
    """Everything that was measured, as plain data; numbers that do not exist are None."""
    rows = [{k: None if v != v else v for k, v in row.items()} for row in curves.table()]
    return {"metric": curves.metric, "strategies": rows, "rows": curves.rows(), "notes": list(curves.notes)}


def command(
    file: Path,
    label_column: str,
    strategies: Sequence[str],
    options: Mapping[str, object],
    *,
    name: str = "simulate",
) -> str:
    """What to type for the same numbers; ``name`` is that of the command.

    Examples
    --------
    >>> command(Path("my data.csv"), "y", ["margin"], {"batch": 10, "text": None})
    "labelwise simulate 'my data.csv' --label-column y --strategy margin --batch 10"
    """
    words = ["labelwise", name, str(file), "--label-column", label_column]
    words += [word for strategy in strategies for word in ("--strategy", strategy)]
    for option, value in options.items():
        given = value if isinstance(value, list) else [] if value is None else [value]
        words += [word for one in given for word in (f"--{option}", str(one))]
    return shlex.join(words)


def write_report(curves: Curves, path: Path, file: Path, again: str) -> None:
    """The page, with the command that makes the same numbers."""
    from labelwise.bench import pages

    pages.report(curves, f"Strategies compared on {file.name}", again).save(path)
    note(f"wrote {path}")
