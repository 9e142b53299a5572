"""Quotas, distances, shares and prices together, with costs and budgets that do not divide.

Each wrapper and every nest of wrappers equals a naive walk: of the candidates that may still be asked and
can still be paid, the one with the highest score (or score per cost), until there are enough.
"""

from __future__ import annotations

from collections import Counter
from decimal import Decimal

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from labelwise.selectors import Apart, KCenter, KMeansPP, PerCost, Picker, Quota, Random, Shares, TopK
from labelwise.strategy import View
from labelwise.types import Budget, Dense, Slate

EACH, RADIUS, SHARES = 2, 1.5, {0: 0.5, 1: 0.2}

NESTS = {
    "top-k": TopK(),
    "quota": Quota(TopK(), each=EACH),
    "apart": Apart(TopK(), near=("coords", RADIUS)),
    "shares": Shares(TopK(), SHARES),
    "per-cost": PerCost(TopK()),
    "quota per-cost": Quota(PerCost(TopK()), each=EACH),
    "per-cost quota": PerCost(Quota(TopK(), each=EACH)),
    "apart quota per-cost": Apart(Quota(PerCost(TopK()), each=EACH), near=("coords", RADIUS)),
    "quota apart per-cost": Quota(Apart(PerCost(TopK()), near=("coords", RADIUS)), each=EACH),
    "per-cost apart quota": PerCost(Apart(Quota(TopK(), each=EACH), near=("coords", RADIUS))),
    "shares apart": Shares(Apart(TopK(), near=("coords", RADIUS)), SHARES),
    "apart shares per-cost": Apart(Shares(PerCost(TopK()), SHARES), near=("coords", RADIUS)),
}


@st.composite
def slates(draw, money: bool = False):
    """Up to 14 candidates with different scores, costs in cents, three groups and places on a line."""
    size = draw(st.integers(1, 14))
    whole = st.lists(st.integers(0, 500), min_size=size, max_size=size)
    cost = np.array(draw(whole)) / 100
    limit = Decimal(draw(st.integers(0, 1500))) / 100
    score = np.array(draw(st.permutations(range(1, size + 1))), dtype=float)
    group = np.array(draw(st.lists(st.integers(0, 2), min_size=size, max_size=size)))
    coords = np.array(draw(st.lists(st.integers(0, 9), min_size=size, max_size=size)), dtype=float)
    return Slate(
        np.arange(size),
        draw(st.integers(1, 16)),
        np.random.default_rng(draw(st.integers(0, 99))),
        np.full(size, -1),
        cost,
        score=score,
        points=Dense(coords[:, None]),
        budget=Budget(limit, "money") if money else Budget(float(limit)),
        group=group,
        view=View(arrays={"coords": coords[:, None]}),
    )


def exact(cost) -> list[Decimal]:
    return [Decimal(str(c)) for c in cost]


def limits(name: str, slate) -> tuple[Counter, Counter]:
    """How many of each group may come: by quota, by share (the rest of the shares to group 2)."""
    quota = Counter(dict.fromkeys(range(3), EACH if "quota" in name else 99))
    if "shares" not in name:
        return quota, Counter(dict.fromkeys(range(3), 99))
    want = np.array([0.5, 0.2, 0.3]) * slate.n
    whole = np.floor(want + 1e-9).astype(int)
    for g in sorted(range(3), key=lambda g: (whole[g] - want[g], g))[: slate.n - whole.sum()]:
        whole[g] += 1
    return quota, Counter(dict(enumerate(whole.tolist())))


def allowed(name: str, slate, picks: list[int], left: list[int]) -> list[int]:
    """Those of ``left`` that no wrapper bars."""
    quota, share = limits(name, slate)
    group, x = slate.group.tolist(), slate.points.x[:, 0]
    count = Counter(group[i] for i in picks)
    free = [i for i in left if count[group[i]] < min(quota[group[i]], share[group[i]])]
    if "apart" in name:
        free = [i for i in free if all(abs(x[i] - x[j]) >= RADIUS for j in picks)]
    return free


