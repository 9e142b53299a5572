"""From predictions to an accuracy with an interval: by a file, on a terminal, against known labels."""

from __future__ import annotations

import csv

import numpy as np
import pytest

from labelwise.evaluation.testing import doubt_weights, draw_items, weighted_accuracy

SIZE = 1200
CLASSES = ["neg", "pos"]


@pytest.fixture
def truth(here, rng):
    """Predictions of 1,200 items, right on nine in ten; texts, and what is true."""
    y = rng.integers(0, 2, SIZE)
    confidence = 0.5 + 0.5 * rng.beta(3, 1, SIZE)
    said = np.where(rng.random(SIZE) < confidence, y, 1 - y)
    proba = np.where(np.arange(2) == said[:, None], confidence[:, None], 1 - confidence[:, None])
    np.save(here / "p.npy", proba)
    np.save(here / "y.npy", y)
    np.save(here / "hard.npy", np.array(CLASSES)[said])
    np.save(here / "number.npy", y + 0.1 * rng.normal(size=SIZE))
    lines = [f"r{k},film number {k}" for k in range(SIZE)]
    (here / "films.csv").write_text("id,text\n" + "\n".join(lines) + "\n")
    return y


def rows(path):
    with open(path, newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))


def fill(path, truth, *, first=None, shuffle=False, change=None):
    """Answer the first questions of the file as the truth says."""
    made = rows(path)
    for k, row in enumerate(made[:first]):
        row["label"] = CLASSES[truth[int(row["item"].lstrip("r"))]]
        row |= (change or {}).get(k, {})
    if shuffle:
        made.sort(key=lambda row: row["item"])
    with open(path, "w", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, made[0].keys())
        writer.writeheader()
        writer.writerows(made)


P = ["--model-predictions", "p.npy", "--labels", "neg,pos"]


def right(here):
    return np.load(here / "p.npy").argmax(axis=1) == np.load(here / "y.npy")


@pytest.mark.parametrize("active", [False, True])
def test_ask_fill_in_and_read_back(cli, here, truth, active):
    """The file alone is enough, in any order of its rows, and agrees with the predictions beside it."""
    design = ["--active"] if active else []
    done = cli("evaluate", *P, *design, "--data", "films.csv", "--budget", 150, "--ask-file", "ask.csv")
    assert done.code == 0 and done.out == "" and "wrote 150 questions to ask.csv" in done.err
    assert "labelwise evaluate --answers ask.csv" in done.err and "about ±" in done.err
    made = rows(here / "ask.csv")
    assert list(made[0]) == ["item", "text", "label", "order", "probability", "predicted", "plan"]
    assert all(row["text"] == f"film number {row['item'][1:]}" and not row["label"] for row in made)
    assert len({row["item"] for row in made}) == 150

    fill(here / "ask.csv", truth, shuffle=True)
    alone = cli("evaluate", "--answers", "ask.csv", "--json").json
    both = cli("evaluate", "--answers", "ask.csv", *P, "--json").json
    assert alone["design"] == both["design"] == ("active" if active else "random")
    assert alone["answered"] == both["answered"] == 150 and alone["items"] == SIZE
    head, other = alone["figures"][0], both["figures"][0]
    assert head["metric"] == other["metric"] == "accuracy"
    assert head["low"] < head["value"] < head["high"]
    assert other["low"] <= right(here).mean() <= other["high"]
    assert "log-loss" in [f["metric"] for f in both["figures"]]
    assert (both["reliability"] is None) == active and alone["reliability"] is None
    if active:
        assert head == other
        return
    assert "calibration error" in [f["metric"] for f in both["figures"]]
    assert sum(row["answers"] for row in both["reliability"]) == 150
    assert all(row["low"] <= row["right"] <= row["high"] for row in both["reliability"])


def test_the_active_figure_is_that_of_the_library(cli, here, truth):
    done = cli("evaluate", *P, "--active", "--truth", "y.npy", "--budget", 200, "--json").json
    from labelwise.random import generator

    weights = doubt_weights(np.load(here / "p.npy").max(axis=1))
    drawn = draw_items(weights, generator(0, "evaluate"), n=200)
    wanted = weighted_accuracy(right(here)[drawn.rows], drawn)
    found = done["figures"][0]
    assert (found["value"], found["low"], found["high"]) == (wanted.value, wanted.low, wanted.high)
    assert done["true"] == pytest.approx(right(here).mean())


def test_the_model_is_not_shown_to_who_answers(cli, here, truth):
    cli("evaluate", *P, "--ask-file", "ask.csv")
    made = rows(here / "ask.csv")
    assert len({row["predicted"] for row in made}) > 95  # as many as rows: nothing to learn by heart
    assert not any(name in row["predicted"] for row in made for name in CLASSES)


