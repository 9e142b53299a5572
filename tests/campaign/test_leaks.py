"""The reserve tells the truth about real campaigns, and the known ways to break it do not."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pytest
from sklearn.datasets import load_digits
from sklearn.linear_model import LogisticRegression
from sklearn.neighbors import KNeighborsClassifier

from labelwise.campaign import Campaign, honest
from labelwise.campaign.sealing import copies_of, families, joining, reserve_rows
from labelwise.campaign.subject import Subject
from labelwise.evaluation.figures import wilson
from labelwise.pool import Pool
from labelwise.tasks import as_task
from labelwise.types import Trust
from labelwise.types.outcomes import worth

pytestmark = pytest.mark.slow

DIGITS, TRUTH = load_digits(return_X_y=True)
DIGITS = DIGITS / 16
RUNS, LABELS, RESERVE, HOLDOUT = 100, 200, 100, 600


def model(rows: np.ndarray) -> LogisticRegression:
    """Logistic regression of some digits."""
    return LogisticRegression(max_iter=300).fit(DIGITS[rows], TRUTH[rows])


def margin_campaign(rng: np.random.Generator) -> tuple[np.ndarray, ...]:
    """Rows chosen by margin to 200 labels, the sealed reserve, what is left of the pool, and a holdout."""
    order = rng.permutation(len(TRUTH))
    holdout, reserve, pool = np.split(order, [HOLDOUT, HOLDOUT + RESERVE])
    told, rest = pool[:20], pool[20:]
    while len(told) < LABELS:
        top = -np.sort(-model(told).predict_proba(DIGITS[rest]), axis=1)
        best = np.argsort(top[:, 0] - top[:, 1])[:20]
        told, rest = np.concatenate([told, rest[best]]), np.delete(rest, best)
    return told, reserve, rest, holdout


@pytest.fixture(scope="module")
def campaigns() -> list[tuple[np.ndarray, ...]]:
    return [margin_campaign(np.random.default_rng(seed)) for seed in range(RUNS)]


def errors(campaigns, judged) -> np.ndarray:
    """Estimate minus the accuracy on the holdout, run by run.

    ``judged`` gives the rows to train and to test on.
    """
    found = []
    for seed, (told, reserve, rest, holdout) in enumerate(campaigns):
        train, test = judged(told, reserve, rest, np.random.default_rng(seed))
        right = model(train).predict(DIGITS[test]) == TRUTH[test]
        true = (model(train).predict(DIGITS[holdout]) == TRUTH[holdout]).mean()
        found.append((right.mean() - true, *wilson(int(right.sum()), len(right)), true))
    return np.array(found)


def test_the_sealed_reserve_is_unbiased_and_its_interval_covers(campaigns):
    found = errors(campaigns, lambda told, reserve, rest, rng: (told, reserve))
    bias = found[:, 0]
    assert abs(bias.mean()) <= 3 * bias.std() / RUNS**0.5
    covered = (found[:, 1] <= found[:, 3]) & (found[:, 3] <= found[:, 2])
    assert covered.mean() >= 0.95 - 3 * (0.95 * 0.05 / RUNS) ** 0.5


def test_items_from_what_is_left_of_the_pool_flatter(campaigns):
    def judged(told, reserve, rest, rng):
        return told, rng.choice(rest, RESERVE, replace=False)

    left = errors(campaigns, judged)
    assert left[:, 0].mean() > 0.01


def test_training_on_the_items_it_is_judged_by_flatters(campaigns):
    own = errors(campaigns, lambda told, reserve, rest, rng: (np.concatenate([told, reserve]), reserve))
    assert own[:, 0].mean() > 0.02


def test_what_a_campaign_says_of_its_model_is_true(monkeypatch):
    monkeypatch.setattr(honest, "SLOW", -1.0)  # no savings, for which a hundred models are trained
    runs, bias, covered, certified = 40, [], [], []
    for seed in range(runs):
        order = np.random.default_rng(seed).permutation(len(TRUTH))
        pool, holdout = order[HOLDOUT:], order[:HOLDOUT]
        campaign = Campaign(
            DIGITS[pool], [str(k) for k in range(10)], learner=LogisticRegression(max_iter=300),
            strategy="margin", budget=240, seed=seed, trust=Trust(0.4),
        )  # fmt: skip
        while batch := campaign.ask(40):
            campaign.tell(batch, [str(TRUTH[pool[int(q.item)]]) for q in batch])
        campaign.fit()
        status = campaign.status()
        guess = campaign.predict(DIGITS[holdout])["label"].to_pylist()
        true = np.mean([int(g) == y for g, y in zip(guess, TRUTH[holdout], strict=True)])
        bias.append(status.quality.value - true)
        covered.append(status.quality.low <= true <= status.quality.high)
        certified.append(status.certificate.low <= true)
    assert -0.02 - 3 * np.std(bias) / runs**0.5 <= np.mean(bias) <= 0.007 + 3 * np.std(bias) / runs**0.5
    assert np.mean(covered) >= 0.95 - 3 * (0.95 * 0.05 / runs) ** 0.5
    assert np.mean(certified) >= 0.95 - 3 * (0.95 * 0.05 / runs) ** 0.5


COPIES = 200
"""Campaigns over pools with copies."""


@dataclass
class Copied:
    """A pool whose hard contents come up to four times, beside four contents that come twelve times each."""

    x: np.ndarray
    y: np.ndarray
    content: np.ndarray
    count: np.ndarray

    @classmethod
    def drawn(cls, rng: np.random.Generator, contents: int = 400) -> Copied:
        x = rng.normal(size=(contents, 6))
        hard = np.abs(x[:, 0]) < 0.7
        y = ((x[:, 0] > 0) ^ (hard & (rng.uniform(size=contents) < 0.4))).astype(int)
        count = np.where(hard, 1 + rng.binomial(3, 0.6, contents), 1)
        count[:4] = 12
        content = rng.permutation(np.repeat(np.arange(contents), count))
        return cls(x, y, content, count)

    @property
    def subject(self) -> Subject:
        return Subject(Pool(self.x[self.content]), as_task(["0", "1"]))

    def told(self, open_rows: np.ndarray, rng: np.random.Generator) -> np.ndarray:
        """Contents chosen by margin among some rows, to 140 labels."""
        rows = rng.permutation(open_rows)
        told, rest = rows[:20], rows[20:]
        while len(told) < 140:
            mine = self.content[told]
            sure = np.abs(LogisticRegression().fit(self.x[mine], self.y[mine]).decision_function(self.x))
            order = np.argsort(sure[self.content[rest]], kind="stable")
            told, rest = np.concatenate([told, rest[order[:20]]]), rest[order[20:]]
        return self.content[told]

    def error(self, told: np.ndarray, reserve: np.ndarray, rng: np.random.Generator) -> tuple[float, bool]:
        """Estimate minus the accuracy on new data, and whether the interval holds it.

        Of the new data the common contents have the share that they have here; all others are new.
        """
        model = KNeighborsClassifier(1).fit(self.x[told], self.y[told])
        hits = (model.predict(self.x) == self.y)[self.content[reserve]]
        new = Copied.drawn(rng, 8000)
        right = (model.predict(new.x) == new.y)[4:]
        known, share = (model.predict(self.x[:4]) == self.y[:4]).mean(), 48 / len(self.content)
        true = share * known + (1 - share) * np.average(right, weights=new.count[4:])
        each = worth(families(self.subject, len(reserve) / len(self.content))[reserve])
        low, high = wilson(hits.sum() * each, len(hits) * each)
        return hits.mean() - true, bool(low <= true <= high)


def sealed(world: Copied, rng: np.random.Generator) -> tuple[np.ndarray, np.ndarray]:
    """The reserve and what is set aside for it, as a campaign draws them."""
    reserve = reserve_rows(len(world.content), Trust(), None, int(rng.integers(1 << 30)))
    return reserve, copies_of(reserve, families(world.subject, len(reserve) / len(world.content)))


def grown(world: Copied, rng: np.random.Generator) -> tuple[np.ndarray, np.ndarray]:
    """The same where a third of the items joined later."""
    old = 2 * len(world.content) // 3
    reserve = reserve_rows(old, Trust(), None, int(rng.integers(1 << 30)))
    family = families(world.subject, len(reserve) / old)
    start = Subject(Pool(world.x[world.content[:old]]), as_task(["0", "1"]))
    first = copies_of(reserve, families(start, len(reserve) / old))
    more = joining(reserve, family, old, rng.permutation(len(world.content) - old))
    every = np.concatenate([reserve, more])
    return every, np.concatenate([first, copies_of(every, family, old)])


def both_sides(world: Copied, rng: np.random.Generator) -> tuple[np.ndarray, np.ndarray]:
    reserve, _ = sealed(world, rng)
    return reserve, reserve[:0]


def one_of_each(world: Copied, rng: np.random.Generator) -> tuple[np.ndarray, np.ndarray]:
    """A fifth of the contents, one item of each."""
    drawn = rng.permutation(len(world.x))[: len(world.x) // 5]
    rows = np.flatnonzero(np.isin(world.content, drawn))
    first = np.unique(world.content[rows], return_index=True)[1]
    return rows[first], np.delete(rows, first)


def judged_copies(draw) -> np.ndarray:
    """Error and coverage of each campaign."""
    found = []
    for seed in range(COPIES):
        rng = np.random.default_rng(seed)
        world = Copied.drawn(rng)
        reserve, aside = draw(world, rng)
        sides = np.delete(np.arange(len(world.content)), np.concatenate([reserve, aside]))
        found.append(world.error(world.told(sides, rng), reserve, rng))
    return np.array(found)


@pytest.mark.parametrize("draw", [sealed, grown])
def test_with_copies_on_one_side_the_reserve_is_unbiased_for_new_contents(draw):
    bias, covered = judged_copies(draw).T
    assert abs(bias.mean()) <= 3 * bias.std() / COPIES**0.5
    assert covered.mean() >= 0.95 - 3 * (0.95 * 0.05 / COPIES) ** 0.5


@pytest.mark.parametrize("draw", [both_sides, one_of_each])
def test_copies_on_both_sides_and_contents_that_weigh_alike_flatter(draw):
    assert judged_copies(draw)[:, 0].mean() > 0.02
