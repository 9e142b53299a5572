"""What every representation must do; ``CHECKS`` run on one at a time."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from labelwise.params import from_config, to_config
from labelwise.representations import Embedding
from labelwise.testing.examples import MODES, view
from labelwise.types import Points, Rows, Space


def _space(representation: Any, seed: int = 0, mode: str = "random") -> Space:
    """Its space; a transform is put behind an embedding."""
    whole = representation if hasattr(representation, "__rshift__") else Embedding() >> representation
    space: Space = whole.fit(view(mode=mode), np.random.default_rng(seed))
    return space


def _dense(points: Points) -> NDArray[Any]:
    return points.dense(np.arange(len(points)))


def points_agree_with_themselves_written_out(representation: Any) -> None:
    """Norms, inner products and distances are those of the written-out points."""
    space = _space(representation)
    a, b = space(np.arange(12)), space(np.array([30, 4, 9]))
    x, y = _dense(a), _dense(b)
    close: dict[str, Any] = {"rtol": 1e-5, "atol": 1e-6}
    np.testing.assert_allclose(a.diag(), (x**2).sum(axis=1), **close)
    np.testing.assert_allclose(a.gram(np.array([2, 5]), b), x[[2, 5]] @ y.T, **close)
    for j in range(len(b)):
        np.testing.assert_allclose(a.dot(b, j), x @ y[j], **close)
        np.testing.assert_allclose(a.sq_dist(b, j), ((x - y[j]) ** 2).sum(axis=1), **close)


def distances_are_never_negative(representation: Any) -> None:
    """Also between equal points."""
    for mode in MODES:
        points = _space(representation, mode=mode)(np.arange(20))
        assert min(points.sq_dist(points, j).min() for j in range(20)) >= 0


def a_unit_stands_in_one_place(representation: Any) -> None:
    """The same row gives the same point, whatever it is asked with."""
    space = _space(representation)
    some: Rows = np.array([11, 2, 30])
    np.testing.assert_allclose(_dense(space(np.arange(40)))[some], _dense(space(some)), rtol=1e-9, atol=1e-12)


def no_rows_give_no_points(representation: Any) -> None:
    """An empty question has an empty answer."""
    assert len(_space(representation)(np.zeros(0, dtype=np.int64))) == 0


def same_seed_same_space(representation: Any) -> None:
    """Fitting is reproducible."""
    rows = np.arange(40)
    np.testing.assert_array_equal(_dense(_space(representation)(rows)), _dense(_space(representation)(rows)))


def the_view_stays(representation: Any) -> None:
    """Fitting and asking change no array."""
    before, after = view(), view()
    whole = representation if hasattr(representation, "__rshift__") else Embedding() >> representation
    whole.fit(after, np.random.default_rng(0))(np.arange(40))
    for name in ("proba", "embedding"):
        np.testing.assert_array_equal(before.get(name), after.get(name))


def needs_are_enough(representation: Any) -> None:
    """What it reads is what it says."""
    asked: set[str] = set()

    class Watched:
        def __init__(self) -> None:
            self.inner = view()

        def get(self, name: str, rows: Any = None) -> Any:
            asked.add(name)
            return self.inner.get(name, rows)

        def __getattr__(self, name: str) -> Any:
            return getattr(self.inner, name)

    whole = representation if hasattr(representation, "__rshift__") else Embedding() >> representation
    whole.fit(Watched(), np.random.default_rng(0))(np.arange(5))
    said = {*whole.needs, *getattr(whole, "optional", ())}
    assert asked <= said, f"reads {asked - said} without saying so"


def config_comes_back(representation: Any) -> None:
    """Its configuration builds it again; its repr names it."""
    assert from_config(to_config(representation)) == representation
    assert repr(representation)


CHECKS: tuple[Callable[[Any], None], ...] = (
    points_agree_with_themselves_written_out,
    distances_are_never_negative,
    a_unit_stands_in_one_place,
    no_rows_give_no_points,
    same_seed_same_space,
    the_view_stays,
    needs_are_enough,
    config_comes_back,
)
