"""Named methods without an S id do what their sources describe."""

from __future__ import annotations

import numpy as np

from labelwise.papers import resolve
from labelwise.policies import Exp4P
from labelwise.strategy import View
from labelwise.types import Answer, Reply


def test_random_is_uniform():
    """Every candidate equally often, at every place of the order, never a labelled one."""
    view, strategy = View.from_arrays(embedding=np.eye(8), labelled=[0, 5]), resolve("random")
    places = np.zeros((3, 8))
    for seed in range(900):
        picks = strategy.select(view, 3, np.random.default_rng(seed)).indices
        places[np.arange(3), picks] += 1
    candidates = [1, 2, 3, 4, 6, 7]
    assert places[:, [0, 5]].sum() == 0
    expected, deviation = 900 / 6, np.sqrt(900 * 1 / 6 * 5 / 6)
    assert np.abs(places[:, candidates] - expected).max() < 4.5 * deviation


def test_badge_samples_by_squared_gradient_distance():
    """Second picks follow D^2 of the last-layer gradients: (p - one hot of the prediction) times z."""
    rng = np.random.default_rng(0)
    proba = rng.dirichlet(np.ones(3), 7)
    embedding = rng.normal(size=(7, 4)) * np.arange(1, 8)[:, None]
    residual = proba - np.eye(3)[proba.argmax(1)]
    gradient = (residual[:, :, None] * embedding[:, None, :]).reshape(7, -1)
    view, strategy = View.from_arrays(proba=proba, embedding=embedding), resolve("badge")
    counts = np.zeros((7, 7))
    for seed in range(1000):
        made = strategy.select(view, 2, np.random.default_rng(seed))
        first, second = made.indices
        square = ((gradient - gradient[first]) ** 2).sum(1)
        assert np.isclose(made.p[1], square[second] / square.sum())
        counts[first, second] += 1
    for first in np.flatnonzero(counts.sum(1)):
        square = ((gradient - gradient[first]) ** 2).sum(1)
        p, n = square / square.sum(), counts[first].sum()
        assert (np.abs(counts[first] - n * p) <= 4.5 * np.sqrt(n * p * (1 - p)) + 1e-9).all()


def test_kmeans_uncertainty_takes_the_nearest_to_each_centre():
    """Of 3 x 10 uncertain items in three blobs, the item nearest to the mean of each blob."""
    rng = np.random.default_rng(1)
    blobs = [rng.normal(size=(10, 2)) + centre for centre in ([0, 0], [40, 0], [0, 40])]
    certain = rng.normal(size=(50, 2)) * 60
    embedding = np.vstack([*blobs, certain])
    top = np.r_[np.full(30, 0.5) + rng.uniform(0, 0.1, 30), rng.uniform(0.8, 1, 50)]
    view = View.from_arrays(proba=np.c_[top, 1 - top], embedding=embedding)
    picks = resolve("kmeans-uncertainty").select(view, 3, rng).indices
    nearest = [10 * k + ((b - b.mean(0)) ** 2).sum(1).argmin() for k, b in enumerate(blobs)]
    assert sorted(picks) == sorted(nearest)


def share_of(best, seed, questions=200):
    """Share of arm ``best`` in the last 50 questions, each predicted better after one of that arm."""
    chooser, rng = Exp4P(horizon=questions, floor=0.1, judged=1), np.random.default_rng(seed)
    live, turns, state = np.ones(3, dtype=bool), [], {}
    for k in range(questions):
        state = chooser.fold(turns, ("a", "b"), 3) if k % 4 == 0 else state
        turn = chooser.start(View(labels=[-1]), 3, state, rng)
        arm, chances = turn.draw(live), np.full(3, 0.01)
        chances[arm] = 1.0
        why, p = f"exp4.p arm {arm + 1} ({turn.note(live, chances)}): x", float(turn.shares(live) @ chances)
        guess = "a" if rng.random() < (0.9 if turns and turns[-1][0] == best else 0.2) else "b"
        asked = {"why": why, "p": p, "predicted": guess, "seed": k, "seq": k}
        turns.append((arm, Reply(asked, Answer(f"a{k}", f"q{k}", "human:anna", "is", "a"))))
    return np.mean([arm == best for arm, _ in turns[-50:]])


def test_albl_gives_more_to_the_arm_after_which_the_model_is_right():
    """At most 0.8 by the floor, 1/3 by chance; and by name three strategies share the batch."""
    assert np.mean([share_of(best, seed) for best, seed in enumerate((0, 1, 2))]) > 0.55
    rng = np.random.default_rng(0)
    arrays = {"proba": rng.dirichlet(np.ones(3), 80), "embedding": rng.normal(size=(80, 4))}
    made = resolve("albl").select(View.from_arrays(**arrays), 30, rng)
    assert {why.split(":")[-1].strip() for why in made.why} >= {"margin", "random"}
    assert {why[:12] for why in made.why} == {f"exp4.p arm {k}" for k in (1, 2, 3)}
    assert (made.p > 0).all()
