"""Who is asked: newcomers first, nobody twice, then by rule."""

from __future__ import annotations

from collections import Counter

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from labelwise.annotators import LabelMinority, RandomAnnotator, RepresentationDiversity, SemanticDiversity
from labelwise.errors import BadParameter
from labelwise.params import from_config
from labelwise.strategy import View
from labelwise.types import Answers

NAMES = ("anna", "ben", "cleo", "dan")
RULES = [RandomAnnotator, LabelMinority, SemanticDiversity, RepresentationDiversity]


def told(*lines):
    """Answers from (row, by, value) or (row, by, value, kind)."""
    rows, by, value, kind = zip(*((*line, "is")[:4] for line in lines), strict=True) if lines else ([],) * 4
    return Answers(np.array(rows, dtype=np.int64), tuple(by), tuple(kind), tuple(value))


def ask(router, answers, rows=(5,), names=NAMES, seed=0, **arrays):
    embedding = np.random.default_rng(1).normal(size=(30, 4))
    view = View.from_arrays(embedding=embedding, answers=answers, **arrays)
    return router(view, np.asarray(rows, dtype=np.int64), names, np.random.default_rng(seed))


ANSWERS = st.lists(
    st.tuples(st.integers(0, 29), st.sampled_from([*NAMES, "gone"]), st.sampled_from("xyz")), max_size=20
)


@pytest.mark.parametrize("rule", RULES)
@given(lines=ANSWERS, rows=st.lists(st.integers(0, 29), unique=True, max_size=12), fresh=st.booleans())
def test_nobody_is_asked_twice_and_newcomers_go_first(rule, lines, rows, fresh):
    made = ask(rule(fresh_first=fresh), told(*lines), rows)
    new = set(NAMES) - {by for _, by, _ in lines}
    assert len(made) == len(rows)
    for row, who in zip(rows, made, strict=True):
        open_to = [n for n in NAMES if (row, n) not in {(r, b) for r, b, _ in lines}]
        assert who in open_to or (who is None and not open_to)
        if fresh and new & set(open_to):
            assert who in new
            new.discard(who)


@pytest.mark.parametrize("rule", RULES)
def test_the_same_seed_asks_the_same(rule):
    answers = told((0, "anna", "x"), (1, "ben", "y"))
    assert ask(rule(), answers, range(9), seed=3) == ask(rule(), answers, range(9), seed=3)
    assert from_config(rule(available="may").to_config()) == rule(available="may")


@pytest.mark.parametrize("rule", RULES)
def test_nobody_to_ask(rule):
    with pytest.raises(BadParameter, match=rf"{rule.__name__} has nobody to ask.*invite"):
        ask(rule(), told(), names=())
    assert ask(rule(), told(), rows=(), names=()) == []


def test_only_those_who_may_answer():
    may = np.empty(30, dtype=object)
    may[:] = [("ben",)] * 15 + [("anna", "dan")] * 15
    made = ask(RandomAnnotator(available="may"), told(), range(30), may=may)
    assert set(made[:15]) == {"ben"} and set(made[15:]) == {"anna", "dan"}
    assert RandomAnnotator(available="may").needs == ("answers", "may")


def test_random_is_even():
    every = told(*((0, name, "x") for name in NAMES))
    counts = Counter(ask(RandomAnnotator(), every, range(1, 30), seed=s)[0] for s in range(400))
    assert set(counts) == set(NAMES) and min(counts.values()) > 60


def test_a_selection_says_whom_it_is_for():
    import labelwise as lw
    from labelwise.measures import margin

    proba = np.array([[0.9, 0.1], [0.55, 0.45], [0.6, 0.4]])
    strategy = lw.Strategy(measure=margin, router=RandomAnnotator())
    made = lw.query(strategy, 2, proba=proba, answers=told(), annotators=("anna", "ben"), rng=0)
    assert made.indices.tolist() == [1, 2] and set(made.to) == {"anna", "ben"}
