"""Who looks at distances only does not care where zero is, as far as the numbers can tell points apart."""

import numpy as np
import pytest

import labelwise as lw
from labelwise.representations import Agglomerative, Embedding
from labelwise.selectors import (
    LCMD,
    FacilityLocation,
    Herding,
    KCenter,
    KMeansNearest,
    KMeansPP,
    KMedoids,
    SmallestFirst,
    Typical,
)
from labelwise.strategy import Strategy

SELECTORS = (
    FacilityLocation(), Herding(), KCenter(), KMeansNearest(), KMeansPP(first="uniform"), KMedoids(), LCMD(),
    SmallestFirst(Agglomerative(5, sample=50)), Typical(),
)  # fmt: skip


@pytest.mark.parametrize("selector", SELECTORS, ids=lambda s: type(s).__name__)
@pytest.mark.parametrize(("far", "kind"), [(1e4, np.float32), (1e6, np.float64)])
def test_picks_are_the_same(selector, far, kind):
    x = (np.random.default_rng(1).normal(size=(200, 3)) + far).astype(kind)
    strategy = Strategy(representation=Embedding(), selector=selector)
    given, near = (
        lw.query(strategy, 8, embedding=e, labelled=[0, 1], rng=0).indices.tolist()
        for e in (x, x.astype(np.float64) - far)
    )
    assert set(given) == set(near)