def walk(name: str, slate) -> tuple[list[int], list[int], list[int]]:
    """Picks, what is then barred, and what could then not be paid although it is not barred."""
    cost, spent, picks = exact(slate.cost), Decimal(0), []
    limit, left = Decimal(str(slate.budget.limit)), list(range(len(slate.rows)))
    while len(picks) < slate.n:
        free = [i for i in allowed(name, slate, picks, left) if spent + cost[i] <= limit]
        if not free:
            break
        worth = slate.score / slate.cost if "per-cost" in name else slate.score
        best = max(free, key=lambda i: worth[i])
        picks.append(best)
        left.remove(best)
        spent += cost[best]
    free = allowed(name, slate, picks, left)
    return picks, [i for i in left if i not in free], free


def different(slate) -> bool:
    """Whether all scores per cost differ, so that no pick hangs on a tie."""
    with np.errstate(divide="ignore"):
        worth = slate.score / slate.cost
    return len(np.unique(worth)) == len(worth)


@pytest.mark.parametrize("name", NESTS)
@settings(max_examples=60)
@given(slate=slates(money=True))
def test_every_nest_equals_the_naive_walk(name, slate):
    if "per-cost" in name and not different(slate):
        return
    with np.errstate(divide="ignore"):
        picks, barred, dear = walk(name, slate)
    made = Picker(slate, NESTS[name]).fill().selection()
    assert made.indices.tolist() == picks
    assert sum(exact(made.cost), Decimal(0)) <= slate.budget.limit
    if len(picks) == slate.n:
        assert made.short == ""
        return
    assert made.short.startswith(f"{len(picks)} of {slate.n}: there are {len(slate.rows)} candidates")
    counts = shortage(made.short)
    assert counts["dear"] + counts["barred"] == len(barred) + len(dear)
    assert counts["barred"] <= len(barred)
    assert "offers no more" not in made.short


def shortage(short: str) -> dict[str, int]:
    """The numbers that the text gives."""
    parts = short.partition(": ")[2].split(", ")
    found = {"dear": 0, "barred": 0}
    for part in parts:
        number, _, rest = part.partition(" ")
        if rest.startswith("cost more than the budget has left"):
            found["dear"] = int(number)
        elif rest.startswith("are barred by"):
            found["barred"] = int(number)
    return found


DRAWING = {
    "random": Random(),
    "k-center": KCenter(),
    "k-means++": KMeansPP(),
    "quota random": Quota(Random(), each=EACH),
    "apart quota k-center": Apart(Quota(KCenter(), each=EACH), near=("coords", RADIUS)),
    "quota apart k-means++": Quota(Apart(KMeansPP(), near=("coords", RADIUS)), each=EACH),
    "shares k-center": Shares(KCenter(), SHARES),
}


@pytest.mark.parametrize("name", DRAWING)
@settings(max_examples=40)
@given(slate=slates())
def test_lazy_and_drawing_ones_never_go_over_the_budget_and_fill_what_fits(name, slate):
    made = Picker(slate, DRAWING[name]).fill().selection()
    picks, limit = made.indices.tolist(), Decimal(str(slate.budget.limit))
    spent = sum(exact(made.cost), Decimal(0))
    assert len(set(picks)) == len(picks) <= slate.n
    assert spent <= limit + Decimal("1e-9")
    for k, pick in enumerate(picks):
        assert pick in allowed(name, slate, picks[:k], [pick])
    if len(picks) < slate.n:
        left = [i for i in range(len(slate.rows)) if i not in picks]
        free = allowed(name, slate, picks, left)
        assert all(spent + exact(slate.cost)[i] > limit - Decimal("1e-9") for i in free)
        assert made.short.startswith(f"{len(picks)} of {slate.n}: ")
        assert sum(shortage(made.short).values()) == len(left)


def test_a_budget_that_does_not_divide_takes_the_cheap_one_that_still_fits():
    slate = Slate(
        np.arange(4),
        4,
        np.random.default_rng(0),
        np.full(4, -1),
        np.array([0.7, 0.7, 0.7, 0.25]),
        score=np.array([4.0, 3, 2, 1]),
        budget=Budget(1),
    )
    made = Picker(slate, TopK()).fill().selection()
    assert made.indices.tolist() == [0, 3]
    assert made.short == "2 of 4: there are 4 candidates, 2 cost more than the budget has left"


def test_drawing_per_cost_from_what_costs_nothing_says_so():
    slate = Slate(np.arange(2), 1, np.random.default_rng(0), np.full(2, -1), np.array([0.0, 1.0]))
    with pytest.raises(ValueError, match="draws by a score of inf"):
        Picker(slate, PerCost(Random())).best()
