"""Each check catches the targets that it is for."""

from dataclasses import dataclass, replace

import numpy as np
import pytest

from labelwise.tasks import Classification, Steps
from labelwise.testing import target_suite as suite
from labelwise.testing.task_cases import CASES


class Teaches(Classification):
    """Targets that are changed afterwards."""

    def targets(self, answers, row_of, accepts=("hard",), units=None):
        return self.changed(super().targets(answers, row_of, accepts, units))


@dataclass(frozen=True, repr=False)
class Backwards(Teaches):
    def changed(self, made):
        turned = {name: getattr(made, name)[::-1] for name in ("rows", "value", "weight", "by")}
        return replace(made, **turned)


@dataclass(frozen=True, repr=False)
class Halved(Teaches):
    """Shares that sum to one half."""

    def changed(self, made):
        return replace(made, value=made.value / 2) if made.kind == "soft" else made


@dataclass(frozen=True, repr=False)
class Weightless(Teaches):
    def changed(self, made):
        return replace(made, weight=np.ones(len(made)))


@dataclass(frozen=True, repr=False)
class Silent(Teaches):
    def changed(self, made):
        return replace(made, lost="")


@dataclass(frozen=True, repr=False)
class Wails(Teaches):
    def changed(self, made):
        return replace(made, lost="everything")


@dataclass(frozen=True, repr=False)
class Obedient(Classification):
    """Lets people and machines count alike."""

    def targets(self, answers, row_of, accepts=("hard",), units=None):
        people = [replace(a, by=a.by.replace("model:", "human:")) for a in answers]
        made = super().targets(people, row_of, accepts, units)
        return replace(made, by=tuple(by.replace("human:m", "model:m") for by in made.by))


@dataclass(frozen=True, repr=False)
class Stubborn(Classification):
    """Makes hard targets whatever the learner takes."""

    def targets(self, answers, row_of, accepts=("hard",), units=None):
        return super().targets(answers, row_of, ("hard",), units)


@dataclass(frozen=True, repr=False)
class Eager(Steps):
    def enough(self, targets):
        return True


@dataclass(frozen=True, repr=False)
class Never(Steps):
    def enough(self, targets):
        return False


def case(kind):
    """The case of a task, with a broken one in its place."""
    steps = issubclass(kind, Steps)
    good, parameters = (
        CASES["Steps" if steps else "Classification"](),
        ((-1, 0, 1), -1) if steps else (("a", "b", "c"),),
    )
    return replace(good, task=kind(*parameters))


BROKEN = [
    (suite.targets_fit_their_kind, Backwards),
    (suite.targets_fit_their_kind, Halved),
    (suite.weights_are_those_of_the_answers, Weightless),
    (suite.machines_give_way_to_people, Obedient),
    (suite.lost_says_what_is_lost, Silent),
    (suite.lost_says_what_is_lost, Wails),
    (suite.kinds_are_chosen_by_the_learner, Stubborn),
    (suite.enough_is_two, Eager),
    (suite.enough_is_two, Never),
]


@pytest.mark.parametrize(("check", "broken"), BROKEN, ids=lambda v: v.__name__)
def test_broken_targets_are_caught(check, broken):
    with pytest.raises(AssertionError):
        check(case(broken))
    check(case(broken.__mro__[1] if broken.__mro__[1] is not Teaches else Classification))


def test_every_check_has_a_control():
    assert {check for check, _ in BROKEN} == set(suite.CHECKS)


def test_pairs_and_equal_targets():
    pairs = list(suite.pairs(CASES["Regression"]()))
    assert len(pairs) == 12 and (("is", 7.5), ("is", "3")) in pairs
    made = CASES["Tags"]()
    whole = made.targets(made.several())
    assert suite.same(whole, made.targets(made.several()))
    for changed in (
        {"value": whole.value + 1},
        {"part": whole.rows},
        {"weight": whole.weight / 2},
        {"lost": "x"},
    ):
        assert not suite.same(replace(whole, **changed), whole)
