import numpy as np
import pytest

from labelwise.errors import UnknownName
from labelwise.evaluation.figures import (
    F1,
    MAE,
    RMSE,
    Accuracy,
    Brier,
    CalibrationError,
    LogLoss,
    MacroF1,
    figures,
    usual,
    wilson,
)
from labelwise.types import Outcomes

CLASSES = ("a", "b")


def made(m=200, **more):
    truth = np.arange(m) % 2
    top = np.where(np.arange(m) < m // 10, 0.4, 0.9)
    output = np.where(np.arange(2) == truth[:, None], top[:, None], 1 - top[:, None])
    groups = {"site": np.repeat(["x", "y", "z"], [m // 2, m - m // 2 - 5, 5])}
    return Outcomes(truth, output, CLASSES, groups=groups, **more)


def test_the_usual_figures():
    assert usual(made()) == [Accuracy(), MacroF1(), LogLoss(), Brier(), CalibrationError(), F1("a"), F1("b")]
    assert usual(Outcomes(np.zeros(3), np.zeros(3))) == [RMSE(), MAE()]
    names = [row.metric for row in figures(made())]
    assert names == [
        "accuracy",
        "macro-f1",
        "log-loss",
        "brier score",
        "calibration error",
        "f1 of a",
        "f1 of b",
    ]
    assert all(row.value is not None for row in figures(made()))


@pytest.mark.parametrize("m", [0, 1, 19])
def test_too_few_answers_give_reasons_not_errors(m):
    rows = figures(made(m) if m > 10 else Outcomes(np.zeros(m, int), np.zeros((m, 2)), CLASSES))
    assert [row.value for row in rows] == [None] * 7
    assert all(row.reason.endswith(".") for row in rows)


def test_groups_stand_alone():
    """A group takes nothing from the rest of the pool, which is not of the group."""
    whole = made(size=300, rest=np.tile([0.6, 0.4], (500, 1)))
    rows = {row.metric: row for row in figures(whole, by=["site"])}
    assert set(rows) - {"accuracy where site = x", "accuracy where site = y", "accuracy where site = z"} == {
        "accuracy",
        "macro-f1",
        "log-loss",
        "brier score",
        "calibration error",
        "f1 of a",
        "f1 of b",
    }
    group = rows["accuracy where site = x"]
    assert (group.value, group.low, group.high, group.n) == (0.8, *wilson(80, 100), 100)
    assert rows["accuracy where site = z"].reason.startswith("Needs 20")


def test_metrics_that_are_given_are_said_of_each_group():
    names = [row.metric for row in figures(made(), metrics=[MacroF1(), F1("a")], by=["site"])]
    assert names[:2] == ["macro-f1", "f1 of a"]
    assert names[2:4] == ["macro-f1 where site = x", "f1 of a where site = x"]
    assert len(names) == 8


def test_skips_belong_to_no_group():
    rows = figures(made(skipped=20), by=["site"])
    assert "skipped" in rows[0].reason
    assert rows[-3].reason == "Skipped items belong to no group and are left out."
    assert "skipped" not in figures(made(skipped=2), by=["site"])[-3].reason.lower()


def test_level_and_unknown_columns():
    low, high = (figures(made(), level=level)[0] for level in (0.8, 0.99))
    assert high.low < low.low and high.level == 0.99
    with pytest.raises(UnknownName, match="siet"):
        figures(made(), by=["siet"])
