"""What every learner must do; a learner passes by subclassing the suite of its task.

:class:`LearnerSuite` for classes, :class:`NumberSuite` for numbers, :class:`TagsSuite` for tags.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Sequence
from tempfile import TemporaryDirectory
from typing import Any, ClassVar

import numpy as np
from numpy.typing import NDArray

from labelwise.learners import load, save
from labelwise.params import from_config, to_config
from labelwise.types import Learner, Model, TargetKind, Targets, Training

Array = NDArray[Any]

DRAWS_FIRST = ("samples", "tag_samples", "variants", "panel", "dynamics")
"""Outputs whose second axis is that of the items."""


def blobs(classes: int = 4, size: int = 80) -> tuple[Array, Array]:
    """(size, 5) float64 features around ``classes`` centres, and (size,) class indices."""
    rng = np.random.default_rng(0)
    y = np.arange(size) % classes
    return rng.normal(size=(size, 5)) + 3 * rng.normal(size=(classes, 5))[y], y


def given(model: Any, name: str, items: Any) -> tuple[Array, ...]:
    """The arrays that a model gives under a name: two for ``head``, which asks for no items."""
    return tuple(model.head()) if name == "head" else (np.asarray(getattr(model, name)(items)),)


class Contract(ABC):
    """Contract of :class:`~labelwise.types.Learner`, for targets of one kind.

    Attributes
    ----------
    kind : str
        Of the targets.
    output : str
        The View name that predictions are made of.
    """

    kind: ClassVar[TargetKind]
    output: ClassVar[str]

    tolerance = 1e-9
    """How far outputs of other chunks may differ."""

    has_config = True
    """Whether it can be stored and built again by name."""

    _made: ClassVar[dict[Any, Any]]

    @abstractmethod
    def make(self) -> Learner:
        """A fresh learner."""

    @abstractmethod
    def labels(self, y: Array) -> Array:
        """The targets of items of classes ``y``."""

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
        targets = Targets(labelled, self.labels(y)[labelled], self.kind, np.ones(len(labelled)))
        rest = np.setdiff1d(np.arange(len(y)), labelled)
        data = Training(lambda r: self.pick(x, r), labelled, targets, tuple("abcd"), rest)
        return (learner or self.make()).fit(data, np.random.default_rng(seed))

    def out(self, model: Any, rows: Array | None = None) -> Array:
        """The output for ``rows``, for all by default."""
        x, y = self.items()
        items = self.pick(x, np.arange(len(y)) if rows is None else rows)
        return np.asarray(getattr(model, self.output)(items))

    def rows_of(self, *classes: int, each: int = 8) -> Array:
        """The first ``each`` rows of every named class."""
        y = self.items()[1]
        return np.concatenate([np.zeros(0, np.int64), *(np.flatnonzero(y == c)[:each] for c in classes)])

    def trained(self, *classes: int, each: int = 8) -> Any:
        """The model of the labels of :meth:`rows_of`, which the checks of a learner share."""
        made = type(self).__dict__.get("_made")
        if made is None:
            made = {}
            type(self)._made = made
        key = classes, each
        if key not in made:
            made[key] = self.train(self.rows_of(*classes, each=each))
        return made[key]

    def test_it_is_a_learner(self) -> None:
        """It follows the protocol and takes targets of this kind."""
        learner = self.make()
        assert isinstance(learner, Learner)
        assert self.kind in learner.accepts

    def test_a_model_has_what_it_says(self) -> None:
        """Every name in ``provides`` is a method, and the learner had said so."""
        model = self.trained(0, 1, 2, 3)
        assert isinstance(model, Model)
        assert all(callable(getattr(model, name)) for name in model.provides)
        assert set(model.provides) <= set(getattr(self.make(), "provides", model.provides))

    def test_fit_changes_neither_learner_nor_items(self) -> None:
        """A learner can be used again."""
        learner, rows = self.make(), self.rows_of(0, 1, 2, 3)
        before, items = repr(learner), repr(self.items())
        self.train(self.rows_of(0, 1), learner=learner)
        assert repr(learner) == before and repr(self.items()) == items
        found = self.out(self.train(rows, learner=learner))
        np.testing.assert_array_equal(found, self.out(self.trained(0, 1, 2, 3)))

    def test_an_earlier_model_stays_as_it_is(self) -> None:
        """Models share nothing."""
        learner = self.make()
        model = self.train(self.rows_of(0, 1, 2, 3), learner=learner)
        before = self.out(model)
        self.train(self.rows_of(0, 1), learner=learner, seed=1)
        np.testing.assert_array_equal(self.out(model), before)

    def test_the_same_seed_gives_the_same_model(self) -> None:
        """All randomness comes from the generator."""
        again = self.train(self.rows_of(0, 1, 2, 3))
        np.testing.assert_array_equal(self.out(again), self.out(self.trained(0, 1, 2, 3)))

    def test_few_labels_or_none_are_no_error(self) -> None:
        """A campaign begins without labels."""
        for model in (self.trained(1, each=1), self.trained(1), self.trained()):
            for name in model.provides:
                if name != "head":
                    x, y = self.items()
                    found = np.asarray(getattr(model, name)(self.pick(x, np.arange(len(y)))))
                    assert found.shape[int(name in DRAWS_FIRST)] == len(y)

    def test_chunks_give_what_the_whole_gives(self) -> None:
        """Each row depends on its own item only."""
        model = self.trained(0, 1, 2, 3)
        x, y = self.items()
        whole = np.arange(len(y))
        for name in {self.output, "std", "embedding", *DRAWS_FIRST} & set(model.provides):
            method = getattr(model, name)
            parts = [method(self.pick(x, rows)) for rows in np.array_split(whole, 7)]
            made = np.concatenate(parts, axis=1 if name in DRAWS_FIRST else 0)
            np.testing.assert_allclose(made, method(self.pick(x, whole)), atol=self.tolerance)

    def test_no_items_give_no_rows(self) -> None:
        """An empty chunk is legal."""
        model = self.trained(0, 1, 2, 3)
        whole = self.out(model)
        assert self.out(model, np.zeros(0, np.int64)).shape == (0, *whole.shape[1:])

    def test_a_saved_model_gives_the_same(self) -> None:
        """Written to a folder and read again, where models have a state."""
        learner = self.make()
        for model in (self.trained(0, 1, 2, 3), self.trained(1, each=1)):
            if not hasattr(model, "state"):
                return
            with TemporaryDirectory() as folder:
                save(learner, model, folder)
                again = load(folder, learner=None if self.has_config else learner).model
            assert again.provides == model.provides
            items = self.pick(self.items()[0], np.arange(len(self.items()[1])))
            for name in model.provides:
                for one, other in zip(given(again, name, items), given(model, name, items), strict=True):
                    np.testing.assert_allclose(one, other, atol=1e-6)

    def test_its_configuration_builds_the_same(self) -> None:
        """A project can be opened again without passing the learner."""
        if not self.has_config:
            return
        again = self.train(self.rows_of(0, 1, 2, 3), learner=from_config(to_config(self.make())))
        np.testing.assert_array_equal(self.out(again), self.out(self.trained(0, 1, 2, 3)))


class LearnerSuite(Contract):
    """Contract of learners of hard labels.

    Subclass it in a test file, name the subclass ``Test...`` and give :meth:`make`. The learner
    gets numeric arrays; override :meth:`items` for one that takes something else.
    """

    kind = "hard"
    output = "proba"

    def labels(self, y: Array) -> Array:
        """Class indices."""
        return y.astype(np.int64)

    def test_it_learns(self) -> None:
        """A few labels of four far clusters are enough for most items."""
        y = self.items()[1]
        assert (self.out(self.trained(0, 1, 2, 3)).argmax(axis=1) == y).mean() > 0.7

    def test_probabilities_are_probabilities(self) -> None:
        """(N, C), finite, not negative, rows sum to 1."""
        p = self.out(self.trained(0, 1, 2, 3))
        assert p.shape == (len(self.items()[1]), 4) and np.isfinite(p).all() and (p >= 0).all()
        np.testing.assert_allclose(p.sum(axis=1), 1, atol=1e-6)

    def test_a_class_without_labels_has_its_column(self) -> None:
        """Columns are the task's classes, not those seen."""
        p = self.out(self.trained(0, 2))
        assert p.shape[1] == 4
        assert p[:, [0, 2]].sum() > p[:, [1, 3]].sum()
        np.testing.assert_allclose(p.sum(axis=1), 1, atol=1e-6)

    def test_one_class_or_none_is_no_error(self) -> None:
        """Where there are probabilities they are some."""
        for model in (self.trained(1), self.trained()):
            if "proba" in model.provides:
                np.testing.assert_allclose(self.out(model).sum(axis=1), 1, atol=1e-6)


