"""The loss of pairs."""

import numpy as np
import torch
from torch.nn import functional as F

from labelwise.learners.deep.coincidence import embedded, network, pair_loss
from labelwise.learners.encoders import Coincidence


def test_matched_and_shuffled_pairs_have_half_the_weight_each():
    scores = torch.randn(4, 4, generator=torch.Generator().manual_seed(0))
    own = torch.eye(4, dtype=torch.bool)
    each = F.binary_cross_entropy_with_logits(scores, own.float(), reduction="none")
    torch.testing.assert_close(pair_loss(scores), 0.5 * each[own].mean() + 0.5 * each[~own].mean())


def test_arrays_give_what_the_network_gives():
    net = network(3, Coincidence(dims=2, hidden=5))
    x = np.random.default_rng(0).normal(size=(7, 3)).astype(np.float32)
    state = {f"a.{k}": v.detach().numpy() for k, v in net.state_dict().items()}
    state |= {"a.centre": np.zeros(3, np.float32), "a.scale": np.ones(3, np.float32)}
    with torch.no_grad():
        np.testing.assert_allclose(embedded(state, "a", x), net(torch.from_numpy(x)), atol=1e-6)
