"""S017: the contrastive score equals a plain loop over neighbours, and is zero where they all agree."""

from __future__ import annotations

import numpy as np

import labelwise as lw
from labelwise.measures import Contrast
from labelwise.strategy import View


def loop(x: np.ndarray, p: np.ndarray, k: int) -> list[float]:
    """Ten nearest of all rows by cosine, the row itself included, as small-text has it."""
    z = x / np.linalg.norm(x, axis=1, keepdims=True)
    found = []
    for i in range(len(x)):
        near = sorted(range(len(x)), key=lambda j: -float(z[i] @ z[j]))[:k]
        found.append(sum(float((p[j] * np.log(p[j] / p[i])).sum()) for j in near) / k)
    return found


def test_contrast_equals_a_loop_and_is_zero_where_neighbours_agree():
    rng = np.random.default_rng(0)
    x, p = rng.normal(size=(80, 6)), rng.dirichlet(np.ones(5), 80)
    made = View(arrays={"embedding": x, "proba": p}).score(Contrast(among="all"), np.arange(80))
    np.testing.assert_allclose(made, loop(x, p, 10), rtol=1e-9, atol=1e-12)
    same = np.repeat(rng.dirichlet(np.ones(5), 2), 40, axis=0)  # two groups, each with one prediction
    apart = rng.normal(size=(80, 6)) + 20 * np.eye(6)[np.repeat([0, 1], 40)]
    zero = View(arrays={"embedding": apart, "proba": same}).score(Contrast(among="all"), np.arange(80))
    np.testing.assert_allclose(zero, 0, atol=1e-12)
    mixed = View(arrays={"embedding": apart, "proba": rng.permutation(same)})
    assert mixed.score(Contrast(among="all"), np.arange(80)).max() > 0.01  # it can be otherwise


def test_the_named_method_takes_the_unit_that_contrasts_with_its_labelled_neighbours():
    p = np.array([[0.9, 0.1], [0.9, 0.1], [0.8, 0.2], [0.1, 0.9]])
    x = np.array([[1.0, 0.0], [1.0, 0.1], [1.0, 0.2], [1.0, 0.1]])
    assert lw.query("cal", 1, proba=p, embedding=x, labelled=[0], y=[0], rng=0).indices.tolist() == [3]
