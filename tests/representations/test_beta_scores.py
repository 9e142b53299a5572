import numpy as np
import pytest
from scipy.integrate import quad

from labelwise.representations import BetaScores
from labelwise.representations.beta_scores import beta_score
from labelwise.strategy import View


@pytest.mark.parametrize(("alpha", "beta"), [(0.1, 1.0), (1.0, 1.0), (0.5, 0.3), (2.0, 3.0)])
def test_closed_form_equals_the_integral(alpha, beta):
    p = np.array([0.05, 0.3, 0.9])
    there, absent = beta_score(p, alpha, beta)
    for k, x in enumerate(p):
        assert np.isclose(there[k], -quad(lambda c: c ** (alpha - 1) * (1 - c) ** beta, x, 1)[0])
        assert np.isclose(absent[k], -quad(lambda c: c**alpha * (1 - c) ** (beta - 1), 0, x)[0])


def naive(draws, i, r, alpha, beta):
    """The expected gain at r of the answer about i, tag by tag, answer by answer, draw by draw."""
    total = 0.0
    for tag in range(draws.shape[2]):
        for w in (draws[:, i, tag], 1 - draws[:, i, tag]):
            q = (w / w.sum()) @ draws[:, r, tag]
            for p in draws[:, r, tag]:
                (s1, s0), (t1, t0) = beta_score(p, alpha, beta), beta_score(q, alpha, beta)
                total += w.mean() * (p * (s1 - t1) + (1 - p) * (s0 - t0))
    return total


@pytest.mark.parametrize(("alpha", "beta"), [(0.1, 1.0), (0.5, 0.3)])
def test_equals_the_naive_version(alpha, beta):
    draws = np.random.default_rng(0).random((4, 9, 3))
    space = BetaScores(alpha, beta).fit(View(arrays={"tag_samples": draws}), np.random.default_rng(0))
    found = space(np.array([2, 5])).dense(np.arange(2))
    expected = [[naive(draws, i, r, alpha, beta) for r in range(9)] for i in (2, 5)]
    np.testing.assert_allclose(found, expected, rtol=1e-9)


def test_many_rows_are_the_same_in_blocks():
    draws = np.random.default_rng(0).random((4, 2000, 2)).astype(np.float32)
    space = BetaScores(references=50).fit(View(arrays={"tag_samples": draws}), np.random.default_rng(0))
    whole = space(np.arange(2000)).dense(np.arange(2000))
    np.testing.assert_allclose(
        space(np.arange(5, 2000, 90)).dense(np.arange(23)), whole[5::90][:23], rtol=1e-9
    )


def test_certain_tags_are_finite():
    draws = np.stack([np.eye(3)[None], 1 - np.eye(3)[None], np.ones((1, 3, 3))]).reshape(3, 3, 3)
    space = BetaScores().fit(View(arrays={"tag_samples": draws}), np.random.default_rng(0))
    assert np.isfinite(space(np.arange(3)).dense(np.arange(3))).all()
