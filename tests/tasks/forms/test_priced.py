"""Every answer costs the same."""

from __future__ import annotations

import numpy as np
import pytest

from labelwise.tasks.forms import Full, NameOne, YesNo


@pytest.mark.parametrize("form", [Full, NameOne, YesNo])
def test_a_price_without_money_counts_answers(form):
    assert form().cost(None, np.arange(2)).tolist() == [1, 1]
    assert form(0.5).cost(None, np.arange(2)).tolist() == [0.5, 0.5]
    assert repr(form(0.5)) == f"{form.__name__}(price_each=Decimal('0.5'))"
