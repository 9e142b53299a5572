"""Numbers: which are valid, what several answers say together, what they teach."""

from __future__ import annotations

from decimal import Decimal

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import labelwise as lw
from labelwise.errors import BadAnswer, BadParameter
from labelwise.params import from_config, to_config
from labelwise.tasks import Regression, as_task
from labelwise.types import Answer


def answer(value=None, kind="is", item="0", id="a", by="human:anna", **more):
    return Answer(id, "q1", by, kind, value, item=item, **more)


@pytest.mark.parametrize(
    ("given", "value"),
    [(3, 3.0), ("3.5", 3.5), (" 7 ", 7.0), (np.float32(0.5), 0.5), (np.int64(2), 2.0), (Decimal("1.5"), 1.5)],
)
def test_numbers_of_every_kind_become_floats(given, value):
    found = Regression().check(answer(given)).value
    assert found == value and type(found) is float


@pytest.mark.parametrize(
    "wrong", [None, "", "three", "1_000", "nan", float("inf"), float("nan"), True, [1], {"a": 1}, "3,5"]
)
def test_what_is_no_finite_number_is_refused(wrong):
    with pytest.raises(BadAnswer, match=r"the answer is .*Allowed: a finite number"):
        Regression().check(answer(wrong))


@pytest.mark.parametrize(
    ("task", "wrong", "allowed"),
    [
        (Regression(0, 10, "cm"), 10.1, "a number from 0 to 10 cm"),
        (Regression(low=0), -1, "a number of 0 or more"),
        (Regression(high=5, unit="kg"), 6, "a number up to 5 kg"),
    ],
)
def test_bounds_are_kept_and_named(task, wrong, allowed):
    with pytest.raises(BadAnswer, match=allowed):
        task.check(answer(wrong))
    for bound in (b for b in (task.low, task.high) if b is not None):
        assert task.check(answer(bound)).value == bound


@pytest.mark.parametrize("kind", ["not", "among", "other"])
def test_kinds_that_mean_nothing_here(kind):
    with pytest.raises(BadAnswer, match=f"kind '{kind}' means nothing to Regression"):
        Regression().check(answer(1.0, kind))


@pytest.mark.parametrize("kind", ["unsure", "skip", "flag"])
def test_what_says_nothing_about_the_number_passes_and_gives_no_label(kind):
    told = Regression().check(answer("why", kind))
    assert Regression().consensus([told]) is None
    assert len(Regression().targets([told], int)) == 0


@pytest.mark.parametrize(
    ("low", "high", "message"),
    [
        (3, 3, "low is 3 and high is 3.*low below high"),
        (float("nan"), None, "low is nan.*a finite number, or None"),
        (None, float("inf"), "high is inf"),
        ("0", None, "low is '0'"),
        (True, None, "low is True"),
    ],
)
def test_bounds_that_cannot_be(low, high, message):
    with pytest.raises(BadParameter, match=message):
        Regression(low, high)
    with pytest.raises(BadParameter, match="the unit is 3"):
        Regression(unit=3)


@given(st.lists(st.floats(-1e6, 1e6), min_size=1, max_size=7))
def test_several_answers_give_the_median(values):
    told = [answer(v, id=f"a{k}") for k, v in enumerate(values)]
    ordered, half = sorted(values), len(values) // 2
    middle = ordered[half] if len(values) % 2 else (ordered[half - 1] + ordered[half]) / 2
    assert Regression().consensus(told) == middle
    assert Regression().targets(told, int).value.tolist() == [middle]


def test_targets_are_in_the_order_of_the_pool_with_weights():
    told = [
        answer(5.0, item="3", id="a"),
        answer(1.0, item="1", id="b"),
        answer(2.0, item="2", id="c", by="model:m4", weight=0.5),
        answer(9.0, item="1", id="d", by="model:m4", weight=0.5),
    ]
    found = Regression().targets(told, int)
    assert found.rows.tolist() == [1, 2, 3] and found.value.tolist() == [1.0, 2.0, 5.0]
    assert found.kind == "real" and found.weight.tolist() == [1.0, 0.5, 1.0]
    assert found.by == ("human:anna", "model:m4", "human:anna")


def test_a_learner_of_classes_is_refused():
    with pytest.raises(BadParameter, match=r"accepts \('hard',\).*real targets for Regression"):
        Regression().targets([], int, ("hard",))


def test_what_others_ask_of_it():
    task = Regression(0, 10, "cm")
    assert (task.classes, task.options(), task.names(3.0)) == ((), (), ())
    assert (task.output, task.label_type, task.widget) == ("mean", "float64", "number")
    assert task.predictions(np.array([-1, 4.5, 12], np.float32)) == ([0.0, 4.5, 10.0], None)
    assert task.export(2.5) == 2.5 and task.export(None) is None
    assert task.check(answer(task.parse("2.5"))).value == 2.5
    assert as_task(task) is task and lw.Regression is Regression
    assert from_config(to_config(task)) == task and repr(Regression(low=0)) == "Regression(low=0.0)"
    assert not task.enough(task.targets([answer(1)], int))
    assert task.enough(task.targets([answer(1), answer(1, item="1", id="b")], int))
