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
from labelwise.papers import methods, resolve
from labelwise.selectors import OnePass
from labelwise.strategy import Strategy, View
from labelwise.streams import Bernoulli, Vessal
from labelwise.testing.examples import arrays

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
OWN = {key: array for key, array in arrays(80).items() if key not in GIVEN}
"""Names that only some methods know, as the contract suites have them."""


@pytest.mark.parametrize("name", methods())
def test_every_named_method_runs_from_plain_arrays(name):
    known = GIVEN | {key: OWN[key] for key in set(getattr(resolve(name), "needs", ())) & set(OWN)}
    made, again = (lw.query(name, 7, rng=0, labelled=LABELLED, y=Y, **known) for _ in range(2))
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


class Tensor:
    """What stands on another device and has no numpy but on the host, where bfloat16 has none."""

    def __init__(self, x, dtype="float32", host=False):
        self.x, self.dtype, self.host, self.shape = x, dtype, host, x.shape

    def __getitem__(self, rows):
        assert self.shape[0] <= 10_000 or not isinstance(rows, slice) or rows.stop is not None
        return Tensor(self.x[rows], self.dtype, self.host)

    def detach(self):
        return self

    def cpu(self):
        return Tensor(self.x.copy(), self.dtype, True)

    def float(self):
        return Tensor(self.x, "float32", self.host)

    def numpy(self):
        assert self.host and self.dtype != "bfloat16"
        return self.x


def stored(kind, x, folder):
    """The same numbers in another form."""
    if kind == "memory map":
        path = folder / f"{x.shape[1]}{x.dtype}"
        x.tofile(path)
        return np.memmap(path, x.dtype, "r", shape=x.shape)
    if kind == "parquet":
        import pyarrow.parquet as pq

        pq.write_table(pa.table({"x": pa.array(list(x))}), folder / "x.parquet", row_group_size=700)
        return pq.read_table(folder / "x.parquet", memory_map=True)["x"]
    return sparse.csr_matrix(x) if kind == "sparse" else Tensor(x, kind)


@pytest.mark.parametrize("kind", ["memory map", "parquet", "sparse", "float32", "bfloat16", "half map"])
def test_whatever_holds_the_arrays_the_picks_are_the_same(kind, tmp_path):
    """Of 9,000 rows, which is more than one chunk."""
    rng, half = np.random.default_rng(0), kind == "half map"
    proba, z = rng.dirichlet(np.ones(3), 9000), rng.normal(size=(9000, 5))
    proba, z = (a.astype(np.float16 if half else np.float32) for a in (proba, z))
    labelled = rng.choice(9000, 20, replace=False)
    forms = [stored("memory map" if half else kind, a, tmp_path) for a in (proba, z)]
    plain = [a.astype(np.float32) for a in (proba, z)]
    for name in ("margin", "k-center", "badge"):
        picks = [
            lw.query(name, 8, proba=p, embedding=e, labelled=labelled, rng=0).indices.tolist()
            for p, e in (plain, forms)
        ]
        assert picks[0] == picks[1], name


def test_a_parquet_pool_with_a_column_of_vectors(tmp_path):
    import pyarrow.parquet as pq

    path = tmp_path / "pool.parquet"
    pq.write_table(pa.table({"year": np.arange(80), "embedding": pa.array(list(Z))}), path)
    view = View(lw.Pool(str(path)), labels=np.where(np.arange(80) == 3, 0, -1))
    far = resolve("k-center")
    made = far.select(view, 6, np.random.default_rng(0))
    assert made.indices.tolist() == lw.query(far, 6, embedding=Z, labelled=[3], rng=0).indices.tolist()


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
        ({"proba": PROBA * 2}, BadData, "proba: row 0 sums to 2"),
        ({"proba": np.full((80, 3), np.nan)}, BadData, "NaN"),
        ({"proba": PROBA, "labelled": [80], "y": [0]}, BadData, "row 80"),
        ({"proba": PROBA, "labelled": [1], "y": [0, 1]}, BadData, "one label per row of labelled"),
        ({"proba": PROBA, "rng": -1}, BadParameter, "the seed is -1"),
        ({"proba": PROBA, "n": -1}, BadParameter, "n is -1"),
        ({"proba": PROBA, "budget": "much"}, BadParameter, "the budget is 'much'"),
        ({}, MissingCapability, "takes proba .*nobody provides 'proba'.*without a model pass proba"),
        ({"strategy": "random"}, BadData, "pass for example embedding"),
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
