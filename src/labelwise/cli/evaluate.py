"""``labelwise evaluate``: how good is a model that is there already?"""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from labelwise.cli.common import Json, Seed, app, note
from labelwise.cli.files import Encoding, Id, Labels, Text, check_writable, names_of
from labelwise.cli.verdict import Verdict, print_verdict
from labelwise.errors import BadData, BadParameter

if TYPE_CHECKING:
    from labelwise.cli.questions import Plan, Question
    from labelwise.io.predictions import Predictions

ModelPredictions = Annotated[
    Path | None,
    typer.Option(
        help="What the model says of every item: .npy or .npz with (N, C) probabilities, (N,) classes or "
        "(N,) numbers; or a table such as `labelwise predict` writes."
    ),
]


REST = 20_000
"""Items without an answer, drawn after those with one, whose predictions sharpen the accuracy."""


@app.command()
def evaluate(
    model_predictions: ModelPredictions = None,
    budget: Annotated[int | None, typer.Option(min=1, help="How many items to label; 100 otherwise.")] = None,
    active: Annotated[
        bool, typer.Option("--active", help="Draw doubtful items more often; needs probabilities.")
    ] = False,
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
    """
    if model_predictions is None:
        if answers is None:
            raise BadParameter(
                "neither --model-predictions nor --answers was given",
                fix="labelwise evaluate --model-predictions proba.npy --budget 100",
            )
        print_verdict(_from_answers(answers, labels, level, every_look), json=json)
        return
    from labelwise.io.predictions import read_predictions

    said = read_predictions(model_predictions, names_of(labels), numbers=numbers)
    options = {"text": text, "id_column": id, "encoding": encoding}
    wish = Wish(said, budget, active, seed, level, every_look)
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


@dataclass(frozen=True, eq=False)
class Wish:
    """What is to be drawn from which predictions."""

    said: Predictions
    budget: int | None
    active: bool
    seed: int
    level: float
    every_look: bool

    @property
    def plan(self) -> Plan:
        """How the items are drawn."""
        from labelwise.cli.questions import Plan

        design = "active" if self.active else "random"
        return Plan(design, len(self.said), self.seed, self.said.fingerprint, self.said.classes)

    def drawn(self, count: int | None = None) -> Any:
        """The first items of the draw, ``budget`` of them.

        Raises
        ------
        BadParameter
            If the budget is larger than the number of items, or an active draw has no probabilities.
        """
        import numpy as np

        from labelwise.evaluation.testing import doubt_weights, draw_items
        from labelwise.random import generator

        size = len(self.said)
        count = min(self.budget or 100, size) if count is None else count
        if self.budget is not None and self.budget > size:
            raise BadParameter(
                f"--budget is {self.budget} and there are {size} items", allowed=f"1 to {size}"
            )
        if self.active and self.said.sure is None:
            raise BadParameter(
                "--active needs to know how sure the model is, and --model-predictions does not say",
                fix="pass (N, C) probabilities or a column confidence, or leave out --active",
            )
        weights = (
            doubt_weights(self.said.sure) if self.active and self.said.sure is not None else np.ones(size)
        )
        return draw_items(weights, generator(self.seed, "evaluate"), n=count)


def _from_answers(answers: Path, labels: str | None, level: float, every_look: bool) -> Verdict:
    """What a filled file says by itself."""
    import numpy as np

    from labelwise.cli.questions import answers_of, read_questions
    from labelwise.evaluation.testing import Drawn, audit
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
    rows = np.array([q.order for q in questions])  # any numbers that differ: the items are not looked up
    drawn = Drawn(rows, np.array([q.probability for q in questions]), plan.size)
    figures = audit(drawn, known, said, classes=plan.classes, level=level, every_look=every_look)
    return Verdict.of(plan, known, figures)


def _with_model(wish: Wish, answers: Path) -> Verdict:
    """What a filled file says beside the predictions it was drawn from."""
    from labelwise.cli.questions import answers_of, read_questions

    plan, questions = read_questions(answers)
    wish = replace(wish, active=plan.design == "active", seed=plan.seed, budget=None)
    _check_plan(plan, wish.plan, answers)
    return _judged(wish, answers_of(wish.plan, questions, answers))


def _judged(wish: Wish, known: Any, *, whole: float | None = None) -> Verdict:
    """The figures of the answers to the first items of the draw."""
    from labelwise.evaluation.testing import audit

    both = wish.drawn(min(len(known) + REST, len(wish.said)))
    drawn, output = both.first(len(known)), wish.said.output
    figures = audit(
        drawn,
        known,
        output[drawn.rows],
        classes=wish.said.classes,
        rest=output[both.rows[len(known) :]],
        level=wish.level,
        every_look=wish.every_look,
    )
    return replace(Verdict.of(wish.plan, known, figures), whole=whole)


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
    whole = None
    if not np.isnan(known).any():
        said = wish.said.said
        off = (said - known) ** 2
        whole = float(np.mean(said == known)) if wish.said.classes else float(np.sqrt(off.mean()))
    return _judged(wish, known[wish.drawn().rows], whole=whole)


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
    verdict = replace(_judged(wish, known), ask_file=path, questions=len(questions))
    print_verdict(verdict, json=json)
    if len(questions) > len(old):
        note(f"wrote {len(questions) - len(old)} questions to {path}")
