"""Flips: the share of other predictions."""

import numpy as np
import pytest

from labelwise.errors import BadData
from labelwise.measures import flips


def naive(p, variants):
    return sum(list(v).index(max(v)) != list(p).index(max(p)) for v in variants) / len(variants)


def test_equals_the_naive_version():
    rng = np.random.default_rng(0)
    proba, variants = rng.dirichlet(np.ones(3), 40), rng.dirichlet(np.ones(3), (5, 40))
    np.testing.assert_allclose(
        flips(proba, variants), [naive(p, variants[:, i]) for i, p in enumerate(proba)]
    )
    assert not flips(proba, np.stack([proba] * 4)).any()
    assert (
        flips(proba.astype(np.float32), variants.astype(np.float32)).tolist()
        == flips(proba, variants).tolist()
    )


def test_other_classes_are_refused():
    with pytest.raises(BadData, match="variants has 2 classes and proba 3"):
        flips(np.full((5, 3), 1 / 3), np.full((4, 5, 2), 0.5))
