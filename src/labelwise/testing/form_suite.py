"""What every form must do; ``CHECKS`` run on one form, or on one :class:`FormCase`, at a time."""

from __future__ import annotations

import copy
import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

import numpy as np

from labelwise.errors import BadAnswer
from labelwise.params import from_config, to_config
from labelwise.strategy import View
from labelwise.tasks import Classification, Task
from labelwise.tasks.forms import Form
from labelwise.testing.examples import MODES, arrays
from labelwise.testing.target_suite import SILENT
from labelwise.testing.task_suite import ODD
from labelwise.types import Answer, Posed, Query
from labelwise.types.asking import UNITS

SIZE, CLASSES = 24, ("a", "b", "c")


@dataclass(frozen=True, eq=False, repr=False)
class FormCase:
    """A form, and the task whose questions it puts.

    Parameters
    ----------
    form : Form
        The form.
    task : Task
        Of three classes, as the arrays are; one of ``a``, ``b`` and ``c`` by default.
    truths : sequence
        True values of items, as a simulation has them.

    Examples
    --------
    >>> from labelwise.tasks import Tags
    >>> from labelwise.tasks.forms import Full
    >>> FormCase(Full(), Tags(["a", "b", "c"]), (["a"], []))
    Full() of Tags(classes=('a', 'b', 'c'))
    """

    form: Form
    task: Task = field(default_factory=lambda: Classification(CLASSES))
    truths: Sequence[Any] = CLASSES

    def __repr__(self) -> str:
        return f"{self.form!r} of {self.task!r}"

    @classmethod
    def of(cls, form: Any) -> FormCase:
        """A case as it is; a form with the default task."""
        return form if isinstance(form, FormCase) else cls(form)

    def query(self, k: int, posed: Posed, cost: float | None = None) -> Query:
        """The question as an annotator gets it: classes by name, all of them where the form names none."""
        named = posed.named(self.task.classes)
        options = named.options or self.task.options()
        return Query(
            f"q{k}",
            f"{k}",
            form=self.form.name,
            options=options,
            proposal=named.proposal,
            confidence=named.confidence,
            cost=cost,
        )

    def answered(self, query: Query, raw: Any) -> Answer:
        """A raw answer as it is recorded."""
        kind, value = self.form.read(query, raw)
        return self.task.check(Answer(f"{query.id}:x", query.id, "human:x", kind, value, item=query.item))

    def asked(self) -> Iterator[Query]:
        """Questions about every row, before and after a calibration."""
        for view in _views():
            posed, cost = (
                self.form.pose(view, np.arange(SIZE)),
                self.form.cost(view, np.arange(SIZE)).tolist(),
            )
            yield from map(self.query, range(SIZE), posed, cost)


def _view(calibrating: int = 0, mode: str = "random") -> View:
    """A View in which so many calibrating answers are there."""
    given = arrays(SIZE, mode=mode)
    rows = np.arange(calibrating) % SIZE
    scores = 1 - given["proba"][rows].max(axis=1)
    return View.from_arrays(classes=3, **given | {"calibration": scores, "calibrated": rows})


def _views() -> list[View]:
    return [_view(calibrating, mode) for calibrating in (0, 200) for mode in MODES]


def one_question_a_row(form: Any) -> None:
    """Options and proposals are positions of classes or texts; the same row is asked alike in any company."""
    form = FormCase.of(form).form
    for view in _views():
        whole = form.pose(view, np.arange(SIZE))
        assert len(whole) == SIZE, f"{len(whole)} questions about {SIZE} rows"
        for rows in (np.arange(SIZE), np.arange(SIZE)[::-5], np.array([7]), np.zeros(0, np.int64)):
            made = form.pose(view, rows)
            assert list(made) == [whole[row] for row in rows], f"other questions about the rows {rows}"
        for posed in whole:
            named = posed.named(CLASSES)
            assert isinstance(posed.options, tuple) and len(set(named.options)) == len(named.options), posed
            assert all(_position_or_text(v) for v in (*posed.options, posed.proposal) if v is not None), posed
            assert json.loads(json.dumps(named.proposal)) == named.proposal and json.dumps(named.options)
            assert posed.confidence is None or 0 <= posed.confidence <= 1, posed


def _position_or_text(value: Any) -> bool:
    """A class by position is a plain int of the classes; anything else is a value of its own."""
    return not isinstance(value, np.generic) and (type(value) is not int or value in range(len(CLASSES)))


def costs_are_costs(form: Any) -> None:
    """One finite number of 0 or more a row, the same in any company."""
    form = FormCase.of(form).form
    for view in _views():
        whole = form.cost(view, np.arange(SIZE))
        assert whole.shape == (SIZE,) and whole.dtype == np.float64
        assert np.isfinite(whole).all() and (whole >= 0).all(), whole
        for rows in (np.array([7, 2]), np.zeros(0, np.int64)):
            np.testing.assert_allclose(form.cost(view, rows), whole[rows], rtol=1e-12)


