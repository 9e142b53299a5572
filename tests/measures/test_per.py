import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import labelwise as lw
from labelwise.errors import BadData
from labelwise.measures import Mix, Per, entropy, least_disagree, margin, on
from labelwise.params import from_config, to_config
from labelwise.strategy import Strategy, View
from labelwise.types import CHUNK, Ragged

REDUCE = {"sum": np.sum, "mean": np.mean, "max": np.max, "min": np.min}


def parts(sizes, seed=0):
    proba = np.random.default_rng(seed).dirichlet(np.ones(3), sum(sizes))
    return Ragged(proba, np.concatenate(([0], np.cumsum(sizes))))


@given(st.lists(st.integers(1, 5), min_size=1, max_size=20), st.sampled_from(sorted(REDUCE)))
def test_equals_the_measure_of_each_item(sizes, how):
    ragged = parts(sizes)
    expected = [REDUCE[how](entropy(ragged[i])) for i in range(len(sizes))]
    np.testing.assert_allclose(Per("item", entropy, how)(proba=ragged), expected)


def test_the_sum_over_no_parts_is_zero_and_the_rest_is_refused():
    ragged = parts([2, 0, 1, 0])
    assert Per("item", entropy, "sum")(proba=ragged)[[1, 3]].tolist() == [0, 0]
    for how in ("mean", "max", "min"):
        with pytest.raises(BadData, match=r"2 of 4 items have no parts.*how='sum'"):
            Per("item", entropy, how)(proba=ragged)


def test_arrays_of_items_are_repeated_and_the_head_is_not():
    def dear(proba, cost, head):
        assert len(proba) == len(cost) == 6
        assert head == 3
        return cost

    made = Per("item", dear, "sum")(proba=parts([1, 2, 3]), cost=np.array([1.0, 10.0, 100.0]), head=3)
    assert made.tolist() == [1, 20, 300]


def test_through_a_view_in_chunks_and_through_query(monkeypatch):
    sizes = np.random.default_rng(1).integers(1, 4, CHUNK + 50)
    ragged = parts(sizes)
    measure = Per("item", on("token_proba", margin), "max")
    rows = np.arange(len(sizes))
    made = View(arrays={"token_proba": ragged}).score(measure, rows)
    np.testing.assert_array_equal(made, measure(token_proba=ragged))
    assert measure.needs == ("token_proba",)
    picks = lw.query(Strategy(measure=measure), 3, token_proba=ragged, rng=0)
    assert picks.indices.tolist() == np.argsort(-made, kind="stable")[:3].tolist()
    assert picks.why[0] == "max of margin on token_proba per item"


def test_a_pooled_measure_with_chance_sees_all_parts():
    z, offsets = np.random.default_rng(2).normal(size=(9, 2)), np.array([0, 4, 9])
    given = {"embedding": Ragged(z, offsets), "head": (np.eye(2), np.zeros(2))}
    measure = Per("item", least_disagree, "mean")
    made = View(arrays=given).score(measure, np.arange(2), np.random.default_rng(3))
    each = least_disagree(z, given["head"], np.random.default_rng(3))
    np.testing.assert_allclose(made, [each[:4].mean(), each[4:].mean()])


def test_configuration():
    made = Per("item", Mix((entropy, margin), (1.0, 2.0)), "sum")
    assert from_config(to_config(made)) == made


def test_without_parts_or_with_two_kinds_of_parts_it_says_so():
    with pytest.raises(BadData, match="no parts: proba, one row an item"):
        Per("item", entropy)(proba=np.eye(2))
    with pytest.raises(BadData, match="a and b split the items into different parts"):
        Per("item", lambda a, b: a[:, 0])(a=parts([1, 2]), b=parts([2, 1]))
