"""What every router must do; ``CHECKS`` run on one at a time."""

from __future__ import annotations

import copy
import json
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np

from labelwise.errors import BadParameter
from labelwise.params import from_config, to_config
from labelwise.strategy import View
from labelwise.testing.examples import MODES, arrays
from labelwise.types import Answers, Rows

SIZE, NAMES = 24, ("human:anna", "human:ben", "llm:small@v1", "human:dan")
MANY: tuple[Rows, ...] = (np.arange(SIZE), np.arange(SIZE)[::-3], np.array([7]))
"""Rows to ask about: all, some in another order, one."""


def told(size: int, seed: int = 0, only: str = "") -> Answers:
    """Answers of every kind about random rows, also by somebody who is gone.

    Examples
    --------
    >>> len(told(0)), set(told(20, only="is").kind)
    (0, {'is'})
    """
    rng = np.random.default_rng(seed)
    rows, by = rng.integers(0, SIZE, size), rng.integers(0, 1 + len(NAMES), size)
    forms: tuple[tuple[str, Any], ...] = (
        ("is", "x"), ("is", "y"), ("is", "z"), ("skip", None), ("not", ["x"]), ("is", {"x": 2}),
    )  # fmt: skip
    said = [forms[k] for k in rng.integers(0, 3 if only == "is" else len(forms), size)]
    names = tuple((*NAMES, "human:gone")[j] for j in by)
    return Answers(rows, names, tuple(kind for kind, _ in said), tuple(value for _, value in said))


def _histories() -> Iterator[Answers]:
    """No answers, few, many; rows that everybody answered; answers that name no class."""
    yield from (told(0), told(3), told(60), told(400, seed=2), told(40, only="is"))
    every = [(row, name) for row in range(3) for name in NAMES]
    rows, by = np.array([row for row, _ in every]), tuple(name for _, name in every)
    yield Answers(rows, by, ("is",) * len(by), ("x",) * len(by))
    yield Answers(rows, by, ("skip",) * len(by), (None,) * len(by))


def _view(answers: Answers, mode: str = "random") -> View:
    return View.from_arrays(classes=3, answers=answers, annotators=NAMES, **arrays(SIZE, mode=mode))


def _ask(
    router: Any, answers: Answers, rows: Rows = MANY[0], seed: int = 0, mode: str = "random"
) -> list[Any]:
    return list(router(_view(answers, mode), rows, NAMES, np.random.default_rng(seed)))


def one_annotator_a_row_or_nobody(router: Any) -> None:
    """A name of those there are, None for whoever asks; for every history and kind of pool, also no rows."""
    for mode in MODES:
        for answers in _histories():
            for rows in (*MANY, np.zeros(0, np.int64)):
                found = _ask(router, answers, rows, mode=mode)
                assert len(found) == len(rows), f"{len(found)} names for {len(rows)} rows"
                assert set(found) <= {*NAMES, None}, set(found)
                assert all(name is None or type(name) is str for name in found)


def nobody_answers_twice(router: Any) -> None:
    """Never one who answered the row; nobody only where everybody did."""
    for answers in _histories():
        done = set(zip(answers.rows.tolist(), answers.by, strict=True))
        for rows in MANY:
            for row, name in zip(rows.tolist(), _ask(router, answers, rows), strict=True):
                left = [who for who in NAMES if (row, who) not in done]
                assert name in left if left else name is None, f"{name} about row {row}, left are {left}"


def same_seed_same_names(router: Any) -> None:
    """All randomness comes from the generator, and nothing stays behind."""
    for answers in _histories():
        first, _ = _ask(router, answers, seed=5), _ask(router, answers, seed=6)
        assert first == _ask(router, answers, seed=5)


def somebody_is_needed(router: Any) -> None:
    """Without annotators there is nobody to ask: BadParameter."""
    try:
        router(_view(told(3)), np.arange(3), (), np.random.default_rng(0))
    except BadParameter:
        return
    raise AssertionError("it found somebody among nobody")


def inputs_stay(router: Any) -> None:
    """Rows, arrays and answers are as they were."""
    given, answers, rows = arrays(SIZE), told(60), np.arange(SIZE)
    before, then = copy.deepcopy(given), copy.deepcopy(answers)
    view = View.from_arrays(classes=3, answers=answers, annotators=NAMES, **given)
    router(view, rows, NAMES, np.random.default_rng(0))
    np.testing.assert_array_equal(rows, np.arange(SIZE))
    np.testing.assert_array_equal(answers.rows, then.rows)
    assert (answers.by, answers.kind, answers.value) == (then.by, then.kind, then.value)
    for name in ("proba", "embedding", "group"):
        np.testing.assert_array_equal(given[name], before[name])


def needs_are_enough(router: Any) -> None:
    """What it reads is what it says."""
    asked: set[str] = set()

    class Watched:
        def __init__(self) -> None:
            self.inner = _view(told(60))

        def get(self, name: str, rows: Any = None) -> Any:
            asked.add(name)
            return self.inner.get(name, rows)

        def __getattr__(self, name: str) -> Any:
            return getattr(self.inner, name)

    router(Watched(), np.arange(SIZE), NAMES, np.random.default_rng(0))
    assert asked <= {*router.needs, "annotators"}, f"reads {asked - set(router.needs)} without saying so"


def config_comes_back(router: Any) -> None:
    """Its configuration, in JSON, builds it again; its repr names it."""
    assert from_config(json.loads(json.dumps(to_config(router)))) == router
    assert repr(router)


CHECKS: tuple[Callable[[Any], None], ...] = (
    one_annotator_a_row_or_nobody,
    nobody_answers_twice,
    same_seed_same_names,
    somebody_is_needed,
    inputs_stay,
    needs_are_enough,
    config_comes_back,
)
