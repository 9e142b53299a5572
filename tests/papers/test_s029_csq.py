"""S029: a calibrated set of candidate classes is shown, costs are bits, scores are divided by them."""

from __future__ import annotations

import math

import numpy as np
import pytest
from sklearn.datasets import load_digits

import labelwise as lw
from labelwise.annotators import Simulated
from labelwise.measures import Raised, entropy
from labelwise.pool import Pool
from labelwise.selectors import PerCost, TopK
from labelwise.tasks.forms import CandidateSet, Full
from labelwise.tasks.forms.conformal import GRID, cheapest, hit, miss

C = 8


def drawn(rng: np.random.Generator, size: int) -> tuple[np.ndarray, np.ndarray]:
    """(size, 8) probabilities of a model that is too sure of itself, and true classes."""
    sharp = rng.dirichlet(np.full(C, 0.3), size)
    truth = np.sqrt(sharp) / np.sqrt(sharp).sum(axis=1, keepdims=True)
    return sharp, (truth.cumsum(axis=1) > rng.random((size, 1))).argmax(axis=1)


def view(proba: np.ndarray, y: np.ndarray, k: int) -> lw.View:
    """A View of which the first ``k`` rows calibrate."""
    return lw.View.from_arrays(
        proba=proba, calibration=1 - proba[np.arange(k), y[:k]], calibrated=np.arange(k)
    )


def coverage(eps: float, corrected: bool, repeats: int = 300, k: int = 40) -> np.ndarray:
    """(repeats,) share of 60 fresh rows whose set holds the true class."""
    rng, form, found = np.random.default_rng(0), CandidateSet(k, eps, corrected=corrected), []
    for _ in range(repeats):
        proba, y = drawn(rng, k + 60)
        sets = form.pose(view(proba, y, k), np.arange(k, k + 60))
        found.append(np.mean([y[k + i] in posed.options for i, posed in enumerate(sets)]))
    return np.array(found)


@pytest.mark.parametrize("eps", [0.1, 0.3])
def test_coverage_is_what_was_promised(eps):
    """Mean over 300 repeats at least nominal minus three standard errors, and not much above it."""
    found = coverage(eps, corrected=True)
    assert found.mean() >= 1 - eps - 3 * found.std(ddof=1) / math.sqrt(len(found))
    assert found.mean() <= 1 - eps + 1 / 41 + 3 * found.std(ddof=1) / math.sqrt(len(found))


def test_the_quantile_of_the_official_code_covers_what_its_rank_says():
    """Without the correction: rank ceil(39 * 0.9) + 1 = 37 of 40 scores, so 37 / 41 on average."""
    found = coverage(0.1, corrected=False)
    assert abs(found.mean() - 37 / 41) <= 4 * found.std(ddof=1) / math.sqrt(len(found))


def test_no_error_covers_all_calibration_items():
    proba, y = drawn(np.random.default_rng(0), 40)
    made = CandidateSet(40, 0.0, corrected=False).pose(view(proba, y, 40), np.arange(40))
    assert all(y[i] in posed.options for i, posed in enumerate(made))


def test_identities_of_the_costs():
    k = np.arange(1, C + 1)
    assert hit(C, C) == miss(C, C) == math.log2(C)
    assert (miss(k, C)[:-2] > hit(k, C)[:-2]).all() and (np.diff(hit(k, C)) >= 0).all()
    assert hit(1, C) == 1 and miss(1, C) == pytest.approx(1 + math.log2(C - 1))


def test_the_rate_that_had_cost_least_equals_brute_force():
    proba, y = drawn(np.random.default_rng(1), 60)
    scores, totals = 1 - proba[np.arange(60), y], []
    for eps in GRID:
        q, total = np.quantile(scores, 1 - eps, method="higher"), 0.0
        for p, truth in zip(proba, y, strict=True):
            shown = [c for c in range(C) if 1 - p[c] <= q] or list(range(C))
            choice = math.log2(min(len(shown) + 1, C))
            total += choice if truth in shown else choice + math.log2(max(C - len(shown), 1))
        totals.append(total)
    assert cheapest(scores, proba, corrected=False) == GRID[int(np.argmin(totals))]


def test_power_zero_asks_the_cheapest_first():
    proba, y = drawn(np.random.default_rng(2), 100)
    given, form = view(proba, y, 40), CandidateSet(40, 0.2)
    strategy = lw.Strategy(measure=Raised(entropy, 0.0), selector=PerCost(TopK()), form=form)
    picked = strategy.select(given, 30, np.random.default_rng(0))
    cost = form.cost(given, np.arange(100))
    assert picked.cost.tolist() == np.sort(cost)[:30].tolist()
    other = lw.Strategy(measure=Raised(entropy, 4.0), selector=PerCost(TopK()), form=form)
    rows = other.select(given, 30, np.random.default_rng(0)).indices
    worth = (1 + entropy(proba)) ** 4 / cost
    assert rows.tolist() == np.argsort(-worth, kind="stable")[:30].tolist()


def curve(form: object, seed: int, rounds: int = 7, batch: int = 50) -> list[tuple[float, float]]:
    """(bits spent, accuracy on the test third) after each round of a campaign on the digits."""
    x, y = load_digits(return_X_y=True)
    test = np.arange(len(y)) % 3 == 0
    pool, truth = Pool(x[~test]), y[~test]
    strategy = lw.Strategy(measure=Raised(entropy, 3.0), selector=PerCost(TopK()), form=form)
    campaign = lw.Campaign(pool, range(10), strategy=strategy, seed=seed, trust=None)
    start = np.random.default_rng(seed).choice(len(pool), 50, replace=False)
    campaign.add_labels([int(i) for i in start], truth[start].tolist())
    annotator, found = Simulated.of(pool, truth.tolist()), []
    for k in range(1, rounds + 1):
        while (left := k * batch - campaign.status().labels + campaign.status().imported) > 0:
            asked = campaign.ask(left)
            campaign.tell(asked, annotator(asked))
        bits = sum(float(answer.price) for _, answer in campaign.history(limit=10**6))
        right = np.array(campaign.predict(x[test])["label"].to_pylist()) == y[test].astype(str)
        found.append((bits if form.unit == "bits" else k * batch * math.log2(10), float(right.mean())))
    return found


def test_fewer_bits_on_the_digits_and_more_saved_in_later_rounds():
    """Through Campaign: the same questions cost a third less, and equal accuracy comes for fewer bits."""
    saved = []
    for seed in (0, 1):
        csq, full = curve(CandidateSet(15, corrected=False), seed), curve(Full(), seed)
        assert csq[-1][0] < 0.75 * full[-1][0]
        accuracy = full[3][1]
        assert next(b for b, a in csq if a >= accuracy) < next(b for b, a in full if a >= accuracy)
        spent = np.diff([0.0, *(bits for bits, _ in csq)])
        saved.append(1 - spent / (50 * math.log2(10)))
    assert np.mean([line[-3:] for line in saved]) > np.mean([line[:3] for line in saved]) > 0
