"""``labelwise evaluate``: how good is a model that is there already?"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from labelwise.cli.common import Json, Seed, app, note
from labelwise.cli.files import Encoding, Id, Labels, Text, check_writable, names_of
from labelwise.cli.verdict import Verdict, print_verdict
from labelwise.errors import BadData, BadParameter

if TYPE_CHECKING:
    from labelwise.cli.drawing import Wish
    from labelwise.cli.questions import Plan, Question

ModelPredictions = Annotated[
    Path | None,
    typer.Option(
        help="What the model says of every item: .npy or .npz with (N, C) probabilities, (N,) classes or "
        "(N,) numbers; or a table such as `labelwise predict` writes."
    ),
]


@app.command()
def evaluate(
    model_predictions: ModelPredictions = None,
    budget: Annotated[int | None, typer.Option(min=1, help="How many items to label; 100 otherwise.")] = None,
    active: Annotated[
        bool, typer.Option("--active", help="Draw doubtful items more often; needs probabilities.")
    ] = False,
    rare: Annotated[
        str | None,
        typer.Option(
            metavar="CLASS",
            help="A class whose items are few: draw by the model's rank; its precision, recall, F1, share.",
        ),
    ] = None,
    data: Annotated[
        Path | None, typer.Option(help="The items, in the same order; shown with the questions.")
    ] = None,
    ask_file: Annotated[
        Path | None, typer.Option(help="A CSV to fill in; <predictions>-questions.csv here otherwise.")
    ] = None,
    answers: Annotated[Path | None, typer.Option(help="That file, filled in; needs nothing else.")] = None,
    truth: Annotated[
        Path | None, typer.Option(help="Known labels of all items, .npy or a table; nobody is asked.")
    ] = None,
    labels: Labels = None,
    numbers: Annotated[
        bool, typer.Option("--numbers", help="Whole numbers are numbers, not classes.")
    ] = False,
    text: Text = None,
    id: Id = None,
    encoding: Encoding = None,
    every_look: Annotated[
        bool, typer.Option("--every-look", help="Also an interval that holds however often you look.")
    ] = False,
    level: Annotated[float, typer.Option(min=0.5, max=0.999, help="Confidence of the intervals.")] = 0.95,
    seed: Seed = 0,
    json: Json = False,
) -> None:
    """Say how good a model is that you have already: label a few of its items, read the accuracy.

    It draws the items, asks on a terminal (with --labels) or writes a CSV to fill in, and says the
    accuracy with an interval. Run the same command again to resume, with a larger --budget to go on.

        $ labelwise evaluate --model-predictions proba.npy --labels neg,pos --data reviews.csv --budget 100

        $ labelwise evaluate --answers proba-questions.csv

        $ labelwise evaluate --model-predictions proba.npy --labels ham,spam --rare spam --budget 200
    """
    if model_predictions is None:
        if answers is None:
            raise BadParameter(
                "neither --model-predictions nor --answers was given",
                fix="labelwise evaluate --model-predictions proba.npy --budget 100",
            )
        print_verdict(_from_answers(answers, labels, level, every_look), json=json)
        return
    from labelwise.cli.drawing import Wish
    from labelwise.io.predictions import read_predictions

    said = read_predictions(model_predictions, names_of(labels), numbers=numbers)
    options = {"text": text, "id_column": id, "encoding": encoding}
    wish = Wish(said, budget, active, seed, level, every_look, rare)
    if answers is not None:
        print_verdict(_with_model(wish, answers), json=json)
    elif truth is not None:
        print_verdict(_against_truth(wish, truth), json=json)
    else:
        _ask(wish, data, ask_file or default_file(model_predictions), options, json)


def default_file(predictions: Path) -> Path:
    """``data/proba.npy`` -> ``proba-questions.csv`` in the present folder.

    Examples
    --------
    >>> str(default_file(Path("data/proba.npy")))
    'proba-questions.csv'
    """
    return Path(predictions.name.split(".")[0] + "-questions.csv")


def _from_answers(answers: Path, labels: str | None, level: float, every_look: bool) -> Verdict:
    """What a filled file says by itself."""
    import numpy as np

    from labelwise.cli.drawing import drawn_again, figures_of
    from labelwise.cli.questions import answers_of, read_questions
    from labelwise.io.columns import number

    plan, questions = read_questions(answers)
    plan = replace(plan, classes=names_of(labels) or plan.classes)
    known = answers_of(plan, questions, answers)
    places = {name: k for k, name in enumerate(plan.classes)}
    strange = {q.predicted for q in questions} - set(places)
    if plan.classes and strange:
        raise BadParameter(
            f"--labels lacks {', '.join(sorted(strange))}", fix="name every class of the model"
        )
    said = np.array([places[q.predicted] if places else number(q.predicted) for q in questions])
    drawn = drawn_again(plan, questions)
    return Verdict.of(plan, known, figures_of(plan, drawn, known, said, level=level, every_look=every_look))


def _with_model(wish: Wish, answers: Path) -> Verdict:
    """What a filled file says beside the predictions it was drawn from."""
    from labelwise.cli.questions import answers_of, read_questions

    plan, questions = read_questions(answers)
    rare = None if plan.rare is None else plan.rare.name
    wish = replace(wish, active=plan.design == "active", rare=rare, seed=plan.seed, budget=None)
    _check_plan(plan, wish.plan, answers)
    return wish.judged(answers_of(wish.plan, questions, answers))


def _check_plan(found: Plan, wished: Plan, path: Path) -> None:
    if not found.same_draw(wished):
        what = "other predictions" if found.model != wished.model else f"another draw ({found})"
        raise BadData(
            f"{path} holds questions for {what}",
            fix="pass the predictions and options it was written with, or another --ask-file",
        )


def _against_truth(wish: Wish, path: Path) -> Verdict:
    """The draw answered from known labels, beside the truth of all items."""
    import numpy as np

    from labelwise.cli.truth import read_truth

    known = read_truth(path, len(wish.said), wish.said.classes, named=wish.said.named)
    whole = {} if np.isnan(known).any() else wish.true_figures(known)
    return replace(wish.judged(known[wish.drawn().rows]), whole=whole)


def _ask(wish: Wish, data: Path | None, path: Path, options: dict[str, Any], json: bool) -> None:
    """Write the file of questions or go on with it; ask on a terminal."""
    from labelwise.cli.asking import ask_all, on_terminal
    from labelwise.cli.questions import answers_of, read_questions, write_questions
    from labelwise.cli.truth import shown

    check_writable(path, ".csv", ".tsv")
    old: list[Question] = []
    if path.exists():
        plan, old = read_questions(path)
        _check_plan(plan, wish.plan, path)
    drawn = wish.drawn()
    if len(old) > len(drawn):
        drawn = wish.drawn(len(old))
    fresh = shown(wish.said, drawn, data, options)
    labels = {q.order: q.label for q in old}
    questions = [replace(q, label=labels.get(q.order, "")) for q in fresh]
    if len(questions) > len(old):
        write_questions(path, wish.plan, questions)
    named = wish.said.named or not wish.said.classes
    if on_terminal() and named and not json:
        questions = ask_all(wish.plan, questions, lambda now: write_questions(path, wish.plan, now), input)
    known = answers_of(wish.plan, questions, path)
    verdict = replace(wish.judged(known), ask_file=path, questions=len(questions))
    print_verdict(verdict, json=json)
    if len(questions) > len(old):
        note(f"wrote {len(questions) - len(old)} questions to {path}")
