"""S088: maps of a network that learned unknown tags as absent, boosted; the largest losses corrected."""

from functools import cache

import numpy as np
import pytest
import torch
from sklearn.metrics import average_precision_score

from labelwise.learners import CamCnn, Loop, TorchLearner
from labelwise.training import LargeLoss
from labelwise.types import Targets, Training

TAGS, LABELLED = 6, 300


@cache
def objects(seed, n=700):
    """Maps of 8 x 8 with a patch of 2 x 2 for every tag: items and their tags."""
    rng = np.random.default_rng(seed)
    looks = 3 * np.linalg.qr(rng.normal(size=(8, 8)))[0][:TAGS]
    y = rng.random((n, TAGS)) < 0.3
    y[np.arange(n), rng.integers(TAGS, size=n)] = True
    x = rng.normal(size=(n, 8, 8, 8))
    for i, k in np.argwhere(y):
        a, b = rng.integers(0, 7, 2)
        x[i, :, a : a + 2, b : b + 2] += looks[k][:, None, None]
    single = np.full((LABELLED, TAGS), np.nan)
    for i in range(LABELLED):
        single[i, rng.choice(np.flatnonzero(y[i]))] = 1
    return x.astype(np.float32), y.astype(float), single


@cache
def trained(seed, known, boost, scheme=None):
    x, y, single = objects(seed)
    target = {"all": y[:LABELLED], "one": np.nan_to_num(single), "unknown": single}[known]
    learner = TorchLearner(CamCnn((), boost), Loop(epochs=15, least_steps=0, rate=0.02), output="tags")
    told = Targets(np.arange(LABELLED), target, "partial", np.ones(LABELLED))
    data = Training(lambda r: x[r], told.rows, told, tuple("abcdef"))
    recipe = LargeLoss(learner, scheme) if scheme else learner
    return recipe.fit(data, np.random.default_rng(0))


def maps(model, x):
    with torch.no_grad():
        return model.frame.net.maps(model.feed.prepare(x))[0].numpy()


def precision(model, seed):
    x, y, _ = objects(seed)
    p = model.tags(x[LABELLED:])
    return np.mean([average_precision_score(y[LABELLED:, k], p[:, k]) for k in range(TAGS)])


@pytest.mark.parametrize("seed", range(2))
def test_maps_of_partial_labels_look_at_the_same_places_with_less_strength(seed):
    x, y, _ = objects(seed)
    rest, there = x[LABELLED:], y[LABELLED:] > 0
    full, part = (maps(trained(seed, known, 1.0), rest) for known in ("all", "one"))
    alike = [np.corrcoef(full[i, k].ravel(), part[i, k].ravel())[0, 1] for i, k in np.argwhere(there)]
    assert np.mean(alike) > 0.8
    assert part.max(axis=(2, 3))[there].mean() < 0.7 * full.max(axis=(2, 3))[there].mean()
    boosted = np.where(part > 0, 2 * part, part).mean(axis=(2, 3))[there]
    wanted, plain = full.mean(axis=(2, 3))[there], part.mean(axis=(2, 3))[there]
    assert np.abs(boosted - wanted).mean() < np.abs(plain - wanted).mean()


@pytest.mark.parametrize("seed", range(2))
def test_boosting_and_rejecting_large_losses_order_items_better(seed):
    absent = precision(trained(seed, "one", 1.0), seed)
    boosted = precision(trained(seed, "one", 5.0), seed)
    both = precision(trained(seed, "unknown", 5.0, "reject"), seed)
    assert absent + 0.01 < boosted < both - 0.005, (absent, boosted, both)
