import numpy as np
import pandas as pd
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import sparse

import labelwise as lw
from labelwise.errors import BadData, BadParameter, MissingCapability, UnknownName
from labelwise.measures import margin
from labelwise.papers import methods
from labelwise.selectors import OnePass
from labelwise.strategy import Strategy
from labelwise.streams import Bernoulli, Vessal

RNG = np.random.default_rng(0)
PROBA, Z = RNG.dirichlet(np.ones(3), 80), RNG.normal(size=(80, 5))
SAMPLES = RNG.dirichlet(np.ones(3), (6, 80))
LABELLED, Y = np.array([3, 20, 41]), np.array([0, 1, 2])
HEAD, VOTES = (
    (np.eye(3, 5), np.zeros(3)),
    sparse.csr_matrix(np.where(np.isin(np.arange(80), LABELLED), 1, 0)[:, None]),
)
GIVEN = {"proba": PROBA, "embedding": Z, "samples": SAMPLES, "head": HEAD, "votes": VOTES, "oof_proba": PROBA}
GIVEN |= {"calibration": RNG.random(12), "calibrated": np.arange(12)}


@pytest.mark.parametrize("name", methods())
def test_every_named_method_runs_from_plain_arrays(name):
    made, again = (lw.query(name, 7, rng=0, labelled=LABELLED, y=Y, **GIVEN) for _ in range(2))
    assert len(made) == len(set(made.indices.tolist())) == 7
    assert name == "activelab" or not set(made.indices) & set(LABELLED)
    assert made.indices.tolist() == again.indices.tolist()


@pytest.mark.parametrize("name", ["typiclust", "probcover", "random", "auto", "k-center"])
def test_a_cold_start_needs_an_embedding_at_most(name):
    assert len(lw.query(name, 5, embedding=Z, rng=0)) == 5


def test_name_or_object():
    by_name = lw.query("margin", 5, proba=PROBA, rng=0)
    assert (
        lw.query(Strategy(measure=margin), 5, proba=PROBA, rng=0).indices.tolist() == by_name.indices.tolist()
    )


@pytest.mark.parametrize(
    "proba",
    [PROBA.astype(np.float32), pd.DataFrame(PROBA), pa.table({str(k): PROBA[:, k] for k in range(3)})],
    ids=lambda x: type(x).__name__,
)
def test_arrays_of_other_kinds(proba):
    assert (
        lw.query("margin", 5, proba=proba, rng=0).indices.tolist() == np.argsort(-margin(PROBA))[:5].tolist()
    )


def test_a_sparse_embedding_gives_the_same_picks():
    x = np.where(np.abs(Z) < 0.5, 0, Z)
    dense, thin = (
        lw.query("k-center", 9, embedding=e, labelled=[0], rng=0) for e in (x, sparse.csr_matrix(x))
    )
    assert dense.indices.tolist() == thin.indices.tolist()


def test_costs_groups_rows_pending_and_budget():
    made = lw.query(
        "margin",
        80,
        proba=PROBA,
        cost=np.full(80, 2.0),
        group=np.arange(80),
        rows=np.arange(40, 80),
        pending=[50],
        budget=10,
        rng=0,
    )
    assert len(made) == 5
    assert set(made.indices) <= set(range(40, 80)) - {50}


def test_random_needs_no_array_but_rows():
    made = lw.query("random", 3, rows=[5, 9, 11, 2], labelled=[9], rng=0)
    assert sorted(made.indices) == [2, 5, 11]


def test_a_function_provides_an_array():
    by_cost = Strategy(measure=lambda worth: worth)
    made = lw.query(by_cost, 2, cost=np.arange(1, 6), worth=lambda cost: cost / 10, rng=0)
    assert made.indices.tolist() == [4, 3]


@pytest.mark.parametrize(
    ("arguments", "error", "message"),
    [
        ({"strategy": "margn", "proba": PROBA}, UnknownName, "did you mean 'margin'"),
        ({"strategy": 3, "proba": PROBA}, BadParameter, "a name, or an object with select"),
        (
            {"embedding": Z},
            MissingCapability,
            r"\(the measure margin takes 'proba'\), and nobody provides",
        ),
        ({"proba": PROBA, "prob": PROBA}, UnknownName, "no array named 'prob'.*proba"),
        ({"proba": PROBA, "embedding": Z[:9]}, BadData, "proba has 80, embedding has 9"),
        ({"proba": PROBA * 2}, BadData, "no probabilities"),
        ({"proba": np.full((80, 3), np.nan)}, BadData, "NaN"),
        ({"proba": PROBA, "labelled": [80], "y": [0]}, BadData, "row 80"),
        ({"proba": PROBA, "labelled": [1], "y": [0, 1]}, BadData, "one label per row of labelled"),
        ({"proba": PROBA, "rng": -1}, BadParameter, "the seed is -1"),
        ({"proba": PROBA, "n": -1}, BadParameter, "n is -1"),
        ({"proba": PROBA, "budget": "much"}, BadParameter, "the budget is 'much'"),
        ({}, BadData, "pass for example embedding"),
    ],
)
def test_bad_input_gets_one_clear_error(arguments, error, message):
    with pytest.raises(error, match=message):
        lw.query(**{"strategy": "margin", "n": 3, "rng": 0, **arguments})