def test_the_same_command_resumes_and_a_larger_budget_goes_on(cli, here, truth):
    args = ["evaluate", *P, "--ask-file", "ask.csv", "--budget"]
    cli(*args, 60)
    first = rows(here / "ask.csv")
    fill(here / "ask.csv", truth, first=40)
    done = cli(*args, 60)
    assert done.out.split("\n")[1].split()[-1] == "40" and "20 of 60 questions" in done.err
    done = cli(*args, 90, "--json").json
    second = rows(here / "ask.csv")
    assert done["answered"] == 40 and done["questions"] == len(second) == 90
    assert [row["item"] for row in second[:60]] == [row["item"] for row in first]
    assert sum(bool(row["label"]) for row in second) == 40
    assert len(rows(here / "ask.csv")) == len(second) and cli(*args, 30).code == 0  # never shortened
    assert len(rows(here / "ask.csv")) == 90


def test_gaps_count_as_skipped_and_what_comes_after_as_not_asked(cli, here, truth):
    cli("evaluate", *P, "--ask-file", "ask.csv", "--budget", 100)
    fill(here / "ask.csv", truth, first=80, change={k: {"label": ""} for k in range(10, 20)})
    done = cli("evaluate", "--answers", "ask.csv", "--json").json
    assert done["asked"] == 80 and done["answered"] == 70
    assert "10 of 80 items were skipped" in done["figures"][0]["reason"]


@pytest.mark.parametrize(("count", "active", "least"), [(10, False, 20), (45, True, 50)])
def test_too_few_answers_are_refused_in_words(cli, here, truth, count, active, least):
    design = ["--active"] if active else []
    cli("evaluate", *P, *design, "--ask-file", "ask.csv", "--budget", 60)
    fill(here / "ask.csv", truth, first=count)
    done = cli("evaluate", "--answers", "ask.csv")
    assert done.code == 0 and "accuracy" in done.out and "-" in done.out.split("\n")[1]
    assert str(least) in done.err and str(count) in done.err
    assert "reserve" not in done.err
    small = cli("evaluate", *P, *design, "--ask-file", "small.csv", "--budget", least - 1)
    assert f"--budget {least}" in small.err


def test_known_labels_check_the_figure(cli, here, truth):
    done = cli("evaluate", *P, "--truth", "y.npy", "--budget", 200)
    assert "True accuracy of all 1200 items: " in done.err and "the interval" in done.err
    assert "accuracy" in done.out and "macro-f1" in done.out and "f1 of pos" in done.out
    assert not (here / "p-questions.csv").exists()
    (here / "y.csv").write_text("label\n" + "\n".join(CLASSES[k] for k in truth) + "\n")
    again = cli("evaluate", *P, "--truth", "y.csv", "--budget", 200)
    assert again.out == done.out


def test_an_interval_for_every_look(cli, here, truth):
    args = ["evaluate", *P, "--truth", "y.npy", "--budget", 200, "--every-look"]
    one, every = cli(*args, "--json").json["figures"][:2]
    assert every["metric"] == "accuracy, at every look"
    assert every["low"] < one["low"] < one["high"] < every["high"]
    done = cli(*args, "--active")
    assert done.code == 2 and "even draws" in done.err


def test_hard_labels_and_numbers(cli, here, truth):
    hard = ["--model-predictions", "hard.npy", "--truth", "y.npy", "--labels", "neg,pos", "--json"]
    proba = cli("evaluate", *P, "--truth", "y.npy", "--budget", 300, "--json").json
    found = cli("evaluate", *hard, "--budget", 300).json
    assert found["true"] == proba["true"] and "log-loss" not in [f["metric"] for f in found["figures"]]
    number = cli("evaluate", "--model-predictions", "number.npy", "--truth", "y.npy", "--budget", 200)
    assert "rmse" in number.out and "mae" in number.out and "True rmse of all" in number.err


def test_a_table_of_predictions_with_confidence_can_be_active(cli, here, truth):
    said, sure = np.load(here / "hard.npy"), np.load(here / "p.npy").max(axis=1)
    lines = [f"r{k},{a},{b:.6f}" for k, (a, b) in enumerate(zip(said, sure, strict=True))]
    (here / "said.csv").write_text("id,label,confidence\n" + "\n".join(lines) + "\n")
    args = ["evaluate", "--model-predictions", "said.csv", "--labels", "neg,pos", "--truth", "y.npy"]
    done = cli(*args, "--active", "--budget", 100, "--json").json
    assert done["design"] == "active" and done["figures"][0]["value"] is not None


