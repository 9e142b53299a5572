from dataclasses import replace
from decimal import Decimal

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import labelwise as lw
from labelwise.errors import BadParameter
from labelwise.selectors import Picker, Quota, Random, TopK
from labelwise.types import Budget, Slate


def slate(score=(0.1, 0.9, 0.5, 0.7), n=2, **more):
    size = len(score)
    rows = more.pop("rows", 10 * np.arange(size))
    seed = more.pop("seed", 0)
    made = Slate(rows, n, np.random.default_rng(seed), np.full(500, -1), np.ones(size), score=np.array(score))
    return replace(made, **more)


class Drawing:
    """Draws by the slate's scores."""

    pick = "sample"

    def start(self, slate):
        class Run:
            def scores(self):
                return slate.score

            def add(self, i):
                return None

        return Run()


class Barring:
    """The highest score; every pick bars its two neighbours."""

    def start(self, slate):
        class Run:
            def scores(self):
                return slate.score

            def add(self, i):
                return np.array([j for j in (i - 1, i + 1) if 0 <= j < len(slate.rows)], dtype=np.int64)

        return Run()


def test_looking_is_free_and_taking_moves_on():
    picker = Picker(slate(), TopK())
    assert [picker.best(), picker.best()] == [10, 10]
    picker.take(10)
    assert picker.best() == 30
    assert len(picker) == 1


def test_a_row_that_others_took_is_gone_and_has_a_score():
    picker = Picker(slate(), TopK())
    picker.take(20, why="another")
    assert picker.fill().selection().why == ("another", "")
    assert picker.selection().scores.tolist() == [0.5, 0.9]


def test_a_row_outside_is_recorded_and_paid_and_a_row_twice_is_refused():
    picker = Picker(slate(n=3, budget=Budget(4)), TopK())
    picker.take(55, why="another", p=0.5, cost=3)
    picker.take(10)
    assert picker.best() is None
    made = picker.selection()
    assert (made.indices.tolist(), made.cost.tolist(), made.why) == ([55, 10], [3, 1], ("another", ""))
    assert np.isnan(made.scores[0])
    for row in (10, 55):
        with pytest.raises(BadParameter, match=f"row {row} was taken before"):
            picker.take(row)
    assert len(picker) == 2


def test_barred_rows_are_passed_over_and_named():
    made = Picker(slate((5, 4, 3, 2, 1), n=5), Barring()).fill().selection()
    assert made.indices.tolist() == [0, 20, 40]
    assert "3 of 5" in made.short
    assert "2 are barred" in made.short


def test_ties_fall_by_hash_of_row_and_seed():
    first = [
        Picker(slate((1,) * 50, n=50, seed=s), TopK()).fill().selection().indices.tolist() for s in (0, 0, 1)
    ]
    assert first[0] == first[1] != first[2]
    assert first[0] != sorted(first[0])


@given(st.permutations(range(8)), st.integers(0, 5))
def test_ties_do_not_depend_on_what_else_is_there(order, seed):
    """Leaving out a row that was not picked changes no pick."""
    score = np.array([1.0, 1, 1, 0.5, 0.5, 0.5, 0, 0])[list(order)]
    whole = Picker(slate(score, n=4, seed=seed), TopK()).fill().selection().indices
    loser = next(r for r in 10 * np.arange(8) if r not in whole)
    keep = 10 * np.arange(8) != loser
    part = slate(score[keep], n=4, seed=seed, rows=10 * np.arange(8)[keep])
    assert Picker(part, TopK()).fill().selection().indices.tolist() == whole.tolist()


def test_drawing_records_the_probability_of_each_pick():
    made = Picker(slate((1, 2, 3, 4), n=4), Drawing()).fill().selection()
    left, mass = 10.0, dict(zip([0, 10, 20, 30], [1, 2, 3, 4], strict=True))
    for row, p in zip(made.indices, made.p, strict=True):
        assert p == pytest.approx(mass[row] / left)
        left -= mass[row]
    assert made.design == "sequence"


