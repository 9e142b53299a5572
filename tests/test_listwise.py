from __future__ import annotations

import json

import numpy as np
import pytest

from labelwise.listwise import Listwise


def network(blocks: int = 3, hidden: int = 4, seed: int = 0) -> Listwise:
    rng = np.random.default_rng(seed)
    widths = [(blocks, hidden), (hidden, hidden)]
    layers = [(rng.normal(size=w), rng.normal(size=w), rng.normal(size=w[1])) for w in widths]
    return Listwise(layers, rng.normal(size=hidden), {"seed": seed})


def naive(net: Listwise, states: np.ndarray) -> list[float]:
    """Member by member, unit by unit."""
    members = [list(row) for row in states]
    for own, shared, bias in net.hidden:
        mean = [sum(column) / len(members) for column in zip(*members, strict=True)]
        members = [
            [
                sum(own[i, h] * x[i] + shared[i, h] * mean[i] for i in range(len(x))) + bias[h]
                for h in range(len(bias))
            ]
            for x in members
        ]
        members = [[v if v > 0 else np.exp(v) - 1 for v in x] for x in members]
    return [sum(a * b for a, b in zip(x, net.out, strict=True)) for x in members]


def test_equals_the_naive_version():
    net, states = network(), np.random.default_rng(1).normal(size=(6, 3))
    np.testing.assert_allclose(net.scores(states), naive(net, states), rtol=1e-12)


def test_permuted_members_have_permuted_scores_and_lists_do_not_meet():
    net, rng = network(), np.random.default_rng(1)
    lists = rng.uniform(size=(5, 8, 3))
    order = rng.permutation(8)
    np.testing.assert_allclose(net.scores(lists[:, order]), net.scores(lists)[:, order], rtol=1e-12)
    np.testing.assert_allclose(net.scores(lists)[2], net.scores(lists[2]), rtol=1e-12)


@pytest.mark.parametrize("size", [0, 1, 50])
def test_a_list_of_any_length(size):
    made = network().scores(np.full((size, 3), 0.5))
    assert made.shape == (size,) and np.isfinite(made).all()


def test_what_is_far_below_zero_does_not_overflow():
    net = Listwise([(np.eye(1), np.zeros((1, 1)), np.zeros(1))], np.ones(1))
    assert net.scores(np.array([[-1e4], [1e4]])).tolist() == [-1.0, 1e4]


def test_a_file_holds_recipe_and_weights_with_five_digits(tmp_path):
    net, states = network(), np.random.default_rng(1).uniform(size=(6, 3))
    net.write(tmp_path / "net.json")
    again = Listwise.read(tmp_path / "net.json")
    assert again.recipe == {"seed": 0}
    np.testing.assert_allclose(again.scores(states), net.scores(states), rtol=1e-3)
    again.write(tmp_path / "again.json")
    assert (tmp_path / "again.json").read_bytes() == (tmp_path / "net.json").read_bytes()
    assert set(json.loads((tmp_path / "net.json").read_text("utf-8"))) == {"recipe", "hidden", "out"}
