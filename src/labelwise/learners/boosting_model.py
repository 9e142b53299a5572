"""What trained boosted trees give."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.special import expit, softmax

from labelwise.errors import BadData, MissingCapability
from labelwise.learners.boosters import Booster, read
from labelwise.learners.features import dense, inputs, is_numeric
from labelwise.learners.states import nested, unnested
from labelwise.types import State

Array = NDArray[Any]

MEMBERS = 10
"""Sub-models of a virtual ensemble, and stages of the dynamics."""

NAMES = {
    "proba": ("proba", "samples", "dynamics"),
    "tags": ("tags", "tag_samples"),
    "mean": ("mean", "std"),
}
"""What a model gives besides ``embedding``, by what its learner is asked for."""


class BoostingModel:
    """Trained boosted trees; made by :class:`~labelwise.learners.BoostingLearner`.

    Parameters
    ----------
    output : {"proba", "tags", "mean"}
        What they predict.
    trees : list of Booster or float
        One for classes and numbers, none before they can be trained; for tags one each, a float where
        only one value of the tag was seen.
    classes : int
        Columns C of the output.
    seen : (k,) int64
        Classes that had a label, in the order of the trees' own.
    width : int or None
        Features; None where the items are no numbers.

    Attributes
    ----------
    provides : tuple of str
        Without trees only ``embedding``.
    """

    def __init__(
        self, output: str, trees: list[Booster | float], classes: int, seen: Array, width: int | None
    ) -> None:
        self.output, self.trees, self.classes, self.seen, self.width = output, trees, classes, seen, width
        self.provides = (*(NAMES[output] if trees else ()), *(("embedding",) if width is not None else ()))

    def proba(self, x: Any) -> NDArray[np.float64]:
        """(m, C) class probabilities of all rounds; classes never seen have 0."""
        return np.asarray(self._at("proba", x, [1.0])[0])

    def samples(self, x: Any) -> NDArray[np.float64]:
        """(M, m, C) those of the virtual ensemble, the last of them :meth:`proba`."""
        return self._at("samples", x, virtual())

    def dynamics(self, x: Any) -> NDArray[np.float64]:
        """(E, m, C) those after a tenth, two tenths ... of the rounds."""
        return self._at("dynamics", x, np.arange(1, MEMBERS + 1) / MEMBERS)

    def tags(self, x: Any) -> NDArray[np.float64]:
        """(m, C) probability of each tag on its own."""
        return np.asarray(self._at("tags", x, [1.0])[0])

    def tag_samples(self, x: Any) -> NDArray[np.float64]:
        """(M, m, C) those of the virtual ensembles of the tags."""
        return self._at("tag_samples", x, virtual())

    def mean(self, x: Any) -> NDArray[np.float64]:
        """(m,) predicted numbers."""
        return np.asarray(self._at("mean", x, [1.0])[0])

    def std(self, x: Any) -> NDArray[np.float64]:
        """(m,) standard deviation over the virtual ensemble: how much it disagrees, without the noise."""
        return np.asarray(self._at("std", x, virtual()).std(axis=0))

    def embedding(self, x: Any) -> Array:
        """(m, D) the features themselves."""
        self._need("embedding")
        return numbers(x, self.width)

    def state(self) -> State:
        """All of it as arrays, numbers and strings."""
        kept = {"output": self.output, "classes": self.classes, "seen": self.seen}
        width = {} if self.width is None else {"width": self.width}
        return {**kept, **width, **nested([_written(trees) for trees in self.trees])}

    @classmethod
    def restored(cls, engine: str, state: State) -> BoostingModel:
        """The model of which ``state`` was taken."""
        trees = [s["value"] if "value" in s else read(engine, s["trees"]) for s in unnested(state)]
        seen, width = np.asarray(state["seen"], np.int64), state.get("width")
        return cls(str(state["output"]), trees, int(state["classes"]), seen, width)

    def _need(self, name: str) -> None:
        if name in self.provides:
            return
        of = next((output for output, names in NAMES.items() if name in names), None)
        if of is None:
            fix = "train on a pool with items"
        elif of == self.output:
            fix = "label items of at least two classes, or two numbers, first"
        else:
            fix = f'pass BoostingLearner(output="{of}")'
        raise MissingCapability(f"these boosted trees give no {name}", fix=fix)

    def _at(self, name: str, x: Any, shares: Sequence[float] | Array) -> NDArray[np.float64]:
        """(E, m, C) or (E, m): the output after each share of the rounds."""
        self._need(name)
        z = numbers(x, self.width)
        if self.output == "tags":
            made = [self._tag(trees, z, shares) for trees in self.trees]
            return np.stack(made, axis=2)
        raw = _stages(self.trees[0], z, shares)
        if self.output == "mean":
            return raw[..., 0]
        out = np.zeros((len(shares), len(z), self.classes))
        out[..., self.seen] = chances(raw)
        return out

    def _tag(self, trees: Booster | float, z: Array, shares: Sequence[float] | Array) -> Array:
        if isinstance(trees, float):
            return np.full((len(shares), len(z)), trees)
        return np.asarray(chances(_stages(trees, z, shares))[..., 1])


def virtual() -> NDArray[np.float64]:
    """Shares of the rounds at which the sub-models stand: evenly spread over the second half.

    Examples
    --------
    >>> virtual().tolist()
    [0.55, 0.6, 0.65, 0.7, 0.75, 0.8, 0.85, 0.9, 0.95, 1.0]
    """
    return (MEMBERS + np.arange(1, MEMBERS + 1)) / (2 * MEMBERS)


def numbers(x: Any, width: int | None = None) -> Array:
    """Items as an (m, D) array of numbers without infinities.

    Raises
    ------
    BadData
        If they are none, or have another number of features than ``width``.
    """
    found = inputs(x)
    if not is_numeric(found):
        raise BadData(
            "boosted trees learn from numbers",
            allowed="a matrix, or a table of numbers",
            fix="pass encoder=, for example labelwise.learners.encoders.TableEncoder()",
        )
    z = dense(found)
    if width is not None and z.shape[1] != width:
        raise BadData(f"the items have {z.shape[1]} features", allowed=f"{width}, as in training")
    if np.isinf(z).any():
        raise BadData("a feature is infinite", allowed="finite numbers, and NaN where one is missing")
    return z


def chances(raw: Array) -> Array:
    """(..., K) probabilities from (..., K) sums of trees, (..., 2) from (..., 1).

    Examples
    --------
    >>> chances(np.array([[0.0]])).tolist(), chances(np.array([[1.0, 1.0, 1.0, 1.0]])).tolist()
    ([[0.5, 0.5]], [[0.25, 0.25, 0.25, 0.25]])
    """
    if raw.shape[-1] == 1:
        return np.concatenate([expit(-raw), expit(raw)], axis=-1)
    return np.asarray(softmax(raw, axis=-1))


def _stages(trees: Any, z: Array, shares: Sequence[float] | Array) -> NDArray[np.float64]:
    """(E, m, K) sums of trees after each share of the rounds."""
    marks = [max(1, round(share * trees.rounds)) for share in shares]
    if len(z):
        return np.asarray(trees.stages(z, marks))
    empty = trees.stages(np.zeros((1, z.shape[1])), marks[:1])
    return np.zeros((len(marks), 0, empty.shape[2]))


def _written(trees: Booster | float) -> State:
    return {"value": trees} if isinstance(trees, float) else {"trees": trees.written()}
