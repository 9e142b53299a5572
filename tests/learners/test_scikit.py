"""Any scikit-learn estimator as a learner."""

from __future__ import annotations

import json
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from sklearn.base import BaseEstimator, ClassifierMixin, TransformerMixin
from sklearn.calibration import CalibratedClassifierCV
from sklearn.discriminant_analysis import LinearDiscriminantAnalysis
from sklearn.ensemble import BaggingClassifier, RandomForestClassifier, VotingClassifier
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.feature_selection import SelectKBest
from sklearn.linear_model import LinearRegression, LogisticRegression, SGDClassifier
from sklearn.model_selection import GridSearchCV
from sklearn.naive_bayes import GaussianNB
from sklearn.neighbors import KNeighborsClassifier
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import MinMaxScaler, StandardScaler
from sklearn.svm import SVC, LinearSVC
from threadpoolctl import threadpool_info, threadpool_limits

from labelwise.errors import BadData, BadParameter, MissingCapability
from labelwise.learners import SklearnLearner
from labelwise.params import from_config, to_config
from labelwise.testing.learner_suite import LearnerSuite, blobs
from labelwise.types import Targets, Training


class TestLogistic(LearnerSuite):
    def make(self):
        return SklearnLearner(LogisticRegression())


class TestNestedPipeline(LearnerSuite):
    def make(self):
        inner = make_pipeline(MinMaxScaler(), LogisticRegression(C=3.0))
        return SklearnLearner(make_pipeline(StandardScaler(), inner))


class TestForest(LearnerSuite):
    def make(self):
        return SklearnLearner(RandomForestClassifier(20, max_depth=4))


class TestDecision(LearnerSuite):
    def make(self):
        return SklearnLearner(make_pipeline(StandardScaler(), LinearSVC()), scores="decision")


class TestCalibrated(LearnerSuite):
    def make(self):
        return SklearnLearner(CalibratedClassifierCV(LinearSVC(), cv=2))


class TestMargins(LearnerSuite):
    def make(self):
        return SklearnLearner(make_pipeline(StandardScaler(), SVC()), scores="decision")


class TestVoting(LearnerSuite):
    def make(self):
        members = [("bayes", GaussianNB()), ("line", make_pipeline(StandardScaler(), LogisticRegression()))]
        return SklearnLearner(VotingClassifier(members, voting="soft"))


class TestBaggingPipeline(LearnerSuite):
    def make(self):
        bagging = BaggingClassifier(LogisticRegression(), 5, max_features=0.8)
        return SklearnLearner(make_pipeline(StandardScaler(), bagging))


class TestSearch(LearnerSuite):
    def make(self):
        return SklearnLearner(GridSearchCV(LogisticRegression(), {"C": [0.1, 1.0]}, cv=2))


class TestTexts(LearnerSuite):
    words = ("red rose", "blue sea", "green grass", "white snow")

    def make(self):
        return SklearnLearner(make_pipeline(TfidfVectorizer(), LogisticRegression()))

    def items(self):
        y = np.arange(80) % 4
        return [f"{self.words[c]} number {i}" for i, c in enumerate(y)], y


def training(y, x=None, *, classes=3, weight=None, unlabelled=()):
    x = blobs(3)[0] if x is None else x
    rows = np.arange(len(y))
    weight = np.ones(len(y)) if weight is None else np.asarray(weight, float)
    targets = Targets(rows, np.asarray(y, np.int64), "hard", weight)
    return Training(lambda r: x[r], rows, targets, tuple("abc")[:classes], np.asarray(unlabelled, np.int64))


def fitted(estimator, *, y=None, **options):
    kept = {k: options.pop(k) for k in ("scores",) if k in options}
    return SklearnLearner(estimator, **kept).fit(
        training(blobs(3)[1][:30] if y is None else y, **options), np.random.default_rng(0)
    )


