import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from labelwise.representations import Embedding, Gradient
from labelwise.selectors import KCenter, Picker
from labelwise.strategy import Strategy, View
from labelwise.testing.examples import arrays
from labelwise.testing.selector_suite import Eager
from labelwise.types import Dense, Product, Slate


def naive(x, centres, candidates, n):
    picks = []
    for _ in range(n):
        taken = [*centres, *picks]
        rest = [c for c in candidates if c not in picks]
        picks.append(max(rest, key=lambda c: min(((x[c] - x[t]) ** 2).sum() for t in taken)))
    return picks


def select(view, representation, n=8, seed=0):
    strategy = Strategy(representation=representation, selector=KCenter())
    return strategy.select(view, n, np.random.default_rng(seed))


@given(st.integers(0, 1000))
def test_equals_brute_force_from_labelled_and_pending_centres(seed):
    given_arrays = arrays(30, seed)
    view = View.from_arrays(labelled=[0, 1], y=[0, 1], pending=[2], **given_arrays)
    expected = naive(given_arrays["embedding"], [0, 1, 2], range(3, 30), 8)
    assert select(view, Embedding()).indices.tolist() == expected


def test_factored_points_are_never_written_out_and_give_the_same_picks():
    made = arrays(30)
    view = View.from_arrays(labelled=[0, 1], y=[0, 1], **made)
    x = Gradient().fit(view, None)(np.arange(30)).dense(np.arange(30))
    assert select(view, Gradient()).indices.tolist() == naive(x, [0, 1], range(2, 30), 8)


def test_without_a_centre_the_first_pick_is_random_and_says_so():
    view = View.from_arrays(**arrays(30))
    firsts = {int(select(view, Embedding(), 1, seed).indices[0]) for seed in range(20)}
    assert len(firsts) > 5
    assert select(view, Embedding(), 2).why[0] == "k-center: no centre yet, by chance"


def points(seed, size, width, kind):
    """Different points, points on a coarse grid (many ties and duplicates), or outer products of such."""
    rng = np.random.default_rng(seed)
    x = rng.normal(size=(size, width)) if kind == "different" else rng.integers(0, 3, (size, width)) / 7
    return Product(Dense(x[:, :1]), Dense(x)) if kind == "product" else Dense(x)


def part(made, rows):
    """Some of the points, in their kind."""
    if isinstance(made, Product):
        return Product(part(made.left, rows), part(made.right, rows))
    return Dense(made.dense(rows))


def slate_of(seed, size, n, kind, centres=0, width=3):
    made = points(seed, size + centres, width, kind)
    rows = np.arange(centres, size + centres)
    return Slate(
        rows,
        n,
        np.random.default_rng(seed),
        np.full(size + centres, -1),
        np.ones(size),
        points=part(made, rows),
        centres=part(made, np.arange(centres)) if centres else None,
    )


CASES = st.tuples(
    st.integers(0, 10_000),
    st.integers(1, 40),
    st.integers(1, 45),
    st.sampled_from(["different", "grid", "product"]),
    st.sampled_from([0, 1, 6]),
    st.sampled_from([1, 2, 3, 17]),
)


@given(CASES)
def test_lazy_picks_are_the_plain_ones_on_ties_duplicates_and_labelled_centres(case):
    seed, size, n, kind, centres, width = case
    lazy, plain = (
        Picker(slate_of(seed, size, n, kind, centres, width), selector).fill().selection()
        for selector in (KCenter(), Eager(KCenter()))
    )
    assert lazy.indices.tolist() == plain.indices.tolist()
    assert lazy.scores.tolist() == plain.scores.tolist()


@given(CASES, st.data())
def test_lazy_picks_are_the_plain_ones_while_others_take_and_look(case, data):
    """Rows that somebody else takes, and scores that somebody reads, in any order."""
    seed, size, _, kind, centres, width = case
    lazy, plain = (
        Picker(slate_of(seed, size, size, kind, centres, width), selector)
        for selector in (KCenter(), Eager(KCenter()))
    )
    for _ in range(size):
        assert lazy.best() == plain.best()
        if data.draw(st.booleans(), label="scores are read"):
            lazy._run.scores()
        left = lazy._slate.rows[lazy.alive].tolist()
        row = data.draw(st.sampled_from([plain.best(), *left]), label="taken")
        for picker in (lazy, plain):
            picker.take(row)
    assert lazy.selection().scores.tolist() == plain.selection().scores.tolist()


def test_lazy_looks_at_a_small_part_of_the_distances(monkeypatch):
    """20,000 points, 300 centres, 100 picks: at most one in 200 of the distances of the plain form."""
    looked, right = [0], Dense.dots

    def counted(self, rows, other, j):
        made = right(self, rows, other, j)
        looked[0] += len(made)
        return made

    monkeypatch.setattr(Dense, "dots", counted)
    picks, counts = [], []
    for selector in (KCenter(), Eager(KCenter())):
        looked[0] = 0
        slate = slate_of(0, 20_000, 100, "different", centres=300, width=64)
        picks.append(Picker(slate, selector).fill().selection().indices.tolist())
        counts.append(looked[0])
    assert picks[0] == picks[1]
    assert counts[1] == 99 * 20_000
    assert counts[0] < counts[1] / 200