def prices_are_prices(form: Any) -> None:
    """A finite Decimal of 0 or more for every answer, in a unit that a budget can be in."""
    case = FormCase.of(form)
    assert case.form.unit in UNITS, f"no budget is in {case.form.unit!r}"
    for query in case.asked():
        raws = [case.form.truthful(query, truth) for truth in case.truths]
        told = [case.answered(query, raw) for raw in (*raws, None)]
        told += [Answer("x", query.id, "human:x", kind, item=query.item) for kind in SILENT]
        for answer in told:
            price = case.form.price(query, answer, case.task.classes)
            assert isinstance(price, Decimal) and price.is_finite() and price >= 0, (
                f"{answer.kind}: {price!r}"
            )


def some_come_first(form: Any) -> None:
    """From 0 to n of n questions calibrate; none is left to after enough of them are answered."""
    form = FormCase.of(form).form
    for view in _views():
        for n in (0, 1, 7, SIZE):
            first = form.first(view, n)
            assert isinstance(first, int) and 0 <= first <= n, f"{first!r} of {n}"
    assert form.first(_view(10_000), SIZE) == 0, "it never stops to calibrate"


def the_truth_is_accepted(form: Any) -> None:
    """What somebody says who knows the truth is a valid answer, also through JSON, and never against it."""
    case, told = FormCase.of(form), 0
    for query in case.asked():
        for truth in case.truths:
            raw = case.form.truthful(query, truth)
            made = case.answered(query, raw)
            assert case.answered(query, json.loads(json.dumps(raw))) == made
            assert _agrees(case, made, truth), f"{truth!r} is true, and {query} is answered {made}"
            told += made.kind not in ("skip", "unsure", "flag")
    assert told, "nobody who knows the truth has anything to say"


def _agrees(case: FormCase, answer: Answer, truth: Any) -> bool:
    """Whether the label, where there is one, is a part of the truth, and nothing true is ruled out."""
    task, whole = case.task, case.task.check(Answer("t", None, "truth", "is", truth, item=answer.item))
    label, right = task.consensus([answer]), task.consensus([whole])
    if isinstance(label, dict) and isinstance(right, dict):
        return label.items() <= right.items()
    if label is not None or "partial" not in task.kinds:
        return label is None or label == right
    masks = (task.targets([a], int, ("partial",)).value for a in (answer, whole))
    said, true = (mask.sum(axis=0) if len(mask) else np.ones(len(task.classes)) for mask in masks)
    return not ((said == 0) & (true == 1)).any()


def odd_answers_are_refused(form: Any) -> None:
    """None is a skip; whatever else somebody passes is an answer to the task or raises BadAnswer."""
    case = FormCase.of(form)
    for query in case.asked():
        assert case.form.read(query, None) == ("skip", None)
    for k, posed in enumerate((Posed(), *case.form.pose(_view(200), np.arange(4)))):
        for raw in (*ODD, *CLASSES, "yes", "no", "none", ("none", "a"), False):
            try:
                answer = case.answered(case.query(k, posed), raw)
            except BadAnswer:
                continue
            assert json.loads(json.dumps(answer.value, allow_nan=False)) == answer.value


def inputs_stay(form: Any) -> None:
    """The arrays of the View and the form are as they were."""
    form, given = FormCase.of(form).form, arrays(SIZE)
    before, name = copy.deepcopy(given), repr(form)
    rows, scores = np.arange(SIZE), np.linspace(0, 1, SIZE)
    view = View.from_arrays(classes=3, **given | {"calibration": scores, "calibrated": rows})
    form.first(view, 5), form.pose(view, rows), form.cost(view, rows)
    for key in ("proba", "cost", "group", "embedding"):
        np.testing.assert_array_equal(given[key], before[key])
    np.testing.assert_array_equal(scores, np.linspace(0, 1, SIZE))
    assert repr(form) == name


def needs_are_enough(form: Any) -> None:
    """What it reads is what it says."""
    form, asked = FormCase.of(form).form, set[str]()

    class Watched:
        def __init__(self, inner: View) -> None:
            self.inner = inner

        def get(self, name: str, rows: Any = None) -> Any:
            asked.add(name)
            return self.inner.get(name, rows)

        def __getattr__(self, name: str) -> Any:
            return getattr(self.inner, name)

    for calibrating in (0, 200):
        view: Any = Watched(_view(calibrating))
        form.first(view, 5), form.pose(view, np.arange(5)), form.cost(view, np.arange(5))
    assert asked <= set(form.needs), f"reads {asked - set(form.needs)} without saying so"


def config_comes_back(form: Any) -> None:
    """Its configuration, in JSON, builds it again; it has a name that questions carry."""
    form = FormCase.of(form).form
    assert from_config(json.loads(json.dumps(to_config(form)))) == form
    assert repr(form) and isinstance(form.name, str) and form.name.strip() == form.name != ""


CHECKS: tuple[Callable[[Any], None], ...] = (
    one_question_a_row,
    costs_are_costs,
    prices_are_prices,
    some_come_first,
    the_truth_is_accepted,
    odd_answers_are_refused,
    inputs_stay,
    needs_are_enough,
    config_comes_back,
)
