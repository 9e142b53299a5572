"""How a network is trained on few-shot tasks."""

from __future__ import annotations

import sys

import numpy as np
import pytest

from labelwise.errors import BadData, BadParameter, MissingExtra
from labelwise.params import from_config, to_config
from labelwise.training.episodes import Episodes
from labelwise.training.meta import Meta

TASKS = Episodes(2, pool=2, test=2)


def test_configurations():
    for method in ("protonet", "anil", "maml"):
        assert from_config(to_config(Meta(method, TASKS, steps=3))) == Meta(method, TASKS, steps=3)
    with pytest.raises(BadParameter, match="method is 'reptile'"):
        Meta("reptile")


def test_the_same_seed_gives_the_same_network(rng):
    x, y = rng.normal(size=(40, 3)), np.repeat(np.arange(4), 10)
    a, b = (Meta(tasks=TASKS, steps=5).fit(x, y, np.random.default_rng(0)).transform(x) for _ in range(2))
    np.testing.assert_array_equal(a, b)


def test_items_and_labels_have_to_fit(rng):
    with pytest.raises(BadData, match="3 items and 4 labels"):
        Meta().fit(np.zeros((3, 2)), np.zeros(4), rng)
    with pytest.raises(BadData, match="1 classes have 4 items"):
        Meta(tasks=TASKS).fit(np.zeros((9, 2)), np.zeros(9), rng)


def test_without_torch(rng, monkeypatch):
    for name in [n for n in sys.modules if n.startswith("labelwise.learners.deep")]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, "torch", None)
    with pytest.raises(MissingExtra, match=r"labelwise\[torch\]"):
        Meta(tasks=TASKS).fit(np.zeros((9, 2)), np.zeros(9), rng)
