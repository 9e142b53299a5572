"""The project's model on a file."""

from __future__ import annotations

import csv

import numpy as np
import pytest

from labelwise.campaign import Campaign


def read(path):
    with open(path, newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))


def test_new_items_get_label_and_confidence(cli, project, here):
    (here / "new.csv").write_text("text\na wonderful film\na terrible film\n")
    done = cli("predict", "new.csv", "--project", project, "-o", "out.csv")
    rows = read(here / "out.csv")
    assert done.code == 0 and done.out == "" and "wrote 2 predictions" in done.err
    assert [r["label"] for r in rows] == ["pos", "neg"] and [r["id"] for r in rows] == ["1", "2"]
    assert all(0.5 <= float(r["confidence"]) <= 1 for r in rows)


def test_processes_give_the_same_labels(cli, project, here):
    (here / "new.csv").write_text("text\na wonderful film\na terrible film\n")
    done = cli("predict", "new.csv", "--project", project, "-o", "a.csv", "--engine", "loky", "--jobs", 2)
    assert done.code == 0 and cli("predict", "new.csv", "--project", project, "-o", "b.csv").code == 0
    assert (here / "a.csv").read_text() == (here / "b.csv").read_text()


def test_the_project_s_own_file_keeps_its_ids_and_agrees_with_python(cli, project, reviews, here):
    cli("predict", "reviews.csv", "--project", project, "-o", "out.csv")
    with Campaign.open(project) as campaign:
        wanted = campaign.predict().to_pydict()
    rows = read(here / "out.csv")
    assert [r["id"] for r in rows] == wanted["id"] and [r["label"] for r in rows] == wanted["label"]
    np.testing.assert_allclose([float(r["confidence"]) for r in rows], wanted["confidence"], atol=1e-6)


def test_without_labels_there_is_no_model(cli, reviews, here, unchanged):
    from labelwise.io import read as read_pool

    Campaign(read_pool(reviews).pool, ["neg", "pos"], store=here / "empty.db").close()
    done = unchanged(lambda: cli("predict", "reviews.csv", "--project", "empty.db", "-o", "out.csv"))
    assert done.code == 2 and "two classes" in done.err


@pytest.mark.parametrize("content", ["body\nfine\n", "", "text\n"])
def test_other_columns_and_empty_files_are_refused(cli, project, here, unchanged, content):
    (here / "new.csv").write_text(content)
    done = unchanged(lambda: cli("predict", "new.csv", "--project", project, "-o", "out.csv"))
    assert done.code == 2 and done.err.count("\n") == 1
