import importlib

import numpy as np
import pytest

from labelwise.selectors.seeding import Seeding
from labelwise.types import Dense

seeding = importlib.import_module("labelwise.selectors.seeding")


def run_of(x, n=6, power=1.0, weight=None, least=None):
    size = len(x)
    weight = np.ones(size) if weight is None else weight
    return Seeding(Dense(x), least, np.ones(size), weight, power, n)


def mass_of(x, picks, power=1.0, weight=1.0):
    return weight * ((x[:, None] - x[picks]) ** 2).sum(axis=2).min(axis=1) ** power


def draw(run, size, n, seed):
    rng, alive, found = np.random.default_rng(seed), np.ones(size, dtype=bool), []
    for _ in range(n):
        i, p = run.best(alive, rng)
        found.append((i, p, run.score(i)))
        run.add(i)
        alive[i] = False
    return found


@pytest.mark.parametrize("ahead", [1, 3, 32])
@pytest.mark.parametrize("power", [1.0, 2.5])
def test_probabilities_and_masses_are_exact_however_many_are_drawn_ahead(ahead, power, monkeypatch, rng):
    monkeypatch.setattr(seeding, "AHEAD", ahead)
    monkeypatch.setattr(seeding, "STEP", 16)
    x, weight = rng.normal(size=(90, 3)), rng.random(90)
    found = draw(run_of(x, 20, power, weight), 90, 20, 1)
    picks = [i for i, *_ in found]
    assert len(set(picks)) == 20 and found[0][1] == pytest.approx(1 / 90)
    for k in range(1, 20):
        mass = mass_of(x, picks[:k], power, weight)
        assert found[k][2] == pytest.approx(mass[picks[k]])
        assert found[k][1] == pytest.approx(mass[picks[k]] / np.delete(mass, picks[:k]).sum())


def test_blocks_have_the_law_of_one_draw_at_a_time(monkeypatch, rng):
    """The third and fourth draw, 1,000 times each way: a two-sample chi-squared over 10 candidates."""
    x, counts = rng.normal(size=(10, 2)), np.zeros((2, 2, 10))
    for way, ahead in enumerate((1, 32)):
        monkeypatch.setattr(seeding, "AHEAD", ahead)
        for seed in range(1000):
            found = draw(run_of(x, 4), 10, 4, seed + 10_000 * way)
            for k in (2, 3):
                counts[way, k - 2, found[k][0]] += 1
    for one, other in counts.transpose(1, 0, 2):
        assert ((one - other) ** 2 / (one + other)).sum() < 27.9  # 9 degrees of freedom, p = 0.001


def test_proposals_that_know_nothing_of_the_block_are_noticed(monkeypatch, rng):
    """Negative control: without rejection the draws of a block stand closer together."""
    x = np.repeat(rng.normal(size=(6, 2)), 5, axis=0)
    right = [i for s in range(40) for i, *_ in draw(run_of(x, 6), 30, 6, s)]
    assert len(right) == 240
    for s in range(40):
        found = draw(run_of(x, 6), 30, 6, s)
        assert len({i // 5 for i, *_ in found}) == 6
    monkeypatch.setattr(Dense, "sq_dists", lambda self, rows, other, j: np.full(len(rows), np.inf))
    near = [len({i // 5 for i, *_ in draw(run_of(x, 6), 30, 6, s)}) for s in range(40)]
    assert np.mean(near) < 5.5


def test_others_take_and_bar_in_between(rng):
    x, alive = rng.normal(size=(60, 2)), np.ones(60, dtype=bool)
    run, taken, draws = run_of(x, 30), [], np.random.default_rng(0)
    for k in range(25):
        i, p = run.best(alive, draws)
        if taken:
            mass = np.where(alive, mass_of(x, taken), 0)
            assert p == pytest.approx(mass[i] / mass.sum())
        row = i if k % 3 else int(np.flatnonzero(alive)[k])
        if k == 10:
            alive[np.flatnonzero(alive)[-5:]] = False
        if not alive[row]:
            continue
        if k % 5 == 0 and taken:
            np.testing.assert_allclose(run.scores(), mass_of(x, taken), atol=1e-12)
        run.add(row)
        taken.append(row)
        alive[row] = False
    np.testing.assert_allclose(run.scores(), mass_of(x, taken), atol=1e-12)


def test_equal_points_have_no_mass_left_in_single_precision(rng):
    """Four different places: after them the draws are uniform, whatever inner products are rounded to."""
    x = np.repeat(rng.normal(size=(4, 50)) + 3, 10, axis=0).astype(np.float32)
    found = draw(run_of(x, 12), 40, 12, 0)
    assert {i // 10 for i, *_ in found[:4]} == {0, 1, 2, 3}
    for k in range(4, 12):
        assert found[k][1:] == (pytest.approx(1 / (40 - k)), 0.0)


def test_the_draws_do_not_depend_on_the_number_of_threads(monkeypatch, rng):
    x, found = rng.normal(size=(9000, 20)).astype(np.float32), []
    for threads in (1, 2, 3):
        monkeypatch.setattr("labelwise.parallel.THREADS", threads)
        found.append(draw(run_of(x, 50), 9000, 50, 0))
    assert found[0] == found[1] == found[2]
