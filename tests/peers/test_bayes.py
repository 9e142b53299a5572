"""The same probabilities as baycomp 1.0.3, the program of the authors of the Bayesian signed-rank test.

It names the better of the two the other way round: its right is our left where ours comes first. Draws are
of another generator, so that both have an error, of a standard deviation below 0.0036 for 20,000 draws.
"""

from __future__ import annotations

import numpy as np
import pytest

from labelwise.bench.statistics import bayesian_signed_rank

pytestmark = [pytest.mark.peer, pytest.mark.filterwarnings("ignore")]

DRAWS = 20_000
SURE = 4.5 * np.sqrt(2 * 0.25 / DRAWS)
"""Two errors at their widest, 4.5 standard deviations."""


@pytest.mark.parametrize("rope", [0.0, 0.01, 0.03])
@pytest.mark.parametrize(("datasets", "gap"), [(6, 0.01), (20, 0.0), (54, 0.004)])
def test_the_probabilities_are_theirs(datasets, gap, rope):
    baycomp = pytest.importorskip("baycomp", reason="NOT COMPARED: pip install baycomp")
    rng = np.random.default_rng(datasets)
    other = rng.uniform(0.6, 0.9, datasets)
    ours = other + gap + rng.normal(scale=0.03, size=datasets)
    found = bayesian_signed_rank(np.stack([ours, other], axis=1), rope, rng, draws=DRAWS)
    theirs = baycomp.SignedRankTest.probs(other, ours, rope, nsamples=DRAWS, random_state=0)
    wanted = {"right": theirs[0], "rope": theirs[1] if rope else 0.0, "left": theirs[-1]}
    for side, probability in wanted.items():
        assert getattr(found, side)[0] == pytest.approx(probability, abs=SURE), side


def test_rounding_decides_draws_of_equal_chances_there_and_not_here():
    baycomp = pytest.importorskip("baycomp", reason="NOT COMPARED: pip install baycomp")
    same = np.linspace(0.5, 0.9, 10)
    theirs = baycomp.SignedRankTest.probs(same, same, 0, nsamples=1000, random_state=0)
    assert abs(theirs[0] - theirs[1]) > 0.2
    found = bayesian_signed_rank(np.stack([same, same], axis=1), 0.0, np.random.default_rng(0), draws=1000)
    assert (found.left[0], found.right[0]) == (0.5, 0.5)
