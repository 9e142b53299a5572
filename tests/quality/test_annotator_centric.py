"""Agreement of predictions with each annotator."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.spatial.distance import jensenshannon
from sklearn.metrics import f1_score

from labelwise.errors import BadData
from labelwise.quality import annotator_centric, jensen_shannon
from labelwise.types import Answers

CLASSES = ("x", "y", "z")


@given(st.integers(0, 2**32 - 1))
def test_the_divergence_is_that_of_scipy_squared(seed):
    p, q = np.random.default_rng(seed).dirichlet(np.full(4, 0.3), (2, 5))
    np.testing.assert_allclose(jensen_shannon(p, q), jensenshannon(p, q, axis=1) ** 2, atol=1e-12)


def test_equal_is_zero_and_disjoint_is_ln_two():
    assert jensen_shannon([[0.2, 0.8]], [[0.2, 0.8]]).tolist() == [0]
    assert jensen_shannon([[1.0, 0.0]], [[0.0, 1.0]]) == pytest.approx(np.log(2))


def test_all_figures_by_hand():
    rng = np.random.default_rng(0)
    proba, rows = rng.dirichlet(np.ones(3), 20), rng.integers(0, 20, 60)
    by, labels = rng.integers(0, 4, 60), rng.integers(0, 3, 60)
    told = Answers(rows, tuple("abcd"[j] for j in by), ("is",) * 60, tuple(CLASSES[v] for v in labels))
    made = annotator_centric(proba, told, CLASSES)
    one = np.eye(3)
    far = [jensenshannon(proba[r], one[v]) ** 2 for r, v in zip(rows, labels, strict=True)]
    items = sorted(set(rows.tolist()))
    shares = {
        i: np.mean([one[v] for r, v in zip(rows, labels, strict=True) if r == i], axis=0) for i in items
    }
    assert made.js == pytest.approx(np.mean([jensenshannon(proba[i], shares[i]) ** 2 for i in items]))
    worst = [max(f for r, f in zip(rows, far, strict=True) if r == i) for i in items]
    assert made.worst_item_js == pytest.approx(np.mean(worst))
    for j, name in enumerate("abcd"):
        mine = by == j
        f1 = f1_score(labels[mine], proba[rows[mine]].argmax(axis=1), average="macro")
        assert made.f1[name] == pytest.approx(f1)
        assert made.annotator_js[name] == pytest.approx(np.array(far)[mine].mean())
    assert made.worst_f1 == min(made.f1.values()) <= made.mean_f1
    assert made.worst_js == max(made.annotator_js.values())


def test_what_names_no_class_is_not_read():
    told = Answers(np.array([0, 1, 1]), ("a", "b", "c"), ("is", "skip", "not"), ("x", None, ["x"]))
    votes = Answers(np.array([0, 1]), ("a", "import"), ("is", "is"), ("x", {"x": 2, "y": 1}))
    assert set(annotator_centric(np.full((2, 3), 1 / 3), votes, CLASSES).f1) == {"a"}
    assert set(annotator_centric(np.full((2, 3), 1 / 3), told, CLASSES).f1) == {"a"}
    with pytest.raises(BadData, match="no answer names a class"):
        annotator_centric(np.full((2, 3), 1 / 3), Answers(np.zeros(0, int), (), (), ()), CLASSES)
