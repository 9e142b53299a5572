import numpy as np
import pytest

import labelwise as lw
from labelwise.errors import BadData
from labelwise.measures import margin
from labelwise.representations import Embedding, Gradient, Weighted
from labelwise.strategy import View

RNG = np.random.default_rng(0)
ARRAYS = {"embedding": RNG.normal(size=(12, 3)), "proba": RNG.dirichlet(np.ones(4), 12)}


@pytest.mark.parametrize("base", [Embedding(), Embedding(norm="l2"), Gradient()])
def test_kernel_is_quality_times_similarity_times_quality(base):
    view, rows = View(arrays=ARRAYS), np.arange(12)
    plain = base.fit(view, RNG)(rows)
    points, q = Weighted(base, margin).fit(view, RNG)(rows), margin(ARRAYS["proba"])
    np.testing.assert_allclose(points.gram(rows, points), q[:, None] * plain.gram(rows, plain) * q, rtol=1e-9)
    assert set(Weighted(base, margin).needs) == {"embedding", "proba"}


def test_a_score_below_zero_is_refused():
    def negative(proba):
        return -proba[:, 0]

    with pytest.raises(BadData, match="Allowed: scores of 0 or more"):
        Weighted(Embedding(), negative).fit(View(arrays=ARRAYS), RNG)(np.arange(12))


def test_dpp_is_the_greedy_maximum_of_the_determinant():
    """Of all candidates the one with the largest determinant of q k q is added."""
    x, q = ARRAYS["embedding"], margin(ARRAYS["proba"])
    unit = x / np.linalg.norm(x, axis=1, keepdims=True)
    kernel = q[:, None] * (unit @ unit.T) * q
    picks: list[int] = []
    for _ in range(3):  # the rank of the kernel
        free = [i for i in range(12) if i not in picks]
        dets = [np.linalg.det(kernel[np.ix_([*picks, i], [*picks, i])]) for i in free]
        picks.append(free[int(np.argmax(dets))])
    assert lw.query("dpp", 3, rng=0, **ARRAYS).indices.tolist() == picks
