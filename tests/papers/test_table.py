"""The table: complete, truthful, cheap to import, open to plug-ins."""

from __future__ import annotations

import ast
import json
import pkgutil
import re
import subprocess
import sys
from pathlib import Path

import pytest

from labelwise.errors import LabelwiseError, UnknownName
from labelwise.papers import table
from labelwise.papers.table import (
    method_rows,
    methods,
    paper_rows,
    papers,
    resolve,
)

NAMES = "random margin least-confidence entropy k-center badge typiclust probcover kmeans-uncertainty auto"
WORKING = [(paper.id, part) for paper in papers() for part in paper.parts if part.state == "works"]
PLUGIN = """
from labelwise.papers import Method, Paper, planned

def build():
    from labelwise.papers.table import by_measure
    return by_measure("margin")()

PAPERS = (Paper("X001", "A paper of somebody else", "An example.", "none", planned("all of it")),)
METHODS = (Method(name="{name}", paper="{paper}", build=build, taxonomy="prediction", reference="none",
                  proof="tests/test_other.py::test_other", cost="O(N C)", summary="margin again"),)
"""


@pytest.fixture
def plugin(tmp_path, monkeypatch):
    """Install a package that brings rows through the entry point; the table is read afresh."""

    def install(source: str, name: str = "other_rows") -> None:
        (tmp_path / f"{name}.py").write_text(source)
        info = tmp_path / f"{name}-1.0.dist-info"
        info.mkdir()
        (info / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {name}\nVersion: 1.0\n")
        (info / "entry_points.txt").write_text(f"[labelwise.papers]\n{name} = {name}\n")
        monkeypatch.syspath_prepend(tmp_path)
        table._table.cache_clear()

    yield install
    sys.modules.pop("other_rows", None)
    table._table.cache_clear()


def test_every_paper_of_the_catalogue_has_its_row():
    assert [paper.id for paper in papers()] == [f"S{i:03d}" for i in range(1, 120)]


def test_rows_say_something():
    assert len({paper.title for paper in papers()}) == 119
    for paper in papers():
        names = [part.name for part in paper.parts]
        assert 2 <= len(names) <= 5 and len(set(names)) == len(names), paper.id
        assert paper.here.endswith(".") and paper.here.count(". ") == 0, paper.id
        assert paper.title and paper.reference and all(names), paper.id


def test_what_works_now():
    states = {paper.id: paper.state for paper in papers()}
    assert {i for i, state in states.items() if state == "works"} >= {"S034", "S064", "S113"}
    assert {i for i, state in states.items() if state != "planned"} >= {"S017", "S104", "S068"}


@pytest.mark.parametrize("where", sorted({part.where for _, part in WORKING}))
def test_where_of_a_working_part_imports(where):
    assert pkgutil.resolve_name(where) is not None


@pytest.mark.parametrize(
    "proof", sorted({part.proof for _, part in WORKING} | {method.proof for method in methods().values()})
)
def test_a_proof_is_a_test_that_exists(proof, repo_root: Path):
    file, _, function = proof.partition("::")
    tree = ast.parse((repo_root / file).read_text(encoding="utf-8"))
    assert function in {node.name for node in tree.body if isinstance(node, ast.FunctionDef)}


def test_the_first_methods_are_named():
    assert set(NAMES.split()) <= set(methods())
    assert list(methods()) == sorted(methods())
    for name, method in methods().items():
        assert name == method.name and re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", name)
        assert all((method.reference, method.proof, method.cost, method.summary)), name


@pytest.mark.parametrize("name", sorted(methods()))
def test_a_name_resolves_to_an_equal_strategy_every_time(name):
    strategy = resolve(name)
    assert strategy == resolve(name)
    assert callable(strategy.select)


def test_an_unknown_name_lists_what_is_close():
    with pytest.raises(UnknownName, match=r"'typiclus'.*did you mean 'typiclust'.*labelwise methods"):
        resolve("typiclus")
    with pytest.raises(UnknownName, match=r"Allowed: .*activelab.*, auto, .*badge.*labelwise methods"):
        resolve("qqq")


def test_method_rows_are_json_with_needs():
    rows = {row["name"]: row for row in json.loads(json.dumps(method_rows()))}
    keys = {"name", "paper", "needs", "optional", "reference", "taxonomy", "cost", "summary", "proof"}
    assert all(set(row) == keys for row in rows.values())
    assert rows["random"]["needs"] == []
    assert rows["margin"]["needs"] == ["proba"]
    assert rows["typiclust"]["needs"] == ["embedding"]
    assert set(rows["badge"]["needs"]) == {"proba", "embedding"}
    assert rows["auto"]["needs"] == []
    assert set(rows["auto"]["optional"]) == {"proba", "tags", "mean", "std", "embedding"}


def test_paper_rows_are_json_in_the_published_shape():
    rows = {row["id"]: row for row in json.loads(json.dumps(paper_rows()))}
    assert len(rows) == 119
    assert all(
        {"id", "title", "state", "parts", "note", "here", "reference"} == set(row) for row in rows.values()
    )
    assert rows["S064"]["state"] == "works"
    assert rows["S064"]["parts"][0] == {
        "name": "greedy k-center",
        "state": "works",
        "where": "labelwise.selectors.k_center:KCenter",
        "proof": "tests/papers/test_s064_core_set.py::test_greedy_within_twice_the_optimum",
        "slow": False,
    }


def test_reading_the_rows_imports_no_strategy():
    code = (
        "import sys; from labelwise.papers import papers, methods; papers(); methods();"
        "print([m for m in sys.modules if m.split('.')[0] in ('numba', 'scipy', 'sklearn')"
        " or m.startswith(('labelwise.strategy', 'labelwise.selectors'))])"
    )
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert run.stdout.strip() == "[]"


def test_a_plugin_adds_rows(plugin):
    plugin(PLUGIN.format(name="margin-again", paper="X001"))
    assert papers()[-1].id == "X001"
    assert resolve("margin-again") == resolve("margin")
    assert len(papers()) == 120


def test_a_plugin_may_bring_methods_only(plugin):
    plugin(PLUGIN.format(name="margin-again", paper="S017").replace("PAPERS", "_PAPERS"))
    assert len(papers()) == 119
    assert "margin-again" in methods()


@pytest.mark.parametrize(
    ("source", "message"),
    [
        (PLUGIN.format(name="margin", paper="X001"), r"method 'margin'.*labelwise.*other_rows.*rename"),
        (PLUGIN.format(name="m", paper="X001").replace('Paper("X001"', 'Paper("S064"'), "the paper 'S064'"),
        (PLUGIN.format(name="m", paper="X002"), "'X002', which has no row"),
        ("PAPERS = ('S900',)", r"other_rows brings 'S900'.*Paper"),
        ("import no_such_package_anywhere", r"plug-in 'other_rows'.*cannot be loaded.*uninstall"),
    ],
)
def test_a_plugin_that_clashes_or_breaks_is_one_clear_error(plugin, source, message):
    plugin(source)
    with pytest.raises(LabelwiseError, match=message):
        methods()
