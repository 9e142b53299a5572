"""The labels as a file."""

from __future__ import annotations

import csv
import json

import pytest
from pyarrow import parquet


def test_labels_with_their_origin(cli, project, here):
    done = cli("export", "--project", project, "-o", "labels.csv")
    with open(here / "labels.csv", newline="", encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    assert done.code == 0 and len(rows) == 10 and "wrote 10 rows" in done.err
    for row in rows:
        assert row["label"] == ("pos" if int(row["id"][1:]) % 2 else "neg")
        assert row["annotator"] in ("import", "human:anna") and row["text"].endswith(row["id"][1:])
    assert sum(row["annotator"] == "import" for row in rows) == 6


@pytest.mark.parametrize("ending", ["jsonl", "parquet", "csv.gz"])
def test_the_ending_decides_the_format(cli, project, here, ending):
    name = f"labels.{ending}"
    assert cli("export", "--project", project, "-o", name, "--all").code == 0
    if ending == "jsonl":
        lines = (here / name).read_text("utf-8").splitlines()
        assert len(lines) == 40 and sum(json.loads(line)["label"] is not None for line in lines) == 10
    elif ending == "parquet":
        assert parquet.read_table(here / name).num_rows == 40
    else:
        assert (here / name).read_bytes()[:2] == b"\x1f\x8b"


def test_an_unknown_ending_is_refused_before_any_work(cli, project, unchanged):
    done = unchanged(lambda: cli("export", "--project", project, "-o", "labels.xlsx"))
    assert done.code == 2 and "'labels.xlsx'" in done.err and ".csv" in done.err
