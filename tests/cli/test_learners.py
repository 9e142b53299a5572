"""The table of learners and recipes, printed and as a page."""

from __future__ import annotations

import pytest

from labelwise.cli.kinds import KINDS
from labelwise.cli.learners import HEADINGS, kebab, learners_markdown, recipes, rows


def test_json_lists_what_can_be_typed(cli):
    listed = cli("learners", "--json").json
    assert {row["kind"] for row in listed} <= set(HEADINGS)
    names = [(row["kind"], row["name"]) for row in listed]
    assert len(set(names)) == len(names) and ("learner", "logistic") in names
    assert all(row["about"] and row["about"][-1] != "." for row in listed)


def test_the_table_names_them_too(cli):
    done = cli("learners")
    assert done.code == 0 and done.err == ""
    assert all(kind.spec in done.out for kind in KINDS)
    assert "package.module:name" in done.out


@pytest.mark.parametrize("command", ["learners", "methods", "papers"])
def test_no_markup_is_shown(cli, command):
    assert "`" not in cli(command).out
    for row in cli(command, "--json").json:
        assert not [text for text in row.values() if isinstance(text, str) and "`" in text]


def test_code_on_the_page_stays_code():
    assert "it gives ``alpha``" in learners_markdown()


def test_every_recipe_is_there_under_its_name(cli):
    assert cli("learners", "--json").json == rows()
    assert {r["name"] for r in rows() if r["kind"] == "recipe"} == set(recipes())
    assert all(kebab(made.__name__) == name for name, made in recipes().items())


def test_the_page_holds_the_same():
    page = learners_markdown()
    assert all(f"| `{row['name']}` |" in page for row in rows())


def test_what_needs_an_extra_is_in_it(repo_root):
    """The extras of the table are those of the package, and bring what the table says."""
    import tomllib

    extras = tomllib.loads((repo_root / "pyproject.toml").read_text())["project"]["optional-dependencies"]
    for kind in KINDS:
        assert bool(kind.extra) == bool(kind.packages)
        if kind.extra:
            brought = " ".join(extras[kind.extra]).replace("_", "-")
            brought += " ".join(extras["torch"]) * ("labelwise[torch]" in brought)
            assert all(package.replace("_", "-") in brought for package in kind.packages), kind.name
