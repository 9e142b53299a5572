"""A rare class on the command line: drawn by rank, asked in a file, figured alone and beside the model."""

from __future__ import annotations

import csv

import numpy as np
import pytest

from labelwise.cli.drawing import Wish, drawn_again, figures_of
from labelwise.cli.questions import Question
from labelwise.io.predictions import Predictions

SIZE, CLASSES = 6000, ["eggs", "ham", "spam"]
METRICS = ["precision of spam", "recall of spam", "f1 of spam", "share of spam"]
RARE = ["--model-predictions", "p.npy", "--labels", "eggs,ham,spam", "--rare", "spam"]


@pytest.fixture
def truth(here, rng):
    """Three classes, one item in forty spam; the model finds most of it and calls some ham spam."""
    y = rng.choice(3, SIZE, p=[0.5, 0.475, 0.025])
    score = rng.normal(size=(SIZE, 3)) + 3.2 * np.eye(3)[y] - np.array([0, 0, 1.2])
    np.save(here / "p.npy", np.exp(score) / np.exp(score).sum(axis=1, keepdims=True))
    np.save(here / "y.npy", y)
    return y


def true_figures(here):
    said, y = np.load(here / "p.npy").argmax(axis=1), np.load(here / "y.npy")
    hits, called, there = ((said == 2) & (y == 2)).sum(), (said == 2).sum(), (y == 2).sum()
    return [hits / called, hits / there, 2 * hits / (called + there), there / SIZE]


def rows(path):
    with open(path, newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))


def fill(path, truth, *, first=None):
    made = rows(path)
    for row in made[:first]:
        row["label"] = CLASSES[truth[int(row["item"])]]
    made.sort(key=lambda row: row["item"])
    with open(path, "w", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, made[0].keys())
        writer.writeheader()
        writer.writerows(made)


def test_ask_fill_in_and_read_back(cli, here, truth):
    done = cli("evaluate", *RARE, "--budget", 200, "--ask-file", "ask.csv")
    assert done.code == 0 and "wrote 200 questions" in done.err and "near 90%" not in done.err
    fill(here / "ask.csv", truth)
    alone = cli("evaluate", "--answers", "ask.csv", "--json").json
    both = cli("evaluate", "--answers", "ask.csv", *RARE[:4], "--json").json
    assert alone["figures"] == both["figures"] and alone["design"] == both["design"] == "rare"
    assert alone["rare"] == "spam" and alone["answered"] == 200 and alone["items"] == SIZE
    assert [figure["metric"] for figure in alone["figures"]] == METRICS
    for figure, true in zip(alone["figures"], true_figures(here), strict=True):
        assert figure["low"] <= true <= figure["high"] and figure["low"] < figure["value"] < figure["high"]
    printed = cli("evaluate", "--answers", "ask.csv")
    assert [line.split("  ")[0].strip() for line in printed.out.splitlines()[1:]] == METRICS
    assert "On 200 of 6000 items, drawn by the rank" in printed.err


def test_the_class_is_found_far_more_often_than_at_random(cli, here, truth):
    def spam(*args):
        cli("evaluate", *args, "--budget", 100, "--ask-file", "ask.csv")
        found = sum(truth[int(row["item"])] == 2 for row in rows(here / "ask.csv"))
        (here / "ask.csv").unlink()
        return found

    assert spam(*RARE) > 30 > 10 > spam(*RARE[:4])


def test_known_labels_stand_beside_the_figures(cli, here, truth):
    done = cli("evaluate", *RARE, "--truth", "y.npy", "--budget", 300)
    for metric, true in zip(METRICS, true_figures(here), strict=True):
        assert f"True {metric} of all 6000 items: {true:.3f} (" in done.err
    assert done.out == cli("evaluate", *RARE, "--truth", "y.npy", "--budget", 300).out
    made = cli("evaluate", *RARE, "--truth", "y.npy", "--json").json
    assert made["true"] == pytest.approx(true_figures(here)[0])


def test_a_larger_budget_goes_on_and_gaps_count(cli, here, truth):
    args = ["evaluate", *RARE, "--ask-file", "ask.csv", "--budget"]
    cli(*args, 60)
    first = rows(here / "ask.csv")
    fill(here / "ask.csv", truth)
    assert cli(*args, 150, "--json").json["answered"] == 60
    second = rows(here / "ask.csv")
    assert [row["item"] for row in second[:60]] == [row["item"] for row in first] and len(second) == 150
    for row in second[:60]:
        row["label"] = ""
    fill(here / "ask.csv", truth, first=120)
    text = (here / "ask.csv").read_text()
    (here / "ask.csv").write_text(text.replace(",spam,", ",?,", 1))
    made = cli("evaluate", "--answers", "ask.csv", "--json").json
    assert made["asked"] == 120 and made["answered"] == 119
    assert all("1 items without an answer" in figure["reason"] for figure in made["figures"])


