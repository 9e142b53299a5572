"""What every measure must do; ``CHECKS`` run on one measure at a time.

With pytest::

    @pytest.mark.parametrize("check", measure_suite.CHECKS, ids=lambda c: c.__name__)
    def test_my_measure(check):
        check(my_measure)
"""

from __future__ import annotations

import copy
from collections.abc import Callable
from typing import Any
from unittest import mock

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from labelwise import parallel
from labelwise.params import needs_of
from labelwise.strategy import View, scoring
from labelwise.strategy.arrays import axis_of, take
from labelwise.testing.examples import arrays
from labelwise.types import CHUNK, Ragged


def _score(measure: Any, given: dict[str, Any]) -> NDArray[Any]:
    view = View(arrays=given)
    return np.asarray(view.apply(measure, np.arange(view.size), rng=np.random.default_rng(0)))


def _given(measure: Any, size: int = 40) -> dict[str, Any]:
    made = arrays(size)
    return {name: made[name] for name in needs_of(measure)}


def _rows(given: dict[str, Any], rows: Any) -> dict[str, Any]:
    """The arrays in another order; those that speak of other rows follow it."""
    taken = {k: v if axis_of(k) is None else take(k, v, rows) for k, v in given.items()}
    if "neighbours" in taken:
        near, away = taken["neighbours"]
        taken["neighbours"] = np.argsort(rows)[near], away
    if "refit" in taken:
        again = given["refit"]
        taken["refit"] = lambda at, to: View(arrays={"proba": again(rows[at], to).get("proba", rows)})
    return taken


def _plain(value: Any) -> list[Any]:
    """Whatever holds the numbers of an array."""
    if isinstance(value, tuple):
        return [x for part in value for x in _plain(part)]
    if isinstance(value, Ragged):
        return [value.values, value.offsets]
    return [value.data, value.indices, value.indptr] if sparse.issparse(value) else [value]


def one_finite_score_a_row(measure: Any) -> None:
    """One finite number a row, also in a pool of one."""
    for size in (1, 40):
        made = _score(measure, _given(measure, size))
        assert made.shape == (size,)
        assert np.isfinite(made).all()


def rows_may_be_permuted(measure: Any) -> None:
    """Permuted rows give permuted scores."""
    given, order = _given(measure), np.random.default_rng(1).permutation(40)
    np.testing.assert_allclose(_score(measure, _rows(given, order)), _score(measure, given)[order], rtol=1e-9)


def rows_stand_alone(measure: Any) -> None:
    """A plain measure scores a row the same in every company, to the last bit; a pooled one need not."""
    if not getattr(measure, "pooled", False):
        given = _given(measure)
        np.testing.assert_array_equal(_score(measure, _rows(given, np.arange(7))), _score(measure, given)[:7])


def inputs_stay(measure: Any) -> None:
    """The arrays are as they were."""
    given = _given(measure)
    before = copy.deepcopy(given)
    _score(measure, given)
    for name, value in given.items():
        for now, then in zip(_plain(value), _plain(before[name]), strict=True):
            np.testing.assert_array_equal(now, then)


def certain_and_torn_rows_are_finite(measure: Any) -> None:
    """Probabilities of exactly 0 and 1, and equal ones."""
    extreme = np.vstack([np.eye(3), np.full((1, 3), 1 / 3), [[0.5, 0.5, 0.0]]])
    given = _given(measure, 5)
    given |= {"proba": extreme} if "proba" in given else {}
    given |= {"samples": np.stack([extreme, extreme[::-1]])} if "samples" in given else {}
    assert np.isfinite(_score(measure, given)).all()


def higher_is_sooner(measure: Any) -> None:
    """Where the score depends on ``proba`` alone: equal classes first, a certain one last."""
    # a measure that asks for one class says one_class = True
    if needs_of(measure) == ("proba",) and not getattr(measure, "one_class", False):
        proba = np.array([[1.0, 0, 0], [0.8, 0.15, 0.05], [0.5, 0.3, 0.2], [1 / 3, 1 / 3, 1 / 3]])
        assert (np.diff(_score(measure, {"proba": proba})) > 0).all()


def classes_may_be_permuted(measure: Any) -> None:
    """Where the score depends on ``proba`` alone, the names of the classes do not matter."""
    if needs_of(measure) == ("proba",) and not getattr(measure, "one_class", False):
        proba = _given(measure)["proba"]
        np.testing.assert_allclose(
            _score(measure, {"proba": proba[:, ::-1]}), _score(measure, {"proba": proba})
        )


def single_precision_is_close(measure: Any) -> None:
    """float32 inputs give nearly the scores of float64."""
    given = _given(measure)
    single = {k: _single(v) for k, v in given.items()}
    np.testing.assert_allclose(_score(measure, single), _score(measure, given), rtol=1e-3, atol=1e-4)


def _single(value: Any) -> Any:
    if callable(value):
        return value
    if isinstance(value, tuple):
        return tuple(map(_single, value))
    if isinstance(value, Ragged):
        return Ragged(_single(value.values), value.offsets)
    return value.astype(np.float32) if value.dtype == np.float64 else value


def chunks_and_threads_do_not_matter(measure: Any) -> None:
    """Over several chunks, on one thread or four, all rows or a part: the same bits."""
    if getattr(measure, "pooled", False):
        return
    size = 2 * CHUNK + 100
    given = _given(measure, size)
    found = []
    for threads in (1, 4):
        with mock.patch.object(parallel, "THREADS", threads):
            found.append(View(arrays=given).score(measure, np.arange(size), np.random.default_rng(0)))
    np.testing.assert_array_equal(*found)
    if scoring.rng_free(measure):
        part = np.arange(5, size, 7)
        np.testing.assert_array_equal(View(arrays=given).score(measure, part), found[0][part])


CHECKS: tuple[Callable[[Any], None], ...] = (
    one_finite_score_a_row,
    rows_may_be_permuted,
    rows_stand_alone,
    inputs_stay,
    certain_and_torn_rows_are_finite,
    higher_is_sooner,
    classes_may_be_permuted,
    single_precision_is_close,
    chunks_and_threads_do_not_matter,
)
