"""Dropped: predictions from a part of the features, the same in whatever chunks."""

import numpy as np
import pytest
from scipy import sparse

import labelwise as lw
from labelwise.errors import BadData
from labelwise.strategy import View
from labelwise.strategy.dropped import Dropped

RNG = np.random.default_rng(0)
Z, HEAD = RNG.normal(size=(50, 7)), (RNG.normal(size=(3, 7)), RNG.normal(size=3))


def naive(z, head, masks, rate):
    logits = head[0] @ (z * masks / (1 - rate)) + head[1]
    return np.exp(logits) / np.exp(logits).sum()


def test_equals_the_naive_version_with_the_same_masks():
    make, rows = Dropped(rate=0.5, passes=2, seed=3), np.arange(50)
    made = make(Z, HEAD, rows)
    for v in range(2):
        masks = make.kept(rows, 7, v)
        np.testing.assert_allclose(made[v], [naive(z, HEAD, m, 0.5) for z, m in zip(Z, masks, strict=True)])
    np.testing.assert_allclose(make(sparse.csr_matrix(Z), HEAD, rows), made)


def test_a_view_makes_variants_of_embedding_and_head_and_prefers_those_given():
    view = View(arrays={"embedding": Z, "head": HEAD})
    rows = np.array([40, 2, 9])
    np.testing.assert_allclose(view.get("variants", rows), Dropped()(Z, HEAD, np.arange(50))[:, rows])
    own = RNG.dirichlet(np.ones(3), (4, 50))
    assert View(arrays={"embedding": Z, "head": HEAD, "variants": own}).get("variants", rows).shape == (
        4,
        3,
        3,
    )
    assert not View(arrays={"embedding": Z}).has("variants")


def test_how_many_features_stay():
    kept = Dropped(rate=0.75).kept(np.arange(4000), 30, 0)
    assert abs(kept.mean() - 0.25) < 0.005
    assert abs(np.corrcoef(kept[:, 0], kept[:, 1])[0, 1]) < 0.06


def test_a_head_that_does_not_fit_is_refused():
    """One row of weights for two classes, as scikit-learn keeps them, would make every second class flip."""
    for head in ((HEAD[0][:1], HEAD[1][:1]), (HEAD[0].T, HEAD[1]), HEAD[0]):
        with pytest.raises(BadData, match="the head has weights of shape"):
            lw.query("dropquery", 3, proba=RNG.dirichlet(np.ones(2), 50), embedding=Z, head=head, rng=0)
