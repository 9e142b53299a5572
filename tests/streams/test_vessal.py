import numpy as np
import pytest

from labelwise.errors import BadData, BadParameter
from labelwise.representations import Embedding, Gradient
from labelwise.selectors.feeding import Offered
from labelwise.strategy import View
from labelwise.streams import Vessal, vessal
from labelwise.types import Spent


def view(size=60, seed=0):
    rng = np.random.default_rng(seed)
    return View.from_arrays(proba=rng.dirichlet(np.ones(3), size), embedding=rng.normal(size=(size, 2)))


def run(gate, looked, limit=15):
    """(p, asked) of each item, and the last state."""
    state, out, asked = gate.start(), [], 0
    for t in range(looked.size):
        spent = Spent(t, asked, limit, looked.size)
        made, state = gate.decide(Offered(looked, t), spent, state, np.random.default_rng(t))
        asked += made.action == "ask"
        out.append((made.p, made.action == "ask"))
    return np.array(out), state


def naive(g, limit, scale=100.0):
    """The same in plain formulas: A a mean over a list, P an inverse, traces of products."""
    n, d = g.shape
    taken, out = [], []
    for t in range(n):
        p_matrix = np.linalg.inv(np.eye(d) / scale + sum((np.outer(x, x) for x in taken), np.zeros((d, d))))
        mean = sum(np.outer(x, x) for x in g[: t + 1]) / (t + 1)
        rate = (limit - len(taken)) / (n - t)
        p = min(1.0, rate * (g[t] @ p_matrix @ g[t]) / np.trace(mean @ p_matrix))
        ask = np.random.default_rng(t).random() < p
        taken += [g[t]] if ask else []
        out.append((p, ask))
    return np.array(out)


@pytest.mark.parametrize("fold", [64, 7, 1])
@pytest.mark.parametrize("order", ["class", "rank"])
def test_equals_the_plain_formulas(order, fold, monkeypatch):
    monkeypatch.setattr(vessal, "FOLD", fold)
    looked = view()
    representation = Gradient(order=order)
    points = representation.fit(looked, np.random.default_rng(0))(np.arange(60))
    made, _ = run(Vessal(representation=representation), looked)
    np.testing.assert_allclose(made, naive(points.dense(np.arange(60)), 15), rtol=1e-9)
    assert 5 < made[:, 1].sum() <= 15


def test_the_default_is_by_rank():
    assert Vessal() == Vessal(representation=Gradient(order="rank")) != Vessal(representation=Gradient())


def test_no_gradient_at_all_is_a_coin_with_the_rate():
    looked = View.from_arrays(proba=np.tile([1.0, 0.0], (4, 1)), embedding=np.ones((4, 2)))
    made, _ = Vessal(rate=0.3).decide(Offered(looked, 0), Spent(), {"seen": 0}, np.random.default_rng(0))
    assert made.p == 0.3


def test_an_item_without_gradient_among_others_is_not_asked():
    looked = View.from_arrays(embedding=np.array([[1.0], [0.0]]))
    gate = Vessal(rate=0.5, representation=Embedding())
    _, state = gate.decide(Offered(looked, 0), Spent(), gate.start(), np.random.default_rng(0))
    made, _ = gate.decide(Offered(looked, 1), Spent(seen=1), state, np.random.default_rng(0))
    assert made.p == 0.0 and made.action == "skip"


def test_another_width_in_the_same_stream_is_refused():
    looked = view()
    _, state = run(Vessal(), looked)
    other = View.from_arrays(proba=np.array([[0.5, 0.5]]), embedding=np.ones((1, 5)))
    with pytest.raises(BadData, match=r"has 10 coordinates and the items before had 6.*start again"):
        Vessal(rate=0.1).decide(Offered(other, 0), Spent(), state, np.random.default_rng(0))


def test_too_wide_points_are_refused_before_memory_is(monkeypatch):
    monkeypatch.setattr(vessal, "WIDEST", 5)
    with pytest.raises(BadParameter, match=r"6 coordinates.*5 or fewer.*narrower"):
        run(Vessal(), view())


def test_nothing_left_teaches_nothing():
    """A question that cannot be asked leaves the inverse as it is."""
    looked = view()
    _, state = run(Vessal(), looked)
    made, after = Vessal().decide(Offered(looked, 3), Spent(limit=0), state, np.random.default_rng(0))
    assert made.p == 0.0
    np.testing.assert_array_equal(after["inverse"], state["inverse"])
    assert after["seen"] == 61
