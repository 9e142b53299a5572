import numpy as np
import pandas as pd
import pyarrow as pa
import pytest
from scipy import sparse

import labelwise as lw
from labelwise.errors import BadData, BadParameter, MissingCapability, UnknownName
from labelwise.measures import margin
from labelwise.papers import methods
from labelwise.strategy import Strategy

RNG = np.random.default_rng(0)
PROBA, Z = RNG.dirichlet(np.ones(3), 80), RNG.normal(size=(80, 5))
LABELLED, Y = np.array([3, 20, 41]), np.array([0, 1, 2])


@pytest.mark.parametrize("name", methods())
def test_every_named_method_runs_from_plain_arrays(name):
    made = lw.query(name, 7, proba=PROBA, embedding=Z, labelled=LABELLED, y=Y, rng=0)
    again = lw.query(name, 7, proba=PROBA, embedding=Z, labelled=LABELLED, y=Y, rng=0)
    assert len(made) == len(set(made.indices.tolist())) == 7
    assert not set(made.indices) & set(LABELLED)
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
        ({"embedding": Z}, MissingCapability, "this strategy takes proba, and nobody provides 'proba'"),
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
