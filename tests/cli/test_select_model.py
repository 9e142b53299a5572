"""Which model is best, from the shell: by a file of questions, in a terminal, and with a truth."""

from __future__ import annotations

import csv

import numpy as np
import pytest

N, CLASSES = 120, ["neg", "neu", "pos"]
MODELS = [f"m{h}.npy" for h in range(4)]
NAMED = [*MODELS, "--classes", ",".join(CLASSES)]


@pytest.fixture
def truth(here):
    """Four models, m2 the best by far; items as CSV; what is true."""
    rng = np.random.default_rng(0)
    true = rng.integers(3, size=N)
    for h, rate in enumerate([0.6, 0.65, 0.95, 0.6]):
        proba = rng.dirichlet(np.ones(3), N)
        right = np.flatnonzero(rng.random(N) < rate)
        proba[right, true[right]] += 2
        np.save(here / f"m{h}.npy", proba / proba.sum(axis=1, keepdims=True))
    words = [CLASSES[c] for c in true]
    (here / "truth.csv").write_text("label\n" + "\n".join(words) + "\n")
    (here / "items.csv").write_text("id,text\n" + "\n".join(f"r{k},review {k}" for k in range(N)) + "\n")
    return words


def fill(path, truth, count=None):
    """Answer the open questions of a file."""
    with open(path, newline="") as file:
        rows = list(csv.DictReader(file))
    for row in [row for row in rows if not row["label"]][:count]:
        row["label"] = truth[int(row["item"])]
    with open(path, "w", newline="") as file:
        made = csv.DictWriter(file, rows[0])
        made.writeheader()
        made.writerows(rows)
    return rows


@pytest.mark.parametrize("method", ["coda", "model-picker", "active-testing", "vma", "uncertainty", "iid"])
def test_a_truth_answers_and_says_what_was_lost(cli, truth, method):
    made = cli("select-model", *NAMED, "--truth", "truth.csv", "-n", 100, "--method", method, "--json").json
    assert made["best"] == "m2" and made["method"] == method
    assert made["truth"]["best"] == ["m2"] and made["truth"]["regret"] == 0
    assert made["answers"] == 80 and made["checks"] == 20 and made["items"] == N
    estimate = made["models"][0]["accuracy"]
    assert estimate["n"] == 20 and estimate["low"] <= made["truth"]["accuracy"] <= estimate["high"]
    assert sum(m["posterior"] for m in made["models"]) == pytest.approx(1)


def test_questions_in_a_file_are_filled_and_read_until_one_is_best(cli, truth, here):
    done = cli("select-model", *NAMED, "--ask-file", "ask.csv", "-n", 10, "--data", "items.csv")
    assert done.code == 0 and "10 open questions" in done.err and "cannot be told" in done.out
    first = fill(here / "ask.csv", truth)
    assert first[0]["text"] == f"review {first[0]['item']}" and first[0]["id"] == f"r{first[0]['item']}"
    assert [row["why"] for row in first].count("random") == 2
    options = ["--answers", "ask.csv", "--ask-file", "ask.csv", "-n", 90, "--data", "items.csv"]
    made = cli("select-model", *NAMED, *options, "--json").json
    assert (made["answers"], made["checks"], made["open"], made["asked"]) == (8, 2, 90, "ask.csv")
    rows = fill(here / "ask.csv", truth)
    assert [r["item"] for r in rows[:10]] == [r["item"] for r in first] and len(rows) == 100
    last = cli("select-model", *NAMED, "--answers", "ask.csv")
    assert "Best by 80 chosen answers: m2" in last.out and "Expected accuracy of m2" in last.out


def test_the_file_leads_to_the_same_questions_as_one_go(cli, truth, here):
    cli("select-model", *NAMED, "--ask-file", "one.csv", "-n", 6)
    fill(here / "one.csv", truth, 4)
    cli("select-model", *NAMED, "--answers", "one.csv", "--ask-file", "two.csv", "-n", 6)
    with open(here / "two.csv", newline="") as file:
        rows = list(csv.DictReader(file))
    assert len(rows) == 10 and len({row["item"] for row in rows}) == 10
    assert [bool(row["label"]) for row in rows] == [True] * 4 + [False] * 6


def test_nobody_knows_counts_as_asked(cli, truth, here):
    cli("select-model", *NAMED, "--ask-file", "ask.csv", "-n", 3)
    text = (here / "ask.csv").read_text().replace(",,chosen", ",?,chosen", 1)
    (here / "ask.csv").write_text(text)
    made = cli("select-model", *NAMED, "--answers", "ask.csv", "--json").json
    assert (made["unknown"], made["open"], made["answers"]) == (1, 2, 0)


