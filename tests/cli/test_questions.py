"""The file of questions survives spreadsheets, and refuses what would falsify the figure."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from labelwise.cli.questions import (
    Plan,
    Question,
    Rare,
    answers_of,
    read_plan,
    read_questions,
    seal,
    unseal,
    write_questions,
)
from labelwise.errors import BadData

PLAN = Plan("random", 90, 3, "3f2a91c0", ("neg", "po,s"))
QUESTIONS = [Question(f"=i{k}", f'a, "text" {k}', k, 1 / (91 - k), ("neg", "po,s")[k % 2]) for k in (1, 2, 3)]


@pytest.mark.parametrize("text", ["", "pos", "-1.25", "nécessaire 犬\n", "a" * 200])
@pytest.mark.parametrize("key", ["", "3f2a91c0 r17", "💡"])
def test_what_is_sealed_opens_with_its_key(text, key):
    sealed = seal(text, key)
    assert unseal(sealed, key) == text and sealed.isalpha()


def test_another_key_or_a_changed_text_does_not_open():
    sealed = seal("pos", "a")
    assert unseal(sealed, "b") is None and unseal(sealed[:-1] + "x", "a") is None
    assert unseal("", "a") is None and unseal("12", "a") is None and unseal(sealed[::-1], "a") is None


@pytest.mark.parametrize("classes", [("neg", "pos"), ("a|b", "c, d", " e ", "%7C"), ("ö\n", "犬", "numbers")])
def test_a_plan_is_read_as_it_was_written(classes):
    plan = Plan("active", 10**9, 5, "0123abcd", classes)
    assert read_plan(str(plan)) == plan


def test_a_draw_for_a_rare_class_names_its_strata():
    plan = Plan("rare", 900, 0, "0123abcd", ("a, b", "c"), Rare("a, b", (0, 25, 60, 900), 60))
    text = str(plan)
    assert text.startswith("rare draw of 900 for a%2C%20b at 0|25|60|900 with 60, seed 0, ")
    assert read_plan(text) == plan
    strata = " for a%2C%20b at 0|25|60|900 with 60"
    for old, new in (
        *(("60|900", "60|901"), ("25|60", "60|25"), ("0|25", "1|25")),
        *(("with 60", "with 61"), ("with 60", "with 900"), ("rare", "random"), (strata, "")),
    ):
        with pytest.raises(BadData, match="label alone"):
            read_plan(text.replace(old, new, 1))


def test_numbers_have_a_plan_too():
    plan = Plan("random", 9, 0, "0123abcd", ())
    assert read_plan(str(plan)) == plan
    with pytest.raises(BadData, match="label alone"):
        read_plan("random")


def test_written_and_read(tmp_path):
    write_questions(tmp_path / "q.csv", PLAN, QUESTIONS)
    plan, found = read_questions(tmp_path / "q.csv")
    assert plan == PLAN and found == QUESTIONS


def test_a_spreadsheet_may_sort_round_and_change_the_separator(tmp_path):
    write_questions(tmp_path / "q.tsv", PLAN, QUESTIONS)
    head, *lines = (tmp_path / "q.tsv").read_text().splitlines()
    lines = [line.replace("0.0112", "0,0112") for line in reversed(lines)]
    (tmp_path / "q.tsv").write_text("\r\n".join([head, *lines, ""]))
    plan, found = read_questions(tmp_path / "q.tsv")
    assert plan == PLAN and [q.item for q in found] == ["=i1", "=i2", "=i3"]
    assert found[1].probability == pytest.approx(1 / 89)


def changed(tmp_path, change):
    write_questions(tmp_path / "q.csv", PLAN, QUESTIONS)
    text = (tmp_path / "q.csv").read_text()
    (tmp_path / "q.csv").write_text(change(text))
    return tmp_path / "q.csv"


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (lambda t: t.replace("=i2", "=i1"), "prediction of item '=i1'"),
        (lambda t: "\n".join(t.splitlines()[:2] + t.splitlines()[3:]) + "\n", "order 2 is missing"),
        (lambda t: t + t.splitlines()[-1] + "\n", "item '=i3' stands there twice"),
        (lambda t: t.replace("seed 3", "seed 4", 1), "2 plans"),
        (lambda t: t.replace("predicted", "guess"), "no column 'predicted'"),
        (lambda t: t.replace(",2,", ",two,"), "the order 'two'"),
    ],
)
def test_a_file_that_was_changed_is_refused(tmp_path, change, says):
    with pytest.raises(BadData, match=says):
        read_questions(changed(tmp_path, change))


def test_answers_are_class_indices_or_numbers(tmp_path):
    said = [replace(q, label=label) for q, label in zip(QUESTIONS, ["NEG", "?", "po,s"], strict=True)]
    np.testing.assert_equal(answers_of(PLAN, said, tmp_path), [0, np.nan, 1])
    plan = replace(PLAN, classes=())
    said = [replace(q, label=label) for q, label in zip(QUESTIONS, ["2,5", "", "-1e3"], strict=True)]
    np.testing.assert_equal(answers_of(plan, said, tmp_path), [2.5, np.nan, -1000])
    with pytest.raises(BadData, match=r"'=i1' has the label 'yes'.*neg, po,s"):
        answers_of(PLAN, [replace(QUESTIONS[0], label="yes")], tmp_path)
    with pytest.raises(BadData, match="a number"):
        answers_of(plan, [replace(QUESTIONS[0], label="1,000,5")], tmp_path)


def test_cases_that_tell_classes_apart_are_kept(tmp_path):
    plan = replace(PLAN, classes=("a", "A"))
    assert answers_of(plan, [replace(QUESTIONS[0], label="A")], tmp_path).tolist() == [1]
