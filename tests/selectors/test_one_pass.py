import numpy as np
import pytest

from labelwise.errors import BadParameter
from labelwise.selectors import OnePass
from labelwise.strategy import Strategy
from labelwise.streams import Bernoulli, Selective, Vessal
from labelwise.testing.examples import view
from labelwise.types import Decision


class Every:
    """Asks about the rows whose candidate group is 0, certain of itself."""

    title = "every"
    needs = ("group",)

    def start(self):
        return {}

    def decide(self, view, spent, state, rng):
        mine = bool(view.get("group")[0] == 0)
        return Decision("ask" if mine else "self-label", float(mine), None if mine else 1), state


def pick(gate, n=6, shortage="fill", **kind):
    strategy = Strategy(selector=OnePass(gate, shortage))
    return strategy.select(view(**kind), n, np.random.default_rng(0))


def test_the_first_n_in_the_order_of_the_pool():
    made = pick(Every(), n=5)
    assert made.indices.tolist() == [6, 9, 12, 15, 18]
    assert made.scores.tolist() == [1.0] * 5 and made.p is None
    assert made.why[0] == "every: let through with p 1"


def test_a_shortfall_is_filled_at_random_or_said():
    filled = pick(Every(), n=20)
    assert len(filled) == 20 and filled.indices[:12].tolist() == list(range(6, 40, 3))
    assert np.isnan(filled.scores[12:]).all() and filled.why[12] == "every: to fill up"
    assert filled.indices[12:].tolist() != sorted(filled.indices[12:].tolist())
    short = pick(Every(), n=20, shortage="stop")
    assert short.indices.tolist() == list(range(6, 40, 3))
    assert "12 of 20" in short.short and "offers no more" in short.short


@pytest.mark.parametrize("gate", [Vessal(), Vessal(rate=0.4), Bernoulli(0.3), Selective(0.4)])
def test_our_gates_pick_from_a_pool(gate):
    made = pick(gate, n=8)
    assert len(made) == 8 and len(set(made.indices.tolist())) == 8
    let = ~np.isnan(made.scores)
    assert (np.diff(made.indices[let]) > 0).all() and (made.scores[let] > 0).all()


def test_needs_and_title_are_the_gates():
    assert OnePass(Vessal()).needs == ("proba", "embedding")
    assert Strategy(selector=OnePass(Selective())).needs == ("samples",)
    assert OnePass(Every()).title == "every"


def test_what_is_no_gate_is_refused():
    with pytest.raises(BadParameter, match=r"the gate is 'vessal'.*streams"):
        OnePass("vessal")
    with pytest.raises(BadParameter, match="shortage"):
        OnePass(Vessal(), "wait")
