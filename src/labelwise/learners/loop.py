"""How a network is trained, as plain settings; needs no torch."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from labelwise.params import Between, OneOf, Piece

__all__ = ["Loop"]


@dataclass(frozen=True, repr=False)
class Loop(Piece):
    """How a network is trained.

    Parameters
    ----------
    epochs : int
        Passes over the labels.
    least_steps : int
        Steps of the optimiser at least: few labels get more epochs.
    batch : int
        Labels a step. Where memory runs out it is halved with a warning, and gradients are added up.
    rate, decay : float
        Step size, which falls to 0 along a cosine where ``schedule`` says so, and weight decay.
    optimizer : {"adamw", "sgd"}
        AdamW, or gradient descent with momentum 0.9.
    schedule : {"cosine", "constant"}
        Of the step size.
    patience : int or None
        Stop after so many epochs without a lower loss on a tenth of the labels that is held out, and go
        back to the best; None trains on all labels to the end.
    stop_at : float or None
        Stop when this share of the training labels is right, as the papers of BADGE and CAL do.
    class_weights : bool
        Whether classes count alike, however many labels each has.
    device : str
        ``auto`` takes a GPU where there is one; otherwise as torch names devices.
    amp : bool
        Forward passes in bfloat16 where that is as good.

    Examples
    --------
    >>> Loop(epochs=10), Loop().passes(20), Loop().passes(20_000)
    (Loop(epochs=10), 300, 30)
    """

    epochs: Annotated[int, Between(1)] = 30
    least_steps: Annotated[int, Between(0)] = 300
    batch: Annotated[int, Between(1)] = 32
    rate: Annotated[float, Between(0, open_low=True)] = 1e-3
    decay: Annotated[float, Between(0)] = 1e-2
    optimizer: Annotated[str, OneOf(("adamw", "sgd"))] = "adamw"
    schedule: Annotated[str, OneOf(("cosine", "constant"))] = "cosine"
    patience: Annotated[int | None, Between(1)] = None
    stop_at: Annotated[float | None, Between(0, 1)] = None
    class_weights: bool = False
    device: str = "auto"
    amp: bool = False

    def passes(self, labels: int) -> int:
        """Epochs for so many labels."""
        steps = -(-max(labels, 1) // self.batch)
        return max(self.epochs, -(-self.least_steps // steps))