class TestEstimatorsAreRefused:
    @pytest.mark.parametrize("thing", [LinearRegression(), LogisticRegression, StandardScaler(), "svm", None])
    def test_no_classifier(self, thing):
        with pytest.raises(
            BadParameter, match=r"the estimator is .*classifier or pipeline.*LogisticRegression\(\)"
        ):
            SklearnLearner(thing)

    def test_unknown_scores(self):
        with pytest.raises(BadParameter, match=r"scores is 'sigmoid'.*'decision'"):
            SklearnLearner(LinearSVC(), scores="sigmoid")


class TestRandomState:
    def test_an_open_one_is_set_and_a_chosen_one_kept(self):
        data, rng = training(blobs(3)[1][:30]), np.random.default_rng(0)
        learner = SklearnLearner(make_pipeline(StandardScaler(), RandomForestClassifier(5)))
        assert isinstance(learner.fit(data, rng).estimator[-1].random_state, int)
        assert learner.estimator[-1].random_state is None
        chosen = SklearnLearner(RandomForestClassifier(5, random_state=7)).fit(data, rng)
        assert chosen.estimator.random_state == 7

    def test_other_generators_give_other_forests(self):
        data, learner = training(blobs(3)[1][:30]), SklearnLearner(RandomForestClassifier(5))
        x = np.random.default_rng(5).normal(size=(200, 5))
        a, b = (learner.fit(data, np.random.default_rng(s)).proba(x) for s in (1, 2))
        assert (a != b).any()


class TestWeights:
    y = (0, 1, 0, 1)
    x = np.array([[0.0], [0.0], [1.0], [1.0]])

    @pytest.mark.parametrize(
        "wrap", [lambda e: e, lambda e: make_pipeline(make_pipeline(StandardScaler(), e))]
    )
    def test_they_reach_the_last_step(self, wrap):
        model = fitted(wrap(LogisticRegression()), y=self.y, x=self.x, weight=[9, 1, 9, 1])
        assert model.proba(self.x)[:, 0] == pytest.approx([0.9] * 4, abs=0.01)

    def test_equal_weights_of_one_are_not_passed(self):
        fitted(KNeighborsClassifier(1), y=self.y, x=self.x)

    def test_a_step_that_takes_none_says_so(self):
        with pytest.warns(UserWarning, match="KNeighborsClassifier takes no sample_weight"):
            fitted(KNeighborsClassifier(1), y=self.y, x=self.x, weight=[2, 1, 1, 1])


def test_many_classes_of_one_label_each_are_classes():
    x = np.eye(25)
    data = replace(training(np.arange(25), x), classes=tuple(map(str, range(25))))
    model = SklearnLearner(LogisticRegression()).fit(data, np.random.default_rng(0))
    assert model.proba(x).shape == (25, 25)


class TestWithoutProba:
    @pytest.mark.parametrize("estimator", [LinearSVC(), make_pipeline(StandardScaler(), SGDClassifier())])
    def test_the_error_names_both_ways_out(self, estimator):
        model = fitted(estimator)
        assert model.provides == ("embedding", "head")
        assert SklearnLearner(estimator).provides == model.provides
        with pytest.raises(MissingCapability, match=r'CalibratedClassifierCV.*scores="decision"'):
            model.proba(blobs(3)[0])

    def test_two_classes_are_the_sigmoid(self):
        x, y = blobs(2)
        model = fitted(LinearSVC(), y=y, x=x, classes=2, scores="decision")
        f = model.estimator.decision_function(x)
        np.testing.assert_allclose(model.proba(x)[:, 1], 1 / (1 + np.exp(-f)))

    def test_more_classes_are_the_softmax(self):
        model, x = fitted(LinearSVC(), scores="decision"), blobs(3)[0]
        e = np.exp(model.estimator.decision_function(x))
        np.testing.assert_allclose(model.proba(x), e / e.sum(axis=1, keepdims=True))

    def test_decision_without_decision_function(self):
        with pytest.raises(BadParameter, match="GaussianNB, which has no decision_function"):
            fitted(GaussianNB(), scores="decision")

    def test_one_against_one_has_no_column_per_class(self):
        x, y = blobs(4)
        estimator = SVC(decision_function_shape="ovo")
        learner = SklearnLearner(estimator, scores="decision")
        targets = Targets(np.arange(80), y, "hard", np.ones(80))
        model = learner.fit(
            Training(lambda r: x[r], np.arange(80), targets, tuple("abcd")), np.random.default_rng(0)
        )
        with pytest.raises(BadParameter, match=r'6 columns for 4 classes.*decision_function_shape="ovr"'):
            model.proba(x)


