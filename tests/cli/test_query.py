"""Arrays from files in, picks out: the same picks as in Python."""

from __future__ import annotations

import csv

import numpy as np
import pytest

import labelwise as lw


@pytest.fixture
def arrays(here, rng):
    proba = rng.dirichlet(np.ones(3), 30)
    labels = {"labelled": np.array([1, 5, 9]), "y": np.array([0, 1, 2])}
    files = {"proba": proba, "embedding": rng.normal(size=(30, 4)), **labels}
    for name, array in files.items():
        np.save(here / f"{name}.npy", array)
    return files


ALL = ["--proba", "proba.npy", "--embedding", "embedding.npy", "--labelled", "labelled.npy", "--y", "y.npy"]


@pytest.mark.parametrize(
    ("name", "options"),
    [("margin", ALL[:2] + ALL[4:6]), ("k-center", ALL[2:6]), ("badge", ALL), ("random", ALL[:2])],
)
def test_json_picks_are_those_of_the_function(cli, arrays, name, options):
    done = cli("query", "--strategy", name, "-n", 7, *options, "--seed", 3, "--json")
    given = {k: v for k, v in arrays.items() if f"--{k}" in options}
    wanted = lw.query(name, 7, rng=3, **given)
    assert [p["index"] for p in done.json["picks"]] == wanted.indices.tolist()
    assert [p["why"] for p in done.json["picks"]] == list(wanted.why)
    assert done.json["strategy"] == name and done.json["seed"] == 3 and done.code == 0


def test_any_other_array_has_a_name(cli, here, rng):
    samples = rng.dirichlet(np.ones(3), (4, 30))
    np.save(here / "draws.npy", samples)
    done = cli("query", "--strategy", "bald", "-n", 5, "--array", "samples=draws.npy", "--json")
    assert [p["index"] for p in done.json["picks"]] == lw.query(
        "bald", 5, samples=samples, rng=0
    ).indices.tolist()
    for text, said in (("draws.npy", "NAME=FILE"), ("drafts=draws.npy", "drafts")):
        done = cli("query", "--strategy", "bald", "-n", 5, "--array", text)
        assert done.code == 2 and said in done.err


def test_picks_are_written_as_csv(cli, arrays, here):
    done = cli("query", "--strategy", "margin", "-n", 5, "--proba", "proba.npy", "-o", "picks.csv")
    with open(here / "picks.csv", newline="") as file:
        rows = list(csv.DictReader(file))
    wanted = lw.query("margin", 5, rng=0, proba=arrays["proba"])
    assert [int(r["index"]) for r in rows] == wanted.indices.tolist()
    assert [float(r["score"]) for r in rows] == pytest.approx(wanted.scores.tolist())
    assert done.out == "" and "wrote 5 picks" in done.err


def test_a_table_by_default_and_a_note_when_there_are_too_few(cli, arrays):
    done = cli("query", "--strategy", "margin", "-n", 40, "--proba", "proba.npy")
    assert done.code == 0 and len(done.out.splitlines()) == 31
    assert "30" in done.err


@pytest.mark.parametrize(
    ("options", "parts"),
    [
        (["--proba", "none.npy"], ["--proba", "none.npy", "No such file"]),
        (["--proba", "text.npy"], ["--proba", "text.npy", "numpy.save"]),
        (["--proba", "pickle.npy"], ["--proba", "no .npy file of numbers"]),
        (["--proba", "many.npz"], ["--proba", "several arrays"]),
        (["--embedding", "embedding.npy"], ["proba"]),
        (["--proba", "nan.npy"], ["proba", "nan"]),
    ],
)
def test_unusable_files_are_refused(cli, arrays, here, unchanged, options, parts):
    (here / "text.npy").write_text("0.1,0.2")
    np.save(here / "pickle.npy", np.array([{"a": 1}], dtype=object))
    np.savez(here / "many.npz", a=np.zeros(3), b=np.zeros(3))
    np.save(here / "nan.npy", np.where(np.eye(3) > 0, np.nan, 0.5))
    done = unchanged(lambda: cli("query", "--strategy", "margin", "-n", 3, *options, "-o", "picks.csv"))
    assert done.code == 2 and done.err.startswith("Error: ") and done.err.count("\n") == 1
    for part in parts:
        assert part.lower() in done.err.lower()


def test_without_a_number_the_strategy_chooses_it(cli, arrays):
    done = cli("query", "--strategy", "display-size", *ALL[:4], "--json")
    assert len(done.json["picks"]) in (8, 16, 30) and done.code == 0
    done = cli("query", "--strategy", "margin", *ALL[:2])
    assert done.code == 2 and "n is None" in done.err
