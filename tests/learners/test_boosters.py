"""Three packages that boost trees, asked in one way."""

from __future__ import annotations

import numpy as np
import pytest

from labelwise.errors import MissingExtra
from labelwise.learners.boosters import ENGINES, Plan, grow, need, read
from labelwise.learners.progress import listening

Z = np.random.default_rng(0).normal(size=(60, 3))
NUMBER = 2.0 * (Z[:, 0] > 0) + (Z[:, 1] > 0)


def trees(engine, kind=0, rounds=12, rate=0.3, per_leaf=1):
    y = NUMBER if kind == 0 else NUMBER.astype(int) % kind
    return grow(engine, Plan(rounds, rate, 8, per_leaf, kind, seed=0), Z, y, np.ones(60)), y


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize("kind", [0, 2, 3])
def test_every_round_comes_nearer(engine, kind):
    found, y = trees(engine, kind)
    raw = found.stages(Z, range(1, 13))
    assert raw.shape == (12, 60, 1 if kind < 3 else 3) and raw.dtype == np.float64
    if kind == 0:
        loss = ((raw[..., 0] - y) ** 2).mean(axis=1)
    elif kind == 2:
        loss = np.log1p(np.exp(-raw[..., 0] * (2 * y - 1))).mean(axis=1)
    else:
        logs = raw - np.log(np.exp(raw).sum(axis=2, keepdims=True))
        loss = -logs[:, np.arange(60), y].mean(axis=1)
    assert (np.diff(loss) < 0).all() and loss[-1] < loss[0] / 2


@pytest.mark.parametrize("engine", ENGINES)
def test_written_and_read_they_are_the_same(engine):
    found = trees(engine, 3)[0]
    again = read(engine, found.written())
    assert again.rounds == found.rounds == 12
    np.testing.assert_array_equal(again.stages(Z, [3, 12]), found.stages(Z, [3, 12]))


@pytest.mark.parametrize("engine", ENGINES)
def test_leaves_hold_so_many_labels(engine):
    """With 31 of 60 asked for in each leaf there is no split, and one number for all."""
    raw = trees(engine, per_leaf=31)[0].stages(Z, [1])
    np.testing.assert_allclose(raw, raw[0, 0, 0])
    assert raw[0, 0, 0] == pytest.approx(NUMBER.mean(), abs=1e-5)


@pytest.mark.parametrize("engine", ["lightgbm", "xgboost"])
def test_progress_is_told_and_a_listener_can_stop(engine):
    heard = []
    with listening(lambda what, share: heard.append((what, share))):
        trees(engine)
    assert heard[-1] == ("boosting", 1.0) and len(heard) == 12

    def stop(what, share):
        raise KeyboardInterrupt

    with listening(stop), pytest.raises(KeyboardInterrupt):
        trees(engine)


def test_a_package_that_is_not_installed(monkeypatch):
    monkeypatch.setattr("labelwise.learners.boosters.find_spec", lambda name: None)
    need("hist")
    with pytest.raises(MissingExtra, match=r"the package xgboost.*labelwise\[boosting\]"):
        read("xgboost", np.zeros(0, np.uint8))
