"""CODA against its formulas written out, nothing kept between answers."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.integrate import cumulative_trapezoid, trapezoid
from scipy.special import gammaln

from labelwise import parallel
from labelwise.errors import BadAnswer, BadParameter
from labelwise.evaluation.models import Coda, Panel, panel


def naive_best(a, b, points=256):
    """P(best) of (..., H) Betas by the trapezoid rule, distribution functions too."""
    x = np.linspace(1e-6, 1 - 1e-6, points)
    a, b = a[..., None], b[..., None]
    pdf = np.exp((a - 1) * np.log(x) + (b - 1) * np.log1p(-x) + gammaln(a + b) - gammaln(a) - gammaln(b))
    cdf = np.maximum(cumulative_trapezoid(pdf, x, initial=0), 1e-30)
    others = [np.delete(cdf, h, axis=-2).prod(axis=-2) for h in range(a.shape[-2])]
    made = trapezoid(pdf * np.stack(others, axis=-2), x)
    return made / made.sum(axis=-1, keepdims=True)


def bits(p):
    return -(np.maximum(p, 1e-12) * np.log2(np.maximum(p, 1e-12))).sum(axis=-1)


class Naive:
    """Prior, class beliefs, P(best), gain and answer of CODA, in a few lines each."""

    def __init__(self, proba):
        self.proba, classes = proba, proba.shape[2]
        truth = proba.mean(axis=0).argmax(axis=1)
        confusion = np.array([[p[truth == c].sum(axis=0) for c in range(classes)] for p in proba])
        confusion /= np.maximum(confusion.sum(axis=2, keepdims=True), 1e-6)
        self.counts = 2.0 * (np.where(np.eye(classes) == 1, 1.0, 1 / (classes - 1)) + 0.1 * confusion)

    def beliefs(self):
        """Class of each item, share of each class, Betas (C, H) of each class, P(best) given each class."""
        belief = np.einsum("hcs,hns->nc", self.counts, self.proba)
        belief /= belief.sum(axis=1, keepdims=True)
        a = np.einsum("hcc->ch", self.counts)
        b = self.counts.sum(axis=2).T - a
        return belief, belief.mean(axis=0), a, b, naive_best(a, b)

    def best(self):
        _, share, _, _, rows = self.beliefs()
        return share @ rows

    def gains(self, items):
        belief, share, a, b, rows = self.beliefs()
        right = self.proba[:, items].argmax(axis=2).T[:, None] == np.arange(len(share))[:, None]
        change = naive_best(a + right, b + ~right) - rows
        return bits(share @ rows) - (belief[items] * bits(share @ rows + share[:, None] * change)).sum(axis=1)

    def tell(self, item, answer):
        said = self.proba[:, item].argmax(axis=1)
        self.counts[np.arange(len(said)), answer, said] += 0.01


def made(seed, models=5, items=70, classes=3):
    """Predictions of models that are right 50 to 80% of the time, and the truth."""
    rng = np.random.default_rng(seed)
    truth = rng.integers(classes, size=items)
    proba = rng.dirichlet(np.ones(classes), (models, items))
    proba[:, np.arange(items), truth] += rng.uniform(0.2, 1.0, (models, 1))
    return proba / proba.sum(axis=2, keepdims=True), truth


def split(proba, left):
    said = proba.argmax(axis=2)
    return [n for n in left if len(set(said[:, n])) > 1] or left


def check(run, naive, proba, truth, answers):
    """Same gains, items, models and P(best), answer after answer."""
    left = list(range(len(truth)))
    for _ in range(answers):
        rows = split(proba, left)
        gains = naive.gains(rows)
        np.testing.assert_allclose(run.gain(np.array(rows)), gains, atol=1e-12)
        item, chance = run.ask()
        ties = np.flatnonzero(gains >= gains.max() - 1e-8 - 1e-8 * abs(gains.max()))
        assert rows.index(item) in ties and chance == 1 / len(ties)
        run.tell(item, truth[item])
        naive.tell(item, truth[item])
        left.remove(item)
        model, posterior = run.best()
        np.testing.assert_allclose(posterior, naive.best(), atol=1e-12)
        assert model == posterior.argmax() and posterior.sum() == pytest.approx(1)


def test_the_first_50_choices_are_those_of_the_naive_version():
    proba, truth = made(0)
    check(Coda().start(proba, np.random.default_rng(0)), Naive(proba), proba, truth, 50)


def test_hard_labels_count_as_certain():
    proba, truth = made(1, models=6, items=50)
    said = proba.argmax(axis=2)
    run = Coda().start(said, np.random.default_rng(0))
    assert run.panel.proba is None
    check(run, Naive(np.eye(3)[said]), np.eye(3)[said], truth, 15)


@pytest.mark.parametrize("wrong", ["row", "mass"])
def test_a_version_that_forgets_to_update_is_noticed(wrong, monkeypatch):
    """Negative control: the answered class's row, or the beliefs of classes, stay as they were."""
    proba, truth = made(0)
    run = Coda(learning_rate=0.01).start(proba, np.random.default_rng(0))
    if wrong == "row":
        monkeypatch.setattr(run, "_look_ahead", lambda c: None)
    else:
        monkeypatch.setattr(type(run.panel), "agreement", lambda self, classes: np.zeros(len(truth)))
    with pytest.raises(AssertionError):
        check(run, Naive(proba), proba, truth, 5)


