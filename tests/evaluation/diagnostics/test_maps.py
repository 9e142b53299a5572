"""Dataset maps and acquisition profiles."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from labelwise.errors import BadData, BadParameter
from labelwise.evaluation.diagnostics import DatasetMap, acquisition_profile, dataset_map


def test_equals_the_naive_version():
    rng = np.random.default_rng(0)
    dynamics, labels = rng.dirichlet(np.ones(3), (6, 40)), rng.integers(0, 3, 40)
    made = dataset_map(dynamics, labels)
    for i, y in enumerate(labels):
        p = [float(epoch[i][y]) for epoch in dynamics]
        mean = sum(p) / 6
        assert made.confidence[i] == pytest.approx(mean)
        assert made.variability[i] == pytest.approx((sum((v - mean) ** 2 for v in p) / 6) ** 0.5)
        assert made.correctness[i] == pytest.approx(sum(max(e[i]) == e[i][y] for e in dynamics) / 6)
        named = (
            "easy" if mean >= 0.75 else "medium" if mean >= 0.5 else "hard" if mean >= 0.25 else "impossible"
        )
        assert made.region[i] == named


def test_the_borders_belong_to_the_easier_region():
    made = DatasetMap(np.array([0.75, 0.5, 0.25, 0.2499, 1.0, 0.0]), np.zeros(6), np.ones(6))
    assert made.region.tolist() == ["easy", "medium", "hard", "impossible", "easy", "impossible"]
    assert made.shares(np.zeros(0, int)).tolist() == [0, 0, 0, 0]


@given(st.integers(0, 2**32 - 1))
def test_what_is_always_so(seed):
    rng = np.random.default_rng(seed)
    dynamics, labels = rng.dirichlet(np.ones(4), (5, 12)), rng.integers(0, 4, 12)
    made, alone = dataset_map(dynamics, labels), dataset_map(dynamics[:, np.arange(12), labels], labels)
    np.testing.assert_array_equal(made.confidence, alone.confidence)
    assert (made.variability <= np.sqrt(made.confidence * (1 - made.confidence)) + 1e-12).all()
    assert made.shares().sum() == pytest.approx(1)
    assert set(made.kept(0.5)) <= set(made.kept(0.75))
    assert made.confidence[made.kept(0.5)].min() >= np.delete(made.confidence, made.kept(0.5)).max()


def test_pictures_hold_every_item_once():
    made = DatasetMap(np.array([0.9, 0.1, 0.6]), np.array([0.1, 0.0, 0.3]), np.ones(3))
    stacked = np.stack(list(made.picture().series.values()))
    assert (np.isfinite(stacked).sum(axis=0) == 1).all()
    np.testing.assert_allclose(np.nansum(stacked, axis=0), made.confidence)


def test_random_against_random_warns_at_its_nominal_rate():
    rng, looks = np.random.default_rng(0), []
    for _ in range(200):
        made = DatasetMap(rng.choice([0.9, 0.1], 220, p=[0.7, 0.3]), np.zeros(220), np.ones(220))
        rows = rng.permutation(220)
        looks.append(acquisition_profile(made, {"a": rows[:80], "b": rows[80:140]}, rows[140:]).warn)
    assert np.mean(looks) <= 0.05 + 3 * np.sqrt(0.05 * 0.95 / 200)


def test_a_strategy_that_collects_what_nobody_learns_is_noticed():
    rng = np.random.default_rng(1)
    made = DatasetMap(np.r_[np.full(80, 0.1), np.full(320, 0.9)], np.zeros(400), np.ones(400))
    random = rng.choice(np.arange(80, 400), 80, replace=False)
    asked = {"entropy": np.arange(60), "margin": np.setdiff1d(np.arange(80, 400), random)[:60]}
    found = acquisition_profile(made, asked, np.r_[random, 60, 61])
    assert found.warn and found.value == 1.0 and "entropy" in found.sentence
    assert set(found.picture.series) == {"entropy", "margin", "random items"}
    only = acquisition_profile(made, {"margin": asked["margin"]}, random)
    assert not only.warn and only.value == 0


def test_refusals():
    made = DatasetMap(np.full(40, 0.9), np.zeros(40), np.ones(40))
    assert acquisition_profile(made, {"a": np.arange(5)}, np.arange(20)).value is None
    with pytest.raises(BadData, match="shapes"):
        dataset_map(np.zeros((3, 4)), np.zeros(5, int))
    for wrong in (-1, 2):
        with pytest.raises(BadData, match="no class index"):
            dataset_map(np.full((3, 2, 2), 0.5), np.array([0, wrong]))
    with pytest.raises(BadParameter):
        made.kept(0.5, by="variability")
