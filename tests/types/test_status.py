"""Figures that cannot be said yet say why."""

from __future__ import annotations

import pytest

from labelwise.errors import BadParameter
from labelwise.types import Advice, Estimate, Savings, Status, Trust
from labelwise.types.status import NOT_YET


@pytest.mark.parametrize("figure", [Estimate(reason=NOT_YET), Savings()])
def test_a_refused_figure_has_a_reason(figure):
    values = [getattr(figure, name) for name in ("value", "labels", "low", "high") if hasattr(figure, name)]
    assert set(values) == {None} and " " in figure.reason


def test_no_advice_is_a_sentence():
    assert Advice().stop is None and Advice().sentence.endswith(".")


def test_a_status_always_has_its_figures():
    status = Status(1, 0, 0, 0, 0, 10, 1, None, {"a": 1, "b": 0}, "", 1)
    assert (status.quality, status.savings, status.advice) == (Estimate(reason=NOT_YET), Savings(), Advice())


@pytest.mark.parametrize(
    ("given", "part"),
    [
        ({"reserve": 0.6}, "reserve is 0.6. Allowed: a number from 0 to 0.5"),
        ({"reserve": None}, "reserve is None"),
        ({"tau": -0.1}, "tau is -0.1"),
        ({"target": 2}, "target is 2"),
    ],
)
def test_impossible_trust(given, part):
    with pytest.raises(BadParameter) as error:
        Trust(**given)
    assert part in str(error.value)


def test_trust_may_lack_a_target():
    assert repr(Trust(target=None)) == "Trust()" and Trust(target=0.9).target == 0.9
