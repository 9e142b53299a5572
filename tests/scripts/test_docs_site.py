"""Pages that MkDocs adds, and links that lead to them."""

from __future__ import annotations

import importlib.util
from types import ModuleType, SimpleNamespace

import pytest


@pytest.fixture(scope="module")
def site(repo_root) -> ModuleType:
    spec = importlib.util.spec_from_file_location("docs_site", repo_root / "scripts" / "docs_site.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.mark.parametrize(
    ("place", "markdown", "expected"),
    [
        ("architecture.md", "[how](../CONTRIBUTING.md#tests)", "[how](contributing.md#tests)"),
        ("guide/plug-ins.md", "see [it](../../examples/plugin).", "see it."),
        ("guide/plug-ins.md", "[`x`](../../src/labelwise/query.py)", "`x`"),
        ("guide/plug-ins.md", "![p](../images/a.svg)", "![p](../images/a.svg)"),
        ("changelog.md", "[timings](docs/benchmarks/query.md)", "[timings](benchmarks/query.md)"),
        ("contributing.md", "[a](README.md) [b](docs/guide/)", "[a](index.md) [b](guide/first-steps.md)"),
        ("cli.md", "[a](https://example.org/x.md) [b](#here)", "[a](https://example.org/x.md) [b](#here)"),
    ],
)  # fmt: skip
def test_links(site, place, markdown, expected):
    assert site.relinked(markdown, place) == expected


def test_a_name_is_found_where_it_is_defined(site):
    assert site.resolve("labelwise.bench", "simulate") == "labelwise.bench.simulate.simulate"
    assert site.resolve("labelwise.query", "query") == "labelwise.query.query"
    assert (
        site.resolve("labelwise.tasks", "Classification") == "labelwise.tasks.classification.Classification"
    )


def test_a_family_lists_what_its_files_list(site):
    found = site.listed(site.PACKAGE / "measures")
    assert found["margin"] == "labelwise.measures.margin.margin"
    assert found["pooled"] == "labelwise.measures.pooled"
    assert all(path.startswith("labelwise.") for path in found.values())


def test_every_page_has_a_title_and_names(site):
    for place, markdown in site.virtual().items():
        assert markdown.startswith("# "), place
        assert "\n::: labelwise." in markdown, place


def test_a_family_of_folders_shows_each_with_its_names(site):
    page = site.family("evaluation")
    assert "\n## figures\n\n`labelwise.evaluation.figures`: How good is the model?" in page
    assert (
        "\n::: labelwise.evaluation.figures.proportions.wilson\n    options:\n      heading_level: 3\n"
        in page
    )


def test_a_campaign_is_shown_with_what_it_inherits(site):
    whole = "\n::: labelwise.campaign.engine.Campaign\n    options:\n      inherited_members: true\n"
    assert whole in site.start() and site.start().count("inherited_members") == 1


def test_wide_tables_get_the_room(site):
    page = SimpleNamespace(file=SimpleNamespace(src_uri="papers.md"), meta={})
    assert site.on_page_markdown("text", page, None, None) == "text" and page.meta == {"hide": ["toc"]}
    page = SimpleNamespace(file=SimpleNamespace(src_uri="cli.md"), meta={})
    assert site.on_page_markdown("text", page, None, None) == "text" and page.meta == {}