def test_a_run_may_know_its_chances_and_no_candidate_is_read(monkeypatch):
    picker = Picker(slate((1, 2, 3, 4), n=3), Random())
    monkeypatch.setattr(Picker, "_mass", lambda self: pytest.fail("all candidates are read"))
    assert [picker.chance(row) for row in (0, 30, 99)] == [0.25, 0.25, 0]
    picker.take(10)
    assert [picker.chance(row) for row in (0, 10)] == [1 / 3, 0]
    quota = Picker(slate((1, 2, 3, 4), n=3, group=np.array([0, 0, 1, 1])), Quota(Random(), each=1))
    monkeypatch.undo()
    quota.take(0)
    assert [quota.chance(row) for row in (10, 20, 30)] == [0, 0.5, 0.5]


def test_where_the_candidates_were_drawn_no_probability_is_known():
    for selector in (Drawing(), Random(), TopK()):
        picker = Picker(slate((1, 2, 3, 4), n=2), selector, known=False)
        assert np.isnan([picker.chance(row) for row in (0, 10, 99)]).all()
        made = picker.fill().selection()
        assert len(made) == 2 and made.p is None and made.design is None
        assert picker.chance(0) == 0.0  # nothing is left to pick


def test_drawing_follows_the_scores():
    count = np.zeros(4)
    for seed in range(1000):
        count[Picker(slate((1, 2, 3, 4), seed=seed), Drawing()).best() // 10] += 1
    expected = np.array([100, 200, 300, 400])
    assert ((count - expected) ** 2 / expected).sum() < 16  # chi-squared, 3 degrees: p = 0.001


def test_a_zero_score_is_never_drawn_and_no_mass_at_all_is_uniform():
    assert {Picker(slate((0, 0, 1, 0), seed=s), Drawing()).best() for s in range(50)} == {20}
    made = Picker(slate((0, 0, 0, 0)), Drawing()).fill().selection()
    assert made.p.round(3).tolist() == [0.25, 0.333]


def test_the_chance_of_a_row():
    drawing = Picker(slate((1, 2, 3, 4)), Drawing())
    assert [drawing.chance(r) for r in (0, 10, 20, 30, 99)] == pytest.approx([0.1, 0.2, 0.3, 0.4, 0])
    highest = Picker(slate(), TopK())
    assert [highest.chance(r) for r in (10, 30)] == [1, 0]


@given(st.lists(st.integers(0, 5), min_size=1, max_size=12), st.integers(0, 20), st.integers(0, 12))
def test_the_budget_equals_a_naive_walk(cost, limit, n):
    score = np.linspace(1, 0, len(cost))
    made = slate(score, n=n, cost=np.array(cost, dtype=float), budget=Budget(limit))
    picks = Picker(made, TopK()).fill().selection().indices // 10
    naive, left = [], limit
    for i, c in enumerate(cost):
        if c <= left and len(naive) < n:
            naive.append(i)
            left -= c
    assert picks.tolist() == naive


def test_money_is_counted_in_decimals():
    made = slate((3, 2, 1), n=3, cost=np.array([0.1, 0.1, 0.1]), budget=Budget(Decimal("0.3"), "money"))
    assert len(Picker(made, TopK()).fill().selection()) == 3  # 0.1 + 0.1 + 0.1 > 0.3 in floats


def test_why_fewer_came():
    assert Picker(slate(n=9), TopK(), note="4 of 9 rows are open").fill().selection().short == (
        "4 of 9: 4 of 9 rows are open"
    )
    dear = slate(n=4, cost=np.array([1.0, 1.0, 9.0, 1.0]), budget=Budget(2))
    assert "cost more than the budget has left" in Picker(dear, TopK()).fill().selection().short
    assert Picker(slate(n=2), TopK()).fill().selection().short == ""


@pytest.mark.parametrize(
    "bad", [[np.nan] * 4, [1.0] * 3, [-1.0] * 4, [np.inf] * 4, None, ["a"] * 4, [[1.0]] * 4, [1j] * 4]
)
def test_scores_that_are_none_are_refused(bad):
    class Broken(Drawing):
        def start(self, slate):
            run = super().start(slate)
            run.scores = lambda: np.array(bad)
            return run

    with pytest.raises(BadParameter, match=r"Broken.*Allowed: "):
        Picker(slate(), Broken()).best()


class Stuck(TopK):
    """Its lazy form always offers the same."""

    def __init__(self, offer):
        object.__setattr__(self, "offer", offer)

    def start(self, slate):
        run = super().start(slate)
        run.best = lambda alive, rng: self.offer
        return run


def test_a_lazy_form_that_offers_a_row_again_is_refused():
    picker = Picker(slate(), Stuck((0, None)))
    picker.take(picker.best())
    with pytest.raises(BadParameter, match=r"row 0 again or although it is barred.*look at alive"):
        picker.best()


def test_a_lazy_form_that_offers_a_barred_row_is_refused():
    with pytest.raises(BadParameter, match="row 10 again or although it is barred"):
        Picker(slate(), Contrary()).fill()


class Contrary(Stuck):
    """Says that position 1 is barred, and offers it."""

    def __init__(self):
        super().__init__((1, None))

    def start(self, slate):
        run = super().start(slate)
        run.barred = np.array([1])
        return run


@pytest.mark.parametrize(
    "offer", [(4, None), (-1, None), (0.5, None), ("a", None), (None, None), 3, (1, 2, 3)]
)
def test_a_lazy_form_that_offers_what_is_no_candidate_is_refused(offer):
    with pytest.raises(BadParameter, match=r"Stuck.* offered .*Allowed: "):
        Picker(slate(), Stuck(offer)).best()


@pytest.mark.parametrize("p", [0.0, -0.1, 1.5, np.nan])
def test_a_lazy_form_with_a_probability_that_is_none_is_refused(p):
    with pytest.raises(BadParameter, match=r"with probability .*Allowed: above 0, at most 1"):
        Picker(slate(), Stuck((1, p))).best()


@pytest.mark.parametrize("barred", [[9], [-1], np.array([0.5]), np.ones(4, dtype=bool), 2, [[0]]])
def test_barring_what_is_no_candidate_is_refused(barred):
    class Wild(Barring):
        def start(self, slate):
            run = super().start(slate)
            run.add = lambda i: barred
            return run

    with pytest.raises(BadParameter, match=r"Wild.* barred .*Allowed: whole positions from 0 to 3"):
        Picker(slate(), Wild()).fill()


def test_the_scores_of_barred_and_taken_rows_mean_nothing():
    """A selector that goes on to want them never gets them: there is no way to return them."""

    class Greedy(Barring):
        def start(self, slate):
            run, right = super().start(slate), super().start(slate).add
            wanted = np.array(slate.score)
            run.scores = lambda: wanted

            def add(i):
                barred = right(i)
                wanted[[i, *barred]] = 100
                return barred

            run.add = add
            return run

    made = Picker(slate((5, 4, 3, 2, 1), n=5), Greedy()).fill().selection()
    assert made.indices.tolist() == [0, 20, 40]


def test_two_pickers_told_of_each_other_never_collide():
    arms = [Picker(slate((1, 2, 3, 4, 5), n=4), TopK()), Picker(slate((5, 4, 3, 2, 1), n=4), Random())]
    for k in (0, 1, 0, 1):
        row = arms[k].best()
        for arm in arms:
            arm.take(row, why=f"arm {k}")
    assert arms[0].selection().indices.tolist() == arms[1].selection().indices.tolist()
    assert len(set(arms[0].selection().indices)) == 4
    assert arms[0].selection().why == ("arm 0", "arm 1") * 2


@pytest.mark.parametrize("unit", ["seconds", "regions", "money"])
def test_tenths_add_up_to_the_budget(unit):
    """In binary, seven times 0.1 is more than 0.7."""
    for cost, limit, many in ((0.1, 0.7, 7), (0.1, 0.3, 3), (1.1, 3.3, 3)):
        arrays = {"embedding": np.arange(12.0)[:, None], "cost": np.full(12, cost)}
        made = lw.query("k-center", 9, budget=lw.Budget(limit, unit), rng=0, **arrays)
        assert len(made) == many
