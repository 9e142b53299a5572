"""One call runs the whole suite and names everything that is broken."""

from dataclasses import replace
from types import SimpleNamespace

import numpy as np
import pytest

from labelwise import testing
from labelwise.annotators import RandomAnnotator
from labelwise.candidates import Subsample
from labelwise.evaluation.stopping import Confirmed, Verdict
from labelwise.measures import margin
from labelwise.papers import Method, Paper, Part
from labelwise.policies import Tailor
from labelwise.representations import Embedding
from labelwise.selectors import KMeansPP, TopK
from labelwise.strategy import Strategy
from labelwise.streams import Bernoulli, Vessal
from labelwise.tasks import Regression, Tags
from labelwise.tasks.forms import Full
from labelwise.testing import measure_suite
from labelwise.testing.form_suite import FormCase
from labelwise.testing.task_cases import CASES

METHOD = {
    "name": "other",
    "paper": "classic",
    "taxonomy": "prediction",
    "reference": "none",
    "proof": "tests/test_other.py::test_other",
    "cost": "O(N C)",
    "summary": "an example",
}


class Forgetful(Subsample):
    """Gives rows that it was not given."""

    def __call__(self, view, rows, n, rng):
        return np.arange(5)


class Scribbling(TopK):
    def start(self, slate):
        slate.score[:] = 0
        return super().start(slate)


class Drifting(Embedding):
    """Each question moves the points."""

    def fit(self, view, rng):
        space, asked = super().fit(view, rng), []

        def moved(rows):
            asked.append(rows)
            points = space(rows)
            points.x = points.x + len(asked)
            return points

        return moved


class Unseeded(Bernoulli):
    def decide(self, view, spent, state, rng):
        return super().decide(view, spent, state, np.random.default_rng())


class Rude(Regression):
    """Takes any number."""

    def check(self, answer, query=None, payload=None):
        return answer


class Mute(Full):
    def read(self, query, raw):
        return ("skip", None)


class Eve(RandomAnnotator):
    def __call__(self, view, rows, annotators, rng):
        return ["human:eve" for _ in super().__call__(view, rows, annotators, rng)]


class Nests(Tailor):
    def fold(self, turns, classes, arms):
        return {"fold.all": super().fold(turns, classes, arms)}


class Empty(Strategy):
    """Picks nothing and says nothing."""

    def select(self, view, n, rng, rows=None, state=None, *, budget=None):
        return super().select(view, 0, rng)


class Hasty(Confirmed):
    """Says stop from the first round on."""

    def __call__(self, history, *, tau, rng):
        return Verdict(True, 0.0, "Stop at once.")


GOOD = {
    testing.check_measure: margin,
    testing.check_representation: Embedding(),
    testing.check_candidates: Subsample(10),
    testing.check_selector: KMeansPP(),
    testing.check_gate: Vessal(),
    testing.check_strategy: Strategy(measure=margin),
    testing.check_task: CASES["Tags"](),
    testing.check_form: FormCase(Full(), Tags(["a", "b", "c"]), (["a"], [])),
    testing.check_router: RandomAnnotator(),
    testing.check_chooser: Tailor(),
    testing.check_stopping: Confirmed(),
}
BROKEN = {
    testing.check_measure: (lambda proba: proba[:, 0], "higher_is_sooner"),
    testing.check_representation: (Drifting(), "a_unit_stands_in_one_place"),
    testing.check_candidates: (Forgetful(10), "a_part_of_what_it_was_given"),
    testing.check_selector: (Scribbling(), "the_slate_stays"),
    testing.check_gate: (Unseeded(), "same_seed_same_decisions"),
    testing.check_strategy: (Empty(measure=margin), "exactly_n_or_a_reason"),
    testing.check_task: (replace(CASES["Regression"](), task=Rude()), "only_bad_answers_are_refused"),
    testing.check_form: (Mute(), "the_truth_is_accepted"),
    testing.check_router: (Eve(), "one_annotator_a_row_or_nobody"),
    testing.check_chooser: (Nests(), "the_fold_is_flat"),
    testing.check_stopping: (Hasty(), "no_advice_before_nine_rounds"),
}


@pytest.mark.parametrize("check", GOOD, ids=lambda c: c.__name__)
def test_a_good_piece_passes(check):
    check(GOOD[check])


@pytest.mark.parametrize("check", BROKEN, ids=lambda c: c.__name__)
def test_a_broken_piece_is_told_what_is_broken(check):
    piece, name = BROKEN[check]
    with pytest.raises(AssertionError, match=rf"breaks \d+ of \d+ checks of a .*:(\n.*)*\n- {name}: "):
        check(piece)


def test_every_failed_check_is_named_with_what_it_wants():
    with pytest.raises(AssertionError) as told:
        testing.check_measure(lambda proba: proba[:, 0])
    for name in ("higher_is_sooner", "classes_may_be_permuted"):
        assert f"- {name}: {getattr(measure_suite, name).__doc__}" in str(told.value)
    assert "breaks 2 of" in str(told.value)


def test_a_piece_that_raises_breaks_the_check():
    def needs_more(proba, no_such_array):
        return proba[:, 0]

    with pytest.raises(
        AssertionError, match=r"needs_more breaks 7 of 9 (.*\n)+    KeyError: 'no_such_array'"
    ):
        testing.check_measure(needs_more)


def rows(build, where="labelwise.measures:margin"):
    part = Part("all of it", state="works", where=where, proof=METHOD["proof"])
    return SimpleNamespace(
        PAPERS=(Paper("X1", "t", "h", "r", (part,)),), METHODS=(Method(build=build, **METHOD),)
    )


def test_every_check_is_tried():
    names = {name for name in testing.__all__ if name != "check_rows"}
    assert {c.__name__ for c in GOOD} == {c.__name__ for c in BROKEN} == names


def test_rows_that_are_true_pass():
    testing.check_rows(rows(lambda: Strategy(measure=margin)))
    testing.check_rows(SimpleNamespace())


@pytest.mark.parametrize(
    ("wrong", "error", "said"),
    [
        (
            rows(lambda: Strategy(measure=margin), where="labelwise.measures:no_such"),
            AttributeError,
            "no_such",
        ),
        (
            rows(lambda: Strategy(measure=lambda proba: proba[:, 0])),
            AssertionError,
            "builds another strategy",
        ),
        (rows(lambda: BROKEN[testing.check_strategy][0]), AssertionError, "exactly_n_or_a_reason"),
    ],
)
def test_rows_that_are_wrong_do_not(wrong, error, said):
    with pytest.raises(error, match=said):
        testing.check_rows(wrong)
