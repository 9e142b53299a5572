"""Networks by their settings: what :class:`~labelwise.learners.TorchLearner` builds where none is passed."""

from __future__ import annotations

import copy
from dataclasses import dataclass
from typing import Annotated, Any

from labelwise.errors import BadParameter
from labelwise.params import Between, OneOf, Piece

__all__ = ["Mlp", "SmallCnn", "Transformer", "built", "check_network"]


def check_network(network: Any) -> None:
    """Refuse what is neither settings with ``build``, nor a module, nor a function.

    Raises
    ------
    BadParameter
        If it is none of these.
    """
    if not (callable(network) or hasattr(network, "build")) or isinstance(network, type):
        raise BadParameter(
            f"the network is {network!r}",
            allowed="Mlp(), SmallCnn(), a torch module, or a function (shape, outputs) -> module",
        )


def built(network: Any, shape: tuple[int, ...], outputs: int) -> Any:
    """A torch module from items of ``shape`` to ``outputs`` logits; of a module, a copy.

    Raises
    ------
    BadParameter
        If a function gives something else.
    """
    import torch

    if hasattr(network, "build"):
        return network.build(shape, outputs)
    if isinstance(network, torch.nn.Module):
        return copy.deepcopy(network)
    made = network(shape, outputs)
    if not isinstance(made, torch.nn.Module):
        raise BadParameter(f"the network function gave {made!r}", allowed="a torch module")
    return made


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


@dataclass(frozen=True, repr=False)
class Transformer(Piece):
    """A transformer of texts from a local folder, with a new linear layer on top.

    Parameters
    ----------
    folder : str
        What ``save_pretrained`` or ``hf download`` wrote. Nothing is downloaded, no code in it is run.
    pooling : {"mean", "cls"}
        The mean over the tokens of the last layer, or the first of them.
    max_length : int or None
        Tokens of a text at most; None: as many as the network reads.
    dropout : float
        Share of the pooled features that is dropped in training.

    Examples
    --------
    >>> Transformer("my-model", pooling="cls")
    Transformer(folder='my-model', pooling='cls')
    """

    folder: str
    pooling: Annotated[str, OneOf(("mean", "cls"))] = "mean"
    max_length: Annotated[int | None, Between(3)] = None
    dropout: Annotated[float, Between(0, 0.99)] = 0.1

    def build(self, shape: tuple[int, ...], outputs: int) -> Any:
        """A torch module from token numbers to ``outputs`` logits."""
        from labelwise.learners.deep.texts import text_net

        return text_net(self.folder, outputs, self.pooling, self.dropout)

    @property
    def feed(self) -> Any:
        """What makes tensors of texts."""
        from labelwise.learners.deep.texts import TokenFeed

        return TokenFeed(self.folder, self.max_length)
