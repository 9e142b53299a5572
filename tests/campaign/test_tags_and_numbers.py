"""Whole campaigns about tags and about numbers, from the first question to a reopened project."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from sklearn.datasets import load_diabetes, make_multilabel_classification
from sklearn.linear_model import LogisticRegression, Ridge

import labelwise as lw
from labelwise.candidates import All
from labelwise.errors import BadAnswer, BadParameter, MissingCapability
from labelwise.measures import variance
from labelwise.selectors import Random
from labelwise.types import Answer

X, Y = (part[:80] for part in load_diabetes(return_X_y=True))
XT, YT = make_multilabel_classification(80, 6, n_classes=3, n_labels=1, random_state=1)
NAMES = np.array(["a", "b", "c"])
PRICE = lw.Regression(0, 400, "mg")
TAGS = lw.Tags(NAMES)


def number(query):
    return float(Y[int(query.item)])


def tags(query):
    return NAMES[YT[int(query.item)] == 1].tolist()


CASES = {"numbers": (X, PRICE, number), "tags": (XT, TAGS, tags)}


@pytest.fixture(params=CASES)
def case(request):
    return CASES[request.param]


def test_from_the_first_question_to_a_reopened_project(case, tmp_path):
    pool, task, answer = case
    store = tmp_path / "p.db"
    with lw.Campaign(pool, task, store=store, budget=60) as made:
        asked = []
        for _ in range(3):
            batch = made.ask(10)
            made.tell(batch, [answer(q) for q in batch])
            asked += batch
        made.fit()
        assert made.plan(5) == 5
        assert made.status().labels == 30 and len({q.item for q in asked}) == 30
        table, outputs = made.export(), made.predict().to_pylist()
    with lw.Campaign.open(store, pool=pool) as again:
        assert again.task == task and again.status().labels == 30
        assert again.export().to_pylist() == table.to_pylist()
        assert again.predict().to_pylist() == outputs and len(outputs) == 80
        undone = again.undo()
        assert undone.answer.item in {q.item for q in asked} and again.status().labels == 29
        again.tell(again.ask(5), [None] * 5)
        assert again.status().skipped == 5 and again.status().labels == 29
    exported = {row["id"]: row["label"] for row in table.to_pylist()}
    for query in asked:
        assert exported[query.item] == answer(query)


def test_later_questions_carry_what_the_model_would_answer(case):
    pool, task, answer = case
    made = lw.Campaign(pool, task, trust=None)
    for _ in range(3):
        batch = made.ask(8)
        made.tell(batch, [answer(q) for q in batch])
    query = made.ask(1)[0]
    assert task.check(Answer("x", None, "human", "is", query.proposal)).value is not None
    assert query.options == task.options()
    assert (query.confidence is None) == (task is PRICE)
    made.tell(query, query.proposal)


def test_the_same_questions_again_with_the_same_seed(case):
    pool, task, answer = case

    def asked():
        made = lw.Campaign(pool, task, seed=4, trust=None)
        found = []
        for _ in range(3):
            batch = made.ask(6)
            made.tell(batch, [answer(q) for q in batch])
            found += [q.item for q in batch]
        return found

    assert asked() == asked()


def test_new_items_are_predicted(case):
    pool, task, answer = case
    made = lw.Campaign(pool[:60], task, trust=None)
    batch = made.ask(30)
    made.tell(batch, [answer(q) for q in batch])
    table = made.predict(pool[60:])
    assert len(table) == 20 and ("confidence" in table.column_names) == (task is TAGS)


@pytest.mark.parametrize(
    ("case", "wrong", "allowed"),
    [("numbers", 401, "from 0 to 400 mg"), ("numbers", "high", "from 0 to 400"), ("tags", ["d"], "a, b, c"),
     ("tags", "a", "a list of tags")],
)  # fmt: skip
def test_a_wrong_answer_changes_nothing(case, wrong, allowed):
    pool, task, answer = CASES[case]
    made = lw.Campaign(pool, task, trust=None)
    batch = made.ask(2)
    with pytest.raises(BadAnswer, match=allowed):
        made.tell(batch, [answer(batch[0]), wrong])
    assert made.status().labels == 0


def test_corrections_replace_what_was_said(case):
    pool, task, answer = case
    made = lw.Campaign(pool, task, trust=None)
    query = made.ask(1)[0]
    first = made.tell(query, answer(query))[0]
    other = 1.0 if task is PRICE else ["a", "b", "c"]
    made.tell(query, Answer("second", query.id, "human:anna", "is", other, of=first.id))
    assert made.export().to_pylist()[0]["label"] == other
    assert made.status().labels == 1


def test_several_annotators_are_joined(case):
    pool, task, _ = case
    strategy = lw.Strategy(candidates=All(max_votes=3), selector=Random())
    made = lw.Campaign(pool[:6], task, strategy=strategy, trust=None)
    told = (
        {"anna": 1.0, "ben": 2.0, "cleo": 90.0}
        if task is PRICE
        else {"anna": ["a"], "ben": ["a"], "cleo": ["b"]}
    )
    for who, value in told.items():
        batch = made.ask(6, to=f"human:{who}")
        made.tell(batch, [value] * len(batch))
        assert len(batch) == 6
    labels = [row["label"] for row in made.export().to_pylist()]
    assert labels == ([2.0] * 6 if task is PRICE else [["a"]] * 6)


def test_imported_labels_train_the_model(case):
    pool, task, answer = case
    made = lw.Campaign(pool, task, trust=None)

    class Item:
        def __init__(self, item):
            self.item = item

    made.add_labels(list(range(20)), [answer(Item(k)) for k in range(20)])
    assert made.status().imported == 20 and task.output in made.model.provides


def test_partial_answers_count_for_the_tags_they_name():
    made = lw.Campaign(XT, TAGS, trust=None)
    batch = made.ask(4)
    made.tell(batch, [{"a": True}, {"b": False}, ["a", "c"], []])
    assert made.status().classes == {"a": 2, "b": 0, "c": 1} and made.status().labels == 4
    found = {row["id"]: row["label"] for row in made.export().to_pylist()}
    assert [found[q.item] for q in batch] == [["a", "?"], ["!b", "?"], ["a", "c"], []]


def test_what_the_learner_can_never_give_is_refused_at_once():
    for task, strategy in ((PRICE, "margin"), (TAGS, "margin")):
        with pytest.raises(MissingCapability, match="proba"):
            lw.Campaign(X, task, strategy=strategy)
    with pytest.raises(MissingCapability, match="std"):
        lw.Campaign(X, PRICE, learner=Ridge(), strategy=lw.Strategy(measure=variance))
    with pytest.raises(BadParameter, match="the estimator is LogisticRegression"):
        lw.Campaign(X, PRICE, learner=LogisticRegression())


def test_a_project_that_asks_for_numbers_says_so_in_its_file(tmp_path: Path):
    with lw.Campaign(X, PRICE, learner=Ridge(), strategy="k-center", store=tmp_path / "p.db") as made:
        made.tell(made.ask(3), [1, 2, 3])
    with lw.Campaign.open(tmp_path / "p.db", pool=X) as again:
        assert repr(again.brain.learner) == "Ridge()" and again.ask(1)[0].form == "full"
