import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from labelwise.evaluation.stopping import BelievedGain, believed, earlier
from labelwise.testing.stopping_suite import FLAT, RISING, path
from labelwise.types import History

RNG = np.random.default_rng(0)


def naive(now, then, n):
    total = 0.0
    for p, q in zip(now, then, strict=True):
        total += max(p) - p[list(q).index(max(q))]
    return total / len(now) * n / (n + 100)


def campaign(outputs, labels, classes=("a", "b", "c"), **reserve):
    truth = reserve.get("truth", np.zeros(0))
    told = reserve.get("said", np.zeros((len(outputs), len(truth))))
    return History(np.asarray(labels), outputs.__getitem__, truth, told, classes)


@given(st.integers(0, 2**32 - 1), st.integers(1, 40), st.integers(1, 500))
def test_equals_the_naive_version(seed, size, first):
    rng = np.random.default_rng(seed)
    outputs = [rng.dirichlet(np.ones(3), size) for _ in range(3)]
    made = campaign(outputs, [first, first + 50, first + 100])
    assert believed(made) == pytest.approx(naive(outputs[2], outputs[0], first + 100), abs=1e-12)
    assert believed(made) >= 0


def test_only_items_whose_answer_changed_contribute():
    before = np.array([[0.9, 0.1], [0.2, 0.8]])
    after = np.array([[0.51, 0.49], [0.7, 0.3]])
    made = campaign([before, after], [100, 200], ("a", "b"))
    assert believed(made) == pytest.approx((0.7 - 0.3) / 2 * 200 / 300)


def test_a_longer_span_is_scaled_to_100_labels():
    outputs = [RNG.dirichlet(np.ones(3), 50) for _ in range(2)]
    one, two = (believed(campaign(outputs, [300 - span, 300])) for span in (100, 200))
    assert one == pytest.approx(2 * two)


def test_nothing_is_believed_without_a_model_100_labels_older_or_without_probabilities():
    outputs = [RNG.dirichlet(np.ones(3), 50) for _ in range(2)]
    assert believed(campaign(outputs, [200, 299])) is None
    assert believed(campaign([np.zeros(5, int), np.ones(5, int)], [100, 200])) is None


def test_of_numbers_it_is_the_fall_of_the_error_that_the_new_model_expects():
    """Numbers that are truth + noise for the new model, and further off for the old one by a known amount."""
    rng = np.random.default_rng(1)
    truth = rng.normal(size=200_000)
    new = truth + rng.normal(0, 0.5, truth.shape)
    old = new + rng.normal(0, 0.3, truth.shape)
    made = campaign([old, new], [400, 500], (), truth=truth, said=np.stack([old, new]))
    fell = np.sqrt(((old - truth) ** 2).mean()) / np.sqrt(((new - truth) ** 2).mean()) - 1
    assert believed(made) == pytest.approx(fell * 500 / 600, rel=0.02)


def test_of_numbers_without_error_or_reserve():
    truth = np.arange(5.0)
    exact = {"truth": truth, "said": np.stack([truth, truth])}
    assert believed(campaign([truth, truth], [100, 200], (), **exact)) == 0
    assert believed(campaign([truth + 1, truth], [100, 200], (), **exact)) is None
    assert believed(campaign([truth, truth], [100, 200], ())) is None


def test_the_gain_of_a_known_path():
    """13.5 points in 100 labels, believed by 0.95 - 0.025 an item, times n / (n + 100)."""
    assert believed(path(RISING)) == pytest.approx(0.135 * 0.925 * 560 / 660, abs=2e-3)


def test_stops_only_when_it_was_below_tau_so_many_times():
    history, rng = path(FLAT), np.random.default_rng(0)
    gains = [believed(earlier(history, back)) for back in range(14)]
    first = next(k for k in range(14, 0, -1) if gains[k - 1] < 0.005)  # rounds before the last
    for times in (1, 2, 3):
        for back in range(12):
            stop = BelievedGain(times=times)(earlier(history, back), tau=0.005, rng=rng).stop
            assert stop is (back <= first - times), (times, back)


@pytest.mark.parametrize(
    ("made", "why"),
    [
        (path([0.9] * 12), ""),
        (campaign([np.ones((1, 1))] * 9, range(20, 110, 10)), "must be 100 labels apart"),
        (campaign([np.zeros(4, int)] * 9, range(20, 200, 20)), "gives no probabilities"),
        (campaign([np.zeros(4)] * 9, range(20, 200, 20), ()), "known from a random reserve"),
        (campaign([np.ones((1, 1))] * 9, [50, *range(143, 151)]), "One more round is needed"),
    ],
)
def test_why_it_cannot_be_said(made, why):
    verdict = BelievedGain()(made, tau=0.01, rng=RNG)
    assert verdict.stop is (None if why else True) and why in verdict.sentence
