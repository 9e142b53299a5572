"""Few-shot tasks and the choice of their labels."""

from __future__ import annotations

import numpy as np
import pytest

import labelwise as lw
from labelwise.errors import BadData, BadParameter
from labelwise.papers import resolve
from labelwise.params import from_config, to_config
from labelwise.training.episodes import Episodes, context

Y = np.repeat(["a", "b", "c", "d"], [30, 30, 30, 9])


def test_a_task_has_so_many_of_everything_and_nothing_twice(rng):
    seen = set()
    for _ in range(30):
        task = Episodes(2, pool=6, test=4).draw(Y, rng)
        assert np.bincount(task.pool_y).tolist() == [6, 6] and np.bincount(task.test_y).tolist() == [4, 4]
        assert len(set(task.pool) | set(task.test)) == 20 and (np.diff(task.pool) > 0).all()
        assert (task.classes[task.pool_y] == Y[task.pool]).all()
        assert (task.classes[task.test_y] == Y[task.test]).all()
        seen |= set(task.classes)
    assert seen == {"a", "b", "c"}  # the fourth class is too small


def test_too_few_classes(rng):
    with pytest.raises(BadData, match=r"3 classes have 10 items or more.* 4 such"):
        Episodes(4, pool=6, test=4).draw(Y, rng)
    assert from_config(to_config(Episodes(4, pool=6, test=4))) == Episodes(4, pool=6, test=4)


def test_one_pool_or_one_for_each_class(rng):
    task = Episodes(3, pool=10, test=1).draw(Y, rng)
    z = rng.normal(size=(30, 2))
    each = context(task, resolve("random"), 2, rng, stratified=True, embedding=z)
    assert np.bincount(task.pool_y[each], minlength=3).tolist() == [2, 2, 2]
    mixed = [context(task, resolve("random"), 2, rng, embedding=z) for _ in range(30)]
    assert all(len(set(rows)) == 6 for rows in mixed)
    assert any(np.bincount(task.pool_y[rows], minlength=3).tolist() != [2, 2, 2] for rows in mixed)
    assert len(context(task, resolve("random"), 99, rng, embedding=z)) == 30
    with pytest.raises(BadParameter, match="shots is 0"):
        context(task, resolve("random"), 0, rng, embedding=z)


def test_the_strategy_chooses_as_it_does_elsewhere(rng):
    task = Episodes(3, pool=10, test=1).draw(Y, rng)
    z = rng.normal(size=(30, 2))
    chosen = context(task, resolve("k-center"), 1, np.random.default_rng(3), embedding=z)
    assert chosen.tolist() == sorted(
        lw.query("k-center", 3, embedding=z, rng=np.random.default_rng(3)).indices
    )
