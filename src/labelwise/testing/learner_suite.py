"""What every learner must do; a learner passes by subclassing :class:`LearnerSuite`."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from labelwise.params import from_config, to_config
from labelwise.types import Learner, Model, Targets, Training

Array = NDArray[Any]


def blobs(classes: int = 4, size: int = 80) -> tuple[Array, Array]:
    """(size, 5) float64 features around ``classes`` centres, and (size,) class indices."""
    rng = np.random.default_rng(0)
    y = np.arange(size) % classes
    return rng.normal(size=(size, 5)) + 3 * rng.normal(size=(classes, 5))[y], y


class LearnerSuite(ABC):
    """Contract of :class:`~labelwise.types.Learner` for hard labels.

    Subclass it in a test file, name the subclass ``Test...`` and give :meth:`make`. The learner
    gets numeric arrays; override :meth:`items` for one that takes something else.
    """

    tolerance = 1e-9
    """How far outputs of other chunks may differ."""

    has_config = True
    """Whether it can be stored and built again by name."""

    @abstractmethod
    def make(self) -> Learner:
        """A fresh learner."""

    def items(self) -> tuple[Any, Array]:
        """N items and their (N,) classes from 0 to 3."""
        return blobs()

    def pick(self, x: Any, rows: Array) -> Any:
        """The items of ``rows``."""
        return x[rows] if hasattr(x, "shape") else [x[int(r)] for r in rows]

    def train(self, rows: Sequence[int] | Array, *, learner: Learner | None = None, seed: int = 0) -> Model:
        """A model of the labels of ``rows``."""
        x, y = self.items()
        labelled = np.sort(np.asarray(rows, dtype=np.int64))
        targets = Targets(labelled, y[labelled].astype(np.int64), "hard", np.ones(len(labelled)))
        rest = np.setdiff1d(np.arange(len(y)), labelled)
        data = Training(lambda r: self.pick(x, r), labelled, targets, tuple("abcd"), rest)
        return (learner or self.make()).fit(data, np.random.default_rng(seed))

    def proba(self, model: Any, rows: Array | None = None) -> Array:
        """(m, 4) probabilities of ``rows``, of all by default."""
        x, y = self.items()
        return np.asarray(model.proba(self.pick(x, np.arange(len(y)) if rows is None else rows)))

    def rows_of(self, *classes: int, each: int = 8) -> Array:
        """The first ``each`` rows of every named class."""
        y = self.items()[1]
        return np.concatenate([np.flatnonzero(y == c)[:each] for c in classes])

    def test_it_is_a_learner(self) -> None:
        """It follows the protocol and takes hard labels."""
        learner = self.make()
        assert isinstance(learner, Learner)
        assert "hard" in learner.accepts

    def test_a_model_has_what_it_says(self) -> None:
        """Every name in ``provides`` is a method."""
        model = self.train(self.rows_of(0, 1, 2, 3))
        assert isinstance(model, Model)
        assert all(callable(getattr(model, name)) for name in model.provides)

    def test_it_learns(self) -> None:
        """A few labels of four far clusters are enough for most items."""
        y = self.items()[1]
        assert (self.proba(self.train(self.rows_of(0, 1, 2, 3))).argmax(axis=1) == y).mean() > 0.7

    def test_fit_changes_neither_learner_nor_items(self) -> None:
        """A learner can be used again."""
        learner, rows = self.make(), self.rows_of(0, 1, 2, 3)
        before, items = repr(learner), repr(self.items())
        first = self.proba(self.train(rows, learner=learner))
        self.train(self.rows_of(0, 1), learner=learner)
        assert repr(learner) == before and repr(self.items()) == items
        np.testing.assert_array_equal(self.proba(self.train(rows, learner=learner)), first)

    def test_an_earlier_model_stays_as_it_is(self) -> None:
        """Models share nothing."""
        learner = self.make()
        model = self.train(self.rows_of(0, 1, 2, 3), learner=learner)
        before = self.proba(model)
        self.train(self.rows_of(0, 1), learner=learner, seed=1)
        np.testing.assert_array_equal(self.proba(model), before)

    def test_the_same_seed_gives_the_same_model(self) -> None:
        """All randomness comes from the generator."""
        rows = self.rows_of(0, 1, 2, 3)
        a, b = self.train(rows, seed=3), self.train(rows, seed=3)
        np.testing.assert_array_equal(self.proba(a), self.proba(b))

    def test_probabilities_are_probabilities(self) -> None:
        """(N, C), finite, not negative, rows sum to 1."""
        p = self.proba(self.train(self.rows_of(0, 1, 2, 3)))
        assert p.shape == (len(self.items()[1]), 4) and np.isfinite(p).all() and (p >= 0).all()
        np.testing.assert_allclose(p.sum(axis=1), 1, atol=1e-6)

    def test_a_class_without_labels_has_its_column(self) -> None:
        """Columns are the task's classes, not those seen."""
        p = self.proba(self.train(self.rows_of(0, 2)))
        assert p.shape[1] == 4
        assert p[:, [0, 2]].sum() > p[:, [1, 3]].sum()
        np.testing.assert_allclose(p.sum(axis=1), 1, atol=1e-6)

    def test_one_class_or_none_is_no_error(self) -> None:
        """A campaign begins without labels."""
        for rows in (self.rows_of(1), np.zeros(0, np.int64)):
            model = self.train(rows)
            if "proba" in model.provides:
                np.testing.assert_allclose(self.proba(model).sum(axis=1), 1, atol=1e-6)

    def test_chunks_give_what_the_whole_gives(self) -> None:
        """Each row depends on its own item only."""
        model: Any = self.train(self.rows_of(0, 1, 2, 3))
        x, y = self.items()
        whole = np.arange(len(y))
        for name in {"proba", "embedding"} & set(model.provides):
            method = getattr(model, name)
            parts = [method(self.pick(x, rows)) for rows in np.array_split(whole, 7)]
            np.testing.assert_allclose(
                np.concatenate(parts), method(self.pick(x, whole)), atol=self.tolerance
            )

    def test_no_items_give_no_rows(self) -> None:
        """An empty chunk is legal."""
        model = self.train(self.rows_of(0, 1, 2, 3))
        assert self.proba(model, np.zeros(0, np.int64)).shape == (0, 4)

    def test_its_configuration_builds_the_same(self) -> None:
        """A project can be opened again without passing the learner."""
        if not self.has_config:
            return
        rows = self.rows_of(0, 1, 2, 3)
        again = from_config(to_config(self.make()))
        np.testing.assert_array_equal(
            self.proba(self.train(rows, learner=again)), self.proba(self.train(rows))
        )
