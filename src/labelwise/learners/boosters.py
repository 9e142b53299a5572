"""Gradient boosting by three packages, trained and asked in one way."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from importlib.util import find_spec
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from labelwise.errors import MissingExtra
from labelwise.learners.progress import report
from labelwise.learners.skops_bytes import packed, unpacked
from labelwise.parallel import single_thread

__all__ = ["ENGINES", "Booster", "Plan", "grow", "need", "read"]

Array = NDArray[Any]

COLUMNS = 0.5
"""Share of the features that are tried at a split. On scikit-learn's digits, breast cancer and wine with 20
and 100 random labels (5 draws each) one half had the most right for every package."""


@dataclass(frozen=True)
class Plan:
    """How trees are grown.

    Parameters
    ----------
    rounds : int
        How many are added at most, for each class where there are more than two.
    rate : float
        How much of each tree is added.
    leaves, per_leaf : int
        Leaves of a tree at most, labels in a leaf at least.
    kind : int
        0 for numbers, else the number of classes; targets then run from 0 without a gap.
    seed : int
        For the features that are tried at a split.
    """

    rounds: int
    rate: float
    leaves: int
    per_leaf: int
    kind: int
    seed: int


class Booster(Protocol):
    """A sum of trees, which can be asked what it was after so many rounds."""

    @property
    def rounds(self) -> int:
        """How many there were; fewer than asked for where no split was left."""
        ...

    def stages(self, z: Array, marks: Sequence[int]) -> NDArray[np.float64]:
        """(len(marks), m, K) sums of the first so many rounds; K is 1 for numbers and two classes."""
        ...

    def written(self) -> NDArray[np.uint8]:
        """The trees as bytes, without pickle."""
        ...


class LightGBM:
    """Trees of LightGBM."""

    def __init__(self, booster: Any) -> None:
        self._booster = booster
        self.rounds = int(booster.current_iteration())

    @classmethod
    def grow(cls, plan: Plan, z: Array, y: Array, weight: Array) -> LightGBM:
        """Grow trees on features, targets and weights, on one thread."""
        import lightgbm

        objective = "regression" if plan.kind == 0 else "binary" if plan.kind == 2 else "multiclass"
        options = {
            "objective": objective,
            **({"num_class": plan.kind} if plan.kind > 2 else {}),
            "learning_rate": plan.rate,
            "num_leaves": plan.leaves,
            "min_data_in_leaf": plan.per_leaf,
            "min_data_in_bin": 1,
            "feature_fraction_bynode": COLUMNS,
            "seed": plan.seed,
            "num_threads": 1,
            "deterministic": True,
            "force_row_wise": True,
            "verbosity": -1,
        }
        booster = lightgbm.Booster(options, lightgbm.Dataset(z, y, weight=weight, params=options))
        for done in range(plan.rounds):
            if booster.update():
                break
            report("boosting", (done + 1) / plan.rounds)
        return cls(booster)

    @classmethod
    def read(cls, content: Array) -> LightGBM:
        """The inverse of :meth:`written`."""
        import lightgbm

        return cls(lightgbm.Booster(model_str=content.tobytes().decode()))

    def stages(self, z: Array, marks: Sequence[int]) -> NDArray[np.float64]:
        """As :class:`Booster` says."""
        ask = self._booster.predict
        made = [ask(z, num_iteration=mark, raw_score=True, num_threads=1) for mark in marks]
        return np.asarray(made, np.float64).reshape(len(marks), len(z), -1)

    def written(self) -> NDArray[np.uint8]:
        """LightGBM's own text."""
        return np.frombuffer(self._booster.model_to_string().encode(), np.uint8)