class NumberSuite(Contract):
    """Contract of learners of numbers; use it as :class:`LearnerSuite`."""

    kind = "real"
    output = "mean"

    def labels(self, y: Array) -> Array:
        """0 for two classes and 10 for the others, and a little for each item."""
        return 10.0 * (y > 1) + np.arange(len(y)) / len(y)

    def test_it_learns(self) -> None:
        """A few labels of four far clusters explain more than a quarter of the variance."""
        y = self.labels(self.items()[1])
        left = self.out(self.trained(0, 1, 2, 3)) - y
        assert (left**2).mean() < 0.75 * y.var()

    def test_means_are_numbers_and_spreads_not_negative(self) -> None:
        """(N,) each, finite."""
        model = self.trained(0, 1, 2, 3)
        x, y = self.items()
        for name in {"mean", "std"} & set(model.provides):
            found = getattr(model, name)(self.pick(x, np.arange(len(y))))
            assert found.shape == (len(y),) and found.dtype == np.float64 and np.isfinite(found).all()
            assert name == "mean" or (found >= 0).all()


class TagsSuite(Contract):
    """Contract of learners of tags; use it as :class:`LearnerSuite`."""

    kind = "partial"
    output = "tags"

    def labels(self, y: Array) -> Array:
        """A tag for each class, and nothing known of the last tag for odd items."""
        known: Array = np.eye(4)[y] + np.eye(4)[(y + 1) % 4]
        known[1::2, 3] = np.nan
        return known

    def test_it_learns(self) -> None:
        """A few labels of four far clusters are enough for most of the tags that are known."""
        known = self.labels(self.items()[1])
        found = self.out(self.trained(0, 1, 2, 3)) > 0.5
        assert (found == known)[~np.isnan(known)].mean() > 0.8

    def test_each_tag_has_a_probability(self) -> None:
        """(N, C) from 0 to 1, also for tags that were never seen or always."""
        for model in (self.trained(0, 1, 2, 3), self.trained(1)):
            p = self.out(model)
            assert p.shape == (len(self.items()[1]), 4) and (p >= 0).all() and (p <= 1).all()