def test_too_few_answers_say_how_many_it_takes(cli, here, truth):
    cli("evaluate", *RARE, "--ask-file", "ask.csv", "--budget", 39)
    fill(here / "ask.csv", truth)
    done = cli("evaluate", "--answers", "ask.csv")
    assert (
        done.code == 0 and "39 answers are too few for 8 strata" in done.err and "about 40 in all" in done.err
    )


@pytest.mark.parametrize(
    ("args", "says"),
    [
        ([*RARE, "--active"], ["--rare and --active", "leave out one"]),
        ([*RARE, "--every-look"], ["--rare and --every-look"]),
        ([*RARE[:4], "--rare", "bacon"], ["--rare is 'bacon'", "eggs, ham, spam"]),
        (["--model-predictions", "hard.npy", "--rare", "spam"], ["--rare needs to know how sure"]),
        (["--model-predictions", "one.npy", "--rare", "0"], ["says it of every item"]),
        (["--model-predictions", "one.npy", "--rare", "1"], ["says it of no item"]),
        (["--model-predictions", "number.npy", "--rare", "spam"], ["--rare is 'spam'", "holds numbers"]),
    ],
)
def test_bad_input_is_one_line_and_changes_nothing(cli, here, truth, unchanged, args, says):
    np.save(here / "hard.npy", np.array(CLASSES)[truth])
    np.save(here / "one.npy", np.tile([0.7, 0.3], (50, 1)))
    np.save(here / "number.npy", truth + 0.5)
    done = unchanged(lambda: cli("evaluate", *args, "--budget", 30))
    assert done.code == 2 and done.out == "" and done.err.startswith("Error: ") and done.err.count("\n") == 1
    for part in says:
        assert part in done.err


def test_a_file_of_another_draw_is_refused(cli, here, truth, unchanged):
    cli("evaluate", *RARE, "--ask-file", "ask.csv")
    for args in (RARE[:4], [*RARE[:4], "--rare", "ham"]):
        done = unchanged(lambda args=args: cli("evaluate", *args, "--ask-file", "ask.csv"))
        assert done.code == 2 and "another draw" in done.err
    done = cli("evaluate", "--answers", "ask.csv", "--every-look")
    assert done.code == 2 and "random draws alone" in done.err


@pytest.mark.parametrize("kind", ["proba", "confidence"])
def test_what_the_model_calls_it_comes_first_and_the_surest_of_that(truth, here, kind):
    proba = np.load(here / "p.npy")
    said, sure = proba.argmax(axis=1), proba.max(axis=1)
    output = proba if kind == "proba" else said
    wish = Wish(Predictions(output, tuple(CLASSES), True, sure), None, False, 0, 0.95, False, "spam")
    drawn = wish.drawn(SIZE)
    in_order = drawn.rows[drawn.rank.argsort()]
    assert (said[in_order[: drawn.cut]] == 2).all() and not (said[in_order[drawn.cut :]] == 2).any()
    assert (np.diff(sure[in_order[: drawn.cut]]) <= 0).all()
    assert wish.plan.rare.cut == (said == 2).sum() and wish.plan.rare.bounds[-1] == SIZE


def test_the_draw_is_known_again_from_its_questions(truth, here):
    proba = np.load(here / "p.npy")
    said = Predictions(proba, tuple(CLASSES), True, proba.max(axis=1))
    wish = Wish(said, None, False, 0, 0.95, False, "spam")
    drawn, known = wish.drawn(150), truth.astype(float)[wish.drawn(150).rows]
    questions = [Question(str(row), "", k, drawn.q[k - 1], "ham") for k, row in enumerate(drawn.rows, 1)]
    again = drawn_again(wish.plan, questions)
    assert again.stratum.tolist() == drawn.stratum.tolist() and again.sizes.tolist() == drawn.sizes.tolist()
    assert figures_of(wish.plan, again, known, known) == figures_of(wish.plan, drawn, known, known)


@pytest.mark.slow
def test_the_intervals_hold(truth, here):
    """At 95 % each, over 200 draws of 200 answers; conservative ones hold more often."""
    proba = np.load(here / "p.npy")
    said, known = Predictions(proba, tuple(CLASSES), True, proba.max(axis=1)), truth.astype(float)
    true, held = true_figures(here), np.zeros(4)
    for seed in range(200):
        wish = Wish(said, 200, False, seed, 0.95, False, "spam")
        figures = wish.judged(known[wish.drawn().rows]).figures
        held += [f.low <= value <= f.high for f, value in zip(figures, true, strict=True)]
    assert (held / 200 >= 0.95 - 3 * np.sqrt(0.95 * 0.05 / 200)).all(), held
