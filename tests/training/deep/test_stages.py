"""A head on all inner stages."""

import torch

from labelwise.training.deep.stages import StageHead


def test_it_reads_every_stage():
    torch.manual_seed(0)
    head, stages = StageHead([3, 5], 4, 2), [torch.rand(6, 3), torch.rand(6, 5)]
    out = head(stages)
    assert out.shape == (6, 2)
    for k in range(2):
        other = [s + (j == k) for j, s in enumerate(stages)]
        assert not torch.allclose(head(other), out)


def test_equals_its_formula():
    head, stages = StageHead([3], 4, 1), [torch.rand(2, 3)]
    expected = torch.relu(stages[0] @ head.each[0].weight.T + head.each[0].bias) @ head.last.weight.T
    torch.testing.assert_close(head(stages), expected + head.last.bias)
