"""What runs say of ``auto``."""

from __future__ import annotations

import numpy as np
import pytest
from benchmarks.evidence.verdict import Figure, Verdict, boot, setbacks

from labelwise.bench.protocols import Protocol, arrays, figures
from labelwise.bench.protocols.cell import FULL


@pytest.fixture(scope="module")
def protocol():
    return Protocol.read("final")


@pytest.fixture(scope="module")
def few(made, protocol):
    """Four seeds of one learner on the protocol's first six sets."""
    own = protocol.datasets[:6]

    def runs(extra):
        return made(
            "final", extra, lambda c: c.dataset in own and c.seed < 4 and c.learner == protocol.learners[0]
        )

    return runs


def test_a_figure_in_words():
    assert Figure(0.25, 0.1, 0.33).words(".0%") == "25% (10% to 33%)"


def test_the_bootstrap_draws_whole_data_sets():
    """Twice the same problem of a set is no more evidence than once."""
    values = np.array([0.0, 0.2, 0.4, 0.9])
    once = boot(values, np.mean, list("abcd"))
    twice = boot(np.repeat(values, 2), np.mean, [name for name in "abcd" for _ in range(2)])
    assert (once.value, once.low, once.high) == pytest.approx((twice.value, twice.low, twice.high))
    assert once.value == pytest.approx(0.375) and once.low < once.value < once.high


def test_the_best_is_told_from_the_next(few, protocol):
    verdict = Verdict.of(few(lambda cell, labels: 0.05 * (cell.strategy == "auto")), protocol)
    assert verdict.first() and verdict.rank("auto").startswith("1.00")
    assert verdict.lead().low > 0 and verdict.area.low > 0
    worse, better, _ = verdict.chance
    assert worse == 0 and better == len(verdict.sets)


def test_the_fixed_strategy_is_chosen_on_the_first_seeds_and_measured_on_the_others(few, protocol):
    """What is best on seeds 0 and 1 alone gains nothing on 2 and 3."""
    lucky = next(name for name in protocol.strategies if name not in ("auto", "random"))
    runs = few(lambda cell, labels: 0.05 * (cell.strategy == lucky and cell.seed < 2))
    verdict = Verdict.of(runs, protocol)
    assert set(verdict.halves.chosen) == {lucky}
    assert abs(verdict.area.value) < 0.005
    steady = Verdict.of(few(lambda cell, labels: 0.05 * (cell.strategy == lucky)), protocol)
    assert steady.area.high < -0.05


def test_labels_saved_are_those_of_mean_curves(few, protocol):
    """The others reach the target with 104 labels, thus after 120; 0.03 higher it is 57, after 60."""
    verdict = Verdict.of(few(lambda cell, labels: 0.03 * (cell.strategy == "auto")), protocol)
    own, theirs, many = verdict.saved
    assert many == len(verdict.sets) and own.value > theirs.value
    assert own.value == 0.5 and theirs.value == 0


def test_where_nobody_got_there_nothing_is_saved(few, protocol):
    """With all labels the score is far above any curve."""
    verdict = Verdict.of(few(lambda cell, labels: 0.3 * (cell.strategy == FULL)), protocol)
    own, theirs, many = verdict.saved
    assert many == 0 and own.words(".0%") == theirs.words(".0%") == "–"


def test_one_seed_allows_no_verdict(few, protocol):
    runs = [run for run in few(lambda cell, labels: 0.0) if run.cell.seed == 0]
    assert Verdict.of(runs, protocol) is None


def test_harm_is_named(few, protocol):
    hurt = protocol.datasets[2]
    runs = few(lambda cell, labels: -0.05 * (cell.strategy == "auto" and cell.dataset == hurt))
    areas = arrays(figures(runs, protocol.target, protocol.baseline)).complete()
    worse, _, text = setbacks(areas)
    assert worse >= 1 and hurt.removeprefix("local:") in text and text.startswith(f"worse on {worse} (")
