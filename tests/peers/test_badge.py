"""BADGE beside scikit-activeml and bmdal_reg, by how often each candidate is the k-th pick.

scikit-activeml (Badge) takes the largest gradient first, as the code of the authors and as we do by default.
It then keeps the squared norms of the gradients as if they were squared distances to a pick, and takes the
minimum with them ever after: the origin counts as picked, so that small gradients are drawn less often than
by the squared distance to the nearest pick. The code of the authors has distances to picks only. So have we.

bmdal_reg (kmeanspp) draws its first pick uniformly: as ``KMeansPP(first="uniform")``.
"""

import numpy as np
import pytest

import labelwise as lw
from labelwise.representations import Embedding
from labelwise.selectors import KMeansPP
from labelwise.strategy import Strategy

pytestmark = [pytest.mark.peer, pytest.mark.filterwarnings("ignore")]

SIZE, PICKS, REPEATS = 12, 3, 500
RNG = np.random.default_rng(11)
PROBA, Z = RNG.dirichlet(np.ones(3), SIZE), RNG.normal(size=(SIZE, 2))


def counts(draw):
    """(PICKS, SIZE): how often each row is the k-th pick."""
    found = np.zeros((PICKS, SIZE))
    for seed in range(REPEATS):
        for k, row in enumerate(draw(seed)):
            found[k, row] += 1
    return found


def close(one, other):
    """Two-sample chi-squared of each pick; below what 1 in 1,000 of equal distributions exceed."""
    from scipy.stats import chi2

    for a, b in zip(one, other, strict=True):
        some = a + b >= 10
        rest = ((a[~some].sum(), b[~some].sum()),)
        parts = [(x - y) ** 2 / (x + y) for x, y in (*zip(a[some], b[some], strict=True), *rest) if x + y]
        if sum(parts) > chi2.ppf(0.999, max(len(parts) - 1, 1)):
            return False
    return True


def ours(seed):
    return lw.query("badge", PICKS, proba=PROBA, embedding=Z, rng=seed).indices


def text(seed, origin):
    """The seeding in a few lines; with ``origin`` the zero vector counts as picked."""
    rng = np.random.default_rng(seed + 10_000)
    g = np.einsum("ic,id->icd", PROBA - np.eye(3)[PROBA.argmax(axis=1)], Z).reshape(SIZE, -1)
    picks = [int((g**2).sum(axis=1).argmax())]
    while len(picks) < PICKS:
        centres = np.vstack([g[picks], 0 * g[:1]]) if origin else g[picks]
        mass = ((g[:, None] - centres) ** 2).sum(axis=2).min(axis=1)
        picks.append(int(rng.choice(SIZE, p=mass / mass.sum())))
    return picks


def test_scikit_activeml_counts_the_origin_as_picked_and_we_do_not():
    pool = pytest.importorskip("skactiveml.pool", reason="pip install scikit-activeml")
    from skactiveml.base import SkactivemlClassifier

    class Known(SkactivemlClassifier):
        def fit(self, X, y, sample_weight=None):
            return self

        def predict_proba(self, X):
            return PROBA[: len(X)]

    known, y = Known(classes=[0, 1, 2]), np.full(SIZE, np.nan)
    theirs = counts(
        lambda seed: pool.Badge(random_state=seed).query(Z, y, known, fit_clf=False, batch_size=PICKS)
    )
    published, with_origin = (counts(lambda seed, o=o: text(seed, o)) for o in (False, True))
    assert close(counts(ours), published) and close(theirs, with_origin)
    assert not close(theirs, published)


def test_bmdal_reg_seeds_with_the_same_distribution(monkeypatch):
    monkeypatch.setattr(np, "Inf", np.inf, raising=False)
    selection = pytest.importorskip("bmdal_reg.bmdal.selection", reason="pip install bmdal_reg")
    import torch
    from bmdal_reg.bmdal.feature_data import TensorFeatureData
    from bmdal_reg.bmdal.feature_maps import IdentityFeatureMap
    from bmdal_reg.bmdal.features import Features

    made = Features(IdentityFeatureMap(n_features=2), TensorFeatureData(torch.from_numpy(Z)))

    def seeded(seed):
        torch.manual_seed(seed)
        np.random.seed(seed)  # noqa: NPY002
        method = selection.KmeansppSelectionMethod(made, made, sel_with_train=False, verbosity=0)
        return method.select(PICKS).numpy()

    plain = Strategy(representation=Embedding(), selector=KMeansPP(first="uniform"))
    before = np.random.get_state()  # noqa: NPY002
    theirs = counts(seeded)
    np.random.set_state(before)  # noqa: NPY002
    assert close(counts(lambda seed: lw.query(plain, PICKS, embedding=Z, rng=seed).indices), theirs)
