"""Networks by their settings."""

import pytest
import torch

from labelwise.errors import BadParameter
from labelwise.learners import Mlp, SmallCnn, Transformer
from labelwise.learners.networks import built, check_network
from labelwise.params import from_config, to_config


def test_shapes():
    assert Mlp((7, 3)).build((2, 4), 5)(torch.zeros(6, 2, 4)).shape == (6, 5)
    assert Mlp(()).build((4,), 5)(torch.zeros(6, 4)).shape == (6, 5)
    assert SmallCnn((4, 8)).build((3, 9, 7), 5)(torch.zeros(6, 3, 9, 7)).shape == (6, 5)


@pytest.mark.parametrize("network", [Mlp((7,), 0.5), SmallCnn((4,), 0.0), Transformer("a", "cls", 9)])
def test_they_have_configurations(network):
    assert from_config(to_config(network)) == network


def test_dropout_of_everything_is_refused():
    with pytest.raises(BadParameter, match="dropout is 1"):
        Mlp(dropout=1.0)


def test_a_transformer_with_a_layer_on_top(bert):
    network = Transformer(str(bert), dropout=0.0)
    made = network.build((), 3)
    feed = network.feed
    assert made(**feed.batch(feed.prepare(["good", "bad film"]), [0, 1])).shape == (2, 3)


def test_built_of_settings_a_module_and_a_function():
    module = torch.nn.Linear(4, 3)
    assert built(Mlp((8,)), (4,), 3)[-1].out_features == 3
    copied = built(module, (4,), 3)
    assert copied is not module and torch.equal(copied.weight, module.weight)
    assert built(lambda shape, outputs: torch.nn.Linear(*shape, outputs), (4,), 3).out_features == 3
    with pytest.raises(BadParameter, match="the network function gave 4"):
        built(lambda shape, outputs: 4, (4,), 3)


def test_what_is_no_network_is_refused():
    for network in (5, Mlp):
        with pytest.raises(BadParameter, match="the network is"):
            check_network(network)
