"""S110: steps rated up to the first error; the most convincing wrong solutions are asked first."""

from __future__ import annotations

import gzip
import json
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
import pytest
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

import labelwise as lw
from labelwise.bench.curves import Difference, difference
from labelwise.bench.part_metrics import best_of, first_error_f1
from labelwise.bench.rounds import play
from labelwise.learners.encoders import StepFeatures
from labelwise.learners.parts import PartLearner
from labelwise.papers.rows.s106_s110 import convincing_wrong
from labelwise.tasks.steps import Steps
from labelwise.types import Answer, Query, Ragged

STEPS, KINDS, WIDTH = 5, 10, 14
"""Steps of a solution, kinds of error, features of a step."""


@dataclass(frozen=True)
class Chains:
    """Made-up solutions; errors of a rare kind look right to whoever has not seen that kind."""

    x: np.ndarray
    right: np.ndarray
    final_wrong: np.ndarray

    @classmethod
    def draw(cls, size: int, rng: np.random.Generator, lucky: float = 0.1) -> Chains:
        often = 1 / np.arange(1, KINDS + 1) ** 1.5
        kind = rng.choice(KINDS, (size, STEPS), p=often / often.sum())
        right = rng.random((size, STEPS)) > 0.25
        x = rng.normal(size=(size, STEPS, WIDTH)) * 0.4
        x[..., :KINDS] += 3.0 * np.eye(KINDS)[kind] * ~right[..., None]
        wrong = ~right.all(axis=1) & (rng.random(size) > lucky)
        return cls(x.astype(np.float32), right, wrong)

    def campaign(self, strategy: Any, seed: int) -> lw.Campaign:
        parts = Ragged(self.x.reshape(-1, WIDTH), np.arange(len(self.x) + 1) * STEPS)
        pool = lw.Pool(parts, columns={"final_wrong": self.final_wrong})
        task = Steps((0, 1), stop_at=0)
        return lw.Campaign(
            pool, task, learner=PartLearner(LogisticRegression()), strategy=strategy, trust=None, seed=seed
        )

    def answer(self, query: Query) -> list[int]:
        return up_to_error(self.right[int(query.item)])

    def solved(self, scores: np.ndarray) -> float:
        """How often the best of fifty solutions is right throughout."""
        return best_of(scores, self.right.all(axis=1), np.arange(len(scores)) // 50)


def up_to_error(right: Any) -> list[int]:
    values = [int(r) for r in right]
    return values[: values.index(0) + 1] if 0 in values else values


def solution_scores(campaign: lw.Campaign, x: np.ndarray) -> np.ndarray:
    """Product of the probabilities of the steps to be right."""
    return campaign.model.proba(x)[..., 1].prod(axis=1)


def test_the_score_is_the_product_and_nothing_after_the_first_error_is_learnt():
    rng = np.random.default_rng(0)
    chains = Chains.draw(80, rng)
    campaign = chains.campaign(convincing_wrong(), 0)
    batch = campaign.ask(30, strategy="random")
    campaign.tell(batch, [chains.answer(q) for q in batch])
    targets = campaign.brain.targets(list(campaign.fold.answers.values()), ("hard",))
    for q in batch:
        mine = targets.rows == int(q.item)
        judged = up_to_error(chains.right[int(q.item)])
        assert targets.part[mine].tolist() == list(range(len(judged)))
        assert targets.value[mine].tolist() == judged
    asked = campaign.ask(20)
    scores = solution_scores(campaign, chains.x)
    found = [campaign.fold.asked[q.id]["score"] for q in asked]
    np.testing.assert_allclose(np.exp(found), scores[[int(q.item) for q in asked]], rtol=1e-5)


def test_exactly_four_fifths_are_wrong_and_both_parts_are_the_most_convincing():
    chains = Chains.draw(300, np.random.default_rng(1))
    campaign = chains.campaign(convincing_wrong(), 1)
    play(campaign, chains.answer, [(40, "random")], len_of)
    scores = solution_scores(campaign, chains.x)
    done = {int(campaign.fold.asked[q]["item"]) for q in campaign.fold.asked}
    rows = [int(q.item) for q in campaign.ask(50)]
    open_rows = np.array([i for i in range(300) if i not in done])
    for wrong, count in ((True, 40), (False, 10)):
        mine = [i for i in rows if chains.final_wrong[i] == wrong]
        group = open_rows[chains.final_wrong[open_rows] == wrong]
        assert mine == group[np.argsort(-scores[group])][:count].tolist()


def len_of(campaign: lw.Campaign) -> int:
    return campaign.status().labels


def best_of_fifty(seed: int, strategy: Any) -> float:
    """Share of test problems solved after 60 labelled solutions of 2,000, the first 20 of them random."""
    rng = np.random.default_rng(seed)
    pool, test = Chains.draw(2000, rng), Chains.draw(60 * 50, rng)
    rounds = [(20, "random"), *[(10, strategy)] * 4]
    score = lambda campaign: test.solved(solution_scores(campaign, test.x))  # noqa: E731
    return play(pool.campaign(strategy, seed), pool.answer, rounds, score)[-1]


def test_convincing_wrong_solutions_teach_more_than_random_ones():
    ours, random = (
        np.array([best_of_fifty(s, g) for s in range(10)]) for g in (convincing_wrong(), "random")
    )
    gain = difference("convincing-wrong", "random", ours, random)
    print(f"best of 50: {ours.mean():.3f} against {random.mean():.3f}; {gain}")
    assert gain.low > 0


def test_steps_teach_more_than_outcomes_where_some_wrong_solutions_end_right():
    """A process model against an outcome model: logistic regression on the sum of the steps' features."""
    gaps = []
    for seed in range(5):
        rng = np.random.default_rng(seed)
        pool, test = Chains.draw(200, rng, lucky=0.4), Chains.draw(60 * 50, rng, lucky=0.4)
        campaign = pool.campaign("random", seed)
        play(campaign, pool.answer, [(100, None)], len_of)
        rows = [int(campaign.fold.asked[q]["item"]) for q in campaign.fold.asked]
        outcome = LogisticRegression(max_iter=500).fit(pool.x[rows].sum(axis=1), pool.final_wrong[rows])
        process = test.solved(solution_scores(campaign, test.x))
        gaps.append(process - test.solved(-outcome.decision_function(test.x.sum(axis=1))))
    assert np.mean(gaps) > 0


@dataclass(frozen=True)
class Traces:
    """Real solutions: a table of questions and steps, and the position of each first error (-1: none)."""

    table: pd.DataFrame
    first: np.ndarray
    problem: np.ndarray

    def label(self, i: int) -> dict[str, str]:
        size = len(self.table["steps"].iloc[i])
        values = ["1"] * size if self.first[i] < 0 else ["1"] * int(self.first[i]) + ["0"]
        return {f"s{k + 1}": v for k, v in enumerate(values)}

    def curves(self, seed: int, strategy: Any, counts: tuple[int, ...]) -> np.ndarray:
        """(counts, 2): F1 and accuracy of first errors on solutions to other problems."""
        rng = np.random.default_rng(seed)
        problems = rng.permutation(np.unique(self.problem))
        held = np.isin(self.problem, problems[: len(problems) * 3 // 10])
        train, test = np.flatnonzero(~held), np.flatnonzero(held)
        pool, others = (self.table.iloc[rows].reset_index(drop=True) for rows in (train, test))
        estimator = make_pipeline(StandardScaler(), LogisticRegression(C=0.1, max_iter=500))
        learner = PartLearner(estimator, StepFeatures(dims=50))
        task = Steps((0, 1), stop_at=0)
        campaign = lw.Campaign(
            pool, task, learner=learner, strategy=convincing_wrong(), trust=None, seed=seed
        )
        truth = [self.label(i) for i in test]

        def score(campaign: lw.Campaign) -> tuple[float, float]:
            found = campaign.predict(others)["label"].to_pylist()
            labels = [{f"s{k + 1}": v for k, v in enumerate(values)} for values in found]
            right = [
                ("0" in a.values(), len(a)) == ("0" in b.values(), len(b))
                for a, b in zip(truth, labels, strict=True)
            ]
            return first_error_f1(truth, labels, "0"), float(np.mean(right))

        rounds = [(counts[0], "random"), *((int(n), strategy) for n in np.diff(counts))]
        scores = play(campaign, lambda q: self.label(train[int(q.item)]), rounds, score)
        assert campaign.export().num_rows == counts[-1]
        return np.array(scores)


def lines_of(path: Any) -> list[dict[str, Any]]:
    with gzip.open(path, "rt", encoding="utf-8") as file:
        return [json.loads(line) for line in file]


def prmbench(folder: Any) -> Traces:
    """Each problem twice: solved rightly, and with errors; wrong is an answer whose last step was changed."""
    rows, first = [], []
    for line in lines_of(folder / "prmbench_subset" / "subset.jsonl.gz"):
        right, changed = line["original_process"], line["modified_process"]
        rows.append((line["original_question"], right, False))
        rows.append((line["modified_question"], changed, changed[-1] != right[-1]))
        first += [-1, min(line["error_steps"], default=0) - 1]
    table = pd.DataFrame(rows, columns=["question", "steps", "final_wrong"])
    return Traces(table, np.array(first), np.arange(len(rows)) // 2)


def bigbench(folder: Any) -> Traces:
    """Three kinds of puzzle; the answer is wrong where it is not the target."""
    names = ("logical_deduction", "tracking_shuffled_objects", "word_sorting")
    lines = [r for name in names for r in lines_of(folder / "bigbench_mistake" / f"{name}.jsonl.gz")]
    rows = [(r["input"], r["steps"], r["answer"] != r["target"]) for r in lines]
    first = [-1 if r["mistake_index"] is None else r["mistake_index"] for r in lines]
    table = pd.DataFrame(rows, columns=["question", "steps", "final_wrong"])
    return Traces(table, np.array(first), np.arange(len(rows)))


COUNTS = (40, 80, 160)


def compared(traces: Traces, seeds: int) -> list[tuple[str, int, Difference, float]]:
    """(metric, labelled solutions, gain over random, level of random) over paired seeds."""
    ours, random = (
        np.array([traces.curves(s, g, COUNTS) for s in range(seeds)]) for g in (convincing_wrong(), "random")
    )
    return [
        (
            metric,
            n,
            difference("convincing-wrong", "random", ours[:, k, m], random[:, k, m]),
            random[:, k, m].mean(),
        )
        for m, metric in enumerate(("F1", "accuracy"))
        for k, n in enumerate(COUNTS)
        if k
    ]


@pytest.mark.slow
@pytest.mark.parametrize("data", [prmbench, bigbench])
def test_first_errors_in_real_solutions(data, data_dir, capsys):
    """Whole campaigns on real solutions; what the strategy is worth there is printed, not asserted."""
    found = compared(data(data_dir), seeds=5)
    with capsys.disabled():
        for metric, n, gain, level in found:
            print(
                f"{data.__name__}, {n} solutions, first-error {metric}: random {level:.3f}, convincing-wrong "
                f"{gain.mean:+.3f} ({gain.low:+.3f} to {gain.high:+.3f})"
            )
    assert all(level > 0.05 for *_, level in found)


@pytest.mark.parametrize("data", [prmbench, bigbench])
def test_the_real_solutions_fit_the_task(data, data_dir):
    traces = data(data_dir)
    task = Steps((0, 1), stop_at=0)
    for i in range(0, len(traces.table), 7):
        item = {"steps": traces.table["steps"].iloc[i]}
        answer = Answer("a", "q", "simulated", "is", traces.label(i), item=str(i))
        assert task.check(answer, payload=lambda item=item: item).value == traces.label(i)
    assert 0.2 < traces.table["final_wrong"].mean() < 0.9 and (traces.first >= 0).any()
