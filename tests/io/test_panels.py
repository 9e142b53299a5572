"""Files of predictions: every form gives the same panel, and what is wrong is named."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pytest
from pyarrow import parquet

from labelwise.errors import BadAnswer, BadData, BadParameter
from labelwise.io.panels import read_models


@pytest.fixture
def proba(rng):
    return rng.dirichlet(np.ones(3), (3, 12)).astype(np.float32)


@pytest.fixture
def saved(tmp_path, proba):
    """The same models as arrays, CSV and Parquet."""
    names, files = ["neg", "neu", "pos"], {}
    for kind in ("npy", "csv", "parquet"):
        files[kind] = [tmp_path / f"m{h}.{kind}" for h in range(3)]
    for h in range(3):
        np.save(files["npy"][h], proba[h])
        rows = [",".join(names), *(",".join(f"{v:.9f}" for v in row) for row in proba[h])]
        files["csv"][h].write_text("\n".join(rows) + "\n")
        columns = {n: proba[h][:, c] for c, n in enumerate(names)}
        parquet.write_table(pa.table(columns), files["parquet"][h])
    return files


@pytest.mark.parametrize("kind", ["npy", "csv", "parquet"])
def test_every_kind_of_file_gives_the_same(saved, kind, proba):
    made = read_models(saved[kind])
    np.testing.assert_allclose(made.panel.proba, proba, atol=1e-6)
    assert made.models == ("m0", "m1", "m2")
    assert made.classes == (("0", "1", "2") if kind == "npy" else ("neg", "neu", "pos"))


def test_columns_in_another_order_are_put_in_order(tmp_path, saved, proba):
    other = tmp_path / "other.parquet"
    columns = {n: proba[1][:, c] for n, c in (("pos", 2), ("neg", 0), ("neu", 1))}
    parquet.write_table(pa.table(columns), other)
    made = read_models([saved["csv"][0], other])
    np.testing.assert_allclose(made.panel.proba[1], proba[1])


@pytest.mark.parametrize("cells", [["b", "a", "c"], ["1", "0", "2"]])
def test_classes_as_names_or_numbers(tmp_path, cells):
    (tmp_path / "one.csv").write_text("said\n" + "\n".join(cells) + "\n")
    np.save(tmp_path / "two.npy", np.array(cells))
    made = read_models([tmp_path / "one.csv", tmp_path / "two.npy"])
    assert made.panel.proba is None and made.panel.said.tolist() == [[1, 0, 2]] * 2
    assert made.classes == tuple(sorted(cells))
    assert made.index(cells[0]) == 1 and made.index("2") == 2
    with pytest.raises(BadAnswer, match="no class 'z'"):
        made.index("z")


def test_integers_are_numbers_of_classes_and_a_column_may_be_named(tmp_path):
    np.save(tmp_path / "one.npy", np.array([1, 0, 1]))
    (tmp_path / "two.csv").write_text("id,label\n7,yes\n8,no\n9,yes\n")
    made = read_models([tmp_path / "one.npy", tmp_path / "two.csv"], ("no", "yes"), "label")
    assert made.panel.said.tolist() == [[1, 0, 1], [1, 0, 1]]


def test_classes_beside_probabilities_count_as_certain(tmp_path, saved):
    (tmp_path / "hard.csv").write_text("said\n" + "pos\n" * 12)
    made = read_models([saved["csv"][0], tmp_path / "hard.csv"])
    assert made.panel.proba[1].tolist() == [[0, 0, 1]] * 12


def test_files_of_one_name_are_told_apart_by_their_path(tmp_path):
    for folder in ("a", "b"):
        (tmp_path / folder).mkdir()
        np.save(tmp_path / folder / "p.npy", np.array([0, 1]))
    made = read_models([tmp_path / "a" / "p.npy", tmp_path / "b" / "p.npy"])
    assert [name.endswith("p.npy") for name in made.models] == [True, True]


def wrong(folder, proba):
    """Name -> (files, options, what the message says)."""
    for name, array in {
        "good": proba[0], "short": proba[0][:5], "scores": proba[0] * 2, "wide": np.full((12, 4), 0.25),
        "nan": np.full((12, 3), np.nan), "cube": proba, "floats": proba[0][:, 0], "object": np.arange(12),
    }.items():  # fmt: skip
        np.save(folder / f"{name}.npy", array)
    for name, text in {
        "text": "neg,neu,pos\n" + "0.2,0.3,high\n" * 12, "gap": "said\n" + "neg\n" * 11 + '" "\n',
        "named": "neg,neu,pos\n" + "0.2,0.3,0.5\n" * 12,
        "columns": "a,b,c\n" + "0.2,0.3,0.5\n" * 12, "same": "said\n" + "neg\n" * 12,
        "strange": "said\n" + "neg\n" * 11 + "odd\n",
    }.items():  # fmt: skip
        (folder / f"{name}.csv").write_text(text)
    (folder / "broken.npy").write_text("0.1")
    classes = ("neg", "neu", "pos")
    return {
        "one file": (["good.npy"], None, "two or more"),
        "missing": (["good.npy", "none.npy"], None, "No such file"),
        "broken": (["good.npy", "broken.npy"], None, "no .npy file"),
        "other length": (["good.npy", "short.npy"], None, "5 items"),
        "scores": (["good.npy", "scores.npy"], None, "scores.npy: row 0 sums to 2"),
        "nan": (
            ["good.npy", "nan.npy"],
            None,
            "nan.npy: row 0 holds nan",
        ),
        "other width": (["good.npy", "wide.npy"], None, "wide.npy has 4 columns.*3: 0, 1, 2"),
        "three axes": (["good.npy", "cube.npy"], None, "shape"),
        "one column of floats": (["good.npy", "floats.npy"], None, "floats.npy holds numbers"),
        "no number": (["good.npy", "text.csv"], None, "'high' in row 1 of the column 'pos'"),
        "gap": (["good.npy", "gap.csv"], classes, "item 11 has no class"),
        "unknown class": (["good.npy", "strange.csv"], classes, "item 11 is 'odd'"),
        "number too high": (["good.npy", "object.npy"], classes, "item 3 is '3'"),
        "other columns": (
            ["named.csv", "columns.csv"],
            None,
            "columns.csv has the classes a, b, c.*neg, neu, pos",
        ),
        "one class": (["same.csv", "same.csv"], None, "all files say neg"),
    }


NAMES = [
    "one file", "missing", "broken", "other length", "scores", "nan", "other width", "three axes",
    "one column of floats", "no number", "gap", "unknown class", "number too high", "other columns",
    "one class",
]  # fmt: skip


@pytest.mark.parametrize("name", NAMES)
def test_unusable_files_are_refused(tmp_path, proba, name):
    files, classes, said = wrong(tmp_path, proba)[name]
    with pytest.raises((BadData, BadParameter), match=said):
        read_models([tmp_path / f for f in files], classes)


def test_every_wrong_case_is_tried(tmp_path, proba):
    assert list(wrong(tmp_path, proba)) == NAMES