def test_more_than_there_are_comes_with_the_reason():
    made = lw.query("margin", 100, proba=PROBA, labelled=LABELLED, y=Y, rng=0)
    assert len(made) == 77
    assert made.short == "77 of 100: 77 of 80 rows are candidates"


def decided(gate, blocks, **arguments):
    """All decisions of a stream that comes in blocks, and the last state."""
    made, state = [], None
    for rows in blocks:
        some, state = lw.decide(gate, state, rng=0, proba=PROBA[rows], embedding=Z[rows], **arguments)
        made += some
    return made, state


@pytest.mark.parametrize("gate", ["vessal", Vessal(), Strategy(selector=OnePass(Vessal()))])
def test_a_stream_is_decided_alike_in_any_blocks(gate):
    whole, state = decided(gate, [np.arange(80)], limit=12, horizon=80)
    parts, last = decided(gate, np.array_split(np.arange(80), 7), limit=12, horizon=80)
    assert whole == parts and state["seen"] == 80 and state["asked"] == last["asked"]
    assert state["asked"] == sum(d.action == "ask" for d in whole) <= 12
    np.testing.assert_array_equal(state["gate.inverse"], last["gate.inverse"])


@given(st.lists(st.integers(0, 80), max_size=4), st.integers(0, 15), st.sampled_from([0.1, 1.0, None]))
def test_the_limit_holds_over_all_calls(cuts, limit, rate):
    blocks = np.split(np.arange(80), sorted(cuts))
    made, state = decided(Vessal(rate), blocks, limit=limit, horizon=80)
    assert sum(d.action == "ask" for d in made) == state["asked"] <= limit


def test_a_state_that_was_saved_goes_on_as_if_it_had_not(tmp_path):
    _, state = decided(Vessal(), [np.arange(40)], limit=12, horizon=80)
    np.savez(tmp_path / "state.npz", **state)
    with np.load(tmp_path / "state.npz") as stored:
        again = dict(stored)
    rest = {"proba": PROBA[40:], "embedding": Z[40:], "limit": 12, "horizon": 80, "rng": 0}
    a, b = lw.decide(Vessal(), state, **rest), lw.decide(Vessal(), again, **rest)
    assert a[0] == b[0]
    assert a[1].keys() == b[1].keys() and all(np.array_equal(a[1][k], b[1][k]) for k in a[1])


def test_what_has_a_label_or_is_out_is_passed_over():
    made, state = lw.decide(Bernoulli(1), proba=PROBA[:6], labelled=[1, 4], y=[0, 2], pending=[5])
    assert [d.action for d in made] == ["ask", "skip", "ask", "ask", "skip", "skip"]
    assert (state["seen"], state["asked"]) == (3, 3)


def test_a_committee_labels_by_itself():
    samples = np.tile([0.96, 0.02, 0.02], (5, 3, 1))
    made, state = lw.decide("sl-selective", samples=samples, limit=1)
    assert [(d.action, d.label) for d in made] == [("self-label", 0)] * 3
    assert made[0].weight == pytest.approx(0.96 / 0.9)
    assert state["gate.recent"].tolist() == [0, 0, 0]


@pytest.mark.parametrize(
    ("arguments", "error", "message"),
    [
        ({"gate": "margin"}, BadParameter, r"'margin' has no gate.*vessal"),
        ({"gate": 3}, BadParameter, "3 has no gate"),
        ({"gate": "vesal"}, UnknownName, "did you mean 'vessal'"),
        ({"embedding": None}, MissingCapability, "nobody provides 'embedding'"),
        ({"embedings": Z}, UnknownName, "no array named 'embedings'"),
        ({"rows": [1]}, UnknownName, "no array named 'rows'"),
        ({"budget": 3}, UnknownName, "no array named 'budget'"),
        ({"limit": -1}, BadParameter, "the limit is -1"),
        ({"horizon": 2.5}, BadParameter, "the horizon is 2.5"),
        ({"state": {}}, BadParameter, "the state has nothing"),
        ({"limit": None, "horizon": None}, BadParameter, r"no rate.*rate=0.05"),
    ],
)
def test_a_bad_stream_gets_one_clear_error(arguments, error, message):
    given = {"gate": "vessal", "proba": PROBA, "embedding": Z, "limit": 5, "horizon": 80, "rng": 0}
    with pytest.raises(error, match=message):
        lw.decide(**{**given, **arguments})


def test_a_strategy_that_keeps_a_state_goes_on_from_plain_arrays():
    rng = np.random.default_rng(0)
    proba = rng.dirichlet(np.ones(3), 400)
    first = lw.query("ups", 5, proba=proba, rng=0, round=0)
    later = lw.query("ups", 5, proba=rng.dirichlet(np.ones(3), 400), rng=1, round=2, state=first.state)
    old, new = (s.state["candidates1.u"] for s in (first, later))
    assert 0.2 < (old != new).mean() < 0.6  # the rest kept the score of the first model