def test_half_precision_and_memory_maps_give_the_same(tmp_path):
    proba, _ = made(3)
    half = proba.astype(np.float16)
    np.save(tmp_path / "p.npy", half)
    runs = [
        Coda().start(p, np.random.default_rng(0))
        for p in (half, half.astype(np.float64), np.load(tmp_path / "p.npy", mmap_mode="r"))
    ]
    asked = [[run.ask()[0] for _ in range(10)] for run in runs]
    assert asked[0] == asked[1] == asked[2]


def test_the_number_of_threads_changes_nothing(monkeypatch):
    proba, truth = made(4, items=1500)
    seen = []
    for threads in (1, 2):
        monkeypatch.setattr(parallel, "THREADS", threads)
        run = Coda().start(proba, np.random.default_rng(0))
        item, _ = run.ask()
        run.tell(item, truth[item])
        seen.append((item, run.ask()[0], run.best()[1].tobytes()))
    assert seen[0] == seen[1]


def test_items_on_which_all_agree_come_last():
    said = np.array([[0, 1, 1, 0], [0, 1, 0, 0], [0, 1, 1, 0]])
    run = Coda().start(said, np.random.default_rng(0))
    order = [run.ask()[0] for _ in range(4)]
    assert order[0] == 2 and sorted(order) == [0, 1, 2, 3]
    with pytest.raises(BadParameter, match="all 4 items"):
        run.ask()


@settings(max_examples=30)
@given(st.integers(0, 10**6))
def test_p_best_is_a_distribution(seed):
    rng = np.random.default_rng(seed)
    models, items, classes = rng.integers(2, 6), rng.integers(3, 12), rng.integers(2, 5)
    run = Coda(points=64).start(rng.dirichlet(np.ones(classes), (models, items)), rng)
    _, posterior = run.best()
    assert posterior.sum() == pytest.approx(1) and (posterior >= 0).all()
    item, chance = run.ask()
    assert 0 < chance <= 1
    run.tell(item, int(rng.integers(classes)))
    assert run.best()[1].sum() == pytest.approx(1)


def test_a_class_that_nobody_says_may_be_the_answer():
    said = np.array([[0, 1, 0], [1, 1, 0]])
    run = Coda().start(panel(said, classes=4), np.random.default_rng(0))
    run.tell(0, 3)
    assert np.isfinite(run.best()[1]).all()
    with pytest.raises(BadAnswer, match="0 to 3"):
        run.tell(1, 4)


def test_options_are_checked():
    with pytest.raises(BadParameter, match="alpha"):
        Coda(alpha=1.5)
    assert repr(Coda(learning_rate=0.1)) == "Coda(learning_rate=0.1)"
    assert isinstance(Coda().start(made(0)[0], np.random.default_rng(0)).panel, Panel)
