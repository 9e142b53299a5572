import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from labelwise.errors import BadParameter
from labelwise.selectors.decay import Decay, fit_decay, together

SIZES = st.floats(0, 5)
CURVES = st.builds(
    lambda a, b, offset, floor: Decay(((a, 0.5), (b, 1.0)), offset, floor),
    SIZES,
    SIZES,
    st.sampled_from([0.5, 1.0, 10.0]),
    st.floats(0, 1),
)


@given(CURVES)
def test_it_falls_ever_more_slowly_and_never_below_the_floor(curve):
    n = np.arange(0.0, 60.0)
    error = curve(n)
    falls = -np.diff(error)
    assert (falls >= -1e-12).all() and (np.diff(falls) <= 1e-12).all()
    assert (error >= curve.floor).all()
    naive = [curve.floor + sum(a / (curve.offset + k) ** b for a, b in curve.terms) for k in n]
    np.testing.assert_allclose(error, naive)


@given(CURVES)
def test_a_curve_is_found_again_from_its_values(curve):
    n = np.array([0, 3, 10, 30, 100, 300])
    found = fit_decay(n, curve(n))
    np.testing.assert_allclose(found(n), curve(n), atol=2e-6 * (1 + curve(n).max()))
    later = np.array([150.0, 1000.0])
    np.testing.assert_allclose(found(later), curve(later), atol=0.02 * (1 + curve(n).max()))


def test_what_rises_is_fitted_by_what_does_not():
    found = fit_decay([0, 10, 100], [0.1, 0.2, 0.3])
    assert found.terms == () and found.floor == pytest.approx(0.2)


def test_one_point_is_met():
    assert fit_decay([5], [0.3])(np.array([5.0])) == pytest.approx(0.3)


@given(st.lists(CURVES, min_size=1, max_size=4))
def test_curves_together_are_the_curves_one_by_one(curves):
    group, n = np.arange(20) % len(curves), np.arange(20.0)
    made = together([*curves, Decay(())])(group, n)
    np.testing.assert_allclose(made, [curves[g](k) for g, k in zip(group, n, strict=True)])


@pytest.mark.parametrize(
    "bad", [{"terms": ((-1.0, 0.5),)}, {"terms": ((1.0, 0.0),)}, {"offset": 0.0}, {"floor": -1.0}]
)
def test_curves_that_rise_are_refused(bad):
    with pytest.raises(BadParameter, match="Decay"):
        Decay(**bad)


@pytest.mark.parametrize(
    "pairs", [([], []), ([1, 2], [0.5]), ([-1], [0.5]), ([1], [np.nan]), ([1], [np.inf]), ([[1]], [[1]])]
)
def test_nothing_to_fit(pairs):
    with pytest.raises(BadParameter, match="fit_decay got"):
        fit_decay(*pairs)
