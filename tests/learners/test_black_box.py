"""Models that only answer: functions, and services over HTTP."""

from __future__ import annotations

import json
import threading
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import numpy as np
import pandas as pd
import pytest
from sklearn.base import clone
from sklearn.linear_model import LogisticRegression

from labelwise.campaign import Campaign
from labelwise.errors import BadData, BadParameter, MissingCapability
from labelwise.learners import BlackBoxLearner, load, save
from labelwise.learners.encoders import TextEncoder
from labelwise.papers import methods
from labelwise.params import from_config, to_config
from labelwise.pool import Pool
from labelwise.tasks import Classification
from labelwise.testing.learner_suite import LearnerSuite, blobs
from labelwise.types import Targets, Training, Trust

X, Y = blobs(3)
NAMES = ("a", "b", "c")


class Centres:
    """A service as others may write one, nearest centre; it remembers every request as (path, body)."""

    def __init__(self):
        self.requests, self.models, self.broken = [], {}, []

    def answer(self, path, body):
        self.requests.append((path, body))
        if self.broken:
            return self.broken.pop(0)
        if path.endswith("/train"):
            return 200, self.train(np.array(body["items"], float), body["labels"])
        if path.endswith("/embedding"):
            return 200, {"embedding": np.array(body["items"], float).tolist()}
        return 200, self.predict(np.array(body["items"], float), body)

    def train(self, x, labels):
        """Names its models, and has its classes in an order of its own."""
        classes = sorted(set(labels), reverse=True)
        name = f"m{len(self.models)}"
        self.models[name] = classes, np.array([x[np.array(labels) == c].mean(axis=0) for c in classes])
        return {"model": name}

    def predict(self, x, body):
        if not self.models:
            z = np.stack([x[:, k % x.shape[1]] for k in range(len(body["classes"]))], axis=1)
            classes = body["classes"]
        else:
            classes, centres = self.models[body["model"]]
            z = -((x[:, None] - centres) ** 2).sum(axis=2)
        p = np.exp(z - z.max(axis=1, keepdims=True))
        return {"proba": (p / p.sum(axis=1, keepdims=True)).tolist(), "classes": classes}


