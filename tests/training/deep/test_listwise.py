"""Learning to rank lists."""

import numpy as np
import pytest
import torch

from labelwise.errors import BadData
from labelwise.training.deep.listwise import _Net, fit_listwise


def lists(count=300, seed=0):
    """The best member is the one that is furthest above the mean of its list, or below it."""
    states = np.random.default_rng(seed).uniform(size=(count, 8, 2))
    return states, np.abs(states[..., 0] - states[..., 0].mean(axis=1, keepdims=True)), np.arange(count) // 10


def test_numpy_gives_what_torch_gives():
    net = _Net(3, 5).eval()
    with torch.no_grad():
        for weight in net.parameters():
            weight.add_(0.1)
    states = np.random.default_rng(0).normal(size=(4, 6, 3))
    expected = net(torch.tensor(states, dtype=torch.float32)).detach().numpy()
    np.testing.assert_allclose(net.frozen().scores(states), expected, rtol=1e-4, atol=1e-5)


def test_it_learns_what_depends_on_the_rest_of_the_list():
    states, gains, tables = lists()
    network = fit_listwise(states, gains, tables, epochs=100)
    new, truth, _ = lists(50, seed=1)
    found = [np.corrcoef(s, t)[0, 1] for s, t in zip(network.scores(new), truth, strict=True)]
    assert np.mean(found) > 0.8


def test_the_level_of_a_list_teaches_nothing():
    states, gains, tables = lists(60)
    level = np.random.default_rng(2).uniform(1, 9, size=(60, 1))
    plain, moved = (fit_listwise(states, g, tables, epochs=3) for g in (gains, level + level * gains))
    np.testing.assert_allclose(plain.scores(states), moved.scores(states), rtol=1e-3, atol=1e-4)


def test_same_seed_same_network_and_nothing_is_drawn_from_elsewhere():
    states, gains, tables = lists(60)
    before = torch.random.get_rng_state()
    first, again, other = (fit_listwise(states, gains, tables, epochs=2, seed=s) for s in (0, 0, 1))
    assert torch.equal(torch.random.get_rng_state(), before)
    np.testing.assert_array_equal(first.scores(states), again.scores(states))
    assert (first.scores(states) != other.scores(states)).any()


@pytest.mark.parametrize("same", ["tables", "gains"])
def test_lists_that_tell_nothing_are_refused(same):
    states, gains, tables = lists(20)
    gains, tables = (gains, 0 * tables) if same == "tables" else (0 * gains, tables)
    with pytest.raises(BadData, match=f"lists of {1 if same == 'tables' else 0} tables"):
        fit_listwise(states, gains, tables)
