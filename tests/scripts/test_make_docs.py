"""The generated pages are fresh, and a stale one is noticed."""

from __future__ import annotations

import importlib.util
from types import ModuleType
from typing import Annotated

import pytest
import typer


@pytest.fixture(scope="module")
def make_docs(repo_root) -> ModuleType:
    spec = importlib.util.spec_from_file_location("make_docs", repo_root / "scripts" / "make_docs.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def wanted(make_docs) -> dict[str, str]:
    return make_docs.pages()


def test_generated_pages_are_fresh(make_docs, wanted):
    assert make_docs.stale(make_docs.DOCS, wanted) == [], "run: make docs"


def test_every_command_has_help_with_an_example(make_docs):
    commands = make_docs.walk("labelwise", typer.main.get_command(make_docs.app))
    assert len(commands) >= 9
    assert [name for name, command in commands if f"{name}" not in (command.help or "")] == []


def test_a_stale_page_is_noticed_and_mended(make_docs, tmp_path, capsys):
    assert make_docs.main(["--check"], tmp_path) == 1
    assert "cli.md is stale" in capsys.readouterr().err
    assert make_docs.main([], tmp_path) == 0
    assert make_docs.main(["--check"], tmp_path) == 0
    (tmp_path / "papers.md").write_text("old")
    assert make_docs.main(["--check"], tmp_path) == 1
    assert (tmp_path / "papers.md").read_text() == "old"


def test_a_command_reads_as_a_section(make_docs):
    application = typer.Typer()

    @application.command()
    def label(
        file: Annotated[str, typer.Argument(help="What to label.")],
        batch: Annotated[int, typer.Option("--batch", "-b", help="How many at once.")] = 10,
    ) -> None:
        """Open the page.

        labelwise label reviews.csv
        """

    @application.command(hidden=True)
    def secret() -> None:
        """Not shown."""

    application.callback()(lambda: None)
    page = make_docs.cli_markdown(application)
    assert "## labelwise label\n\n```console\n$ labelwise label FILE\n```" in page
    assert "| `FILE` | What to label. | required |" in page
    assert "| `--batch`, `-b` | How many at once. | `10` |" in page
    assert "secret" not in page


def test_an_indented_paragraph_is_an_example(make_docs):
    shown = "Do it.\n\n```console\nlabelwise do\nlabelwise more\n```"
    assert make_docs.prose("Do it.\n\n    labelwise do\n    labelwise more\n") == shown
    assert make_docs.prose("Do it.\n\n    labelwise do\n    labelwise more\n\nAgain.") == shown + "\n\nAgain."
