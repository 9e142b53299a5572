"""What was said is held against the truth, and silence is no claim."""

from __future__ import annotations

import math
from dataclasses import replace

import pytest

from labelwise.bench.claims import claims
from labelwise.types import Estimate, Savings, Status

STATUS = Status(
    labels=200,
    imported=0,
    skipped=0,
    flagged=0,
    pending=0,
    total=1000,
    cost=200,
    left=0,
    classes={},
    model="m1",
    behind=0,
    quality=Estimate("accuracy", 0.9, 0.8, 0.95, n=40),
    savings=Savings(60.0, 50.0, kind="measured", reason=""),
    certificate=Estimate("certificate", 0.9, 0.75, n=25),
)


@pytest.mark.parametrize(
    ("accuracy", "labels", "holds"),
    [
        (0.9, 260.0, [True, True, True]),
        (0.97, 249.0, [False, True, False]),
        (0.7, math.inf, [False, False, True]),
    ],
)
def test_a_claim_holds_or_not(accuracy: float, labels: float, holds: list[bool]) -> None:
    assert [c.holds for c in claims(STATUS, accuracy, labels)] == holds


def test_what_was_not_claimed_cannot_fail() -> None:
    silent = replace(
        STATUS,
        quality=Estimate(reason="Needs 20."),
        savings=Savings(reason="Cannot tell yet."),
        certificate=None,
    )
    made = claims(silent, 0.1, 1.0)
    assert [c.holds for c in made] == [None] * 3
    assert [c.said for c in made] == ["Needs 20.", "nothing certified yet", "Cannot tell yet."]
