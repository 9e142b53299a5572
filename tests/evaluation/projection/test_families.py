import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from labelwise.evaluation.projection import FAMILIES, fit_families
from labelwise.evaluation.projection.families import shapes

N = 20.0 * np.arange(1, 21)
SHAPES = [(family, k) for family in FAMILIES for k in range(len(shapes(family, N, N[-1])))]


@pytest.mark.parametrize(("family", "k"), SHAPES)
def test_a_curve_of_the_family_is_found_again(family, k):
    floor = 0.0 if family == "logarithm" else 0.1
    x = shapes(family, np.append(N, 600.0), N[-1])[k]
    x = x / x[0] if x[0] != x[-2] else x
    size = 0.05 if family == "logarithm" else 0.5
    truth = floor + size * x + (0.4 if family == "logarithm" else 0.0)
    made = fit_families(N, truth[None, :-1], 600.0)[family]
    assert made.left[0] < 1e-12
    assert made.then[0] == pytest.approx(max(truth[-1], 0), abs=1e-6)
    assert made.now[0] == pytest.approx(truth[-2], abs=1e-6)


def naive(n, path, then, family):
    best, said = np.inf, None
    for x in shapes(family, np.append(n, then), n[-1]):
        size, floor = np.polyfit(x[:-1], path, 1)
        if size < 0:
            size, floor = 0.0, path.mean()
        if floor < 0 and family != "logarithm":
            size, floor = (path @ x[:-1]) / (x[:-1] @ x[:-1]), 0.0
        left = ((path - floor - size * x[:-1]) ** 2).mean()
        if left < best - 1e-13:
            best, said = left, max(floor + size * x[-1], 0)
    return said


def test_equals_the_naive_version():
    rng = np.random.default_rng(0)
    paths = 0.1 + 0.6 * (N / 20) ** -rng.uniform(0.1, 2, (30, 1)) + rng.normal(0, 0.03, (30, len(N)))
    paths = np.abs(np.concatenate([paths, paths[:5, ::-1]]))
    for family, made in fit_families(N, paths, 700.0).items():
        np.testing.assert_allclose(made.then, [naive(N, p, 700.0, family) for p in paths], atol=1e-7)


@given(st.integers(0, 2**32 - 1))
def test_errors_stay_errors_and_never_rise(seed):
    rng = np.random.default_rng(seed)
    paths = rng.uniform(0, 1, (5, len(N)))
    near, far = (fit_families(N, paths, then) for then in (450.0, 800.0))
    for family in FAMILIES:
        assert (near[family].then >= 0).all()
        assert (near[family].then <= near[family].now + 1e-12).all()
        assert (far[family].then <= near[family].then + 1e-12).all()


def test_a_path_that_rises_is_flat():
    for made in fit_families(N, np.linspace(0.1, 0.5, len(N))[None], 800.0).values():
        assert made.then[0] == pytest.approx(0.3)
