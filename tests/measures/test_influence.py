import numpy as np
import pytest
from scipy import sparse

from labelwise.errors import BadData
from labelwise.measures import Influence
from labelwise.measures.influence import curvature
from labelwise.strategy import View

RNG = np.random.default_rng(3)
P, H = RNG.dirichlet(np.ones(3), 30), RNG.normal(size=(30, 4))
LABELS = np.where(np.arange(30) < 8, np.arange(30) % 3, -1)


def hessian(p, h):
    """(C D, C D), written out: the mean of (diag(p) - p p') times h h'."""
    return np.mean(
        [np.kron(np.diag(q) - np.outer(q, q), np.outer(z, z)) for q, z in zip(p, h, strict=True)], axis=0
    )


@pytest.mark.parametrize("top", [1, 2])
def test_equals_the_written_out_version(top):
    view = View(arrays={"proba": P, "embedding": H}, labels=LABELS)
    made = view.score(Influence(top=top, damp=0.1, scale=2.0), np.arange(8, 30))
    v = sum(np.outer(P[i] - np.eye(3)[LABELS[i]], H[i]).ravel() for i in range(8))
    s = np.linalg.solve(hessian(P[:8], H[:8]) / 2 + 0.1 * np.eye(12), v)
    expected = []
    for i in range(8, 30):
        best = np.argsort(-P[i])[:top]
        weight = [1.0] if top == 1 else P[i][best]
        g = sum(w * np.outer(P[i] - np.eye(3)[c], H[i]).ravel() for w, c in zip(weight, best, strict=True))
        expected.append(g @ s / 30)
    np.testing.assert_allclose(made, expected, rtol=1e-7)


def test_curvature_is_the_hessian():
    u = RNG.normal(size=(3, 4))
    np.testing.assert_allclose(curvature(P, H)(u).ravel(), hessian(P, H) @ u.ravel())


def test_without_labels_nothing_has_influence():
    assert not View(arrays={"proba": P, "embedding": H}).score(Influence(), np.arange(30)).any()


def test_sparse_embeddings_and_labels_beyond_the_classes():
    given = [View(arrays={"proba": P, "embedding": h}, labels=LABELS) for h in (H, sparse.csr_matrix(H))]
    made = [view.score(Influence(), np.arange(8, 30)) for view in given]
    np.testing.assert_allclose(*made)
    beyond = View(arrays={"proba": P, "embedding": H}, labels=LABELS + (LABELS >= 2))
    with pytest.raises(BadData, match="names the class 3"):
        beyond.score(Influence(), np.arange(9))