def test_columns_of_the_items_do_not_hide_the_answers(cli, truth, here):
    (here / "more.csv").write_text("label,class\n" + "\n".join(f"l{k},c{k}" for k in range(N)) + "\n")
    args = ["select-model", *NAMED, "--ask-file", "ask.csv", "--data", "more.csv", "-n", 3]
    cli(*args)
    rows = fill(here / "ask.csv", truth)
    assert rows[0]["label_"] == f"l{rows[0]['item']}" and rows[0]["class_"] == f"c{rows[0]['item']}"
    again = cli(*args, "--answers", "ask.csv", "--json").json
    assert again["answers"] + again["checks"] == 3 and again["open"] == 3


@pytest.fixture
def terminal(monkeypatch):
    """Answers that somebody types, then the end of the input."""

    def type_in(*words):
        lines = iter(words)

        def read(prompt=""):
            word = next(lines, None)
            if word is None:
                raise EOFError
            return word

        monkeypatch.setattr("sys.stdin.isatty", lambda: True, raising=False)
        monkeypatch.setattr("builtins.input", read)

    return type_in


def test_answers_are_typed_and_kept_one_by_one(cli, truth, here, terminal):
    terminal("2", "maybe", "pos", "")
    done = cli("select-model", *NAMED, "--data", "items.csv", "--text", "text", "-n", 5)
    assert done.code == 0 and "review " in done.out and "no class 'maybe'" in done.err
    with open(here / "answers.csv", newline="") as file:
        assert [row["label"] for row in csv.DictReader(file)] == ["neu", "pos", "?"]
    terminal("1", "1")
    again = cli("select-model", *NAMED, "--data", "items.csv", "--answers", "answers.csv", "-n", 2)
    assert again.code == 0
    with open(here / "answers.csv", newline="") as file:
        assert [row["label"] for row in csv.DictReader(file)] == ["neu", "pos", "?", "neg", "neg"]
    refused = cli("select-model", *NAMED, "--data", "items.csv", "-n", 2)
    assert refused.code == 2 and "--answers answers.csv" in refused.err


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (["m0.npy"], "two or more"),
        ([*MODELS], "nobody to ask"),
        ([*MODELS, "--method", "best", "--truth", "truth.csv"], "no method named 'best'"),
        ([*MODELS, "--truth", "truth.csv"], "--truth: item 0 is '"),
        ([*NAMED, "--truth", "short.csv"], "1 labels"),
        ([*NAMED, "--truth", "gap.csv"], "item 7 has no label"),
        ([*NAMED, "--answers", "none.csv"], "no file or folder"),
        ([*NAMED, "--ask-file", "ask.txt"], "ask.txt"),
        ([*NAMED, "--ask-file", "there.csv"], "is there already"),
        ([*NAMED, "--ask-file", "ask.csv", "--truth", "truth.csv"], "--truth"),
        ([*NAMED, "--ask-file", "ask.csv", "--data", "short.csv"], "1 items"),
        ([*NAMED, "--ask-file", "ask.csv", "--data", "items.csv", "--text", "body"], "no column 'body'"),
        ([*NAMED, "scores.npy", "--ask-file", "ask.csv"], "scores.npy: row 0 sums to 3"),
        ([*NAMED, "few.npy", "--ask-file", "ask.csv"], "few.npy has 3 items"),
        ([*MODELS, "--classes", "a,b", "--ask-file", "ask.csv"], "m0.npy has 3 columns"),
        ([*NAMED, "--ask-file", "ask.csv", "--check", "0.7"], "--check"),
    ],
)
def test_bad_input_is_one_line_and_writes_nothing(cli, truth, here, unchanged, options, said):
    (here / "short.csv").write_text("label\npos\n")
    (here / "there.csv").write_text("item\n1\n")
    (here / "gap.csv").write_text("label\n" + "\n".join([*truth[:7], '""', *truth[8:]]) + "\n")
    np.save(here / "scores.npy", np.load(here / "m0.npy") * 3)
    np.save(here / "few.npy", np.load(here / "m0.npy")[:3])
    done = unchanged(lambda: cli("select-model", *options))
    assert done.code == 2 and said in done.err and done.err.count("\n") == 1 and done.out == ""


def test_help_has_an_example(cli):
    assert "labelwise select-model predictions/*.npy" in cli("select-model", "--help").out