class XGBoost:
    """Trees of XGBoost."""

    def __init__(self, booster: Any) -> None:
        self._booster = booster
        self.rounds = int(booster.num_boosted_rounds())

    @classmethod
    def grow(cls, plan: Plan, z: Array, y: Array, weight: Array) -> XGBoost:
        """Grow trees on features, targets and weights, on one thread."""
        import xgboost

        kind = plan.kind
        objective = "reg:squarederror" if kind == 0 else "binary:logistic" if kind == 2 else "multi:softprob"
        undecided = 1.0 if kind == 0 else (1 if kind == 2 else 2) * (1 - 1 / kind) / kind
        options = {
            "objective": objective,
            **({"num_class": plan.kind} if plan.kind > 2 else {}),
            "learning_rate": plan.rate,
            "max_leaves": plan.leaves,
            "max_depth": 0,
            "grow_policy": "lossguide",
            "tree_method": "hist",
            "min_child_weight": plan.per_leaf * undecided,
            "colsample_bynode": COLUMNS,
            "seed": plan.seed,
            "nthread": 1,
            "verbosity": 0,
        }
        known = xgboost.DMatrix(z, y, weight=weight, nthread=1)
        booster = xgboost.Booster(options, [known])
        for done in range(plan.rounds):
            booster.update(known, done)
            report("boosting", (done + 1) / plan.rounds)
        return cls(booster)

    @classmethod
    def read(cls, content: Array) -> XGBoost:
        """The inverse of :meth:`written`."""
        import xgboost

        booster = xgboost.Booster({"nthread": 1})
        booster.load_model(bytearray(content.tobytes()))
        return cls(booster)

    def stages(self, z: Array, marks: Sequence[int]) -> NDArray[np.float64]:
        """As :class:`Booster` says."""
        import xgboost

        asked = xgboost.DMatrix(z, nthread=1)
        made = [self._booster.predict(asked, output_margin=True, iteration_range=(0, mark)) for mark in marks]
        return np.asarray(made, np.float64).reshape(len(marks), len(z), -1)

    def written(self) -> NDArray[np.uint8]:
        """XGBoost's own JSON."""
        return np.frombuffer(bytes(self._booster.save_raw("json")), np.uint8)


class Hist:
    """Trees of scikit-learn's HistGradientBoosting."""

    def __init__(self, estimator: Any) -> None:
        self._estimator = estimator
        self.rounds = int(estimator.n_iter_)

    @classmethod
    def grow(cls, plan: Plan, z: Array, y: Array, weight: Array) -> Hist:
        """Grow trees on features, targets and weights, on one thread."""
        from sklearn.ensemble import HistGradientBoostingClassifier, HistGradientBoostingRegressor

        make = HistGradientBoostingClassifier if plan.kind else HistGradientBoostingRegressor
        estimator = make(
            max_iter=plan.rounds,
            learning_rate=plan.rate,
            max_leaf_nodes=plan.leaves,
            min_samples_leaf=plan.per_leaf,
            max_features=COLUMNS,
            early_stopping=False,
            random_state=plan.seed,
        )
        with single_thread():
            return cls(estimator.fit(z, y, weight))

    @classmethod
    def read(cls, content: Array) -> Hist:
        """The inverse of :meth:`written`."""
        return cls(unpacked(content))

    def stages(self, z: Array, marks: Sequence[int]) -> NDArray[np.float64]:
        """As :class:`Booster` says."""
        numbers = not hasattr(self._estimator, "classes_")
        staged = self._estimator.staged_predict if numbers else self._estimator.staged_decision_function
        with single_thread():
            made = {k: raw for k, raw in enumerate(staged(z), start=1) if k in marks}
        return np.asarray([made[mark] for mark in marks], np.float64).reshape(len(marks), len(z), -1)

    def written(self) -> NDArray[np.uint8]:
        """The estimator as skops writes it."""
        return packed(self._estimator)


ENGINES: dict[str, Any] = {"hist": Hist, "lightgbm": LightGBM, "xgboost": XGBoost}
"""Who grows the trees, by the name that a learner takes."""


def need(engine: str) -> None:
    """Refuse an engine whose package is not installed.

    Raises
    ------
    MissingExtra
        Names the package and the extra.
    """
    if engine != "hist" and find_spec(engine) is None:
        raise MissingExtra.named(engine, "boosting")


def grow(engine: str, plan: Plan, z: Array, y: Array, weight: Array) -> Booster:
    """Trees that ``engine``, a key of :data:`ENGINES`, grows on (m, D) features, targets and weights.

    Examples
    --------
    >>> z, y = np.arange(4.0)[:, None], np.array([0, 0, 5, 5])
    >>> trees = grow("hist", Plan(3, rate=0.5, leaves=2, per_leaf=1, kind=0, seed=0), z, y, np.ones(4))
    >>> trees.stages(z, [1, 3])[:, 3, 0].tolist()
    [3.75, 4.6875]
    """
    need(engine)
    booster: Booster = ENGINES[engine].grow(plan, z, y, weight)
    return booster


def read(engine: str, content: Array) -> Booster:
    """The trees that :meth:`Booster.written` wrote.

    Raises
    ------
    MissingExtra
        If the package of the engine is not installed.
    """
    need(engine)
    booster: Booster = ENGINES[engine].read(content)
    return booster
