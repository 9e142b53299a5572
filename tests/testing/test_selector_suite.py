"""Each check catches the selector that it is for."""

import numpy as np
import pytest

from labelwise.errors import BadParameter
from labelwise.selectors import Picker, Random, Selector, TopK
from labelwise.testing import selector_suite as suite
from labelwise.testing import strategy_suite


class Lazy(TopK):
    """Its lazy form takes the lowest score."""

    def start(self, slate):
        run = super().start(slate)
        run.best = lambda alive, rng: (int(np.flatnonzero(alive)[slate.score[alive].argmin()]), None)
        return run


class ShortLazy(Random):
    """Its lazy form stops early."""

    def start(self, slate):
        run, whole = super().start(slate), Random.start(self, slate).best
        run.best = lambda alive, rng: whole(alive, rng) if alive.sum() > len(alive) - 3 else None
        return run


class Skewed(Random):
    """Its lazy form draws the first half only."""

    def start(self, slate):
        run = super().start(slate)
        run.best = lambda alive, rng: (int(rng.choice(np.flatnonzero(alive)[: alive.sum() // 2 + 1])), 0.5)
        return run


class Biased(Random):
    """Its second draw takes the first candidate twice as often."""

    def start(self, slate):
        run, best = super().start(slate), super().start(slate).best
        run.best = lambda alive, rng: best(alive, rng) if alive.all() or rng.random() < 0.5 else (
            int(np.flatnonzero(alive)[0]), 1 / alive.sum()
        )  # fmt: skip
        return run


class Boasting(Random):
    """Says that each draw was twice as likely."""

    def start(self, slate):
        run, best = super().start(slate), super().start(slate).best

        def doubled(alive, rng):
            i, p = best(alive, rng)
            return i, min(1, 2 * p)

        run.best = doubled
        return run


class Silent(Random):
    """Draws without saying how likely."""

    def start(self, slate):
        run, best = super().start(slate), super().start(slate).best
        run.best = lambda alive, rng: (best(alive, rng)[0], None)
        return run


class Lowest(Selector):
    takes = ("score",)

    def start(self, slate):
        run = TopK().start(slate)
        run._score = -slate.score
        return run


class Careless(TopK):
    """Says that it offers no more, and takes it back."""

    def start(self, slate):
        slate.budget = None
        return super().start(slate)


class Scribbling(TopK):
    def start(self, slate):
        slate.score[:] = 0
        return super().start(slate)


@pytest.mark.parametrize(
    ("check", "broken"),
    [
        (suite.lazy_equals_eager, Lazy()),
        (suite.lazy_equals_eager, ShortLazy()),
        (suite.draws_follow_the_scores, Skewed()),
        (suite.draws_follow_the_scores, Biased()),
        (suite.probabilities_are_true, Boasting()),
        (suite.probabilities_are_recorded, Silent()),
        (suite.higher_is_sooner, Lowest()),
        (suite.the_budget_is_kept, Careless()),
        (suite.the_slate_stays, Scribbling()),
    ],
)
def test_a_broken_selector_is_caught(check, broken):
    with pytest.raises(AssertionError):
        check(broken)


def test_a_picker_that_forgets_what_others_took_is_caught(monkeypatch):
    class Forgetful(Picker):
        def take(self, row, why="", p=None):
            super().take(row, why, p)
            self.alive[:] = True

    monkeypatch.setattr(suite, "Picker", Forgetful)
    with pytest.raises((AssertionError, BadParameter)):
        suite.others_may_take(TopK())


def test_every_check_has_its_control():
    used = {check for check, _ in test_a_broken_selector_is_caught.pytestmark[-1].args[1]}
    around = {check.__name__ for check in strategy_suite.CHECKS}
    own = {check for check in suite.CHECKS if check.__name__ not in around}
    assert used | {suite.others_may_take} == own


def test_the_strategy_around_it_is_checked_too():
    around = {check.__name__: check for check in suite.CHECKS}
    assert {check.__name__ for check in strategy_suite.CHECKS} <= set(around)
    around["a_pool_of_one"](Random())
    with pytest.raises(AssertionError):
        around["exactly_n_or_a_reason"](Endless())


class Endless(Random):
    """Says that nobody is missing."""

    def start(self, slate):
        slate.n = min(slate.n, 5)
        return super().start(slate)
