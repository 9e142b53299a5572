"""What all commands share: the application, printing, and how errors end."""

from __future__ import annotations

import itertools
import json
import re
import sys
from collections.abc import Sequence
from contextlib import AbstractContextManager, nullcontext
from textwrap import wrap
from typing import Annotated, Any, NoReturn

import typer
from rich.cells import cell_len
from rich.console import Console
from rich.table import Table
from rich.text import Text

from labelwise.errors import LabelwiseError

app = typer.Typer(
    name="labelwise", add_completion=False, rich_markup_mode="rich", invoke_without_command=True,
    context_settings={"help_option_names": ["-h", "--help"]},
)  # fmt: skip
USAGE: type[Exception] = next(c for c in typer.BadParameter.__mro__ if c.__name__ == "ClickException")
"""Base of every usage error, wherever the installed typer keeps it."""

OPTIONS = {"id_column": "--id", "label_column": "--label-column"} | {
    name: f"--{name}" for name in ("encoding", "text", "image", "budget")
}
ARGUMENT = re.compile(rf"\b({'|'.join(OPTIONS)})=(\S+?)(?=[\s,;]|[.]?$|[.]\s)")
Json = Annotated[bool, typer.Option("--json", help="Print JSON instead of a table.")]
Engine = Annotated[
    str, typer.Option(help="serial: this process; loky: processes of this machine; ray: a cluster.")
]
Address = Annotated[str | None, typer.Option(help="Of the head of a Ray cluster: HOST:PORT.")]
NAME = 24
"""Names of up to so many letters stay on one line of a table, however narrow the terminal."""
SHORT = 40
"""Cells of up to so many letters do, where there is room."""
Seed = Annotated[int, typer.Option(min=0, help="Of everything random.")]


@app.callback()
def root(
    context: typer.Context,
    version: Annotated[bool, typer.Option("--version", help="Print the version and exit.")] = False,
) -> None:
    """From unlabelled data to a trained, honestly evaluated model with few human answers.

    Try it in half a minute, without data of your own:

        $ labelwise demo
    """
    if version:
        from importlib.metadata import version as installed

        print(f"labelwise {installed('labelwise')}")
    elif context.invoked_subcommand is None:
        print(context.get_help())


def out() -> Console:
    """The console for results; made anew, so that it writes to the present stdout."""
    return Console(highlight=False)


def err() -> Console:
    """The console for errors, notes and progress."""
    return Console(stderr=True, highlight=False)


def plain(text: object) -> str:
    r"""One line without control characters, so that a hostile name cannot steer the terminal.

    Examples
    --------
    >>> plain("a\x1b[2Jb\nc")
    'a�[2Jb c'
    """
    return "".join(c if c.isprintable() else "�" for c in " ".join(str(text).split()))


def working(what: str) -> AbstractContextManager[object]:
    """A spinner while something runs, on a terminal only."""
    console = err()
    return console.status(what) if console.is_terminal else nullcontext()


def note(text: str) -> None:
    """A remark on stderr, so that it never mixes with a result."""
    err().print(plain(text), style="dim", markup=False, soft_wrap=True)


def print_json(value: Any) -> None:
    """``value`` as JSON on stdout; numpy numbers become plain ones."""
    print(json.dumps(value, indent=2, ensure_ascii=False, default=_plain_number))


def _plain_number(value: Any) -> Any:
    return value.tolist() if hasattr(value, "tolist") else str(value)


def print_table(
    header: Sequence[str],
    rows: Sequence[Sequence[object]],
    *,
    title: str = "",
    left: int = 1,
    names: int = 1,
) -> None:
    """A table on stdout; the first ``left`` columns are text, of them ``names`` names, the others numbers.

    Names and numbers stay on one line where there is room, and wherever no terminal reads them: there the
    table may be wider than 80 columns.
    """
    console, shown = out(), [[plain(cell) for cell in row] for row in rows]
    wide = [max((cell_len(row[k]) for row in shown), default=0) for k in range(len(header))]
    kept = [(k < names or k >= left) and wide[k] <= SHORT for k in range(len(header))]
    heads = list(header)
    if _width(heads, wide) > console.width:
        heads = [_broken(h, w) if keep else h for h, w, keep in zip(heads, wide, kept, strict=True)]
    least = _width(heads, [w if keep else 0 for w, keep in zip(wide, kept, strict=True)])
    whole = least <= console.width or not console.is_terminal
    if whole:
        console.width = max(least, console.width)
    table = Table(
        title=title or None,
        title_justify="left",
        title_style="bold",
        box=None,
        pad_edge=False,
        show_header=any(header),
    )
    for k, name in enumerate(heads if whole else header):
        justify: Any = "left" if k < left else "right"
        named = k == 0 < left and wide[0] <= NAME  # a name in two pieces is hard to read
        table.add_column(
            name, justify=justify, overflow="fold", header_style="dim", no_wrap=named or (whole and kept[k])
        )
    for row in shown:
        table.add_row(*map(Text, row))
    console.print(table)


def _width(heads: Sequence[str], wide: Sequence[int]) -> int:
    """Of a table with such heads over cells so wide, two spaces between its columns."""
    lines = [max(map(cell_len, head.split("\n"))) for head in heads]
    return sum(map(max, lines, wide)) + 2 * (len(lines) - 1)


def _broken(head: str, width: int) -> str:
    """A head in lines no wider than its cells, as far as its words allow."""
    return "\n".join(wrap(head, max(width, 1), break_long_words=False, break_on_hyphens=False))


def as_typed(message: str) -> str:
    """A message of the library in the words of the command line: ``id_column='#'`` -> ``--id '#'``.

    Examples
    --------
    >>> as_typed("pass encoding='cp1252', or mend the id_column")
    "pass --encoding 'cp1252', or mend the --id"
    """
    message = message.replace("Campaign.open(store, learner=...)", "--learner package.module:name")
    message = ARGUMENT.sub(lambda found: f"{OPTIONS[found[1]]} {found[2]}", message)
    return re.sub(r"\b(id_column|label_column)\b", lambda found: OPTIONS[found[1]], message)


def fail(problem: object) -> NoReturn:
    """Print one line on stderr and end with exit code 2."""
    err().print(Text.assemble(("Error: ", "bold red"), plain(problem)), soft_wrap=True)
    sys.exit(2)


def main(args: Sequence[str] | None = None) -> None:
    """Run the command line; every error of ours or of usage is one line and exit code 2."""
    words = sys.argv[1:] if args is None else list(args)
    try:
        code = app(args=words, prog_name="labelwise", standalone_mode=False)
    except LabelwiseError as error:
        fail(as_typed(str(error)))
    except USAGE as error:
        fail(usage(error, words))
    except typer.Abort:
        fail("stopped")
    except BrokenPipeError:
        sys.stderr.close()
        sys.exit(1)
    except OSError as error:
        fail(f"{error.filename or 'a file'}: {error.strerror}")
    sys.exit(code if isinstance(code, int) else 0)


def usage(error: Any, words: Sequence[str]) -> str:
    """A usage error with what was passed and where help is."""
    options = getattr(getattr(error, "param", None), "opts", ())
    given = [f" ({a} {b} was passed)" for a, b in itertools.pairwise(words) if a in options]
    where = error.ctx.command_path if getattr(error, "ctx", None) is not None else "labelwise"
    return f"{error.format_message().rstrip('.')}{''.join(given[:1])}. See: {where} --help"
