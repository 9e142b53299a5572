"""Each check catches the router that it is for."""

import numpy as np
import pytest

from labelwise.annotators import LabelMinority, RandomAnnotator
from labelwise.testing import router_suite as suite


class Changed(RandomAnnotator):
    """Whom a good router asks, changed afterwards."""

    def __call__(self, view, rows, annotators, rng):
        return self.changed(super().__call__(view, rows, annotators, rng), rows, rng)


class OneShort(Changed):
    def changed(self, names, rows, rng):
        return names[1:]


class Stranger(Changed):
    def changed(self, names, rows, rng):
        return ["human:eve" if row == 7 else name for row, name in zip(rows, names, strict=True)]


class Anybody(Changed):
    """Somebody, also where all have answered."""

    def changed(self, names, rows, rng):
        return [name or suite.NAMES[0] for name in names]


class Nobody(Changed):
    def changed(self, names, rows, rng):
        return [None] * len(names)


class Unseeded(RandomAnnotator):
    def __call__(self, view, rows, annotators, rng):
        return super().__call__(view, rows, annotators, np.random.default_rng())


class Alone(RandomAnnotator):
    """Asks nobody when there is nobody."""

    def __call__(self, view, rows, annotators, rng):
        return super().__call__(view, rows, annotators, rng) if annotators else [None] * len(rows)


class Sorts(RandomAnnotator):
    def __call__(self, view, rows, annotators, rng):
        rows[::-1].sort()
        return super().__call__(view, rows, annotators, rng)


class Forgets(RandomAnnotator):
    """Wipes out what was answered."""

    def __call__(self, view, rows, annotators, rng):
        found = super().__call__(view, rows, annotators, rng)
        view.get("answers").rows[:] = 0
        return found


class Peeks(RandomAnnotator):
    def __call__(self, view, rows, annotators, rng):
        view.get("embedding", rows)
        return super().__call__(view, rows, annotators, rng)


BROKEN = [
    (suite.one_annotator_a_row_or_nobody, OneShort()),
    (suite.one_annotator_a_row_or_nobody, Stranger()),
    (suite.nobody_answers_twice, Anybody()),
    (suite.nobody_answers_twice, Nobody()),
    (suite.same_seed_same_names, Unseeded()),
    (suite.somebody_is_needed, Alone()),
    (suite.inputs_stay, Sorts()),
    (suite.inputs_stay, Forgets()),
    (suite.needs_are_enough, Peeks()),
]


@pytest.mark.parametrize(("check", "broken"), BROKEN, ids=lambda v: getattr(v, "__name__", type(v).__name__))
def test_a_broken_router_is_caught(check, broken):
    with pytest.raises(AssertionError):
        check(broken)


def test_a_router_that_forgets_its_parameters_is_caught(monkeypatch):
    monkeypatch.setattr(suite, "from_config", lambda config: LabelMinority())
    with pytest.raises(AssertionError):
        suite.config_comes_back(LabelMinority(fresh_first=False))
    assert {check for check, _ in BROKEN} | {suite.config_comes_back} == set(suite.CHECKS)


def test_the_histories_are_what_they_say():
    histories = list(suite._histories())
    assert [len(h) for h in histories[:4]] == [0, 3, 60, 400]
    full = [h for h in histories if set(h.rows.tolist()) == {0, 1, 2} and len(h) == 3 * len(suite.NAMES)]
    assert [set(h.kind) for h in full] == [{"is"}, {"skip"}]
