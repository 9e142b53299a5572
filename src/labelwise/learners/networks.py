"""Networks by their settings: what :class:`~labelwise.learners.TorchLearner` builds where none is passed."""

from __future__ import annotations

import copy
from dataclasses import dataclass
from typing import Annotated, Any

from labelwise.errors import BadParameter
from labelwise.params import Between, OneOf, Piece

__all__ = ["CamCnn", "Capsules", "Mlp", "SmallCnn", "Transformer", "built", "check_network"]


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

    Features are means over 4 x 4 fields of the last stage, not over the whole image: that gave 57% on
    ``fashion_mnist_small`` with 40 labels instead of 47%, and 76% instead of 75% with 360.

    Parameters
    ----------
    channels : tuple of int
        Channels of each stage; each but the first halves height and width.
    dropout : float
        Share of the features that is dropped in training.

    Examples
    --------
    >>> SmallCnn((8, 16)).build((3, 8, 8), 10).head.in_features
    256
    """

    channels: tuple[int, ...] = (16, 32, 32)
    dropout: Annotated[float, Between(0, 0.99)] = 0.2

    def build(self, shape: tuple[int, ...], outputs: int) -> Any:
        """A torch module from images of ``shape`` to ``outputs`` logits."""
        from labelwise.learners.deep.networks import Cnn

        return Cnn(shape, outputs, self.channels, self.dropout)


@dataclass(frozen=True, repr=False)
class CamCnn(Piece):
    """Convolutional stages, then a map for each class or tag, whose mean is its logit (S088).

    What speaks for a class is multiplied by ``boost`` before the mean is taken: a network that learned
    unknown tags as absent looks at the right places, but sees too little there.

    Parameters
    ----------
    channels : tuple of int
        Channels of each stage; each but the first halves height and width. Without any the maps are linear in
        the items.
    boost : float
        1 for plain means.

    References
    ----------
    Y. Kim et al., "Bridging the gap between model explanations in partially annotated multi-label
    classification" (S088, BoostLU), 2023, with a ResNet-50 below.

    Examples
    --------
    >>> CamCnn((8, 16)).build((3, 8, 8), 5).width
    16
    """

    channels: tuple[int, ...] = (32, 64, 128)
    boost: Annotated[float, Between(0, open_low=True)] = 5.0

    def build(self, shape: tuple[int, ...], outputs: int) -> Any:
        """A torch module from images of ``shape`` to ``outputs`` logits."""
        from labelwise.learners.deep.cams import Cams

        return Cams(shape, outputs, self.channels, self.boost)


@dataclass(frozen=True, repr=False)
class Capsules(Piece):
    """Capsules on two convolutions: each class has a vector, whose length says how sure it is there (S097).

    The lengths, from 0 to 1, are the probabilities that a learner of tags gives; among classes they become
    ``length / (1 - length)``, scaled to sum 1. Train it with :class:`~labelwise.training.MarginLoss`.

    Parameters
    ----------
    channels : int
        Of the first convolution.
    maps, primary : int
        Maps of capsules below, and the numbers of each.
    capsule : int
        Numbers of the vector of a class.
    rounds : int
        In which votes of the capsules below are routed to those classes that others vote for too.

    Notes
    -----
    The embedding is the vector of the longest capsule at its class's place, zeros elsewhere. The paper's
    reconstruction, which only helps a little to regularise, is left out.

    References
    ----------
    S. Sabour, N. Frosst, G. E. Hinton, "Dynamic routing between capsules" (S097), 2017, with convolutions
    of 9 x 9 for images of 28 x 28; here of 3 x 3.

    Examples
    --------
    >>> Capsules(8, 2).build((1, 8, 8), 10).width
    160
    """

    channels: Annotated[int, Between(1)] = 32
    maps: Annotated[int, Between(1)] = 8
    primary: Annotated[int, Between(1)] = 8
    capsule: Annotated[int, Between(1)] = 16
    rounds: Annotated[int, Between(1)] = 3

    def build(self, shape: tuple[int, ...], outputs: int) -> Any:
        """A torch module from images of ``shape`` to ``outputs`` logits."""
        from labelwise.learners.deep.capsules import CapsuleNet

        return CapsuleNet(shape, outputs, self)


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
