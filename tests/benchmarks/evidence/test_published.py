"""Published figures beside ours."""

from __future__ import annotations

import math

import numpy as np
import pytest
from benchmarks.evidence import published
from benchmarks.evidence.published import Compared, half_width
from scipy.stats import t


def test_the_interval_is_students():
    values = [0.1, 0.4, 0.2, 0.7]
    low, high = t.interval(0.95, 3, loc=np.mean(values), scale=np.std(values, ddof=1) / 2)
    assert half_width(values) == pytest.approx((high - low) / 2)
    assert math.isnan(half_width([0.5]))


@pytest.mark.parametrize(
    ("values", "verdict"),
    [([0.80, 0.80], "agrees"), ([0.70, 0.95], "within our interval"), ([0.900, 0.901], "differs")],
)
def test_verdicts(values, verdict):
    assert Compared("what", 0.802, values).verdict == verdict


def repeated(cell, labels):
    """Heights whose area by the paper's rule, over T + 1 points instead of T, is the published one."""
    name = cell.dataset.rpartition("/")[2]
    columns = {"random": 0, "margin": 1 if cell.learner != published.LINEAR else 2, "k-center": 3}
    if name not in published.AUBC or cell.strategy not in columns:
        return 0.0
    area = published.AUBC[name][columns[cell.strategy]]
    return area * len(labels) / (len(labels) - 1) - (0.4 + 0.05 * np.log(labels))


def test_the_same_curves_agree(made):
    text = published.section(made("rebenchmark", repeated))
    figures = 4 * len(published.AUBC)
    assert f"{figures} of {figures} figures agree" in "\n".join(text)
    assert sum("| agrees |" in line for line in text) == figures
    assert sum("mean absolute difference" in line for line in text) == len(published.BY_SEED)


def test_other_curves_do_not(made):
    runs = made("rebenchmark", lambda cell, labels: repeated(cell, labels) - 0.1)
    assert "0 of 24 figures agree" in "\n".join(published.section(runs))


def test_without_runs_there_is_no_section():
    assert published.section([]) == []
