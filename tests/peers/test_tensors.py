"""Tensors of PyTorch at the edge of ``query``: the picks are those of the same numbers in numpy."""

import numpy as np
import pytest

import labelwise as lw
from labelwise.strategy import Strategy, View

pytestmark = [pytest.mark.peer, pytest.mark.filterwarnings("ignore")]

torch = pytest.importorskip("torch", reason="pip install torch")

KINDS = ("float64", "float32", "float16", "bfloat16")
SIZE = 9000


def given(kind):
    """Tensors, and the numbers they hold after rounding to their kind."""
    rng = np.random.default_rng(0)
    proba, z = rng.dirichlet(np.ones(3), SIZE), rng.normal(size=(SIZE, 6))
    tensors = [torch.tensor(a).to(getattr(torch, kind)) for a in (proba, z)]
    wide = torch.float64 if kind == "float64" else torch.float32
    return tensors, [t.to(wide).numpy().copy() for t in tensors]


def picks(name, proba, z, **extra):
    return lw.query(name, 8, proba=proba, embedding=z, rng=0, **extra).indices.tolist()


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("name", ["margin", "k-center", "badge", "typiclust"])
def test_same_picks(name, kind):
    tensors, arrays = given(kind)
    assert picks(name, *tensors, labelled=[4, 17]) == picks(name, *arrays, labelled=[4, 17])


def spread(samples):
    """How much the draws differ."""
    return samples.std(axis=0).sum(axis=1)


def test_whatever_else_is_a_tensor():
    """Labels, costs, groups, draws, a transposed and a part of a tensor that gradients go through."""
    (proba, z), arrays = given("float32")
    y, rows = torch.tensor([0, 2]), torch.tensor([4, 17])
    cost = torch.linspace(1, 2, SIZE)
    one = picks("margin", proba.T.contiguous().T, z.requires_grad_(), labelled=rows, y=y, cost=cost)
    assert one == picks("margin", *arrays, labelled=[4, 17], y=[0, 2], cost=cost.numpy())
    samples = torch.stack([proba, proba.flip(1)])
    assert (
        lw.query(Strategy(measure=spread), 5, samples=samples, rng=0).indices.tolist()
        == lw.query(Strategy(measure=spread), 5, samples=samples.numpy(), rng=0).indices.tolist()
    )


def test_nothing_of_the_tensors_length_is_copied():
    (_, z), _ = given("float32")
    view = View(arrays={"embedding": z})
    part = view.get("embedding", np.arange(10, 9000))
    assert np.shares_memory(part, z.numpy())


def test_nan_is_named_by_its_row():
    (proba, z), _ = given("bfloat16")
    z[8500, 2] = float("nan")
    with pytest.raises(lw.LabelwiseError, match="first row 8500"):
        picks("k-center", proba, z)
