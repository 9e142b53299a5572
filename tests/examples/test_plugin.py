"""The plug-in of ``examples/plugin``, installed beside labelwise; no source of ours is touched."""

from __future__ import annotations

import importlib.util
import json
import os
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

CREATE = """
import io, json
from contextlib import redirect_stdout, suppress
import numpy as np
import labelwise as lw
from labelwise.cli import main
from labelwise.params import to_config

def printed(*words):
    with redirect_stdout(io.StringIO()) as out, suppress(SystemExit):
        main(words)
    return json.loads(out.getvalue())

x = np.random.default_rng(0).normal(size=(60, 3))
with lw.Campaign(x, ["a", "b"], strategy="max-herding", trust=None, store="p.db") as campaign:
    batch = campaign.ask(4)
    campaign.tell(batch, ["ab"[int(x[int(q.item), 0] > 0)] for q in batch])
print(json.dumps({
    "methods": printed("methods", "--json"), "papers": printed("papers", "--json"),
    "items": [q.item for q in batch], "strategy": repr(campaign.strategy),
    "selector": to_config(campaign.strategy.selector),
}))
"""
OPEN = """
import json, numpy as np, labelwise as lw
x = np.random.default_rng(0).normal(size=(60, 3))
with lw.Campaign.open("p.db", pool=x) as campaign:
    print(json.dumps({"items": [q.item for q in campaign.ask(4)], "strategy": repr(campaign.strategy)}))
"""
BUILD = """
import json, sys
from labelwise.params import from_config
from_config(json.loads(sys.argv[1]))
"""


def install(plugin: Path, target: Path) -> None:
    """Install without a network: by pip where the build backend is there, else by the same rules."""
    if importlib.util.find_spec("hatchling"):
        offline = ["--no-deps", "--no-build-isolation", "--no-index", "--disable-pip-version-check"]
        run([sys.executable, "-m", "pip", "install", *offline, "--target", target, plugin], plugin.parent)
        return
    project = tomllib.loads((plugin / "pyproject.toml").read_text("utf-8"))
    about = project["project"]
    assert (plugin / about["readme"]).exists()
    for package in project["tool"]["hatch"]["build"]["targets"]["wheel"]["packages"]:
        shutil.copytree(plugin / package, target / Path(package).name)
    info = target / f"{about['name'].replace('-', '_')}-{about['version']}.dist-info"
    info.mkdir()
    lines = [
        line for group, names in about["entry-points"].items()
        for line in (f"[{group}]", *(f"{name} = {value}" for name, value in names.items()))
    ]  # fmt: skip
    (info / "METADATA").write_text(
        f"Metadata-Version: 2.4\nName: {about['name']}\nVersion: {about['version']}\n"
    )
    (info / "entry_points.txt").write_text("\n".join(lines))
    files = [f"{f.relative_to(target).as_posix()},,\n" for f in target.rglob("*") if f.is_file()]
    (info / "RECORD").write_text("".join(files))


def run(command: list, folder: Path, *path: Path, code: int = 0) -> str:
    """Run a command with these folders on Python's path; what it printed, or how it failed."""
    source = Path(__file__).resolve().parents[2] / "src"
    env = {**os.environ, "PYTHONPATH": os.pathsep.join(map(str, (*path, source)))}
    env |= {"PYTHONDONTWRITEBYTECODE": "1", "OMP_NUM_THREADS": "1"}
    done = subprocess.run(
        list(map(str, command)), cwd=folder, env=env, capture_output=True, text=True, check=False
    )
    assert done.returncode == code, done.stdout + done.stderr
    return done.stdout if code == 0 else done.stderr


@pytest.fixture(scope="module")
def plugin(repo_root, tmp_path_factory) -> Path:
    """A copy of the package as its author has it."""
    copy = tmp_path_factory.mktemp("work") / "plugin"
    return shutil.copytree(
        repo_root / "examples" / "plugin", copy, ignore=shutil.ignore_patterns("__pycache__", ".*cache")
    )


@pytest.fixture(scope="module")
def site(plugin, tmp_path_factory) -> Path:
    """A folder into which it is installed."""
    target = tmp_path_factory.mktemp("site")
    install(plugin, target)
    return target


@pytest.fixture(scope="module")
def made(site, tmp_path_factory) -> tuple[dict, Path]:
    """What a process with the plug-in lists, and the folder of the project that it left."""
    folder = tmp_path_factory.mktemp("project")
    return json.loads(run([sys.executable, "-c", CREATE], folder, site)), folder


def test_its_rows_and_methods_are_listed(made):
    needs = {row["name"]: row["needs"] for row in made[0]["methods"]}
    assert needs["balanced-entropy"] == ["samples"] and needs["max-herding"] == ["embedding"]
    assert needs["margin"] == ["proba"]
    states = {row["id"]: row["state"] for row in made[0]["papers"]}
    assert states["example-woo-2023"] == "works" and states["example-bae-2024"] == "partly"


def test_a_project_keeps_its_strategy(made, site):
    first, folder = made
    again = json.loads(run([sys.executable, "-c", OPEN], folder, site))
    assert "selector=Herding(" in first["strategy"] and again["strategy"] == first["strategy"]
    assert len({*first["items"], *again["items"]}) == 8


def test_a_package_that_nobody_installed_is_not_reached(made, repo_root):
    importable = repo_root / "examples" / "plugin" / "src"
    config = json.dumps(made[0]["selector"])
    refused = run([sys.executable, "-c", BUILD, config], made[1], importable, code=1)
    assert "BadParameter: the configuration names 'labelwise_example.herding:Herding'" in refused
    assert "install the plug-in that brings it" in refused


def test_its_own_tests_pass_on_what_is_installed(plugin, site):
    shutil.rmtree(plugin / "src")
    out = run([sys.executable, "-m", "pytest", "-p", "no:cacheprovider", "-q", "tests"], plugin, site)
    assert " passed" in out and "skipped" not in out
