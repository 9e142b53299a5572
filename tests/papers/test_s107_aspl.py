"""S107: the closed form, fewer questions, new classes, and wrong pseudo-labels."""

import numpy as np
import pytest
from scipy.special import logit
from sklearn.datasets import load_digits
from sklearn.decomposition import PCA
from sklearn.svm import LinearSVC

import labelwise as lw
from labelwise.learners import SklearnLearner
from labelwise.measures import claimed, margin
from labelwise.training import SelfPaced
from labelwise.training.one_vs_rest import ScoresModel
from labelwise.training.pseudo import joined
from labelwise.training.self_paced import Pace, own_task, paced_weights, signs
from labelwise.types import Answer, Targets, Training

X, Y = load_digits(return_X_y=True)
Z = PCA(32, random_state=0).fit_transform(X / 16)
VECTORS = SklearnLearner(LinearSVC(C=0.3), scores="decision")


def training(rows, pool):
    rows = np.sort(rows)
    told = Targets(rows, Y[rows], "hard", np.ones(len(rows)))
    return Training(lambda r: Z[r], rows, told, tuple(range(10)), np.setdiff1d(pool, rows))


def accuracy(model, rows):
    return (model.proba(Z[rows]).argmax(axis=1) == Y[rows]).mean()


def test_the_closed_form_is_the_least_on_a_grid():
    grid = np.linspace(0, 1, 2001)
    for loss in (0.0, 0.3, 1.0, 2.5):
        for easy in (0.5, 1.0, 3.0):
            for cost in (1.0, 2.0):
                value = cost * grid * loss + easy * (grid**2 / 2 - grid)
                assert abs(paced_weights(np.array([loss]), easy, cost)[0] - grid[value.argmin()]) < 1e-3
    loss = np.linspace(0, 4, 50)
    weight = paced_weights(loss, 3.0, 2.0)
    assert (np.diff(weight) <= 0).all() and (weight[loss > 1.5] == 0).all()
    np.testing.assert_allclose(paced_weights(loss, 1e9), 1, atol=1e-8)


def asked(learner, measure, seed):
    """Accuracy after 0, 5, ... 35 questions, and how many classes were found; 8 classes at first."""
    order = np.random.default_rng(seed).permutation(len(Y))
    pool, test = order[:800], order[800:]
    rows = np.concatenate([pool[Y[pool] == c][:3] for c in range(8)])
    found, known = [], []
    for _ in range(8):
        data = training(rows, pool)
        model = learner.fit(data, np.random.default_rng(seed))
        found.append(accuracy(model, test))
        known.append(len(np.unique(Y[rows])))
        x = Z[data.unlabelled]
        score = claimed(model.tags(x)) if measure is claimed else margin(model.proba(x))
        rows = np.concatenate([rows, data.unlabelled[np.argsort(-score, kind="stable")[:5]]])
    return found, known


@pytest.mark.slow
def test_fewer_questions_than_uncertainty_alone_and_both_new_classes_are_found():
    arms = (SelfPaced(VECTORS, Pace(0.5, 0.5, 3)), claimed), (SelfPaced(VECTORS, Pace(rounds=0)), margin)
    paced, plain = (np.mean([asked(*arm, seed) for seed in range(4)], axis=0) for arm in arms)
    assert paced[1][-1] == 10
    target = plain[0][-1]
    assert (paced[0] >= target).argmax() <= (plain[0] >= target).argmax() - 2


def test_soft_weights_beat_hard_ones_where_a_fifth_of_the_pseudo_labels_is_wrong():
    found = []
    for seed in range(4):
        rng = np.random.default_rng(seed)
        order = rng.permutation(len(Y))
        pool, test = order[:600], order[600:]
        data = training(np.concatenate([pool[Y[pool] == c][:4] for c in range(10)]), pool)
        rows, known = data.unlabelled, signs(data.targets, 10)
        tags = SelfPaced(VECTORS, Pace(rounds=0)).fit(data, rng).tags(Z[rows])
        score = logit(np.clip(tags, 1e-12, 1 - 1e-12))
        said, wrong = score.argmax(axis=1), rng.random(len(rows)) < 0.2
        said[wrong] = (said[wrong] + rng.integers(1, 10, wrong.sum())) % 10
        loss = np.maximum(1 - np.where(np.arange(10) == said[:, None], 1, -1) * score, 0)
        made = []
        for hard in (False, True):
            v, members = paced_weights(loss, 1.5, hard=hard), []
            for c in range(10):
                kept, own = v[:, c] > 0, own_task(data, known, c)
                more = joined(own, rows[kept], (said[kept] == c).astype(int), v[kept, c], by="model:x")
                members.append(VECTORS.fit(more, rng))
            made.append(accuracy(ScoresModel(members), test))
        found.append(made)
    soft, hard = np.mean(found, axis=0)
    assert soft > hard


def test_an_answer_opens_a_class_that_the_models_then_have():
    """Two classes at first; answers that name a third teach it once it is taken in."""
    rows = np.concatenate([np.flatnonzero(c == Y)[:30] for c in range(3)])
    x, y = Z[rows], Y[rows]
    task = lw.Classification(["0", "1"], open=True)
    learner = SelfPaced(VECTORS, Pace(rounds=1))
    strategy = lw.Strategy(measure=claimed)
    campaign = lw.Campaign(x, task, learner=learner, strategy=strategy, trust=None)
    for _ in range(3):
        batch = campaign.ask(10)
        kinds = [("is", str(y[int(q.item)])) if y[int(q.item)] < 2 else ("other", "2") for q in batch]
        campaign.tell(
            batch, [Answer(f"a{q.id}", q.id, "human", *k) for q, k in zip(batch, kinds, strict=True)]
        )
        if "2" not in campaign.task.classes and ("other", "2") in kinds:
            campaign.add_classes("2")
    assert campaign.task.classes == ("0", "1", "2")
    assert (campaign.fit().proba(x).argmax(axis=1) == y).mean() > 0.9
