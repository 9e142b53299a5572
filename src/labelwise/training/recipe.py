"""What every recipe is: a learner around a learner."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

import numpy as np

from labelwise.errors import BadParameter
from labelwise.learners.extras import naming_torch
from labelwise.learners.scikit import SklearnLearner
from labelwise.params import Piece
from labelwise.types import Learner, Model, State, TargetKind, Training

__all__ = ["LoopRecipe", "Recipe", "adapted", "train"]


def train(learner: Any, data: Training, rng: np.random.Generator, hooks: Sequence[Any] = ()) -> Any:
    """A model of ``learner``, whose training loop runs with ``hooks``.

    Examples
    --------
    >>> from sklearn.linear_model import LogisticRegression
    >>> from labelwise.types import Targets
    >>> x, y = np.arange(4.0)[:, None], np.array([0, 0, 1, 1])
    >>> targets = Targets(np.arange(4), y, "hard", np.ones(4))
    >>> data = Training(lambda r: x[r], targets.rows, targets, ("a", "b"))
    >>> model = train(SklearnLearner(LogisticRegression()), data, np.random.default_rng(0))
    >>> model.proba(x).argmax(axis=1).tolist()
    [0, 0, 1, 1]
    """
    return learner.fit(data, rng, hooks) if hooks else learner.fit(data, rng)


def adapted(recipe: Any, inner: Any) -> Any:
    """``inner`` as a learner; a scikit-learn classifier is adapted.

    Raises
    ------
    BadParameter
        If it is no learner.

    Examples
    --------
    >>> from sklearn.linear_model import LogisticRegression
    >>> adapted(None, LogisticRegression())
    SklearnLearner(estimator=LogisticRegression())
    """
    if not isinstance(inner, Learner) and hasattr(inner, "get_params") and not isinstance(inner, type):
        return SklearnLearner(inner)
    if not isinstance(inner, Learner) or isinstance(inner, type):
        raise BadParameter(
            f"{type(recipe).__name__} is given {inner!r}",
            allowed="a learner, another recipe, or a scikit-learn classifier",
        )
    return inner


@dataclass(frozen=True, repr=False)
class Recipe(Piece):
    """Base of the recipes: a learner made of another one, with the same inputs and outputs.

    A recipe may change what is learned from (pseudo-labels, weights, soft labels) and then works with any
    learner; a :class:`LoopRecipe` changes how a network is trained and needs one that takes hooks. Both nest
    in any order.

    Parameters
    ----------
    learner : Learner or scikit-learn classifier
        What the recipe trains.
    """

    learner: Any

    def __post_init__(self) -> None:
        """Adapt an estimator, and refuse what is no learner."""
        super().__post_init__()
        object.__setattr__(self, "learner", adapted(self, self.learner))

    @property
    def accepts(self) -> tuple[TargetKind, ...]:
        """What the learner inside accepts."""
        kinds: tuple[TargetKind, ...] = self.learner.accepts
        return kinds

    @property
    def provides(self) -> tuple[str, ...]:
        """What models of the learner inside may give."""
        return tuple(getattr(self.learner, "provides", ("proba",)))

    @property
    def encoder(self) -> Any:
        """The encoder of the learner inside."""
        return getattr(self.learner, "encoder", None)

    @property
    def hookable(self) -> bool:
        """Whether the training loop inside takes hooks."""
        return bool(getattr(self.learner, "hookable", False))

    @property
    def warm(self) -> bool:
        """Whether the learner inside goes on from the model before."""
        return bool(getattr(self.learner, "warm", False))

    @abstractmethod
    def fit(self, data: Training, rng: np.random.Generator, hooks: Sequence[Any] = ()) -> Model:
        """Train on ``data``; ``hooks`` are for the training loop inside."""

    def restore(self, state: State, hooks: Sequence[Any] = ()) -> Any:
        """The model that ``state`` was taken of."""
        return self.learner.restore(state, hooks) if hooks else self.learner.restore(state)


class LoopRecipe(Recipe):
    """Base of the recipes that change how a network is trained.

    Attributes
    ----------
    instead : bool
        Whether another loss takes the place of the usual one, or the usual one is corrected.
    """

    instead: ClassVar[bool] = False

    def __post_init__(self) -> None:
        """Refuse learners without a training loop that takes hooks, and two losses in the place of one."""
        super().__post_init__()
        inmost = self.learner
        while isinstance(inmost, Recipe):
            if self.instead and getattr(inmost, "instead", False):
                raise BadParameter(
                    f"{type(self).__name__} and {type(inmost).__name__} both bring a loss of their own",
                    allowed="one of them",
                )
            inmost = inmost.learner
        if not self.hookable:
            raise BadParameter(
                f"{type(self).__name__} changes the training of a network, and "
                f"{type(inmost).__name__} has none",
                allowed="TorchLearner, a learner built on it, or a recipe around one",
            )

    def refuse_without_classes(self) -> None:
        """Refuse learners of tags and numbers.

        Raises
        ------
        BadParameter
            If the learner gives no class probabilities.
        """
        if "proba" not in self.provides:
            raise BadParameter(
                f"{type(self).__name__} is given a learner of no class probabilities",
                allowed="output='proba'",
            )

    @abstractmethod
    def hook(self) -> Any:
        """A fresh :class:`labelwise.learners.deep.hooks.Hook` for one training."""

    def fit(self, data: Training, rng: np.random.Generator, hooks: Sequence[Any] = ()) -> Model:
        """Train on ``data`` with the hook of this recipe, then those of recipes around it.

        Raises
        ------
        MissingExtra
            If torch is not installed.
        """
        model: Model = self.learner.fit(data, rng, (self._made(), *hooks))
        return model

    def restore(self, state: State, hooks: Sequence[Any] = ()) -> Any:
        """The model that ``state`` was taken of."""
        return self.learner.restore(state, (self._made(), *hooks))

    def _made(self) -> Any:
        """The hook, or what is missing for it."""
        with naming_torch():
            return self.hook()
