import numpy as np
import pytest
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


def rounds(carry, view_of, count=6, n=7, seed=0):
    """Rounds of k-center; ``view_of(k, labelled)`` gives the View of round k."""
    strategy = Strategy(representation=Embedding(), selector=KCenter(carry=carry))
    labelled, state, made = [3, 11], None, []
    for k in range(count):
        found = strategy.select(view_of(k, labelled), n, np.random.default_rng(seed + k), state=state)
        labelled, state = [*labelled, *found.indices.tolist()], found.state if carry else None
        made.append((found.indices.tolist(), found.scores.tolist()))
    return made


def view_of_rows(x, labelled, pending=()):
    y = np.zeros(len(labelled), dtype=int)
    return View.from_arrays(embedding=x, labelled=labelled, y=y, classes=2, pending=pending)


POOL = np.random.default_rng(5).normal(size=(300, 4))


def moved(k, labelled):
    return view_of_rows(POOL if k < 3 else POOL[::-1].copy(), labelled)


def taken_back(k, labelled):
    return view_of_rows(POOL, labelled if k < 3 else [r for r in labelled if r % 3])


def growing(k, labelled):
    return view_of_rows(POOL[: 150 + 30 * k], labelled)


def many_new(k, labelled):
    return view_of_rows(POOL, sorted({*labelled, *range(20, 20 + 40 * k)}))


def leased(k, labelled):
    return view_of_rows(POOL, labelled[: -(3 * k) or None], labelled[-(3 * k) :] if k else ())


@pytest.mark.parametrize("how", [moved, taken_back, growing, many_new, leased])
def test_carried_distances_give_what_distances_made_anew_give(how):
    """Whatever moves, is taken back, joins, is labelled by others or is only leased."""
    assert rounds(True, how) == rounds(False, how)


def test_carried_distances_of_changing_candidates():
    from labelwise.candidates import Subsample

    both = [
        Strategy(candidates=Subsample(80), representation=Embedding(), selector=KCenter(carry=carry))
        for carry in (True, False)
    ]
    labelled, state = [0], None
    for k in range(6):
        warm, cold = (
            s.select(view_of_rows(POOL, labelled), 5, np.random.default_rng(k), state=state) for s in both
        )
        assert warm.indices.tolist() == cold.indices.tolist()
        labelled, state = [*labelled, *warm.indices.tolist()], warm.state


def test_carried_distances_start_without_a_centre_and_from_points_of_any_kind():
    for representation in (Embedding(), Gradient()):
        warm, cold = (
            Strategy(representation=representation, selector=KCenter(carry=c)) for c in (True, False)
        )
        state, labelled = None, []
        for k in range(4):
            view = View.from_arrays(labelled=labelled, y=[0] * len(labelled), **arrays(60))
            made = warm.select(view, 6, np.random.default_rng(k), state=state)
            again = cold.select(view, 6, np.random.default_rng(k))
            assert made.indices.tolist() == again.indices.tolist()
            state, labelled = made.state, [*labelled, *made.indices.tolist()]


def test_what_is_carried_is_flat_and_stays_as_it_was():
    strategy = Strategy(representation=Embedding(), selector=KCenter(carry=True))
    first = strategy.select(view_of_rows(POOL, [0]), 5, np.random.default_rng(0))
    before = {k: np.copy(v) for k, v in first.state.items()}
    assert set(before) == {f"selector.{k}" for k in ("centres", "points", "least", "seen", "near")}
    strategy.select(view_of_rows(POOL, [0, *first.indices]), 5, np.random.default_rng(0), state=first.state)
    assert all(np.array_equal(before[k], v) for k, v in first.state.items())


def test_known_centres_cost_nothing(monkeypatch):
    """In the second round no product of matrices is made."""
    strategy = Strategy(representation=Embedding(), selector=KCenter(carry=True))
    first = strategy.select(view_of_rows(POOL, range(40)), 5, np.random.default_rng(0))
    monkeypatch.delattr(Dense, "gram")
    view = view_of_rows(POOL, [*range(40), *first.indices])
    assert len(strategy.select(view, 5, np.random.default_rng(0), state=first.state)) == 5
