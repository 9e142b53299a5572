"""SinglePositiveLearner: tags learned from items of which hardly any tag is known (S030)."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Annotated, Any, ClassVar

import numpy as np
from numpy.typing import NDArray
from scipy.special import expit

from labelwise.learners.features import dense, inputs
from labelwise.learners.scikit import some_rows
from labelwise.params import Between, OneOf, Piece
from labelwise.training.network import Network
from labelwise.training.partial_losses import Array, assign, partial_loss
from labelwise.types import State, TargetKind, Training

__all__ = ["SinglePositiveLearner"]

BATCH = 8
"""Items a step."""

SHARE = 0.9
"""Share of the unknown entries of each tag that end with a pseudo-label."""


@dataclass(frozen=True, repr=False)
class SinglePositiveLearner(Piece):
    """Logistic regression, or one hidden layer, under a loss that leaves unknown tags undecided.

    ``an`` takes every unknown tag for absent; ``em`` maximises the entropy of unknown tags; ``em+apl`` adds,
    after ``warmup`` epochs, pseudo-labels: each epoch the ``floor(0.9 n / (epochs - warmup))`` unknown
    entries of a tag with the lowest probability keep that probability as a soft label, n being the number
    of its unknown entries.

    The probabilities order items within a tag. Under ``em`` and ``em+apl`` they are too high for a cut at one
    half where nothing is known to be absent, under ``an`` far too low.

    Parameters
    ----------
    loss : {"em+apl", "em", "an"}
        See above.
    alpha, beta : float
        Weights of the entropy and of pseudo-labels; by default those for VOC.
    warmup, epochs : int
        Epochs before the first pseudo-label, and in all.
    rate : float
        Step size of Adam.
    hidden : int
        Units of a hidden layer; 0 for none.
    encoder : scikit-learn transformer or None
        As in :class:`~labelwise.learners.SklearnLearner`; features are standardised in any case.

    References
    ----------
    D. Zhou, P. Chen, Q. Wang, G. Chen, P.-A. Heng, "Acknowledging the Unknown for Multi-label Learning with
    Single Positive Labels", 2022 (S030). There a ResNet-50 is fine-tuned at 1e-5 and the epoch with the best
    validation mAP is kept; here a small model on given features needs larger steps, and all epochs are run,
    for a campaign has no complete labels to validate on. Known absences, which the paper has none of, count
    with their cross-entropy.

    Examples
    --------
    >>> from labelwise.types import Targets
    >>> x = np.repeat(np.eye(2), 40, axis=0)
    >>> known = np.where(x == 1, 1.0, np.nan)
    >>> targets = Targets(np.arange(80), known, "partial", np.ones(80))
    >>> data = Training(lambda r: x[r], targets.rows, targets, classes=("a", "b"))
    >>> model = SinglePositiveLearner().fit(data, np.random.default_rng(0))
    >>> (model.tags(x[[0, 79]]) > 0.5).tolist()
    [[True, False], [False, True]]
    """

    loss: Annotated[str, OneOf(("em+apl", "em", "an"))] = "em+apl"
    alpha: Annotated[float, Between(0)] = 0.2
    beta: Annotated[float, Between(0)] = 0.02
    warmup: Annotated[int, Between(0)] = 5
    epochs: Annotated[int, Between(1)] = 10
    rate: Annotated[float, Between(0, open_low=True)] = 0.003
    hidden: Annotated[int, Between(0)] = 0
    encoder: Any = field(default=None, kw_only=True)

    accepts: ClassVar[tuple[TargetKind, ...]] = ("partial", "tags")
    provides: ClassVar[tuple[str, ...]] = ("tags", "embedding")

    def fit(self, data: Training, rng: np.random.Generator) -> Network:
        """Train on partial targets (m, C) of 1, 0 and NaN."""
        x, known = _features(data, data.rows), data.targets.value
        model = Network.start(_features(data, some_rows(data, rng)), known.shape[1], self.hidden, rng)
        told = np.nan_to_num(known, nan=0.0) if self.loss == "an" else known
        soft, rounds = np.full(known.shape, np.nan), max(1, self.epochs - self.warmup)
        quota = (SHARE * np.isnan(told).sum(axis=0) / rounds).astype(np.int64)
        for epoch in range(self.epochs if len(x) else 0):
            if self.loss == "em+apl" and epoch >= self.warmup:
                soft = assign(soft, model.tags(x), np.isnan(told), quota)
            self._epoch(model, (x, told, soft, data.targets.weight[:, None]), rng)
        model.soft = soft
        return model

    def restore(self, state: State) -> Network:
        """The model that ``state`` was taken of."""
        return Network.restored(state)

    def _epoch(self, model: Network, data: tuple[Array, ...], rng: np.random.Generator) -> None:
        """One pass over the items in a random order."""
        order = rng.permutation(len(data[0]))
        for start in range(0, len(order), BATCH):
            x, told, soft, weight = (part[order[start : start + BATCH]] for part in data)
            logits = model.forward(x)
            gradient = partial_loss(expit(logits), told, soft, self.alpha, self.beta, weight)[1]
            model.step(gradient, self.rate)


def _features(data: Training, rows: NDArray[np.int64]) -> Array:
    """(m, D) float64 features of rows."""
    return dense(inputs(data.x(rows))).astype(np.float64)