def softmax(logits):
    e = np.exp(logits - logits.max(axis=1, keepdims=True))
    return e / e.sum(axis=1, keepdims=True)


class TestHead:
    @pytest.mark.parametrize("y", [blobs(3)[1][:30], np.arange(30) % 2, 2 * (np.arange(30) % 2)], ids=str)
    @pytest.mark.parametrize("wrap", [lambda e: e, lambda e: make_pipeline(StandardScaler(), e)])
    def test_its_softmax_is_proba(self, y, wrap):
        model, x = fitted(wrap(LogisticRegression()), y=y), blobs(3)[0]
        w, b = model.head()
        assert w.shape == (3, 5) and b.shape == (3,) and np.isfinite(b).all()
        np.testing.assert_allclose(softmax(model.embedding(x) @ w.T + b), model.proba(x), atol=1e-12)

    @pytest.mark.parametrize(
        "estimator", [SVC(kernel="linear"), GaussianNB(), RandomForestClassifier(3)], ids=str
    )
    def test_what_is_not_linear_has_none(self, estimator):
        model = fitted(estimator)
        assert "head" not in model.provides
        with pytest.raises(MissingCapability, match=r"gives no head.*LogisticRegression"):
            model.head()

    def test_discriminant_analysis_has_one(self):
        model, x = fitted(LinearDiscriminantAnalysis()), blobs(3)[0]
        w, b = model.head()
        np.testing.assert_allclose(softmax(x @ w.T + b), model.proba(x), atol=1e-9)


class TestSamples:
    x = blobs(3)[0]

    @pytest.mark.parametrize(
        "committee",
        [
            RandomForestClassifier(8),
            BaggingClassifier(LogisticRegression(), 8, max_features=0.6),
            VotingClassifier([("a", GaussianNB()), ("b", LogisticRegression())], voting="soft"),
        ],
        ids=lambda c: type(c).__name__,
    )
    @pytest.mark.parametrize("wrap", [lambda e: e, lambda e: make_pipeline(StandardScaler(), e)])
    def test_their_mean_is_proba(self, committee, wrap):
        y = np.where(blobs(3)[1][:30] == 1, 0, 2)  # the class in the middle has no label
        model = fitted(wrap(committee), y=y)
        found = model.samples(self.x)
        assert found.shape == (len(model._last.estimators_), 80, 3) and (found[:, :, 1] == 0).all()
        np.testing.assert_allclose(found.mean(axis=0), model.proba(self.x), atol=1e-6)
        np.testing.assert_allclose(found.sum(axis=2), 1, atol=1e-6)
        assert (found[0] != found[1]).any() and model.samples(self.x[:0]).shape == (len(found), 0, 3)

    def test_a_member_that_lacks_a_class_gives_it_nothing(self):
        model = fitted(BaggingClassifier(KNeighborsClassifier(1), 6, max_samples=3), y=[0, 1, 2, 0, 1, 2])
        lacking = [len(member.classes_) < 3 for member in model.estimator.estimators_]
        found = model.samples(self.x)
        assert any(lacking) and found.shape[2] == 3
        np.testing.assert_allclose(found.sum(axis=2), 1)
        zero = (found == 0).all(axis=1).any(axis=1)
        assert zero[lacking].all()

    def test_a_table_and_a_search(self):
        table = pd.DataFrame(self.x, columns=list("vwxyz"))
        targets = Targets(np.arange(30), blobs(3)[1][:30], "hard", np.ones(30))
        search = GridSearchCV(RandomForestClassifier(4), {"max_depth": [2]}, cv=2)
        learner = SklearnLearner(search)
        data = Training(lambda r: table.iloc[r], targets.rows, targets, tuple("abc"))
        model = learner.fit(data, np.random.default_rng(0))
        assert "samples" in model.provides and "samples" in learner.provides
        np.testing.assert_allclose(model.samples(table).mean(axis=0), model.proba(table))

    @pytest.mark.parametrize(
        "estimator",
        [BaggingClassifier(LinearSVC(), 3), VotingClassifier([("a", LinearSVC())]), GaussianNB()],
        ids=str,
    )
    def test_where_there_are_no_members_with_probabilities(self, estimator):
        model = fitted(estimator)
        assert "samples" not in model.provides
        with pytest.raises(
            MissingCapability, match=r"gives no samples.*RandomForestClassifier, or BaggedLearner"
        ):
            model.samples(self.x)


