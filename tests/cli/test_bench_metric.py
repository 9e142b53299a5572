"""A metric that cannot judge is refused before anything runs, as far as that is known."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from labelwise.bench.protocols import Cell, Protocol
from labelwise.bench.protocols.tables import Run
from labelwise.cli.bench_metric import refuse_metric, refuse_other_metric
from labelwise.errors import BadData, BadParameter


def protocol(*datasets: str, metric: str = "auto") -> Protocol:
    return Protocol("p", datasets, ["margin", "random"], metric=metric)


def run(metric: str) -> Run:
    return Run(Cell("a", "margin", 0), metric, np.array([1]), np.array([0.5]), 0.0, {})


@pytest.mark.parametrize(
    ("said", "metric"),
    [
        (protocol("sklearn:iris", "sklearn:diabetes"), ""),
        (protocol("sklearn:iris"), "macro-f1"),
        (protocol("sklearn:diabetes", metric="r2"), ""),
        (protocol("sklearn:diabetes", metric="accuracy"), "auto"),
        (protocol("local:mr", "openml:31", "mine:data", "sklearn:irs"), "-rmse"),  # not read to be known
    ],
)
def test_what_may_fit_passes(said, metric):
    refuse_metric(said, metric)


def test_others_are_refused():
    with pytest.raises(BadParameter, match=r"'acuracy' is none of .*did you mean 'accuracy'"):
        refuse_metric(protocol("sklearn:iris"), "acuracy")
    with pytest.raises(
        BadParameter, match=r"'-rmse' was asked of classes, the labels of sklearn:iris.*macro-f1"
    ):
        refuse_metric(protocol("sklearn:iris"), "-rmse")
    with pytest.raises(
        BadParameter, match=r"'accuracy' was asked of numbers, the labels of sklearn:diabetes"
    ):
        refuse_metric(protocol("sklearn:diabetes", metric="accuracy"), "")


def test_scores_by_another_metric_are_refused():
    refuse_other_metric([], "r2", Path("kept.parquet"))
    refuse_other_metric([run("accuracy")], "accuracy", Path("kept.parquet"))
    refuse_other_metric([run("accuracy")], "auto", Path("kept.parquet"))
    with pytest.raises(
        BadData, match=r"kept.parquet holds scores by accuracy, and those by macro-f1.*a file for"
    ):
        refuse_other_metric([run("accuracy")], "macro-f1", Path("kept.parquet"))
