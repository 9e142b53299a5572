"""What every selector must do, besides what any strategy around it must; ``CHECKS`` run on one at a time."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np

from labelwise.selectors import Picker
from labelwise.selectors.base import begin
from labelwise.strategy import View
from labelwise.testing import strategy_suite
from labelwise.testing.examples import MODES, arrays, strategy_for
from labelwise.types import Budget, Run, Slate


class Eager:
    """A selector without the lazy forms of its run."""

    def __init__(self, selector: Any) -> None:
        self._selector, self.pick = selector, getattr(selector, "pick", "max")

    def start(self, slate: Slate) -> Run:
        """The run, reduced to scores and add."""
        run, _ = begin(self._selector, slate)
        return _Plain(run)


class _Plain:
    def __init__(self, run: Run) -> None:
        self._run = run
        self.barred = getattr(run, "barred", None)

    def scores(self) -> Any:
        return self._run.scores()

    def add(self, i: int) -> Any:
        return self._run.add(i)


def slate_for(selector: Any, seed: int = 0, mode: str = "random", n: int = 8, size: int = 40) -> Slate:
    """A slate with what the selector takes; rows 4 and up are candidates, 0 to 2 are centres."""
    strategy = strategy_for(selector)
    view = View.from_arrays(labelled=[0, 1, 2], y=[0, 1, 2], pending=[3], classes=3, **arrays(size, 0, mode))
    rows, rng = np.arange(4, size), np.random.default_rng(seed)
    space = strategy.representation.fit(view, rng) if strategy.representation is not None else None
    return Slate(
        rows,
        n,
        rng,
        labels=view.labels,
        cost=np.ones(len(rows)),
        score=view.score(strategy.measure, rows) if strategy.measure is not None else None,
        points=None if space is None else space(rows),
        space=space,
        centres=None if space is None else space(np.arange(4)),
        group=view.get("group", rows),
        view=view,
    )


def lazy_equals_eager(selector: Any) -> None:
    """``best`` and ``static`` give what ``scores`` gives; a drawing one as many picks."""
    for mode in MODES:
        lazy = Picker(slate_for(selector, mode=mode), selector).fill().selection()
        eager = Picker(slate_for(selector, mode=mode), Eager(selector)).fill().selection()
        if _draws(selector):
            assert len(lazy) == len(eager)
        else:
            assert lazy.indices.tolist() == eager.indices.tolist()


def _draws(selector: Any) -> bool:
    return bool(getattr(selector, "pick", "max") == "sample")


def probabilities_are_true(selector: Any) -> None:
    """What is recorded for each draw is its share of the scores that are left, given the draws before."""
    for mode in MODES if _draws(selector) else ():
        picker = Picker(slate_for(selector, mode=mode, size=16), selector)
        scores = Picker(slate_for(selector, mode=mode, size=16), Eager(selector))
        while (row := picker.best()) is not None:
            expected = scores.chance(row)
            assert np.isclose(picker.chance(row), expected, rtol=1e-6), f"{picker.chance(row)} of {expected}"
            for one in (picker, scores):
                one.take(row)
            p = picker.selection().p
            assert p is not None and np.isclose(p[-1], expected, rtol=1e-6), f"{p} of {expected}"


def draws_follow_the_scores(selector: Any) -> None:
    """The first two picks of a drawing selector come as often as its scores say: chi-squared on 400 pairs."""
    if not _draws(selector):
        return
    slate, expected, drawn = slate_for(selector, n=2, size=10), np.zeros((10, 10)), np.zeros((10, 10))
    for first in slate.rows:
        picker = Picker(replace(slate, rng=np.random.default_rng(0)), Eager(selector))
        if chance := picker.chance(first):
            picker.take(int(first))
            expected[first, slate.rows] = [400 * chance * picker.chance(row) for row in slate.rows]
    for seed in range(400):
        fresh = replace(slate, rng=np.random.default_rng(seed))
        first, second = Picker(fresh, selector).fill().selection().indices
        drawn[first, second] += 1
    assert drawn[expected == 0].sum() == 0
    rare = expected < 2
    pairs = zip([*drawn[~rare], drawn[rare].sum()], [*expected[~rare], expected[rare].sum()], strict=True)
    parts = [(seen - due) ** 2 / due for seen, due in pairs if due > 0]
    assert sum(parts) < len(parts) + 5 * np.sqrt(2 * len(parts)), f"chi-squared {sum(parts):.1f}"


def probabilities_are_recorded(selector: Any) -> None:
    """A drawing selector records p, one that takes the highest does not."""
    made = Picker(slate_for(selector), selector).fill().selection()
    assert (made.p is not None) == _draws(selector)


def higher_is_sooner(selector: Any) -> None:
    """One that picks by score alone takes a candidate first when nothing scores higher, or most likely."""
    if tuple(getattr(selector, "takes", ())) != ("score",) or getattr(selector, "draws", False):
        return  # one that says it draws a whole batch has a law of its own
    for lucky in (0, 17, 35):
        slate = slate_for(selector)
        assert slate.score is not None
        slate.score = np.where(np.arange(36) == lucky, slate.score.max() + 1, slate.score)
        picker = Picker(slate, selector)
        if _draws(selector):
            assert picker.chance(slate.rows[lucky]) == max(map(picker.chance, slate.rows))
        else:
            assert picker.best() == slate.rows[lucky]


def the_budget_is_kept(selector: Any) -> None:
    """Costs never exceed the budget, and what does not fit is passed over."""
    slate = slate_for(selector, n=36)
    slate.cost = np.where(np.arange(36) % 2 == 0, 1.0, 3.0)
    slate.budget = Budget(10)
    made = Picker(slate, selector).fill().selection()
    assert made.cost.sum() <= 10
    assert made.short
    left = np.setdiff1d(slate.rows, made.indices)
    affordable = slate.cost[left - 4] <= 10 - made.cost.sum()
    assert not affordable.any() or "barred" in made.short or "offers no more" in made.short


def others_may_take(selector: Any) -> None:
    """What another picker took is never offered again."""
    slate = slate_for(selector)
    picker = Picker(slate, selector)
    for _ in range(8):
        best = picker.best()
        if best is None:
            break
        free = slate.rows[picker.alive]
        picker.take(int(free[0]))
        assert picker.best() not in picker.selection().indices


def the_slate_stays(selector: Any) -> None:
    """Rows, scores and labels are as they were."""
    slate, same = slate_for(selector), slate_for(selector)
    Picker(slate, selector).fill()
    for name in ("rows", "score", "labels", "cost", "group"):
        np.testing.assert_array_equal(getattr(slate, name), getattr(same, name))


def _around(check: Callable[[Any], None]) -> Callable[[Any], None]:
    def checked(selector: Any) -> None:
        check(strategy_for(selector))

    checked.__name__, checked.__doc__ = check.__name__, check.__doc__
    return checked


CHECKS: tuple[Callable[[Any], None], ...] = (
    *map(_around, strategy_suite.CHECKS),
    lazy_equals_eager,
    probabilities_are_true,
    draws_follow_the_scores,
    probabilities_are_recorded,
    higher_is_sooner,
    the_budget_is_kept,
    others_may_take,
    the_slate_stays,
)
