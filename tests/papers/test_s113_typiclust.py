"""S113: the most typical item of each uncovered cluster wins with few labels, margin with many."""

from __future__ import annotations

import numpy as np
import pytest
from sklearn.cluster import KMeans

import labelwise as lw
from labelwise.selectors import typical


def reference(x: np.ndarray, labelled: list[int], n: int) -> list[int]:
    """TypiClust as published, with Euclidean distances."""
    x = x / np.linalg.norm(x, axis=1, keepdims=True)
    cluster = KMeans(len(labelled) + n, n_init=10, random_state=7).fit_predict(x)
    free = [i for i in range(len(x)) if i not in labelled]
    members = {c: np.flatnonzero(cluster == c).tolist() for c in set(cluster.tolist())}
    large = [c for c in members if len(members[c]) > 5]
    large.sort(key=lambda c: (sum(i in labelled for i in members[c]), -len(members[c])))
    picks: list[int] = []
    for turn in range(n):
        inside = [i for i in members[large[turn % len(large)]] if i in free]
        k = min(20, len(inside) // 2)
        score = {}
        for i in inside:
            away = sorted(np.sqrt(((x[i] - x[j]) ** 2).sum()) for j in inside if j != i)
            score[i] = 1 / (sum(away[:k]) / k + 1e-5)
        picks.append(max(score, key=lambda i: score[i]))
        free.remove(picks[-1])
    return picks


def blobs(sizes: list[int], seed: int) -> tuple[np.ndarray, np.ndarray]:
    rng = np.random.default_rng(seed)
    of = rng.permutation(np.repeat(np.arange(len(sizes)), sizes))
    return 8 * np.eye(len(sizes))[of] + rng.normal(size=(len(of), len(sizes))) * 0.4, of


def ask(x: np.ndarray, labelled: list[int], n: int, seed: int = 0) -> list[int]:
    return lw.query("typiclust", n, embedding=x, labelled=labelled, rng=seed).indices.tolist()


SIZES = [60, 12, 45, 31, 25, 50, 18, 37]


@pytest.mark.parametrize("seed", range(3))
def test_equals_reference_on_blobs(seed):
    """Cold start; three blobs with labels; and eight blobs too small, so that large ones come again."""
    x, of = blobs(SIZES, seed)
    assert ask(x, [], 8, seed) == reference(x, [], 8)
    labelled = [int(np.flatnonzero(of == c)[0]) for c in (0, 2, 5)]
    assert ask(x, labelled, 5, seed) == reference(x, labelled, 5)
    x, of = blobs([8, 10, 12] + [4, 5] * 4, seed)
    picks = ask(x, [], 11, seed)
    assert picks == reference(x, [], 11)
    assert of[picks].tolist() == [2, 1, 0] * 3 + [2, 1]


def check_rounds(monkeypatch: pytest.MonkeyPatch) -> None:
    """Five rounds of eight on points without any gaps, watched with the clustering that was used."""
    used: list[np.ndarray] = []
    right = typical.k_means

    def watched(*args):
        made = right(*args)
        used.append(made[0])
        return made

    monkeypatch.setattr(typical, "k_means", watched)
    x = np.random.default_rng(3).normal(size=(400, 5))
    labelled: list[int] = []
    for seed in range(5):
        picks = ask(x, labelled, 8, seed)
        candidates = [i for i in range(400) if i not in labelled]
        cluster = np.empty(400, dtype=int)
        cluster[candidates + labelled] = used[-1]
        assert len(np.unique(cluster)) == len(labelled) + 8
        for pick in picks:
            covered = set(cluster[labelled].tolist())
            large = {c for c in set(cluster.tolist()) - covered if (cluster == c).sum() > 5}
            assert cluster[pick] in large or not large
            labelled.append(pick)
    assert len(used) == 5


def test_each_query_lands_in_an_uncovered_cluster(monkeypatch):
    check_rounds(monkeypatch)


def test_covered_clusters_first_is_noticed(monkeypatch):
    """Negative control: a selector that takes labelled and unlabelled clusters alike."""
    right = typical._Clusters._place
    monkeypatch.setattr(typical._Clusters, "_place", lambda self: -right(self))
    with pytest.raises(AssertionError):
        check_rounds(monkeypatch)
    x, _ = blobs(SIZES, 0)
    assert ask(x, [], 8) != reference(x, [], 8)


def test_by_name_margin_follows_once_every_class_has_a_label():
    x, of = blobs(SIZES, 0)
    proba = np.random.default_rng(0).dirichlet(np.ones(8), len(x))
    firsts = [int(np.flatnonzero(of == c)[0]) for c in range(8)]
    for known in (firsts[:7], firsts):
        arrays = {"embedding": x, "proba": proba, "classes": 8, "labelled": known, "y": of[known], "rng": 0}
        both = lw.query("typiclust-then-margin", 5, **arrays)
        alone = lw.query("margin" if len(known) == 8 else "typiclust", 5, **arrays)
        assert both.indices.tolist() == alone.indices.tolist()


@pytest.mark.slow
def test_low_budget_favours_typical_high_budget_margin():
    """Digits on 20 normalised principal components, logistic regression, 5 seeds: the curves cross.

    With other strengths of regularisation the heights change and the crossing stays. The switch follows
    the winner on both sides.
    """
    from sklearn.datasets import load_digits
    from sklearn.decomposition import PCA
    from sklearn.linear_model import LogisticRegression

    x, y = load_digits(return_X_y=True)
    x = PCA(20, random_state=0).fit_transform(x / 16)
    x /= np.linalg.norm(x, axis=1, keepdims=True)
    curves = lw.simulate(
        x,
        y,
        learner=LogisticRegression(C=10, max_iter=1000),
        strategy=["typiclust", "random", "margin", "typiclust-then-margin"],
        batch=10,
        budget=400,
        seeds=5,
    )
    at = {n: {s: curves.at(s, n).mean() for s in curves.strategies} for n in (10, 20, 40, 200, 400)}
    for n in (10, 20):
        assert at[n]["typiclust"] > max(at[n]["random"], at[n]["margin"]) + 0.08, at
        assert at[n]["typiclust-then-margin"] > max(at[n]["random"], at[n]["margin"]), at
    assert at[40]["typiclust"] > max(at[40]["random"], at[40]["margin"]), at
    assert at[400]["margin"] > at[400]["typiclust"] + 0.01, at
    assert at[400]["typiclust-then-margin"] > at[400]["typiclust"], at
