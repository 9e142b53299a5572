"""Write the pages made from the code: docs/methods.md, learners.md, papers.md, elsewhere.md, cli.md.

python scripts/make_docs.py            write them
python scripts/make_docs.py --check    write nothing; exit code 1 names the pages that are stale
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import Any

import typer

from labelwise.cli import app
from labelwise.cli.learners import learners_markdown
from labelwise.papers import methods_markdown, papers_markdown
from labelwise.papers.elsewhere import elsewhere_markdown

DOCS = Path(__file__).resolve().parent.parent / "docs"
NOTE = "<!-- Generated from the help of the commands; do not edit by hand. -->"


def pages() -> dict[str, str]:
    """File name -> the text it should hold."""
    return {
        "methods.md": methods_markdown(),
        "learners.md": learners_markdown(),
        "papers.md": papers_markdown(),
        "elsewhere.md": elsewhere_markdown(),
        "cli.md": cli_markdown(app),
    }


def cli_markdown(application: typer.Typer) -> str:
    """The command line as a page: one section a command, its help, its arguments and options."""
    commands = walk("labelwise", typer.main.get_command(application))
    sections = [section(name, command) for name, command in commands]
    head = [NOTE, "# The command line", "`labelwise COMMAND --help` prints the same."]
    return "\n\n".join([*head, *sections]) + "\n"


def walk(name: str, command: Any) -> list[tuple[str, Any]]:
    """Every command below a group, with its whole name, in the order of the help page."""
    if not hasattr(command, "commands"):
        return [(name, command)]
    visible = [(key, sub) for key, sub in command.commands.items() if not sub.hidden]
    return [found for key, sub in visible for found in walk(f"{name} {key}", sub)]


def section(name: str, command: Any) -> str:
    """One command: usage, prose, table of parameters."""
    parameters = [p for p in command.params if not getattr(p, "hidden", False)]
    usage = " ".join([name, *(argument(p) for p in parameters if is_argument(p))])
    lines = [f"## {name}", f"```console\n$ {usage}\n```", prose(command.help or "")]
    if parameters:
        rows = [f"| {shown(p)} | {cell(p.help)} | {default(p)} |" for p in parameters]
        lines.append("\n".join(["| parameter | what it does | default |", "|---|---|---|", *rows]))
    return "\n\n".join(lines)


def cell(text: str | None) -> str:
    return " ".join((text or "").replace("|", "\\|").replace("<", "&lt;").split())


def is_argument(parameter: Any) -> bool:
    return not parameter.opts[0].startswith("-")


def argument(parameter: Any) -> str:
    name = parameter.name.upper()
    return name if parameter.required else f"[{name}]"


def shown(parameter: Any) -> str:
    if is_argument(parameter):
        return f"`{argument(parameter)}`"
    return ", ".join(f"`{option}`" for option in [*parameter.opts, *parameter.secondary_opts])


def default(parameter: Any) -> str:
    if parameter.required:
        return "required"
    value = getattr(parameter.default, "value", parameter.default)
    if isinstance(value, bool):
        return "on" if value else "off"
    return "" if value is None or value == "" or callable(value) else f"`{value}`"


def prose(text: str) -> str:
    """Help text as Markdown: an indented paragraph is an example."""
    paragraphs = text.replace("\b", "").strip().split("\n\n")
    return "\n\n".join(example(p) if p.startswith("    ") else p.strip() for p in paragraphs)


def example(paragraph: str) -> str:
    lines = [line.removeprefix("    ") for line in paragraph.rstrip().splitlines()]
    return "\n".join(["```console", *lines, "```"])


def stale(folder: Path, wanted: dict[str, str]) -> list[str]:
    """Names of the pages in the folder that differ from what they should hold."""
    differs = [
        n for n, t in wanted.items() if not (folder / n).exists() or (folder / n).read_text("utf-8") != t
    ]
    return sorted(differs)


def main(arguments: list[str] | None = None, folder: Path = DOCS) -> int:
    parser = argparse.ArgumentParser(description="Write the generated pages of the documentation.")
    parser.add_argument(
        "--check", action="store_true", help="write nothing, exit with 1 where a page is stale"
    )
    check = parser.parse_args(arguments).check
    wanted = pages()
    names = stale(folder, wanted)
    for name in names:
        if check:
            print(f"{name} is stale; run: make docs", file=sys.stderr)
        else:
            (folder / name).write_text(wanted[name], encoding="utf-8")
            print(f"wrote {name}")
    return 1 if check and names else 0


if __name__ == "__main__":
    sys.exit(main())
