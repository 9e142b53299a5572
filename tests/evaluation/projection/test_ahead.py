import time
from itertools import pairwise

import numpy as np
import pytest
from sklearn.datasets import load_digits
from sklearn.linear_model import LogisticRegression

from labelwise.errors import BadParameter
from labelwise.evaluation.projection import project
from labelwise.evaluation.projection.ahead import paths_of_error, projected
from labelwise.testing.stopping_suite import cut, path
from labelwise.types import History

ROUNDS = 20
N = 20 * np.arange(1, 2 * ROUNDS + 1)


def rng(seed=0):
    return np.random.default_rng(seed)


def smooth(rounds=20):
    return path([0.9 - 0.4 * (1 + t) ** -0.7 for t in range(rounds)])


def bare(n, m):
    return History(n, [].__getitem__, np.zeros(m), np.zeros((len(n), m)), ("a",))


def made_up(seed, m=100):
    """A campaign whose accuracy follows a power law with some luck, and the accuracy at the end."""
    r = rng(seed)
    error = r.uniform(0.02, 0.3) + r.uniform(0.2, 0.5) * (N / 20) ** -r.uniform(0.3, 1.5)
    error = np.clip(error + r.normal(0, 0.004, len(N)), 0, 1)
    hard = r.uniform(size=m)[None] + r.normal(0, 0.03, (len(N), m))
    right = hard < (1 - error)[:, None]
    said = np.where(right, 0, 1)
    made = History(N[:ROUNDS], [].__getitem__, np.zeros(m, int), said[:ROUNDS], ("a", "b"))
    return made, 1 - error[ROUNDS - 1 + 10]


def test_the_interval_holds_as_often_as_it_says_and_a_fit_without_resampling_does_not():
    """200 made-up campaigns, 200 labels ahead; the control takes the spread between families alone."""
    held, control = [], []
    for seed in range(200):
        history, truth = made_up(seed)
        made = project(history, 200, rng=rng(seed))
        held.append(made.low <= truth <= made.high)
        one = (~history.right).mean(axis=1)[None].repeat(40, axis=0)
        low, high = np.quantile(1 - projected(history, one, 600.0, rng(seed)), [0.05, 0.95])
        control.append(low <= truth <= high)
    tolerance = 3 * np.sqrt(0.9 * 0.1 / 200)
    assert np.mean(held) >= 0.9 - tolerance
    assert np.mean(control) < 0.9 - tolerance


def test_the_median_is_near_the_truth_of_an_exact_path():
    made = project(smooth(), 200, rng=rng())
    assert made.value == pytest.approx(0.9 - 0.4 * 30**-0.7, abs=0.015)
    assert made.metric == "accuracy" and made.n == 200 and made.level == 0.9 and not made.reason


def test_more_labels_promise_no_less_and_a_higher_level_a_wider_interval():
    history = smooth()
    made = [project(history, more, rng=rng()) for more in (1, 50, 200, 400)]
    assert all(a.value <= b.value for a, b in pairwise(made))
    wide, narrow = (project(history, 100, level=level, rng=rng()) for level in (0.95, 0.5))
    assert wide.low < narrow.low <= narrow.value <= narrow.high < wide.high


def test_where_all_are_right_the_interval_is_not_a_point():
    right = np.zeros((12, 40), int)
    made = History(N[:12], [].__getitem__, np.zeros(40, int), right, ("a", "b"))
    found = project(made, 50, rng=rng())
    assert found.high <= 1 and 0.9 < found.low < 0.99


def test_of_numbers_it_is_the_rmse_and_says_what_was_not_checked():
    r = rng()
    truth, away = r.normal(size=300), r.normal(size=300)
    told = truth + np.outer((N[:20] / 20) ** -0.5, away)
    made = project(History(N[:20], [].__getitem__, truth, told), 200, rng=r)
    assert made.metric == "rmse" and made.low < 30**-0.5 < made.high
    assert "heavy tails" in made.reason and made.value is not None


@pytest.mark.parametrize(
    ("history", "more", "why"),
    [
        (cut(smooth(), 8), 10, "needs 9 rounds; there have been 8"),
        (smooth(), 401, "more than 400 labels ahead"),
        (
            History(N[:9], [].__getitem__, np.zeros(19), np.zeros((9, 19)), ("a",)),
            10,
            "20 random reserve labels",
        ),
        (
            History(np.full(9, 50), [].__getitem__, np.zeros(30), np.zeros((9, 30)), ("a",)),
            10,
            "9 different numbers",
        ),
    ],
)
def test_refusals_depend_on_sizes_alone(history, more, why):
    made = project(history, more, rng=rng())
    assert made.value is None and made.low is None and why in made.reason
    other = History(history.labels, history.probe, history.truth, history.said + 1, history.classes)
    assert project(other, more, rng=rng()).reason == made.reason


@pytest.mark.parametrize(("more", "level"), [(0, 0.9), (2.5, 0.9), ("3", 0.9), (10, 1.0), (10, 0.0)])
def test_bad_values_are_refused(more, level):
    with pytest.raises(BadParameter, match=r"project: (more|level) is"):
        project(smooth(), more, level=level, rng=rng())


def test_the_same_generator_says_the_same_and_it_is_fast():
    history, took = path(np.linspace(0.3, 0.9, 60).tolist()), []
    for _ in range(3):
        start = time.perf_counter()
        project(history, 200, rng=rng())
        took.append(time.perf_counter() - start)
    assert min(took) < 0.5
    assert project(history, 200, rng=rng()) == project(history, 200, rng=rng())


def test_copies_have_the_spread_of_a_share():
    """The error of one round over copies: a beta with the counts, and half a hit and half a miss."""
    right = np.tile(np.arange(50) < 40, (9, 1))
    made = History(N[:9], [].__getitem__, np.ones(50), 1.0 * right, ("a", "b"))
    errors = paths_of_error(made, rng(), copies=20_000)[:, 0]
    a, b = 10.5, 40.5
    assert errors.mean() == pytest.approx(a / (a + b), abs=2e-3)
    assert errors.var() == pytest.approx(a * b / ((a + b) ** 2 * (a + b + 1)), rel=0.05)


@pytest.mark.slow
def test_held_out_rounds_of_real_campaigns_lie_in_the_interval():
    """20 margin campaigns on the digits: projected from 200 labels, 100 and 200 ahead, against a holdout."""
    x, y = load_digits(return_X_y=True)
    x, held = x / 16, []
    for seed in range(20):
        order = rng(seed).permutation(len(y))
        rows, left, reserve, test = order[:20], order[20:900], order[900:970], order[970:]
        n, said, scores = [], [], []
        while len(rows) <= 400:
            model = LogisticRegression(C=10, max_iter=200, tol=1e-3).fit(x[rows], y[rows])
            n.append(len(rows))
            said.append(model.predict(x[reserve]))
            scores.append(model.score(x[test], y[test]))
            two = np.partition(model.predict_proba(x[left]), -2, axis=1)[:, -2:]
            at = np.argsort(two[:, 1] - two[:, 0])[:20]
            rows, left = np.concatenate([rows, left[at]]), np.delete(left, at)
        told, names = np.stack(said)[:10], tuple(map(str, range(10)))
        history = History(np.array(n[:10]), [].__getitem__, y[reserve], told, names)
        for more in (100, 200):
            made = project(history, more, rng=rng(seed))
            held.append(made.low <= scores[9 + more // 20] <= made.high)
    assert np.mean(held) >= 0.9 - 3 * np.sqrt(0.9 * 0.1 / 20)  # two looks a campaign are nearly one
