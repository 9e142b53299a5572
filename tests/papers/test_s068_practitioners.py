"""S068: what practitioners ask for: no set-up, a project that is never lost, and what is saved."""

import shutil
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pytest
from scipy.special import softmax
from sklearn.datasets import load_digits

from labelwise.campaign import Campaign
from labelwise.evaluation.savings import ladder, trainer
from labelwise.evaluation.savings.trainer import fitted
from labelwise.papers import resolve
from labelwise.pool import Pool
from labelwise.strategy import View
from labelwise.types import History, Trust

TEXTS = [f"a {'good' if i % 3 else 'bad'} film, number {i}" for i in range(60)]


def test_zero_configuration_and_resume(tmp_path: Path) -> None:
    """Texts and two class names are all there is to say; what the disk holds at any moment is enough.

    The files are copied while the first campaign still has them open: that is what a power cut leaves.
    """
    (tmp_path / "before").mkdir()
    with Campaign(TEXTS, ["good", "bad"], store=tmp_path / "before" / "project.db") as campaign:
        batch = campaign.ask(10)
        campaign.tell(batch, [q.payload.split()[1] for q in batch])
        shutil.copytree(tmp_path / "before", tmp_path / "after")
    with Campaign.open(tmp_path / "after" / "project.db", pool=TEXTS) as campaign:
        assert [u.item for u in campaign.fold.by_unit] == [q.item for q in batch]
        second = campaign.ask(10)
        assert not {q.item for q in second} & {q.item for q in batch}
        campaign.tell(second, [q.payload.split()[1] for q in second])
        predicted = campaign.predict()["label"].to_pylist()
    assert sum(p == t.split()[1] for p, t in zip(predicted, TEXTS, strict=True)) >= 54


class Linear:
    """Least squares on one column a class."""

    accepts = ("hard",)

    def fit(self, data, rng):
        x, target = np.asarray(data.x(data.rows)), np.eye(len(data.classes))[data.targets.value]
        middle = x.mean(axis=0)
        square = (x - middle).T @ (x - middle) + np.eye(x.shape[1])
        weights = np.linalg.solve(square, (x - middle).T @ (target - target.mean(axis=0)))
        return Plane(weights, target.mean(axis=0) - middle @ weights)


@dataclass
class Plane:
    weights: np.ndarray
    level: np.ndarray
    provides = ("proba",)

    def proba(self, x):
        return softmax(4 * (np.asarray(x) @ self.weights + self.level), axis=1)


def on_digits(rng, strategy, n=360, m=40, batch=20):
    """One run: what its control arm of a tenth says, and the true scores of its rounds."""
    pool, y, new, y_new, names = DIGITS
    order = rng.permutation(len(pool))
    arm, rest = order[:m], order[m:]
    rows, said, scores = rest[:batch], [], []
    while True:
        model = fitted(Linear(), pool.x, rows, y[rows], names, rng)
        said.append(model.proba(pool.x(arm)).argmax(axis=1))
        scores.append(np.mean(model.proba(new).argmax(axis=1) == y_new))
        if len(rows) == n:
            break
        labels = np.full(len(pool), -1)
        labels[rows] = y[rows]
        view = View(pool, model, labels=labels)
        picked = strategy.select(view, batch, rng, np.setdiff1d(rest, rows))
        rows = np.concatenate([rows, picked.indices])
    rounds = batch * np.arange(1, n // batch + 1)
    history = History(rounds, [].__getitem__, y[arm], np.array(said), names)
    train = trainer(Linear(), pool.x, arm, y[arm], names, rng)
    return ladder(history, train, rng, joined=True), rounds, np.array(scores)


def random_curve(rng, sizes, draws=30):
    """Mean accuracy of random choice."""
    pool, y, new, y_new, names = DIGITS
    found = np.zeros((draws, len(sizes)))
    for row in found:
        order = rng.permutation(len(pool))
        for s, n in enumerate(sizes):
            model = fitted(Linear(), pool.x, order[:n], y[order[:n]], names, rng)
            row[s] = np.mean(model.proba(new).argmax(axis=1) == y_new)
    return np.maximum.accumulate(found.mean(axis=0))


def digits():
    """A pool of the digits, and items held out of it."""
    x, y = load_digits(return_X_y=True)
    x, order = x / 16, np.random.default_rng(0).permutation(len(y))
    pool, out = order[:1257], order[1257:]
    return Pool(x[pool]), y[pool], x[out], y[out], tuple(map(str, range(10)))


DIGITS = digits()


@pytest.mark.slow
def test_savings_with_a_control_arm_of_a_tenth() -> None:
    """20 runs of margin and of random choice: the bound covers what is truly saved; random saves nothing.

    The survey asks for the estimate from one run. The statements are lower bounds; at such an arm most
    runs say nothing, which counts as covering.
    """
    rng, sizes = np.random.default_rng(2), np.array([20, 32, 60, 120, 240, 360, 500, 700, 950, 1257])
    curve, covered, spoken = random_curve(rng, sizes), [], []
    for _ in range(20):
        found, rounds, scores = on_digits(rng, resolve("margin"))
        if found.kind == "measured":
            reached = np.flatnonzero(np.maximum.accumulate(scores) >= curve[1])
            saved = 32 - rounds[reached[0]] if len(reached) else -np.inf
        else:
            saved = np.exp(np.interp(scores[-1], curve, np.log(sizes))) - 360
        covered.append(found.low is None or found.low <= saved)
        spoken.append(on_digits(rng, resolve("random"))[0].labels is not None)
    assert np.mean(covered) >= 0.9 - 3 * np.sqrt(0.09 / 20)
    assert np.mean(spoken) <= 0.1 + 3 * np.sqrt(0.09 / 20)


def test_a_stop_is_recommended_once_labels_bring_nothing_more() -> None:
    """Two groups that a line parts: the advice is to stop, names its estimate and its risk, and was right."""
    rng = np.random.default_rng(0)
    truth = rng.integers(2, size=500)
    x = rng.normal(0, 1, size=(500, 4)) + 3.0 * truth[:, None]
    campaign = Campaign(x, ["a", "b"], trust=Trust(tau=0.01))
    said = []
    for _ in range(13):
        batch = campaign.ask(20)
        campaign.tell(batch, ["ab"[truth[int(q.item)]] for q in batch])
        campaign.fit()
        said.append(campaign.status().advice)
    assert said[0].stop is None and "Advice needs" in said[0].sentence  # too early to say
    stopped = next(k for k, advice in enumerate(said) if advice.stop)
    assert "per 100" in said[stopped].sentence and "too early" in said[stopped].sentence
    predicted = campaign.predict()["label"].to_pylist()
    assert np.mean([p == "ab"[t] for p, t in zip(predicted, truth, strict=True)]) > 0.98
