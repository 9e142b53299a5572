"""The work cap: nothing below it; above it a random part, said in words, the same for the same seed."""

import numpy as np
import pytest
from scipy import sparse

import labelwise as lw
from labelwise.candidates import Open, Subsample
from labelwise.measures import margin
from labelwise.policies import Mixture
from labelwise.representations import Embedding
from labelwise.selectors import FacilityLocation, KCenter, KMeansPP, PerCost, TopK
from labelwise.selectors.base import Selector
from labelwise.strategy import Strategy, View, work

X = np.random.default_rng(0).normal(size=(400, 4)).astype(np.float32)
PROBA = np.random.default_rng(1).dirichlet(np.ones(3), 400)
FARTHEST = Strategy(representation=Embedding(), selector=KCenter())
NEVER = Strategy(candidates=(Open(), Subsample(100)), representation=Embedding(), selector=KCenter())


@pytest.fixture
def small(monkeypatch):
    """10 picks of 16-byte rows at a tenth of a pass: 100 rows are within it."""
    monkeypatch.setattr(work, "WORK", 1600)


def picks(strategy, n=10, **extra):
    return lw.query(strategy, n, rng=3, embedding=X, **{"labelled": [5], "proba": PROBA, **extra})


def test_below_the_cap_nothing_is_drawn(monkeypatch):
    plain = picks(FARTHEST)
    monkeypatch.setattr(work, "WORK", 399 * 16)
    again = picks(FARTHEST)
    assert plain.indices.tolist() == again.indices.tolist() and plain.why == again.why
    assert picks(FARTHEST, exact=True).indices.tolist() == plain.indices.tolist()


def test_above_it_a_part_goes_on_as_through_a_subsample(small):
    made = picks(FARTHEST)
    assert made.why[0].startswith("k-center (100 of 399 by chance, exact=True would read 0.0 GiB): distance")
    assert made.indices.tolist() == picks(FARTHEST).indices.tolist()
    assert made.indices.tolist() == picks(NEVER, exact=True).indices.tolist()
    assert made.indices.tolist() != lw.query(FARTHEST, 10, rng=4, embedding=X).indices.tolist()


def test_no_probability_where_a_part_goes_on(small):
    drawing = Strategy(representation=Embedding(), selector=KMeansPP())
    assert picks(drawing).p is None and picks(drawing, exact=True).p is not None


def test_exact_gives_the_picks_without_a_cap(small, monkeypatch):
    exact = [picks(FARTHEST, exact=True), picks(Strategy(**{**vars(FARTHEST), "exact": True}))]
    monkeypatch.setattr(work, "WORK", 2**42)
    plain = picks(FARTHEST)
    for made in exact:
        assert made.indices.tolist() == plain.indices.tolist() and made.why == plain.why


def test_exact_reaches_the_strategies_of_a_policy(small):
    both = Mixture((FARTHEST, Strategy(measure=margin)), (0.5, 0.5))
    assert any("by chance, exact=True" in why for why in picks(both).why)
    assert not any("by chance, exact=True" in why for why in picks(both, exact=True).why)


def test_never_fewer_than_are_wanted_and_short_says_it(small):
    made = picks(FARTHEST, 200)
    assert len(made) == 200
    made = picks(FARTHEST, 10, cost=np.full(400, 2.0), budget=7)
    assert made.short.startswith("3 of 10: 399 of 400 rows are candidates, 100 of 399 by chance, exact=True")


def test_what_reads_no_points_is_never_cut(small):
    margin_alone = Strategy(measure=margin, representation=Embedding(), selector=TopK())
    assert picks(margin_alone).why == picks(Strategy(measure=margin)).why


def test_passes_of_wrappers_and_of_others():
    assert PerCost(KCenter()).passes == KCenter().passes < 1
    assert PerCost(TopK()).passes == 0 < KMeansPP().passes < Selector.passes

    class Foreign:
        def choose(self, slate):
            return np.arange(slate.n)

    view, rng = View(arrays={"embedding": X}), np.random.default_rng(0)
    chosen = Strategy(representation=Embedding(), selector=Foreign())
    rows = np.arange(400)
    assert work.within(chosen, view, rows, 10, rng)[0] is rows


@pytest.mark.parametrize(
    ("passes", "pairs", "most"), [(0.1, 0, 100), (0, 0.01, 100), (0.05, 0.005, 100), (2, 1, 4)]
)
def test_candidates_compared_with_each_other_count_too(small, passes, pairs, most):
    """``16 * m * (10 * passes + m * pairs)`` is at most 1600 for the most, and not for one more."""

    class Stated:
        def choose(self, slate):
            return np.arange(slate.n)

    Stated.passes, Stated.pairs = passes, pairs
    view, rng = View(arrays={"embedding": X}), np.random.default_rng(0)
    chosen = Strategy(representation=Embedding(), selector=Stated())
    found = work.within(chosen, view, np.arange(400), 10, rng)[0]
    reads = [m * (10 * passes + m * pairs) for m in (most, most + 1)]
    assert reads[0] <= 100 < reads[1] and len(found) == max(most, 10)
    assert PerCost(FacilityLocation()).pairs > 0 == KCenter().pairs


def test_bytes_of_a_row():
    proba = np.full((400, 2), 0.5)
    arrays = {"embedding": sparse.csr_matrix(X), "proba": proba, "head": (np.eye(2), 0)}
    assert work.row_bytes(View(arrays=arrays), ("embedding", "proba", "head")) == 4 * 4 + 2 * 8
    assert work.row_bytes(View(arrays={"samples": np.full((5, 9, 2), 0.5)}), ("samples",)) == 80
    assert work.row_bytes(View(arrays={"embedding": X}), ("neighbours",)) > 0
