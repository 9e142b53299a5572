"""Every stopping rule keeps the contract."""

import pytest

from labelwise.evaluation.stopping import BelievedGain, Confirmed, ReserveCurve
from labelwise.testing import stopping_suite
from labelwise.testing.examples import pieces

VARIANTS = {
    "cautious": Confirmed(cautious=True),
    "believed less than half, once": BelievedGain(share=0.5, times=1),
    "median of the curve": ReserveCurve(quantile=0.5),
    "curve, once": ReserveCurve(share=2.0, times=1, copies=20),
}
PIECES = {**pieces("evaluation.stopping"), **VARIANTS}


@pytest.mark.parametrize("check", stopping_suite.CHECKS, ids=lambda c: c.__name__)
@pytest.mark.parametrize("name", PIECES)
def test_piece(name, check):
    check(PIECES[name])
