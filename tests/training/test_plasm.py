"""A successor that labels for a target."""

import numpy as np
import pytest
from sklearn.ensemble import ExtraTreesClassifier
from sklearn.linear_model import LinearRegression, LogisticRegression, Perceptron
from sklearn.naive_bayes import GaussianNB

import labelwise as lw
from labelwise.errors import BadParameter, MissingCapability
from labelwise.learners import BaggedLearner, PartialLogistic, RegressionLearner, SklearnLearner
from labelwise.testing.learner_suite import LearnerSuite, blobs
from labelwise.training import Plasm
from labelwise.training.plasm import self_influence
from labelwise.types import Targets, Training


class TestForest(LearnerSuite):
    def make(self):
        return Plasm(ExtraTreesClassifier(10), GaussianNB())


class TestShares(LearnerSuite):
    def make(self):
        return Plasm(PartialLogistic(), harmful=0.3, shares=True)


X, Y = blobs(3, 90)
NB = SklearnLearner(GaussianNB(var_smoothing=0.1))


def data(kind="hard", many=15):
    rows = np.arange(many)
    value = Y[:many] if kind == "hard" else np.eye(3)[Y[:many]]
    told = Targets(rows, value, kind, np.ones(many), ("human:anna",) * many)
    return Training(lambda r: X[r], rows, told, tuple("abc"), np.arange(many, 90))


def fit(recipe, given=None):
    return recipe.fit(given or data(), np.random.default_rng(0))


def test_influence_is_the_squared_gradient_of_the_last_layer():
    """By finite differences of the cross entropy in the weights and intercepts."""
    rng = np.random.default_rng(0)
    z, w, b = rng.normal(size=(4, 3)), rng.normal(size=(2, 3)), rng.normal(size=2)
    y = np.array([0, 1, 1, 0])

    def loss(flat, i):
        logits = z[i] @ flat[:6].reshape(2, 3).T + flat[6:]
        return np.logaddexp.reduce(logits) - logits[y[i]]

    flat, step = np.append(w.ravel(), b), 1e-6 * np.eye(8)
    slopes = [[(loss(flat + s, i) - loss(flat - s, i)) / 2e-6 for s in step] for i in range(4)]
    p = np.exp(z @ w.T + b)
    p /= p.sum(axis=1, keepdims=True)
    np.testing.assert_allclose(self_influence(p, z, y), (np.array(slopes) ** 2).sum(axis=1), rtol=1e-5)
    np.testing.assert_allclose(self_influence(p, z, np.eye(2)[y], rate=2.0), 2 * self_influence(p, z, y))


def test_the_least_certain_are_left_out_first_and_then_the_most_influential():
    unsure = fit(Plasm(LogisticRegression(), NB, 0.2, 0.0)).pseudo
    both = fit(Plasm(LogisticRegression(), NB, 0.2, 0.4)).pseudo
    assert len(unsure) == 60 and len(both) == 45 and set(both.rows) < set(unsure.rows)
    p = NB.fit(data(), np.random.default_rng(0)).proba(X[15:])
    sure = 15 + np.sort(np.argsort(p.max(axis=1), kind="stable")[15:])
    np.testing.assert_array_equal(unsure.rows, sure)
    model = LogisticRegression().fit(
        X[np.append(np.arange(15), sure)], np.append(Y[:15], p[sure - 15].argmax(axis=1))
    )
    score = self_influence(model.predict_proba(X[sure]), X[sure], p[sure - 15].argmax(axis=1))
    assert set(both.rows) == set(sure[np.argsort(-score, kind="stable")[15:]])


def test_how_many_follows_from_how_good_the_successor_is():
    """A successor that is right in two of three labels held out: a third of the items is left out."""

    class TwoThirds:
        accepts, provides = ("hard",), ("proba",)

        def fit(self, given, rng):
            class Model:
                provides = ("proba",)

                def proba(self, x):
                    said = Y[(x[:, None] == X).all(axis=2).argmax(axis=1)]
                    return 0.8 * np.eye(3)[np.where(said == 2, 0, said)] + 0.2 / 3

            return Model()

    model = fit(Plasm(LogisticRegression(), TwoThirds(), held=0.4))
    assert len(model.pseudo) == 75 - round(75 / 3)
    few = fit(Plasm(LogisticRegression(), NB, 0.05), data(many=3))
    assert len(few.pseudo) == 87 - round(0.05 * 87) - round(0.05 * 83 / 0.95)


@pytest.mark.parametrize("kind", ["hard", "soft", "votes"])
@pytest.mark.parametrize("shares", [False, True])
def test_pseudo_labels_are_classes_or_shares(kind, shares):
    model = fit(Plasm(PartialLogistic(), NB, weight=0.5, shares=shares), data(kind))
    made = model.pseudo
    assert set(made.weight) == {0.5} and set(made.by) == {"model:plasm"}
    assert made.kind == (kind if kind != "hard" else "soft" if shares else "hard")
    said = made.value if made.value.ndim == 1 else made.value.argmax(axis=1)
    assert (said == Y[made.rows]).mean() > 0.9
    assert (model.proba(X).argmax(axis=1) == Y).mean() > 0.9


def test_a_campaign_asks_with_one_and_delivers_the_other():
    learner = {"acquire": GaussianNB(var_smoothing=0.1), "final": Plasm(ExtraTreesClassifier(20), NB)}
    campaign = lw.Campaign(X, ["0", "1", "2"], learner=learner, strategy="margin", trust=None)
    for _ in range(3):
        batch = campaign.ask(10)
        campaign.tell(batch, [str(Y[int(q.item)]) for q in batch])
    model = campaign.model
    assert len(model.pseudo) > 30 and (model.proba(X).argmax(axis=1) == Y).mean() > 0.9


def test_what_it_cannot_work_with_is_refused_at_once():
    with pytest.raises(BadParameter, match="RegressionLearner takes"):
        Plasm(LogisticRegression(), RegressionLearner(LinearRegression()))
    with pytest.raises(MissingCapability, match="needs proba"):
        Plasm(LogisticRegression(), Perceptron())
    with pytest.raises(MissingCapability, match="influence needs the embedding"):
        Plasm(BaggedLearner(LogisticRegression()))
    assert Plasm(BaggedLearner(LogisticRegression()), harmful=0).successor.members == 5
