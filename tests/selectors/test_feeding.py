"""The loop that feeds gates: the cap holds whatever the gate says."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from labelwise.errors import BadParameter
from labelwise.measures import margin
from labelwise.selectors import OnePass, feeding
from labelwise.selectors.feeding import Offered, feed, gate_of
from labelwise.strategy import Strategy, View
from labelwise.streams import Bernoulli, Selective, Vessal
from labelwise.types import Decision, Spent

PROBA = np.random.default_rng(0).dirichlet(np.ones(3), 30)


class Script:
    """A gate that does what it is told."""

    needs = ()

    def __init__(self, *decisions):
        self.decisions = decisions

    def start(self):
        return {"k": 0}

    def decide(self, view, spent, state, rng):
        return self.decisions[state["k"]], {"k": state["k"] + 1}


def play(*decisions, limit=None):
    gate, view = Script(*decisions), View.from_arrays(proba=PROBA)
    return feed(gate, view, np.arange(len(decisions)), 0, Spent(limit=limit), gate.start())


ASK, SKIP, OWN = Decision("ask", 0.5), Decision("skip", 0.5), Decision("self-label", 0.0, 1, 0.7)


def test_a_question_beyond_the_limit_is_a_skip_with_p_0():
    made, state, spent = play(ASK, SKIP, OWN, ASK, ASK, OWN, SKIP, limit=2)
    assert made == (ASK, SKIP, OWN, ASK, Decision("skip", 0.0), OWN, Decision("skip", 0.0))
    assert (spent, state) == (Spent(7, 2, 2), {"k": 7})


@given(st.lists(st.sampled_from([ASK, SKIP, OWN]), max_size=30), st.integers(0, 8))
def test_the_limit_holds_for_any_gate(decisions, limit):
    made, _, spent = play(*decisions, limit=limit)
    asked = sum(d.action == "ask" for d in made)
    assert asked == spent.asked == min(limit, decisions.count(ASK))
    assert spent.seen == len(decisions)
    assert [d for d in made if d.action == "self-label"] == [d for d in decisions if d is OWN]


simplex = st.lists(st.floats(0.0, 1.0), min_size=3, max_size=3).map(
    lambda p: (np.array(p) + 1e-9) / (sum(p) + 3e-9)
)
GATES = (Vessal(), Vessal(rate=0.7), Bernoulli(0.8), Selective(0.5, members="panel"))


@given(
    st.lists(st.tuples(simplex, st.floats(-1e3, 1e3)), min_size=1, max_size=20),
    st.integers(0, 6),
    st.sampled_from(GATES),
    st.integers(0, 20),
)
def test_the_limit_holds_for_our_gates_on_any_arrays(items, limit, gate, cut):
    """And cut in two blocks, they decide alike."""
    proba, z = np.array([p for p, _ in items]), np.array([[x, 1.0] for _, x in items])
    view = View.from_arrays(proba=proba, embedding=z, panel=np.stack([proba] * 5))
    first = Spent(limit=limit, horizon=len(items))
    made, state, spent = feed(gate, view, np.arange(len(items)), 7, first, gate.start())
    assert spent.asked == sum(d.action == "ask" for d in made) <= limit
    a, between, then = feed(gate, view, np.arange(len(items))[:cut], 7, first, gate.start())
    b, after, last = feed(gate, view, np.arange(len(items))[cut:], 7, then, between)
    assert a + b == made and last == spent
    assert all(np.array_equal(after[k], state[k]) for k in state)


class Ones(list):
    """A pool of items without content."""

    columns = ()

    def x(self, rows):
        return np.zeros((len(rows), 1))


def test_models_are_asked_once_a_block(monkeypatch):
    calls = []

    class Model:
        provides = ("proba",)

        def proba(self, x):
            calls.append(len(x))
            return np.tile([0.6, 0.4], (len(x), 1))

    monkeypatch.setattr(feeding, "CHUNK", 8)
    gate, view = Vessal(rate=0.5, representation=OnlyProba()), View(Ones(range(1000)), Model(), classes=2)
    made, _, _ = feed(gate, view, np.arange(20), 0, Spent(), gate.start())
    assert len(made) == 20 and calls == [8, 8, 4]


class OnlyProba:
    """The probabilities as points."""

    needs = ("proba",)

    def fit(self, view, rng):
        from labelwise.types import Dense

        return lambda rows: Dense(view.get("proba", rows))


def test_what_is_offered_is_a_view_of_one():
    view = View.from_arrays(
        proba=PROBA, samples=np.stack([PROBA] * 2), head=(np.eye(3), np.zeros(3)), labelled=[4], y=[2]
    )
    view.round = 3
    one = Offered(view, 4)
    assert one.size == 1 and one.labels.tolist() == [2] and not len(one.pending) and one.classes == 3
    assert one.round == 3 and one.has("proba") and not one.has("embedding")
    np.testing.assert_array_equal(one.get("proba"), PROBA[[4]])
    np.testing.assert_array_equal(one.get("proba", np.array([0])), PROBA[[4]])
    assert one.get("proba", np.zeros(0, np.int64)).shape == (0, 3)
    assert one.get("samples").shape == (2, 1, 3) and one.get("head")[0].shape == (3, 3)
    np.testing.assert_array_equal(one.score(margin, np.array([0])), margin(PROBA[[4]]))


def test_labels_and_round_come_with_a_block():
    seen = []

    class Looks(Script):
        needs = ("labels", "proba")

        def decide(self, view, spent, state, rng):
            seen.append((view.labels.tolist(), view.get("labels").tolist(), view.round))
            return SKIP, state

    view = View.from_arrays(proba=PROBA, labelled=[1], y=[2])
    view.round = 4
    feed(Looks(), view, np.array([0, 1]), 0, Spent(), {})
    assert seen == [([-1], [-1], 4), ([2], [2], 4)]


@pytest.mark.parametrize(
    "wrong",
    [Decision("buy", 0.5), Decision("ask", 1.5), Decision("ask", 0.5, label=1), Decision("self-label", 0.0)],
)
def test_a_gate_that_decides_nonsense_is_told(wrong):
    with pytest.raises(BadParameter, match="decided Decision"):
        play(wrong)


def test_the_gate_in_things():
    gate = Vessal()
    strategy = Strategy(selector=OnePass(gate))
    assert gate_of(gate) is gate_of(OnePass(gate)) is gate_of(strategy) is gate
    assert gate_of(Strategy(measure=margin)) is gate_of(None) is gate_of("vessal") is None


def test_a_number_seeds_items_and_a_generator_goes_on():
    view = View.from_arrays(proba=PROBA)

    def decided(rng, rows):
        return [d.action for d in feed(Bernoulli(0.5), view, rows, rng, Spent(), {})[0]]

    every = np.arange(30)
    assert decided(1, every) == decided(1, every) != decided(2, every)
    rng = np.random.default_rng(1)
    assert decided(rng, every) != decided(rng, every)
