import re
from dataclasses import replace

import numpy as np
import pytest

from labelwise.evaluation.stopping import Confirmed, Outlook, advise, believed, curve_gains, earlier, outlook
from labelwise.testing.stopping_suite import FLAT, RISING, path
from labelwise.types import Advice, Estimate, History, Trust

STOP, GO = path(FLAT), path(RISING)


def said(history, *, tau=0.01, target=None, **more):
    return advise(history, Trust(tau=tau, target=target), rng=np.random.default_rng(0), **more)


def test_the_printed_sentence_names_estimate_risk_and_rule():
    made = said(STOP)
    assert made.stop is True and made.rule == "believed gain, confirmed by the curve on the reserve"
    assert made.sentence.startswith(
        "More labels of this kind will probably bring less than 1 point of accuracy per 100. In benchmark "
        "campaigns this advice came too early in about 1 of 6 cases, and in nearly half where the curve was "
        "still rising slowly. Expected of 100 more labels: "
    )
    assert "by the answers on random items (in 9 of 10 resamples at most " in made.sentence
    assert "sure" not in made.sentence  # nothing shows how often such a quantile holds
    assert "by what the model believes" in made.sentence
    assert "Over the last 100 labels the model changed its mind on 0.0% of the items" in made.sentence


def test_the_cautious_setting_says_its_own_risk():
    made = said(STOP, rule=Confirmed(cautious=True))
    assert made.stop is True and "about 1 of 20 cases" in made.sentence


def test_a_rising_path_goes_on_with_figures():
    made = said(GO)
    assert made.stop is False
    assert made.sentence.startswith(
        "Go on: 100 more labels may still bring 1 point of accuracy or more. Expected of"
    )
    assert "At this rate one more point of accuracy costs about " in made.sentence


def test_nearly_when_one_of_both_agrees():
    other = path([0.4 + 0.02 * t for t in range(22)])
    made = said(History(STOP.labels, STOP.probe, other.truth, other.said, STOP.classes))
    assert made.stop is False and made.sentence.startswith("Nearly: one of two signs says")


@pytest.mark.parametrize("rounds", [1, 5, 8])
def test_no_advice_before_nine_rounds(rounds):
    made = said(path([0.9] * rounds))
    assert made.stop is None and made.sentence.startswith("No advice yet. Advice needs 9 rounds")


def test_no_advice_without_tau_but_figures():
    made = said(STOP, tau=0.0)
    assert (
        made.stop is None
        and "state tau" in made.sentence
        and "Expected of 100 more labels: " in made.sentence
    )


def test_never_while_a_class_has_no_label_or_was_just_met():
    none, new, old = (STOP.seen.copy() for _ in range(3))
    none[:, 2] = 0
    new[:-1, 1] = 0
    old[:-3, 1] = 0
    assert said(replace(STOP, seen=none)).sentence.startswith("Go on: nothing is labelled c yet.")
    assert said(replace(STOP, seen=new)).sentence.startswith("Go on: b was met first in the last two rounds.")
    assert [said(replace(STOP, seen=seen)).stop for seen in (none, new, old, None)] == [
        False,
        False,
        True,
        True,
    ]


@pytest.mark.parametrize(
    ("certified", "quality", "stop", "part"),
    [
        (
            Estimate(value=0.9, low=0.85),
            None,
            False,
            "the certified accuracy is 85.0%, and 95.0% is wished for",
        ),
        (Estimate(value=0.97, low=0.95), Estimate(value=0.9), True, "Certified: at least 95.0%, as wished."),
        (
            Estimate(reason="No look yet."),
            Estimate(value=0.9),
            False,
            "about 90.0%, and nothing is certified",
        ),
        (
            None,
            Estimate(value=0.96, low=0.94, high=0.98),
            True,
            "accuracy is about 96.0% (94.0% to 98.0%).",
        ),
        (None, Estimate(reason="Too few."), True, "More labels of this kind will probably bring less"),
        (None, None, True, "More labels of this kind will probably bring less"),
    ],
)
def test_below_the_wished_accuracy_more_of_the_same_is_no_way(certified, quality, stop, part):
    made = said(STOP, target=0.95, certified=certified, quality=quality)
    assert made.stop is stop and part in made.sentence
    assert made.sentence.startswith("More of the same will not get there") is not stop


def test_a_target_does_not_stop_what_still_gains():
    assert said(GO, target=0.5, certified=Estimate(value=0.9, low=0.8)).stop is False


def test_the_figures_are_those_of_the_parts():
    made = outlook(GO, np.random.default_rng(3))
    gains = curve_gains(GO, np.random.default_rng(3))
    assert made.believed == believed(GO)
    assert (made.median, made.high) == tuple(np.quantile(gains, [0.5, 0.9]))
    assert made.changed == pytest.approx(0.135, abs=1e-9)
    assert made.cost == pytest.approx(1 / (made.believed + made.median) * 2)


def test_costs_are_those_of_the_last_100_labels():
    paid = replace(GO, cost=np.cumsum(np.where(np.arange(28) < 20, 1.0, 40.0)), unit="seconds")
    made = outlook(paid, np.random.default_rng(0))
    assert (made.price, made.unit) == (200.0, "seconds")
    told = re.search(
        r"At this rate one more point of accuracy costs about (\d+) seconds", said(paid).sentence
    )
    assert float(told[1]) == pytest.approx(made.cost, rel=0.1)  # resampled by another generator


@pytest.mark.parametrize("seed", range(3))
def test_what_changed_bounds_how_much_accuracy_changed(seed):
    """On the items themselves, whatever is true: the proven sentence."""
    rng = np.random.default_rng(seed)
    truth, told = rng.integers(3, size=300), rng.dirichlet(np.ones(3), (12, 300))
    made = History(np.arange(20, 260, 20), told.__getitem__, np.zeros(0), np.zeros((12, 0)), ("a", "b", "c"))
    right = told.argmax(axis=2) == truth
    assert abs(right[-1].mean() - right[-6].mean()) <= outlook(made, rng).changed


def test_numbers_get_a_share_of_the_rmse_and_their_own_risk():
    flat = path([0.9] * 14, numbers=True)
    made = said(flat, target=0.95, quality=Estimate("rmse", 0.1))
    assert (
        made.stop is True and "1% of the RMSE" in made.sentence and "campaigns about numbers" in made.sentence
    )
    assert said(path(RISING, numbers=True)).stop is False
    assert outlook(flat, np.random.default_rng(0)).changed is None


def test_the_same_generator_gives_the_same_advice_and_an_empty_history_none():
    assert said(STOP) == said(STOP)
    empty = earlier(STOP, len(STOP))
    assert outlook(empty, np.random.default_rng(0)) == Outlook()
    assert said(empty).stop is None
    assert isinstance(said(empty), Advice)
