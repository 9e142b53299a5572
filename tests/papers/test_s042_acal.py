"""S042: who answers is chosen, rare views are heard, quality is reported per annotator."""

from __future__ import annotations

from collections import Counter
from types import SimpleNamespace

import numpy as np
import pytest

import labelwise as lw
from labelwise.annotators import LabelMinority, RandomAnnotator, RepresentationDiversity, SemanticDiversity
from labelwise.candidates import All
from labelwise.learners import PartialLogistic
from labelwise.measures import entropy
from labelwise.quality import annotator_centric, jensen_shannon
from labelwise.selectors import Random
from labelwise.types import Answer, Answers, Training

NAMES = tuple(f"a{j:02d}" for j in range(60))
MINORITY = frozenset(NAMES[:6])
"""Six of sixty, who answer the other way on half of the items."""


def collected(router: object, seed: int, asked: int = 600, available: int = 12) -> Answers:
    """Who answered what: items at random, twelve of sixty annotators available for each."""
    rng, items = np.random.default_rng(seed), 2000
    contested = rng.random(items) < 0.5
    may = [set(rng.choice(NAMES, available, replace=False)) for _ in range(items)]
    rows, by, value = [], [], []
    while len(rows) < asked:
        batch = rng.choice(items, 20, replace=False)
        told = Answers(np.array(rows, dtype=np.int64), tuple(by), ("is",) * len(rows), tuple(value))
        arrays = {"answers": told}
        view = SimpleNamespace(
            get=lambda name, at=None, a=arrays: a[name] if at is None else [may[i] for i in at]
        )
        for row, who in zip(batch.tolist(), router(view, batch, NAMES, rng), strict=True):
            if who is not None:
                rows.append(row)
                by.append(who)
                value.append("rude" if contested[row] and who in MINORITY else "fine")
    return Answers(np.array(rows), tuple(by), ("is",) * len(rows), tuple(value))


def share(told: Answers) -> float:
    return float(np.mean([name in MINORITY for name in told.by]))


def test_label_minority_draws_far_more_from_the_minority():
    """About 57% of the answers against 10% by chance, from a tenth of the annotators."""
    minority = [share(collected(LabelMinority(available="may"), s)) for s in range(4)]
    chance = [share(collected(RandomAnnotator(available="may"), s)) for s in range(4)]
    assert 0.45 < np.mean(minority) < 0.7
    assert 0.07 < np.mean(chance) < 0.13


def test_it_over_represents_the_minority():
    """The labels collected show the minority's view more often than it is held."""
    truth = np.array([[1 - 0.05, 0.05]])  # a tenth of the annotators on half of the items

    def away(router: object) -> float:
        counts = Counter(collected(router, 0).value)
        return float(jensen_shannon(truth, np.array([[counts["fine"], counts["rude"]]]) / 600)[0])

    assert away(LabelMinority(available="may")) > 10 * away(RandomAnnotator(available="may"))


def test_with_few_annotators_an_item_the_rules_approach_chance():
    """The limit that the paper names."""
    found = {n: share(collected(LabelMinority(available="may"), 0, available=n)) for n in (1, 2, 12)}
    assert found[1] == pytest.approx(0.1, abs=0.05)
    assert found[1] < found[2] < found[12]


@pytest.mark.parametrize("rule", [RandomAnnotator, LabelMinority, SemanticDiversity, RepresentationDiversity])
def test_through_a_campaign_nobody_twice_and_never_above_the_overlap(rule):
    """Items return until three people answered; every newcomer is asked before anybody a second time."""
    x = np.random.default_rng(0).normal(size=(30, 4))
    x[:, 0] += np.where(np.arange(30) % 2, 3, -3)
    people = ("human:anna", "human:ben", "human:cleo", "human:dan", "human:eve")
    strategy = lw.Strategy(candidates=All(max_votes=3), measure=entropy, router=rule())
    with lw.Campaign(
        x, ["fine", "rude"], strategy=strategy, learner=PartialLogistic(), trust=None, seed=1
    ) as campaign:
        campaign.invite(*people)
        start = campaign.ask(10, strategy=lw.Strategy(selector=Random()), to=people[0])
        campaign.tell(start, [("fine", "rude")[int(q.item) % 2] for q in start])
        order = []
        for _ in range(60):
            batch = [q for who in people for q in campaign.ask(2, to=who)]
            if not batch:
                break
            for query in batch:
                minority = query.to == people[4] and int(query.item) < 10
                campaign.tell(query, ("fine", "rude")[(int(query.item) % 2) ^ minority])
                order.append(query.to)
        told = list(campaign.fold.present())
    pairs = Counter((a.item, a.by) for a in told)
    assert max(pairs.values()) == 1
    assert set(Counter(a.item for a in told).values()) == {3} and len(told) == 90
    assert set(order) == set(people)


def test_soft_labels_of_all_answers_train_the_model():
    task, learner = lw.Classification(["fine", "rude"]), PartialLogistic()
    rng = np.random.default_rng(0)
    x = rng.normal(size=(200, 3))
    p = 1 / (1 + np.exp(-2 * x[:, 0]))
    said = rng.random((200, 5)) < p[:, None]
    told = [
        Answer(f"{i}:{j}", "q", f"h{j}", "is", ("fine", "rude")[int(said[i, j])], item=str(i))
        for i, j in np.ndindex(said.shape)
    ]
    soft, hard = (task.targets(told, int, (kind,)) for kind in ("soft", "hard"))
    assert soft.value.sum(axis=1) == pytest.approx(np.ones(200)) and soft.lost == ""
    assert "the shares of" in hard.lost
    far = {}
    for name, targets in (("soft", soft), ("hard", hard)):
        data = Training(lambda rows: x[rows], targets.rows, targets, task.classes)
        far[name] = jensen_shannon(learner.fit(data, rng).proba(x), np.column_stack([1 - p, p])).mean()
    assert far["soft"] < 0.5 * far["hard"]


def test_metrics_show_who_is_not_heard():
    """A model that always says what the majority says: good on average, poor for the worst off."""
    told = collected(RandomAnnotator(available="may"), 0)
    proba = np.tile([0.99, 0.01], (2000, 1))
    made = annotator_centric(proba, told, ("fine", "rude"))
    worst = min(made.f1, key=made.f1.get)
    assert worst in MINORITY and made.worst_f1 < 0.5 < made.mean_f1
    assert max(made.annotator_js, key=made.annotator_js.get) in MINORITY
    assert made.js < 0.1 < made.worst_js
