"""The reserve tells the truth about real campaigns, and the known ways to break it do not."""

from __future__ import annotations

import numpy as np
import pytest
from sklearn.datasets import load_digits
from sklearn.linear_model import LogisticRegression

from labelwise.campaign import Campaign, honest
from labelwise.evaluation.figures import wilson
from labelwise.types import Trust

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