@contextmanager
def serving(service):
    """The address of ``service`` on this machine."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self):
            body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            found = service.answer(self.path, body)
            if callable(found):
                found(self)
                return
            status, made = found
            content = made if isinstance(made, bytes) else json.dumps(made).encode()
            self.send_response(status)
            for name, value in ({"Location": "/elsewhere"} if status in (302, 307) else {}).items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, *args):
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}/model"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


@pytest.fixture
def service():
    made = Centres()
    with serving(made) as made.url:
        yield made


class TestFunction(LearnerSuite):
    """One that is trained by a function gives what the service gives."""

    has_config = False

    def make(self):
        return BlackBoxLearner(uniform, train=centres)


class TestService(LearnerSuite):
    url = "http://127.0.0.1:9/nobody"

    @pytest.fixture(autouse=True)
    def _serve(self, service):
        self.url = service.url

    def trained(self, *classes, each=8):
        """Every test has a service of its own."""
        return self.train(self.rows_of(*classes, each=each))

    def make(self):
        return BlackBoxLearner(self.url, train=True, embedding=True, chunk=32)


def uniform(x):
    return np.full((len(x), 3), 1 / 3)


def centres(items, labels):
    service = Centres()
    service.train(np.asarray(items), labels)
    return lambda x: service.predict(np.asarray(x), {"model": "m0", "classes": NAMES})


def training(x, y=(), rows=None, weight=None, names=NAMES):
    rows = np.arange(len(y)) if rows is None else rows
    weight = np.ones(len(y)) if weight is None else weight
    targets = Targets(rows, np.asarray(y, np.int64), "hard", weight)
    take = x.__getitem__ if isinstance(x, np.ndarray) else x.iloc.__getitem__ if hasattr(x, "iloc") else None
    take = take or (lambda r: [x[k] for k in r])
    return Training(take, rows, targets, names, np.setdiff1d(np.arange(len(x)), rows))


def fitted(learner, x=X, y=(), **more):
    return learner.fit(training(x, y, **more), np.random.default_rng(0))


class TestAnswers:
    def test_a_function_gets_the_items_and_says_the_rows(self):
        texts, seen = ["good", "bad", "bad"], []

        def judge(items):
            seen.append(items)
            return [[0.5, 0.25, 0.25] for _ in items]

        model = fitted(BlackBoxLearner(judge, chunk=2), texts)
        assert model.provides == ("proba",)
        assert model.proba(texts).tolist() == [[0.5, 0.25, 0.25]] * 3
        assert seen == [["good", "bad"], ["bad"]]

    def test_columns_by_name_are_put_in_order(self):
        model = fitted(BlackBoxLearner(lambda x: {"proba": [[0.25, 0.75]] * len(x), "classes": ["c", "a"]}))
        assert model.proba(X[:1]).tolist() == [[0.75, 0.0, 0.25]]

    def test_rounded_probabilities_are_made_to_sum_to_one(self):
        model = fitted(BlackBoxLearner(lambda x: np.array([[0.333, 0.333, 0.333]] * len(x), np.float16)))
        np.testing.assert_allclose(model.proba(X).sum(axis=1), 1, rtol=1e-12)

    @pytest.mark.parametrize(
        ("answer", "said"),
        [
            ([[0.5, 0.5]], r"answered an array of shape \(1, 2\).*\(1, 3\), a row an item"),
            ([0.2, 0.3, 0.5], r"answered an array of shape \(3,\)"),
            ([[0.5, 0.2, 0.2]], r"what the function .*<lambda> answered: row 0 sums to 0\.9"),
            ([[1.5, -0.5, 0.0]], r"row 0 holds -0\.5"),
            ([[float("nan"), 0.5, 0.5]], r"row 0 holds nan"),
            ([["a", "b", "c"]], r"answered no array of numbers"),
            ([[0.5, 0.5], [1.0]], r"answered no array of numbers"),
            (None, r"answered"),
            ({"chances": [[1.0, 0.0, 0.0]]}, r"answered chances\. Allowed: proba, and classes"),
            ({"proba": [[0.5, 0.5]], "classes": ["a", "z"]}, r"for the classes a, z\..*some of a, b, c"),
            ({"proba": [[0.5, 0.5]], "classes": ["a", "a"]}, r"for the classes a, a"),
        ],
    )  # fmt: skip
    def test_what_is_no_answer_is_refused(self, answer, said):
        with pytest.raises(BadData, match=said):
            fitted(BlackBoxLearner(lambda x: answer)).proba(X[:1])

    @pytest.mark.parametrize("answer", [np.ones(1), np.ones((2, 4)), np.full((1, 4), np.nan), "text"])
    def test_an_embedding_that_is_none(self, answer):
        model = fitted(BlackBoxLearner(uniform, embedding=lambda x: answer))
        with pytest.raises(BadData, match=r"the function .* answered"):
            model.embedding(X[:1])

    def test_tables_go_in_chunks_too(self):
        table = pd.DataFrame(X, columns=list("vwxyz"))
        model = fitted(
            BlackBoxLearner(lambda t: {"proba": np.eye(3)[t["v"].gt(0).astype(int)]}, chunk=30), table
        )
        assert model.proba(table).argmax(axis=1).tolist() == (X[:, 0] > 0).astype(int).tolist()
        np.testing.assert_array_equal(model.embedding(table), X)


class TestTraining:
    def test_the_service_gets_items_and_names_and_is_asked_by_the_models_name(self, service):
        learner = BlackBoxLearner(service.url, train=True, chunk=50)
        model = fitted(learner, y=Y[:30])
        path, body = service.requests[0]
        assert path == "/model/train" and body["classes"] == list(NAMES)
        assert body["labels"] == [NAMES[k] for k in Y[:30]] and np.array_equal(body["items"], X[:30])
        assert (model.proba(X).argmax(axis=1) == Y).all()
        assert [(p, b["model"], len(b["items"])) for p, b in service.requests[1:]] == [
            ("/model", "m0", 50),
            ("/model", "m0", 30),
        ]

    def test_before_two_classes_nothing_is_sent(self, service):
        for y in ([], [1, 1]):
            model = fitted(BlackBoxLearner(service.url, train=True), y=y)
            assert model.provides == ("embedding",)
            with pytest.raises(MissingCapability, match=r"black box gives no proba.*at least two classes"):
                model.proba(X)
        assert service.requests == []

    def test_weights_do_not_count_and_that_is_said(self):
        with pytest.warns(UserWarning, match="takes no weights"):
            fitted(BlackBoxLearner(uniform, train=centres), y=Y[:9], weight=np.full(9, 2.0))
        fitted(BlackBoxLearner(uniform), y=Y[:9], weight=np.full(9, 2.0))

    def test_train_has_to_give_a_function(self):
        with pytest.raises(BadData, match=r"train gave 3\. Allowed: the function"):
            fitted(BlackBoxLearner(uniform, train=lambda items, labels: 3), y=Y[:9])

    def test_a_service_without_names_has_one_model(self, service, monkeypatch):
        """Else the model that asks would answer as the delivered one, which saw the reserve."""
        learner = BlackBoxLearner(service.url, train=True)
        monkeypatch.setattr(service, "train", lambda x, labels: {})
        monkeypatch.setattr(
            service, "predict", lambda x, body: {"proba": np.full((len(x), 3), 1 / 3).tolist()}
        )
        first = fitted(learner, y=Y[:30])
        assert first.proba(X).shape == (80, 3)
        second = fitted(BlackBoxLearner(service.url, train=True), y=Y[:9])
        with pytest.raises(BadData, match=r"trained again.*To fix: let POST /train answer"):
            first.proba(X)
        assert second.proba(X).shape == (80, 3)

    def test_a_function_that_is_trained_in_place_is_told_to_be(self):
        one = LogisticRegression()
        for learner, lasts in (
            (BlackBoxLearner(uniform, train=lambda x, y: one.fit(x, y).predict_proba), False),
            (BlackBoxLearner(uniform, train=lambda x, y: clone(one).fit(x, y).predict_proba), True),
        ):
            first, second = fitted(learner, y=Y[:30]), fitted(learner, y=Y[:9])
            assert second.proba(X).shape == (80, 3)
            if lasts:
                assert first.proba(X).shape == (80, 3)
                continue
            with pytest.raises(BadData, match=r"predict_proba was trained again.*clone\(model\)"):
                first.proba(X)

    def test_a_class_that_the_task_has_not(self):
        with pytest.raises(BadData, match="class number 5"):
            fitted(BlackBoxLearner(uniform), y=[0, 5])


class TestSettings:
    @pytest.mark.parametrize(
        "wrong",
        [
            {"predict": 3},
            {"predict": None},
            {"predict": uniform, "train": True},
            {"predict": uniform, "embedding": True},
            {"predict": uniform, "embedding": "yes"},
            {"predict": uniform, "chunk": 0},
            {"predict": uniform, "timeout": 0},
            {"predict": "ftp://127.0.0.1/model"},
            {"predict": "model.onnx"},
            {"predict": "http://user:secret@127.0.0.1/model"},
        ],
    )
    def test_what_cannot_be(self, wrong):
        with pytest.raises(BadParameter) as caught:
            BlackBoxLearner(**wrong)
        assert "secret" not in str(caught.value)

    def test_nothing_is_sent_before_it_is_used(self, service):
        learner = BlackBoxLearner(service.url)
        fitted(learner).proba(X[:0])
        assert service.requests == [] and from_config(to_config(learner)) == learner

    def test_texts_without_an_embedding_have_none(self):
        with pytest.raises(MissingCapability, match=r"gives no embedding.*pass embedding="):
            fitted(BlackBoxLearner(uniform), ["a"]).embedding(["a"])

    def test_no_file_names_another_host(self):
        learner = BlackBoxLearner("https://models.example.org/sentiment")
        with pytest.raises(BadParameter, match=r"another host is not stored.*pass the learner again"):
            to_config(learner)
        config = to_config(BlackBoxLearner("http://localhost:1/model"))
        config["params"]["predict"] = "http://models.example.org"
        with pytest.raises(BadParameter, match="another host is not stored"):
            from_config(config)


class TestSaving:
    def test_a_trained_service_is_found_by_name(self, service, tmp_path):
        learner = BlackBoxLearner(service.url, train=True)
        model, _ = (fitted(learner, y=y) for y in (Y[:30], Y[:2]))
        save(learner, model, tmp_path)
        again = load(tmp_path).model
        assert again.key == "m0"
        np.testing.assert_array_equal(again.proba(X), model.proba(X))

    def test_a_function_is_passed_again(self, tmp_path):
        learner = BlackBoxLearner(uniform)
        save(learner, fitted(learner), tmp_path)
        assert load(tmp_path, learner=learner).model.proba(X).shape == (80, 3)

    def test_what_a_function_trained_cannot_be_saved(self, tmp_path):
        learner = BlackBoxLearner(uniform, train=centres)
        with pytest.raises(MissingCapability, match="cannot be saved"):
            save(learner, fitted(learner, y=Y[:9]), tmp_path)


def served_needs(method):
    """Whether a strategy asks for nothing else than what a black box gives."""
    needs = getattr(method.strategy(), "needs", None)
    return needs is not None and set(needs) <= {"proba", "embedding"}


STRATEGIES = sorted(name for name, method in methods().items() if served_needs(method))


def run(strategy, learner, pool=None, truth=Y, rounds=4):
    campaign = Campaign(
        pool or Pool(X), Classification(NAMES), learner=learner, strategy=strategy, trust=Trust(reserve=0.0)
    )
    for _ in range(rounds):
        batch = campaign.ask(4)
        campaign.tell(batch, [NAMES[truth[int(q.item)]] for q in batch])
    return campaign


@pytest.mark.parametrize("strategy", ["margin", "badge", "typiclust"])
def test_a_campaign_with_a_service_that_is_trained(service, strategy):
    campaign = run(strategy, BlackBoxLearner(service.url, train=True))
    label = campaign.predict().to_pydict()["label"]
    assert np.mean([label[k] == NAMES[Y[k]] for k in range(80)]) > 0.8
    assert sum(path.endswith("/train") for path, _ in service.requests) >= 3


def test_a_reserve_is_judged_by_models_with_names_only(service, monkeypatch):
    def labelled():
        learner = BlackBoxLearner(service.url, train=True)
        campaign = Campaign(Pool(X), Classification(NAMES), learner=learner, strategy="margin")
        batch = campaign.ask(30)
        campaign.tell(batch, [NAMES[Y[int(q.item)]] for q in batch])
        campaign.fit()
        return campaign.predict().num_rows

    assert labelled() == 80
    train = service.train
    monkeypatch.setattr(service, "train", lambda x, labels: train(x, labels) and {})
    monkeypatch.setattr(service, "predict", lambda x, body: {"proba": np.full((len(x), 3), 1 / 3).tolist()})
    with pytest.raises(BadData, match="trained again"):
        labelled()


@pytest.mark.slow
@pytest.mark.parametrize("strategy", STRATEGIES)
def test_every_strategy_of_probabilities_and_embeddings_works_with_a_black_box(strategy):
    def fixed(x):
        p = np.exp(-((x[:, None] - X[[np.flatnonzero(c == Y)[0] for c in range(3)]]) ** 2).sum(axis=2) / 20)
        return p / p.sum(axis=1, keepdims=True)

    assert run(strategy, BlackBoxLearner(fixed), rounds=3).status().labels >= 6


def test_texts_with_an_embedding_of_ones_own():
    texts = [f"{('red rose', 'blue sea', 'green grass')[k % 3]} {k}" for k in range(60)]
    words = {"red": 0, "blue": 1, "green": 2}
    encoder = TextEncoder(3, random_state=0).fit(texts)

    def judge(items):
        return 0.1 / 3 + 0.9 * np.eye(3)[[words[t.split()[0]] for t in items]]

    pool = Pool(texts, ids=[str(k) for k in range(60)])
    learner = BlackBoxLearner(judge, embedding=encoder.transform)
    campaign = run("badge", learner, pool, np.arange(60) % 3)
    assert campaign.status().labels == 16