def test_a_class_that_the_model_never_says_is_named_later(cli, here):
    np.save(here / "hard.npy", np.array(["a", "b"] * 50))
    args = ["evaluate", "--model-predictions", "hard.npy", "--ask-file", "ask.csv", "--budget", 30]
    cli(*args)
    made = rows(here / "ask.csv")
    text = (here / "ask.csv").read_text().replace(f"{made[0]['item']},,1,", f"{made[0]['item']},c,1,")
    (here / "ask.csv").write_text(text)
    done = cli("evaluate", "--answers", "ask.csv")
    assert done.code == 2 and "'c'" in done.err and "a, b" in done.err and "--labels" in done.err
    assert cli("evaluate", "--answers", "ask.csv", "--labels", "a,b,c").code == 0
    assert cli(*args, "--labels", "a,b,c").code == 0
    done = cli("evaluate", "--answers", "ask.csv", "--labels", "a,c")
    assert done.code == 2 and "--labels lacks b" in done.err


def test_asked_on_a_terminal_every_answer_is_saved(cli, here, truth, monkeypatch):
    typed = iter(["1", "pos", "n", "zebra", "", "2", "b", "1", "q"])
    seen = []

    def read():
        seen.append([row["label"] for row in rows(here / "p-questions.csv")][:6])
        return next(typed)

    monkeypatch.setattr("labelwise.cli.asking.on_terminal", lambda: True)
    monkeypatch.setattr("builtins.input", read)
    done = cli("evaluate", *P, "--data", "films.csv", "--budget", 30)
    assert "1 of 30  film number" in done.err and "Type 1 neg, 2 pos." in done.err
    assert "'zebra' is none of the answers" in done.err
    assert seen[3] == ["neg", "pos", "neg", "", "", ""] and seen[-1][3:5] == ["", "neg"]
    assert done.code == 0 and "26 of 30 questions" in done.err


@pytest.mark.parametrize(
    ("args", "says"),
    [
        ([], ["neither --model-predictions nor --answers"]),
        (["--model-predictions", "none.npy"], ["none.npy", "check the path"]),
        (["--model-predictions", "logits.npy"], ["row 0 holds -1 (2 such rows)", "softmax"]),
        (["--model-predictions", "p.npy", "--labels", "a,b,c"], ["3 classes", "2 columns"]),
        (["--model-predictions", "p.npy", "--labels", "a"], ["--labels is 'a'", "two or more"]),
        ([*P, "--budget", "5000"], ["--budget is 5000", "1200 items"]),
        (["--model-predictions", "hard.npy", "--active"], ["--active", "(N, C) probabilities"]),
        ([*P, "--data", "short.csv"], ["2 items", "1200 rows"]),
        ([*P, "--ask-file", "ask.txt"], ["ask.txt", ".csv"]),
        ([*P, "--ask-file", "none/ask.csv"], ["'none'", "make the folder"]),
        ([*P, "--truth", "short.csv"], ["2 labels", "1200"]),
        ([*P, "--truth", "p.npy"], ["shape", "(N,)"]),
        (["--answers", "short.csv"], ["no column 'item'", "--ask-file"]),
        (["--answers", "none.csv"], ["none.csv", "check the path"]),
        (["--model-predictions", "model.pkl"], ["model.pkl", "numpy.save"]),
        (["--model-predictions", "objects.npy"], ["objects.npy", "dtype=str"]),
    ],
)
def test_bad_input_is_one_line_and_changes_nothing(cli, here, truth, unchanged, args, says):
    np.save(here / "logits.npy", np.array([[2.0, -1.0], [0.5, 0.1]]))
    np.save(here / "objects.npy", np.array(["a", "b"], dtype=object))
    (here / "short.csv").write_text("text,label\na b,neg\nc d,pos\n")
    done = unchanged(lambda: cli("evaluate", *args))
    assert done.code == 2 and done.out == "" and done.err.startswith("Error: ") and done.err.count("\n") == 1
    for part in says:
        assert part in done.err


def test_a_file_of_other_predictions_is_refused(cli, here, truth, unchanged):
    cli("evaluate", *P, "--ask-file", "ask.csv")
    np.save(here / "p.npy", np.load(here / "p.npy")[::-1].copy())
    for args in (["--answers", "ask.csv"], ["--ask-file", "ask.csv"]):
        done = unchanged(lambda args=args: cli("evaluate", *P, *args))
        assert done.code == 2 and "other predictions" in done.err
    done = unchanged(lambda: cli("evaluate", *P, "--active", "--ask-file", "ask.csv"))
    assert done.code == 2
