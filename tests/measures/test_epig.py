import numpy as np
import pytest

import labelwise as lw
from labelwise.errors import BadData
from labelwise.measures import Epig, bald, epig
from labelwise.strategy import View


def naive(samples, i, targets):
    """Mean over targets of the mutual information of two labels, in plain loops."""
    found = []
    for j in targets:
        joint = sum(np.outer(a, b) for a, b in zip(samples[:, i], samples[:, j], strict=True)) / len(samples)
        alone = np.outer(joint.sum(axis=1), joint.sum(axis=0))
        found.append(sum(p * np.log(p / q) for p, q in zip(joint.flat, alone.flat, strict=True) if p > 0))
    return np.mean(found)


def score(measure, samples, **more):
    view = View(arrays={"samples": samples, **more})
    return view.score(measure, np.arange(view.size), np.random.default_rng(0))


def test_equals_the_naive_version():
    samples = np.random.default_rng(0).dirichlet(np.full(3, 0.4), (5, 25))
    samples[0, :3] = np.eye(3)
    expected = [naive(samples, i, range(25)) for i in range(25)]
    np.testing.assert_allclose(score(epig, samples), expected, atol=1e-12)
    np.testing.assert_allclose(score(epig, samples.astype(np.float32)), expected, atol=1e-5)
    half = np.arange(25) < 12
    expected = [naive(samples, i, range(12)) for i in range(25)]
    np.testing.assert_allclose(score(Epig(among="wanted"), samples, wanted=half), expected, atol=1e-12)


def test_at_most_bald_and_blind_to_what_no_target_depends_on():
    rng = np.random.default_rng(0)
    wanted = np.arange(60) < 30
    own, other = rng.random((8, 1)) < 0.5, rng.random((8, 1)) < 0.5  # two things that a draw may believe
    p = np.where(wanted, np.where(own, 0.95, 0.05), np.where(other, 0.99, 0.01))
    samples = np.stack([p, 1 - p], axis=2)
    scores = score(Epig(among="wanted"), samples, wanted=wanted)
    assert (scores <= bald(samples) + 1e-12).all()
    assert scores[:30].min() > 2 * scores[30:].max()
    assert bald(samples)[30:].min() > bald(samples)[:30].max()  # BALD asks the other way round
    assert wanted[
        lw.query(lw.Strategy(measure=Epig(among="wanted")), 5, samples=samples, wanted=wanted).indices
    ].all()


def test_no_target_is_an_error():
    with pytest.raises(BadData, match="true for no row"):
        score(Epig(among="wanted"), np.full((2, 4, 2), 0.5), wanted=np.zeros(4, dtype=bool))


def test_a_sample_of_targets_is_near_all_of_them():
    samples = np.random.default_rng(0).dirichlet(np.full(3, 0.4), (5, 600))
    few, all_of_them = score(Epig(200), samples), score(Epig(600), samples)
    assert np.corrcoef(few, all_of_them)[0, 1] > 0.95 and not np.array_equal(few, all_of_them)
