"""S053: missing tags of a hierarchy are restored, and rare classes sampled as often."""

import numpy as np
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import average_precision_score

from labelwise.learners import OneVsRestLearner, SklearnLearner
from labelwise.training import BalancedSampling, LabelEnhanced
from labelwise.training.balanced_sampling import balance
from labelwise.training.ontology import Ontology
from labelwise.types import Targets, Training

BASE = OneVsRestLearner(LogisticRegression())
NAMES = tuple([f"p{i}" for i in range(3)] + [f"p{i}c{j}" for i in range(3) for j in range(3)])
TREE = Ontology({f"p{i}c{j}": (f"p{i}",) for i in range(3) for j in range(3)})


def world(seed, noise=0.3):
    """600 items with 3 tags and 3 kinds of each; 40% of the labels of the first 400 are lost."""
    rng = np.random.default_rng(seed)
    kinds = rng.random((600, 9)) < 0.15
    above = (rng.random((600, 3)) < 0.05) | kinds.reshape(600, 3, 3).any(axis=2)
    true = np.hstack([above, kinds]).astype(float)
    x = true @ rng.normal(size=(12, 20)) + noise * rng.normal(size=(600, 20))
    lost = (true == 1) & (rng.random(true.shape) < 0.4)
    rows = np.arange(400)
    told = Targets(rows, np.where(lost, 0, true)[:400], "tags", np.ones(400))
    return Training(lambda r: x[r], rows, told, NAMES), x, true, lost


def added(data, seed, percentile):
    """The model of the restored labels, and (400, 12) what was added."""
    model = LabelEnhanced(BASE, TREE, percentile, False).fit(data, np.random.default_rng(seed))
    made = np.zeros((400, 12), bool)
    made[model.pseudo.rows] = model.pseudo.value == 1
    return model, made


def test_a_third_to_a_half_of_the_lost_labels_comes_back_nearly_all_rightly():
    data, _, _, lost = world(0)
    restored = []
    for percentile, least, precision in ((None, 0.25, 0.99), (25, 0.4, 0.99), (5, 0.5, 0.95)):
        made = added(data, 0, percentile)[1]
        restored.append((made & lost[:400]).sum() / lost[:400].sum())
        assert restored[-1] > least and lost[:400][made].mean() > precision
    assert restored == sorted(restored)


def test_nothing_unrelated_is_added_and_a_higher_threshold_adds_less():
    data, *_ = world(0)
    there = data.targets.value == 1
    high, low = (added(data, 0, percentile)[1] for percentile in (None, 5))
    near = TREE.children(NAMES) | TREE.above(NAMES)
    related = ((there | low).astype(int) @ near.astype(int)) > 0
    assert not (low & there).any() and not (low & ~related).any()
    assert (high <= low).all() and 0 < high.sum() < low.sum()


def test_the_model_of_the_restored_labels_is_no_worse():
    found = []
    for seed in range(2):
        data, x, true, _ = world(seed, noise=0.7)
        models = BASE.fit(data, np.random.default_rng(seed)), added(data, seed, 25)[0]
        found.append([average_precision_score(true[400:], m.tags(x[400:]), average="micro") for m in models])
    plain, restored = np.mean(found, axis=0)
    assert restored > plain


def test_sampling_draws_each_class_about_as_often():
    rng = np.random.default_rng(0)
    y = np.repeat([0, 1, 2], [800, 150, 50])
    told = Targets(np.arange(1000), y, "hard", np.ones(1000))
    drawn = rng.choice(y, 6000, p=balance(told) / 1000)
    np.testing.assert_allclose(np.bincount(drawn) / 6000, 1 / 3, atol=0.03)
    x = rng.normal(size=(1000, 2)) + y[:, None] * 0.8
    data = Training(lambda r: x[r], told.rows, told, ("a", "b", "c"))
    learner = SklearnLearner(LogisticRegression())
    plain, even = (
        made.fit(data, rng).proba(x).argmax(axis=1) for made in (learner, BalancedSampling(learner))
    )
    assert (even == y)[y == 2].mean() > (plain == y)[y == 2].mean() + 0.1
