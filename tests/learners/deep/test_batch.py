"""What goes through the loop."""

import numpy as np
import torch

from labelwise.learners.deep.batch import Batch, is_numbers, size, taken


def test_inputs_are_a_tensor_or_a_dict_of_tensors():
    x = torch.arange(6).reshape(3, 2)
    both = {"a": x, "b": x + 1}
    assert size(x) == size(both) == 3
    assert torch.equal(taken(both, slice(1, 2))["b"], x[1:2] + 1)


def test_a_part_keeps_everything_together():
    batch = Batch(
        np.arange(4), torch.arange(4.0)[:, None], torch.arange(4.0)[:, None], torch.arange(4.0),
        {"soft": torch.arange(4.0)},
    )  # fmt: skip
    part = batch.part(slice(1, 3))
    assert len(part) == 2 and part.at.tolist() == [1, 2]
    for tensor in (part.x[:, 0], part.target[:, 0], part.weight, part.extra["soft"]):
        assert tensor.tolist() == [1, 2]
    assert batch.with_(weight=torch.ones(4)).weight.sum() == 4 and batch.weight.sum() == 6


def test_texts_and_whole_numbers_are_no_numbers():
    assert is_numbers(torch.zeros(2, 3))
    assert not is_numbers(torch.arange(3)) and not is_numbers({"a": torch.zeros(2)})
