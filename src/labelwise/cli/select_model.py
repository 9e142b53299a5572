"""``labelwise select-model``: which of several models is the best, with few labels."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from labelwise.cli.answer_file import COLUMNS, OLD, Row, read, replay, why, write
from labelwise.cli.common import Json, Seed, app, note, out, plain, print_json, print_table, working
from labelwise.cli.files import UNKNOWN, Encoding, Labels, Text, check_writable, names_of
from labelwise.errors import BadAnswer, BadData, BadParameter, UnknownName

if TYPE_CHECKING:
    from labelwise.evaluation.models import Choice, Search
    from labelwise.io.panels import Models

FILES = "One file a model: (N, C) probabilities or N classes, as .npy, .npz, CSV or Parquet."
ANSWERS = Path("answers.csv")


@app.command()
def select_model(
    files: Annotated[list[Path], typer.Argument(help=FILES)],
    answers: Annotated[Path | None, typer.Option(help="Questions and answers so far, a CSV file.")] = None,
    ask_file: Annotated[
        Path | None, typer.Option(help="Write the next questions into this CSV file.")
    ] = None,
    n: Annotated[int, typer.Option("-n", "--n", min=1, help="How many questions.")] = 20,
    data: Annotated[Path | None, typer.Option(help="The items, to be shown; asks in the terminal.")] = None,
    truth: Annotated[Path | None, typer.Option(help="The true classes, to try it: they answer.")] = None,
    labels: Labels = None,
    column: Annotated[str | None, typer.Option(help="Column of tables that holds the class.")] = None,
    method: Annotated[
        str, typer.Option(help="coda, model-picker, active-testing, vma, uncertainty or iid.")
    ] = "coda",
    check: Annotated[float, typer.Option(min=0.0, max=0.5, help="Share of random questions.")] = 0.2,
    text: Text = None,
    encoding: Encoding = None,
    seed: Seed = 0,
    json: Json = False,
) -> None:
    """Find the best of several models with few labels, from their predictions alone.

    Items are numbered from 0. Every fifth question is about a random item; only these say how accurate it is.

    Write questions, fill in the column `label` (`?` where nobody knows), and run it again:

        $ labelwise select-model predictions/*.npy --ask-file ask.csv -n 20
        $ labelwise select-model predictions/*.npy --answers ask.csv

    Or be asked in a terminal, with the items at hand:

        $ labelwise select-model predictions/*.npy --data reviews.csv --answers answers.csv
    """
    from labelwise.evaluation.models import SELECTORS, Search
    from labelwise.io.panels import read_models

    if method not in SELECTORS:
        raise UnknownName.among("method", method, SELECTORS)
    if ask_file is not None:
        check_ask_file(ask_file, answers, truth)
    live = data is not None and ask_file is None and truth is None and sys.stdin.isatty()
    path = answers or (fresh(ANSWERS) if live else None)
    with working("Reading predictions"):
        given = read_models(files, names_of(labels), column)
        search = Search(given.panel, SELECTORS[method], seed=seed, check=check)
        shown = texts(data, len(given.panel), text, encoding)
    rows = read(path) if path is not None and not (live and not path.exists()) else []
    if path is not None:
        replay(search, rows, given, path)
    result: dict[str, Any] = {"asked": None if ask_file is None else str(ask_file)}
    if truth is not None:
        result |= simulated(search, rows, given, truth, column, n)
    elif ask_file is not None:
        fill_up(search, rows, n, shown)
        write(ask_file, rows)
    elif live and path is not None and shown is not None:
        answered(search, rows, given, path, n, shown)
    elif path is None:
        nobody = "pass --ask-file, --answers or --truth, or --data in a terminal"
        raise BadParameter("there are no answers and nobody to ask", fix=nobody)
    result |= summary(search.choice(), given, method, rows)
    print_json(result) if json else show(result)
    if ask_file is not None:
        note(f"{result['open']} open questions in {ask_file}: fill in the column label")


def texts(
    data: Path | None, items: int, text: str | None, encoding: str | None
) -> list[dict[str, str]] | None:
    """What to show of each item, column by column or ``text`` alone; None without a file.

    Raises
    ------
    BadData
        If the file holds another number of items, or no such column.
    """
    if data is None:
        return None
    from labelwise.io import read_table
    from labelwise.io.columns import cells

    table, _ = read_table(data, **({} if encoding is None else {"encoding": encoding}))
    names = table.column_names if text is None else [text]
    if not set(names) <= set(table.column_names):
        raise BadData(f"{data} has no column {text!r}", allowed=", ".join(table.column_names))
    if table.num_rows != items:
        raise BadData(f"{data} has {table.num_rows} items, the predictions have {items}")
    columns = [[plain(cell) for cell in cells(table[name])] for name in names]
    titles = [f"{name}_" if name in (*COLUMNS, OLD) else name for name in names]
    return [dict(zip(titles, row, strict=True)) for row in zip(*columns, strict=True)]


def fresh(path: Path) -> Path:
    """A file for answers that is not there yet.

    Raises
    ------
    BadParameter
        If it is.
    """
    if path.exists():
        raise BadParameter(
            f"{path} is there already", fix=f"go on with --answers {path}, or name another file"
        )
    return path


def check_ask_file(path: Path, answers: Path | None, truth: Path | None) -> None:
    """Refuse to write over answers that were not read.

    Raises
    ------
    BadParameter
        If there is a file that is not read too, or the truth answers already.
    """
    check_writable(path, ".csv")
    if truth is not None:
        raise BadParameter("--ask-file does not go with --truth", fix="leave one of them out")
    if path.exists() and (answers is None or not path.samefile(answers)):
        raise BadParameter(
            f"--ask-file: {path} is there already",
            fix=f"pass --answers {path} too, which keeps what is in it, or name another file",
        )


def fill_up(search: Search, rows: list[Row], n: int, shown: list[dict[str, str]] | None) -> None:
    """New questions until ``n`` are open, or none is left."""
    while search.left and sum(not row.answer for row in rows) < n:
        rows.append(question(search, shown))


def question(search: Search, shown: list[dict[str, str]] | None) -> Row:
    """The next one."""
    item, chance = search.ask()
    return Row(item, chance, why(search, item), shown=shown[item] if shown else {})


def simulated(
    search: Search, rows: list[Row], given: Models, truth: Path, column: str | None, n: int
) -> dict[str, Any]:
    """Answer from a file, and say what was lost."""
    from labelwise.cli.truth import read_truth

    known = read_truth(truth, len(given.panel), given.classes, column=column)
    if (gaps := known != known).any():
        raise BadData(f"--truth: item {gaps.argmax()} has no label", fix="every item needs one")
    true = known.astype("int64")
    for _ in range(min(n, search.left)):
        rows.append(question(search, None))
        rows[-1].answer = given.classes[true[rows[-1].item]]
        search.tell(rows[-1].item, int(true[rows[-1].item]))
    accuracy = (given.panel.said == true).mean(axis=1)
    chosen = search.choice().model
    return {
        "truth": {
            "best": [given.models[k] for k in (accuracy == accuracy.max()).nonzero()[0]],
            "best_accuracy": float(accuracy.max()),
            "accuracy": float(accuracy[chosen]),
            "regret": float(accuracy.max() - accuracy[chosen]),
        }
    }


def answered(
    search: Search, rows: list[Row], given: Models, path: Path, n: int, shown: list[dict[str, str]]
) -> None:
    """Ask in the terminal; every answer is on disk before the next question."""
    waiting = [row for row in rows if not row.answer]
    out().print("Number or name of the class; Enter where you do not know; Ctrl-D stops.", style="dim")
    for k in range(n):
        if not waiting and not search.left:
            break
        row = waiting.pop(0) if waiting else question(search, shown)
        answer = prompt(f"{k + 1}/{n}", row, given, shown[row.item])
        if answer is None:
            break
        row.answer = answer
        if row not in rows:
            rows.append(row)
        if row.known:
            search.tell(row.item, given.index(answer))
        write(path, rows)


def prompt(place: str, row: Row, given: Models, shown: dict[str, str]) -> str | None:
    """The class that somebody types, ``?`` for none, None to stop."""
    said = "  ".join(f"{k + 1} {plain(name)}" for k, name in enumerate(given.classes))
    out().print(f"\n{place}  item {row.item}", style="bold", markup=False)
    for value in shown.values():
        out().print(value, markup=False, soft_wrap=True)
    while True:
        out().print(said, style="dim", markup=False)
        try:
            typed = input("> ").strip()
        except (EOFError, KeyboardInterrupt):
            return None
        numbered = typed not in given.classes and typed.isdecimal() and 1 <= int(typed) <= len(given.classes)
        try:
            return given.classes[int(typed) - 1 if numbered else given.index(typed)] if typed else UNKNOWN
        except BadAnswer as error:
            note(str(error))


def summary(made: Choice, given: Models, method: str, rows: list[Row]) -> dict[str, Any]:
    """Everything that is known, as plain data."""
    order = sorted(range(len(given.models)), key=lambda k: (k != made.model, -made.posterior[k]))
    return {
        "method": method,
        "best": given.models[made.model],
        "runner_up": given.models[made.runner_up],
        "items": len(given.panel),
        "answers": made.answers,
        "checks": made.checks,
        "unknown": sum(row.answer == UNKNOWN for row in rows),
        "open": sum(not row.answer for row in rows),
        "ahead": made.ahead,
        "behind": made.behind,
        "models": [
            {
                "model": given.models[k],
                "posterior": float(made.posterior[k]),
                "accuracy": vars(made.accuracy[k]),
            }
            for k in order
        ],
    }


def show(result: dict[str, Any]) -> None:
    """The result for people."""
    models, guess = result["models"], 1 / len(result["models"])
    print_table(
        ["model", "P(best)", "accuracy", "95% interval"],
        [[m["model"], f"{m['posterior']:.3f}", *figures(m["accuracy"])] for m in models[:10]],
    )
    first, second = plain(result["best"]), plain(result["runner_up"])
    lines = [f"Best by {result['answers']} chosen answers: {first}, then {second}."]
    lines.append(
        f"How sure: P(best) is {models[0]['posterior']:.3f} where {guess:.3f} is no idea; of answered items "
        f"that just one of the two gets right, {first} has {result['ahead']} and {second} {result['behind']}."
    )
    if result["method"] == "coda":
        lines.append("P(best) of CODA ranks the models; it is not how often it is right.")
    reason = models[0]["accuracy"]["reason"]
    lines.append(
        f"Accuracy cannot be told yet: {reason}" if reason else accuracy_of(models[0], result["checks"])
    )
    if "truth" in result:
        true = result["truth"]
        names = ", ".join(map(plain, true["best"]))
        lines.append(
            f"In truth {true['accuracy']:.3f}; the best is {names} with {true['best_accuracy']:.3f}."
        )
    for line in lines:
        out().print(line, markup=False, soft_wrap=True)


def accuracy_of(model: dict[str, Any], checks: int) -> str:
    """The sentence about the chosen model."""
    value, interval = figures(model["accuracy"])
    return (
        f"Expected accuracy of {plain(model['model'])}: {value}, 95% interval {interval}, "
        f"on {checks} random items."
    )


def figures(made: dict[str, Any]) -> tuple[str, str]:
    """Cells of an accuracy."""
    if made["value"] is None:
        return "-", "-"
    return f"{made['value']:.3f}", f"{made['low']:.3f} to {made['high']:.3f}"
