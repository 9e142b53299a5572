"""Settings of the training of networks."""

import pytest

from labelwise.errors import BadParameter
from labelwise.learners import Loop
from labelwise.params import from_config, to_config


def test_few_labels_get_more_epochs():
    loop = Loop(epochs=30, least_steps=300, batch=32)
    assert [loop.passes(n) for n in (0, 1, 32, 33, 320, 321, 10_000)] == [300, 300, 300, 150, 30, 30, 30]


def test_it_has_a_configuration_and_refuses_nonsense():
    loop = Loop(epochs=3, optimizer="sgd", patience=4)
    assert from_config(to_config(loop)) == loop
    for wrong in ({"epochs": 0}, {"rate": 0.0}, {"optimizer": "adam"}, {"patience": 0}, {"stop_at": 2.0}):
        with pytest.raises(BadParameter, match="Loop: "):
            Loop(**wrong)
