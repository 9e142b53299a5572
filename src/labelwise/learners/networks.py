"""Networks by their settings: what :class:`~labelwise.learners.TorchLearner` builds where none is passed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Any

from labelwise.params import Between, Piece

__all__ = ["Mlp", "SmallCnn"]


@dataclass(frozen=True, repr=False)
class Mlp(Piece):
    """Fully connected layers with ReLU and dropout, on features (D,) or flattened arrays.

    Parameters
    ----------
    hidden : tuple of int
        Units of each hidden layer.
    dropout : float
        Share of the units that is dropped in training, after each hidden layer.

    Examples
    --------
    >>> Mlp((64,)).build((8,), 3)[-1].out_features
    3
    """

    hidden: tuple[int, ...] = (128,)
    dropout: Annotated[float, Between(0, 0.99)] = 0.2

    def build(self, shape: tuple[int, ...], outputs: int) -> Any:
        """A torch module from items of ``shape`` to ``outputs`` logits."""
        from labelwise.learners.deep.networks import mlp

        return mlp(shape, outputs, self.hidden, self.dropout)


@dataclass(frozen=True, repr=False)
class SmallCnn(Piece):
    """Three convolutional stages on images (channels, height, width), trained from scratch.

    Parameters
    ----------
    channels : tuple of int
        Channels of each stage; each but the first halves height and width.
    dropout : float
        Share of the pooled features that is dropped in training.

    Examples
    --------
    >>> SmallCnn((8, 16)).build((3, 8, 8), 10).head.in_features
    16
    """

    channels: tuple[int, ...] = (32, 64, 128)
    dropout: Annotated[float, Between(0, 0.99)] = 0.2

    def build(self, shape: tuple[int, ...], outputs: int) -> Any:
        """A torch module from images of ``shape`` to ``outputs`` logits."""
        from labelwise.learners.deep.networks import Cnn

        return Cnn(shape, outputs, self.channels, self.dropout)
