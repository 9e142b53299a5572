"""S061: the taxonomy is covered, batches have no copies, and one model may choose for another."""

from __future__ import annotations

import numpy as np
import pytest
from sklearn.datasets import load_iris
from sklearn.linear_model import LogisticRegression
from sklearn.tree import DecisionTreeClassifier

import labelwise as lw
from labelwise.papers.coverage import BATCH_AWARE, LEAVES, repeats, unresolved
from labelwise.papers.table import methods
from labelwise.strategy import View
from labelwise.testing.examples import arrays

GIVEN = arrays(80, 0, "duplicates")  # 20 different rows, each four times


def picked(name: str, seed: int) -> np.ndarray:
    view = View.from_arrays(labelled=np.arange(3), y=np.arange(3), classes=3, **GIVEN)
    return methods()[name].strategy().select(view, 8, np.random.default_rng(seed)).indices


def test_every_leaf_has_a_name_here_or_a_reason():
    assert [leaf.name for leaf in LEAVES if unresolved(leaf) or not (leaf.here or leaf.why)] == []
    covered = sum(bool(leaf.here) for leaf in LEAVES)
    assert covered >= 0.75 * len(LEAVES)


def test_top_k_picks_copies_and_batch_aware_methods_do_not():
    same = np.arange(80) % 20
    for name in ("margin", "entropy", "least-confidence", "bald"):
        assert repeats(picked(name, 0), same) > 0, name
    for name in BATCH_AWARE:
        assert repeats(picked(name, 0), same) == 0, name


@pytest.mark.slow
def test_that_holds_for_other_seeds_too():
    for seed in range(1, 6):
        for name in BATCH_AWARE:
            assert repeats(picked(name, seed), np.arange(80) % 20) == 0, (name, seed)


def test_labels_chosen_by_one_model_train_another():
    """The questions are those of the choosing model; the scores are those of the delivered one."""
    x, y = load_iris(return_X_y=True)
    line, tree = LogisticRegression(max_iter=500), DecisionTreeClassifier(random_state=0)
    common = {"strategy": "margin", "batch": 10, "budget": 40, "seeds": 2}
    both = lw.simulate(x, y, learner={"acquire": line, "final": tree}, **common)
    alone = lw.simulate(x, y, learner=tree, **common)
    chooser = lw.simulate(x, y, learner=line, **common)
    scores = [[row["score"] for row in curves.rows()] for curves in (both, alone, chooser)]
    assert scores[0] != scores[2] and scores[0] != scores[1]
    assert scores[0][0] == scores[1][0]  # the first questions are random, and the tree answers to them
