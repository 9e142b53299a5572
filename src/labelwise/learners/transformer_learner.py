"""TransformerLearner: a transformer from a local folder, fine-tuned on the labels."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from labelwise.errors import BadParameter
from labelwise.learners.loop import Loop
from labelwise.learners.networks import Transformer
from labelwise.learners.torch_learner import TorchLearner

__all__ = ["TransformerLearner"]

FINE = Loop(epochs=10, least_steps=200, batch=16, rate=5e-5)
"""How a transformer is fine-tuned: small steps, and enough of them where labels are few."""


@dataclass(frozen=True, repr=False)
class TransformerLearner(TorchLearner):
    """A transformer of texts from a local folder, all of it trained on the labels.

    It is a :class:`~labelwise.learners.TorchLearner` whose items are texts, so every recipe goes around it.

    Parameters
    ----------
    network : str, Path or Transformer
        The folder that ``save_pretrained`` or ``hf download`` wrote; a
        :class:`~labelwise.learners.networks.Transformer` says more. Nothing is downloaded. A saved model
        needs the folder to be read again.
    loop : Loop
        How it is trained.
    output, retrain, draws
        As in TorchLearner. ``samples`` are those of the dropout in the network.

    Raises
    ------
    MissingExtra
        If torch or transformers is not installed; when it is trained.
    BadParameter
        If the folder is not there, or holds no such network; when it is trained.

    Notes
    -----
    Texts that are longer than the network reads are cut, with a warning that says how many the first time.

    References
    ----------
    J. Devlin, M.-W. Chang, K. Lee, K. Toutanova, "BERT: Pre-training of Deep Bidirectional Transformers",
    2019; steps for few labels after M. Mosbach, M. Andriushchenko, D. Klakow, "On the Stability of
    Fine-tuning BERT", 2021.

    Examples
    --------
    >>> TransformerLearner("my-model").network, TransformerLearner("my-model").loop.rate
    (Transformer(folder='my-model'), 5e-05)
    """

    network: Any
    loop: Loop = field(default_factory=lambda: FINE)

    def __post_init__(self) -> None:
        """Make a network of a folder."""
        if isinstance(self.network, str | Path):
            object.__setattr__(self, "network", Transformer(str(self.network)))
        if not isinstance(self.network, Transformer):
            raise BadParameter(
                f"the network is {self.network!r}", allowed="a folder, or Transformer(folder, ...)"
            )
        super().__post_init__()
