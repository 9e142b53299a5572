import numpy as np
import pytest

from labelwise.errors import BadParameter
from labelwise.selectors import Picker, Stochastic
from labelwise.types import Slate

SCORE = np.array([0.0, 0.1, 0.2, 0.4, 0.4])


def drawn(selector, n, seed=0, score=SCORE):
    size = len(score)
    slate = Slate(
        np.arange(size), n, np.random.default_rng(seed), np.full(size, -1), np.ones(size), score=score
    )
    return Picker(slate, selector).fill().selection()


MASS = {
    "power": SCORE**2,
    "softmax": np.exp(2 * SCORE),
    "rank": np.array([5.0, 4.0, 3.0, 1.5, 1.5]) ** -2,
}


@pytest.mark.parametrize("form", MASS)
def test_probabilities_are_those_of_drawing_in_proportion(form):
    for seed in range(5):
        made, mass = drawn(Stochastic(form, 2.0), 5, seed), MASS[form].copy()
        for k, i in enumerate(made.indices):
            expected = mass[i] / mass.sum() if mass.sum() else 1 / (5 - k)
            np.testing.assert_allclose(made.p[k], expected)
            mass[i] = 0
        assert made.scores.tolist() == SCORE[made.indices].tolist()


@pytest.mark.parametrize("form", MASS)
def test_pairs_come_as_often_as_that_says(form):
    mass, times, count = MASS[form] / MASS[form].sum(), 1000, np.zeros((5, 5))
    for seed in range(times):
        first, second = drawn(Stochastic(form, 2.0), 2, seed).indices
        count[first, second] += 1
    expected = times * mass[:, None] * mass / (1 - mass[:, None])
    np.fill_diagonal(expected, 0)
    assert (count[expected == 0] == 0).all()
    due = expected > 0
    chi = ((count - expected)[due] ** 2 / expected[due]).sum()
    assert chi < due.sum() + 5 * np.sqrt(2 * due.sum())


def test_nothing_to_learn_is_drawn_last_and_by_chance():
    assert {drawn(Stochastic(), 5, seed).indices[-1] for seed in range(20)} == {0}
    assert len({drawn(Stochastic(), 1, s, np.zeros(5)).indices[0] for s in range(60)}) == 5
    assert drawn(Stochastic(), 2, 0, np.zeros(5)).p.tolist() == [0.2, 0.25]


def test_beta_from_uniform_to_the_highest():
    assert np.allclose(drawn(Stochastic("power", 0.0), 5).p, 1 / np.arange(5, 0, -1))
    steep = drawn(Stochastic("softmax", 1e5), 5)  # masses far below the smallest number
    assert np.sort(SCORE)[::-1].tolist() == SCORE[steep.indices].tolist()
    np.testing.assert_allclose(steep.p, [0.5, 1, 1, 1, 1])


def test_negative_scores_have_no_power():
    with pytest.raises(BadParameter, match="'softmax'"):
        drawn(Stochastic(), 1, 0, np.array([-1.0, 2.0]))
    assert len(drawn(Stochastic("rank"), 2, 0, np.array([-1.0, 2.0]))) == 2


def test_a_reason_says_by_what_it_was_drawn():
    titles = [Stochastic(kind, beta).title for kind, beta in (("power", 1), ("power", 2), ("rank", 1))]
    assert titles == ["drawn by score", "drawn by score^2", "drawn by rank"]
    assert Stochastic("softmax", 0.5).title == "drawn by exp(0.5 score)"