class TestEmbedding:
    def test_it_is_what_the_last_step_sees(self):
        inner = make_pipeline(MinMaxScaler(), LogisticRegression())
        model, x = fitted(make_pipeline(StandardScaler(), inner)), blobs(3)[0]
        seen = x
        for step in (model.estimator[0], model.estimator[1][0]):
            seen = step.transform(seen)
        np.testing.assert_array_equal(model.embedding(x), seen)

    def test_a_bare_estimator_gives_the_features(self):
        x = blobs(3)[0].astype(np.float32)
        model = fitted(GaussianNB(), x=x)
        assert model.embedding(x).dtype == np.float32
        np.testing.assert_array_equal(model.embedding(x), x)

    def test_a_search_gives_the_features_of_its_best(self):
        search = GridSearchCV(
            make_pipeline(StandardScaler(), LogisticRegression()), {"logisticregression__C": [1.0]}, cv=2
        )
        model, x = fitted(search), blobs(3)[0]
        np.testing.assert_array_equal(model.embedding(x), model.estimator.best_estimator_[0].transform(x))

    def test_features_that_are_no_numbers_give_none(self):
        texts = np.array([["a"], ["b"]] * 10, dtype=object)
        model = fitted(FirstLetter(), y=np.arange(20) % 2, x=texts, classes=2)
        assert model.provides == ("proba",)
        with pytest.raises(MissingCapability, match=r"gives no embedding.*transformers"):
            model.embedding(texts)


class FirstLetter(ClassifierMixin, BaseEstimator):
    def fit(self, x, y):
        self.classes_ = np.unique(y)
        return self

    def predict_proba(self, x):
        return np.array([[1.0, 0.0] if v == "a" else [0.0, 1.0] for v in x[:, 0]])

    def predict(self, x):
        return self.classes_[self.predict_proba(x).argmax(axis=1)]


class TestColdStart:
    x = blobs(3)[0]

    @pytest.mark.parametrize("y", [[], [1, 1]])
    def test_transformers_learn_from_the_unlabelled(self, y):
        model = fitted(
            make_pipeline(StandardScaler(), LogisticRegression()), y=y, unlabelled=range(len(y), 80)
        )
        assert model.provides == ("embedding",)
        np.testing.assert_allclose(model.embedding(self.x).mean(axis=0), 0, atol=1e-12)

    def test_a_bare_estimator_gives_the_features(self):
        assert fitted(LogisticRegression(), y=[]).provides == ("embedding",)

    @pytest.mark.parametrize(
        "front", [SelectKBest(k=2), make_pipeline(StandardScaler(), SelectKBest(k=2))], ids=str
    )
    def test_transformers_that_need_labels_wait(self, front):
        model = fitted(make_pipeline(front, LogisticRegression()), y=[], unlabelled=range(80))
        assert model.provides == ()
        with pytest.raises(MissingCapability, match="at least two classes"):
            model.embedding(self.x)

    def test_the_error_says_to_label_first(self):
        with pytest.raises(MissingCapability, match=r"gives no proba.*at least two classes"):
            fitted(LogisticRegression(), y=[1]).proba(self.x)

    def test_nothing_at_all_is_no_error(self):
        assert fitted(make_pipeline(StandardScaler(), LogisticRegression()), y=[]).provides == ()

    def test_large_pools_are_sampled(self, monkeypatch):
        monkeypatch.setattr("labelwise.learners.scikit.COLD_ROWS", 10)
        model = fitted(make_pipeline(Count(), LogisticRegression()), y=[], unlabelled=range(80))
        assert model.estimator[0].seen_ == 10


