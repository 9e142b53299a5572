"""``labelwise query``: arrays in, picks out."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from labelwise.cli.common import Json, Seed, app, note, print_json, print_table
from labelwise.cli.files import check_writable

if TYPE_CHECKING:
    from labelwise.types import Selection

ArrayFile = Annotated[Path | None, typer.Option(help="A .npy file.")]


@app.command()
def query(
    strategy: Annotated[str, typer.Option(help="A name from `labelwise methods`.")],
    n: Annotated[
        int | None, typer.Option("-n", min=0, help="How many rows; some strategies choose that themselves.")
    ] = None,
    proba: Annotated[Path | None, typer.Option(help="(N, C) class probabilities, .npy.")] = None,
    embedding: Annotated[Path | None, typer.Option(help="(N, D) features, .npy.")] = None,
    labelled: Annotated[Path | None, typer.Option(help="Row numbers that have a label, .npy.")] = None,
    y: Annotated[Path | None, typer.Option(help="Class indices of these rows, .npy.")] = None,
    array: Annotated[
        list[str] | None, typer.Option(help="NAME=FILE, any other array, e.g. samples=draws.npy; repeatable.")
    ] = None,
    output: Annotated[Path | None, typer.Option("--output", "-o", help="A CSV file for the picks.")] = None,
    seed: Seed = 0,
    json: Json = False,
) -> None:
    """Pick rows by a strategy from your own arrays, without a project.

    Row numbers count from 0. Files are read without pickle.

        $ labelwise query --strategy margin -n 100 --proba proba.npy -o picks.csv
        $ labelwise query --strategy bald -n 100 --array samples=draws.npy
    """
    from labelwise.query import query as pick

    if output is not None:
        check_writable(output, ".csv", ".tsv", ".jsonl", ".parquet")
    given = {"proba": proba, "embedding": embedding, "labelled": labelled, "y": y}
    given |= dict(map(named, array or ()))
    arrays: dict[str, Any] = {name: load(name, path) for name, path in given.items() if path is not None}
    selection = pick(strategy, n, rng=seed, **arrays)
    rows = picks(selection)
    if output is not None:
        save(rows, output)
    elif json:
        print_json({"strategy": strategy, "seed": seed, "picks": rows, "short": selection.short})
    else:
        print_table(
            ["index", "score", "why"], [[r["index"], _score(r["score"]), r["why"]] for r in rows], left=3
        )
    if selection.short:
        note(selection.short)


def named(text: str) -> tuple[str, Path]:
    """Name and file of ``NAME=FILE``.

    Raises
    ------
    BadParameter
        If it is none.

    Examples
    --------
    >>> named("samples=draws.npy")[0]
    'samples'
    """
    from labelwise.errors import BadParameter

    name, _, path = text.partition("=")
    if not name or not path:
        raise BadParameter(f"--array: {text!r}", allowed="NAME=FILE, e.g. samples=draws.npy")
    return name, Path(path)


def load(name: str, path: Path) -> Any:
    """The array in ``path``.

    Raises
    ------
    BadData
        As :func:`labelwise.io.arrays.read_array`, with the name of the option.
    """
    from labelwise.errors import BadData
    from labelwise.io.arrays import read_array

    try:
        return read_array(path)
    except BadData as error:
        raise BadData(f"--{name}: {error.problem}", allowed=error.allowed, fix=error.fix) from error


def picks(selection: Selection) -> list[dict[str, Any]]:
    """One row a pick, in picking order; the score is None where the selector has none."""
    import numpy as np

    columns = zip(selection.indices, selection.scores, selection.why, strict=True)
    return [{"index": int(i), "score": float(s) if np.isfinite(s) else None, "why": w} for i, s, w in columns]


def _score(value: float | None) -> str:
    return "-" if value is None else f"{value:.6g}"


def save(rows: list[dict[str, Any]], path: Path) -> None:
    """The picks as CSV."""
    import pyarrow as pa

    from labelwise.io import write

    names = {"index": pa.int64(), "score": pa.float64(), "why": pa.string()}
    write(pa.table({k: pa.array([r[k] for r in rows], t) for k, t in names.items()}), path)
    note(f"wrote {len(rows)} picks to {path}")
