"""Labels saved at matched quality."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from labelwise.errors import BadData
from labelwise.evaluation.savings import matched

LABELS = np.array([10, 20, 40, 80, 160])


@given(st.floats(1.1, 4))
def test_a_curve_that_is_shifted_saves_that_factor(ratio):
    curve = lambda n: 1 - n**-0.4  # noqa: E731
    found = matched((LABELS, curve(LABELS * ratio)), (LABELS * ratio, curve(LABELS * ratio)))
    np.testing.assert_allclose(found.ratio, ratio)
    np.testing.assert_allclose(found.share, 1 - 1 / ratio)
    np.testing.assert_allclose(found.saved, found.random - found.active)
    assert found.mean_ratio == pytest.approx(ratio)


def test_the_same_curve_saves_nothing():
    scores = np.array([0.5, 0.6, 0.55, 0.8, 0.8])
    found = matched((LABELS, scores), (LABELS, scores))
    assert found.mean_ratio == 1 and not found.saved.any()


def test_a_fall_is_no_score_lost_and_a_plateau_counts_its_first_labels():
    found = matched((LABELS, [0.5, 0.7, 0.6, 0.8, 0.8]), (LABELS, [0.5, 0.6, 0.7, 0.8, 0.9]), [0.65, 0.8])
    assert found.active.tolist() == pytest.approx([20, 80])


def test_what_is_never_reached_is_not_a_number():
    found = matched(
        (LABELS, [0.5, 0.6, 0.7, 0.8, 0.9]), (LABELS, [0.4, 0.5, 0.6, 0.7, 0.75]), [0.45, 0.7, 0.85]
    )
    assert np.isnan(found.saved).tolist() == [True, False, True]
    assert np.isnan(matched(([9], [0.1]), ([9], [0.9])).mean_ratio)


@pytest.mark.parametrize("labels", [[0, 1], [2, 2], [3, 2], [1, 2, 3]])
def test_no_curve(labels):
    with pytest.raises(BadData, match="a curve has labels"):
        matched((labels, [0.5, 0.6]), (LABELS, np.ones(5)))