class Count(TransformerMixin, BaseEstimator):
    def fit(self, x, y=None):
        self.seen_ = len(x)
        return self

    def transform(self, x):
        return x


class TestFailures:
    def test_too_few_labels_for_the_estimator(self):
        with pytest.raises(
            BadData, match=r"CalibratedClassifierCV could not be trained on 4 labels: .*label more items"
        ):
            fitted(CalibratedClassifierCV(LinearSVC(), cv=5), y=[0, 1, 0, 1])

    def test_the_reason_of_an_own_error_is_kept(self):
        with pytest.raises(BadData, match=r"^two columns"):
            fitted(make_pipeline(Refuses(), LogisticRegression()))

    def test_a_class_that_the_task_has_not(self):
        with pytest.raises(BadData, match=r"class number 3.*0 to 2, of the classes a, b, c.*open=True"):
            fitted(LogisticRegression(), y=[0, 1, 3])

    def test_labels_that_are_no_positions(self):
        x, shares = blobs(3)[0], np.full((4, 3), 1 / 3)
        for value in (shares, np.array([0.0, 0.5, 1.0, 1.0]), np.array([-1, 0, 1, 1])):
            data = Training(
                lambda r: x[r], np.arange(4), Targets(np.arange(4), value, "hard", np.ones(4)), ("a", "b")
            )
            with pytest.raises(BadData, match=r"positions in the classes, 0 for the first"):
                SklearnLearner(LogisticRegression()).fit(data, np.random.default_rng(0))

    @pytest.mark.parametrize("y", [[0, 1, 2, 0], [1, 1]], ids=["trained", "cold"])
    def test_another_number_of_features(self, y):
        model, x = fitted(make_pipeline(StandardScaler(), LogisticRegression()), y=y), blobs(3)[0]
        for name in set(model.provides) - {"head"}:
            with pytest.raises(BadData, match=r"^the items have 4 features\. Allowed: 5, as in training"):
                getattr(model, name)(x[:, :4])


class Refuses(TransformerMixin, BaseEstimator):
    def fit(self, x, y=None):
        raise BadData("two columns are named 'a'")

    def transform(self, x):
        return x


class CountsThreads(GaussianNB):
    """Notes on how many threads linear algebra ran."""

    def fit(self, x, y):
        self.threads_ = [lib["num_threads"] for lib in threadpool_info() if lib["user_api"] == "blas"]
        return super().fit(x, y)


@pytest.mark.parametrize(("small", "threads"), [(1_000_000, 1), (0, 2)])
def test_small_sets_are_trained_on_one_thread(monkeypatch, small, threads):
    monkeypatch.setattr("labelwise.learners.scikit.SMALL", small)
    with threadpool_limits(2, "blas"):
        model = fitted(CountsThreads())
    assert set(model.estimator.threads_) == {threads}


class TestConfiguration:
    def test_a_nested_pipeline_comes_back(self):
        inner = make_pipeline(MinMaxScaler(feature_range=(0, 2)), LogisticRegression(C=3.0))
        learner = SklearnLearner(make_pipeline(StandardScaler(with_mean=False), inner), scores="decision")
        again = from_config(to_config(learner))
        assert repr(again) == repr(learner)
        assert fitted(again.estimator).proba(blobs(3)[0]) == pytest.approx(
            fitted(learner.estimator).proba(blobs(3)[0])
        )

    def test_an_estimator_of_elsewhere_asks_for_itself(self):
        config = json.loads(
            json.dumps(to_config(SklearnLearner(GaussianNB()))).replace("sklearn.naive_bayes", "mine")
        )
        with pytest.raises(BadParameter, match=r"'mine:GaussianNB'.*learner="):
            from_config(config)

    def test_what_has_no_configuration_says_so(self):
        with pytest.raises(BadParameter, match=r"has no configuration.*pass the object again when opening"):
            to_config(SklearnLearner(RandomForestClassifier(random_state=np.random.RandomState(0))))
