"""Each check catches the task that it is for."""

from dataclasses import dataclass, fields, replace

import numpy as np
import pytest

from labelwise.errors import BadParameter
from labelwise.tasks import Classification, Pixels, Regression, Tags
from labelwise.testing import target_suite
from labelwise.testing import task_suite as suite
from labelwise.testing.task_cases import CASES


def case(kind, name, **changes):
    """The case of a task, with a broken one of the same parameters in its place."""
    good = CASES[name]()
    made = kind(**{f.name: getattr(good.task, f.name) for f in fields(good.task)})
    return replace(good, task=made, **changes)


@dataclass(frozen=True, repr=False)
class Grows(Regression):
    """Another value each time it is checked."""

    def check(self, answer, query=None, payload=None):
        made = super().check(answer, query, payload)
        return replace(made, value=made.value + 1e-9) if made.kind == "is" else made


@dataclass(frozen=True, repr=False)
class KeepsArrays(Regression):
    def check(self, answer, query=None, payload=None):
        made = super().check(answer, query, payload)
        return replace(made, value=np.float32(made.value)) if made.kind == "is" else made


@dataclass(frozen=True, repr=False)
class Scribbles(Tags):
    """Sorts the list that it was given."""

    def check(self, answer, query=None, payload=None):
        if isinstance(answer.value, list) and all(isinstance(v, str) for v in answer.value):
            answer.value.sort(reverse=True)
            answer.value.reverse()
        return super().check(answer, query, payload)


@dataclass(frozen=True, repr=False)
class Stumbles(Tags):
    """A TypeError for what cannot be hashed."""

    def check(self, answer, query=None, payload=None):
        if isinstance(answer.value, list):
            set(answer.value)
        return super().check(answer, query, payload)


@dataclass(frozen=True, repr=False)
class AnyPart(Classification):
    def check(self, answer, query=None, payload=None):
        return self.spelled(answer)


@dataclass(frozen=True, repr=False)
class Last(Classification):
    """The newest answer is the label."""

    def consensus(self, answers):
        return super().consensus(answers[-1:])


@dataclass(frozen=True, repr=False)
class Rounds(Regression):
    def consensus(self, answers):
        label = super().consensus(answers)
        return None if label is None else float(round(label))


@dataclass(frozen=True, repr=False)
class Sure(Regression):
    """A label where nobody said anything."""

    def consensus(self, answers):
        return super().consensus(answers) or 0.0


@dataclass(frozen=True, repr=False)
class Beyond(Regression):
    """Predictions outside of the bounds."""

    def predictions(self, output):
        return output.tolist(), None


@dataclass(frozen=True, repr=False)
class Overconfident(Classification):
    def predictions(self, output):
        labels, sure = super().predictions(output)
        return labels, 2 * sure


@dataclass(frozen=True, repr=False)
class Numbers(Classification):
    """Exports class indices as texts."""

    def export(self, label):
        return None if label is None else str(self.classes.index(label))


@dataclass(frozen=True, repr=False)
class Foreign(Classification):
    def names(self, label):
        return ("nobody",)


@dataclass(frozen=True, repr=False)
class Swapped(Pixels):
    """Parts that name the column first."""

    def units(self, pool):
        made = super().units(pool)
        part = made.part
        made.part = lambda row: "p" + ",".join(part(row)[1:].split(",")[::-1])
        return made


@dataclass(frozen=True, repr=False)
class Closed(Classification):
    """Open by name alone."""

    def grown(self, names):
        raise BadParameter("no")


@dataclass(frozen=True, repr=False)
class First(Classification):
    """New classes at the front."""

    def grown(self, names):
        return replace(self, classes=(*names, *self.classes))


BROKEN = [
    (suite.checking_twice_is_checking_once, case(Grows, "Regression")),
    (suite.checking_twice_is_checking_once, case(Scribbles, "Tags", values=(["music", "film"], []))),
    (suite.only_bad_answers_are_refused, case(Stumbles, "Tags")),
    (suite.only_bad_answers_are_refused, case(AnyPart, "Classification")),
    (suite.only_bad_answers_are_refused, replace(CASES["Regression"](), bad=(3,))),
    (suite.one_answer_is_the_label, case(Rounds, "Regression")),
    (suite.one_answer_is_the_label, case(Sure, "Regression")),
    (suite.answers_count_in_any_order, case(Last, "Classification")),
    (suite.predictions_are_answers, case(Beyond, "Regression")),
    (suite.predictions_are_answers, case(Overconfident, "Classification")),
    (suite.labels_can_be_exported, case(Numbers, "Classification")),
    (suite.labels_can_be_exported, case(Foreign, "Classification")),
    (suite.units_can_be_found, case(Swapped, "Pixels")),
    (suite.new_classes_come_last, case(Closed, "open Classification")),
    (suite.new_classes_come_last, case(First, "open Classification")),
]


@pytest.mark.parametrize(
    ("check", "broken"), BROKEN, ids=lambda v: getattr(v, "__name__", None) or type(v.task).__name__
)
def test_a_broken_task_is_caught(check, broken):
    with pytest.raises((AssertionError, TypeError, ValueError)):
        check(broken)


def test_a_value_that_json_cannot_hold_is_caught():
    with pytest.raises(TypeError, match="float32 is not JSON serializable"):
        suite.checking_twice_is_checking_once(case(KeepsArrays, "Regression"))


def test_a_task_that_forgets_its_parameters_is_caught(monkeypatch):
    monkeypatch.setattr(suite, "from_config", lambda config: Regression())
    with pytest.raises(AssertionError):
        suite.config_comes_back(CASES["Regression"]())
    assert {check for check, _ in BROKEN} | {suite.config_comes_back} | set(target_suite.CHECKS) == set(
        suite.CHECKS
    )
