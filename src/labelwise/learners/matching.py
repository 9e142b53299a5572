"""Labels matched by their descriptions: rare ones and new ones learn from all others (S075)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Annotated, Any

import numpy as np
from numpy.typing import NDArray
from scipy.special import expit

from labelwise.errors import BadData, BadParameter
from labelwise.learners.loop import Loop
from labelwise.learners.torch_learner import TorchLearner
from labelwise.params import Between, OneOf, Piece
from labelwise.types import Training

if TYPE_CHECKING:
    from labelwise.learners.deep import TorchModel

__all__ = ["Matching", "MatchingLearner", "match"]


@dataclass(frozen=True, repr=False)
class Matching(Piece):
    """A linear model of words, and beside it how well a text matches the description of a label.

    Every run of 1 to ``widths`` words of a text and of a description becomes a vector, by weights that both
    share; for each run of the description the ``best`` cosines with runs of the text are taken, their mean
    over the description goes through a small dense layer, and the result is added to the logit of the label.
    The matching has no weights of a single label, so a label that was never seen has a score too.

    Parameters
    ----------
    descriptions : tuple of str
        One for each class or tag of the task, in its order.
    widths : int
        Longest runs of words; 0: the linear model alone.
    best : int
        Cosines that count for each run of a description.
    dims : int
        Length of word vectors that are learned from the pool
        (:class:`~labelwise.learners.encoders.words.WordVectors`).
    words : int
        Words that are known, the most frequent of the pool.
    vectors : mapping of str to array, optional
        Word vectors of another source, all of one length, for those learned from the pool.

    Examples
    --------
    >>> Matching(("sports and games", "money and markets"), widths=1)
    Matching(descriptions=('sports and games', 'money and markets'), widths=1)
    """

    descriptions: tuple[str, ...]
    widths: Annotated[int, Between(0, 5)] = 2
    best: Annotated[int, Between(1)] = 2
    dims: Annotated[int, Between(1)] = 50
    words: Annotated[int, Between(1)] = 5000
    vectors: Any = None

    def __post_init__(self) -> None:
        """Make a tuple of any sequence of texts, and check it."""
        super().__post_init__()
        if isinstance(self.descriptions, str) or not all(isinstance(d, str) for d in self.descriptions):
            raise BadParameter(f"the descriptions are {self.descriptions!r}", allowed="a text for each label")
        object.__setattr__(self, "descriptions", tuple(self.descriptions))
        if self.vectors is not None and not (isinstance(self.vectors, Mapping) and self.vectors):
            raise BadParameter(
                f"vectors is a {type(self.vectors).__name__}", allowed="a mapping of words to arrays"
            )

    def build(self, shape: Any, outputs: int) -> Any:
        """A torch module from numbers of words to ``outputs`` logits; ``shape`` is the lexicon of the feed.

        Raises
        ------
        BadParameter
            If there are more or fewer descriptions than outputs.
        """
        if len(self.descriptions) != outputs:
            raise BadParameter(
                f"there are {len(self.descriptions)} descriptions for {outputs} labels",
                allowed="one for each",
            )
        from labelwise.learners.deep.matching import MatchNet

        return MatchNet(shape, self)

    @property
    def feed(self) -> Any:
        """What makes numbers of words."""
        from labelwise.learners.deep.matching import WordFeed

        return WordFeed(self)


@dataclass(frozen=True, repr=False)
class MatchingLearner(TorchLearner):
    """Texts to labels that have descriptions: rare labels are found by what they are called.

    A :class:`~labelwise.learners.TorchLearner` whose network is :class:`Matching`; items are texts. For a
    label that was never seen see :func:`match`.

    Parameters
    ----------
    network : Matching, or sequence of str
        The descriptions, one for each label.
    loop : Loop
        How it is trained.
    output : {"tags", "proba"}
        Any number of labels of an item, or one.
    retrain, draws
        As in TorchLearner.

    References
    ----------
    "Interaction Matching for Long-Tail Multi-Label Classification" (S075), after the n-gram matching of
    Z. Dai, C. Xiong, J. Callan, Z. Liu, "Convolutional Neural Networks for Soft-Matching N-Grams in Ad-hoc
    Search" (Conv-KNRM), 2018. There the base is a network over the text; here a linear model of TF-IDF.

    Examples
    --------
    >>> MatchingLearner(["sports and games", "money and markets"]).provides
    ('tags', 'embedding', 'tag_samples')
    """

    network: Any
    loop: Loop = field(default_factory=lambda: Loop(epochs=15, least_steps=300, rate=1e-2))
    output: Annotated[str, OneOf(("tags", "proba"))] = "tags"

    def __post_init__(self) -> None:
        """Make a network of descriptions."""
        if not isinstance(self.network, Matching):
            object.__setattr__(self, "network", Matching(self.network))
        super().__post_init__()

    def fit(self, data: Training, rng: np.random.Generator, hooks: Sequence[Any] = ()) -> TorchModel:
        """Train as TorchLearner does, but for tags that no item is known to have.

        The linear model learns nothing of these: that they are rare says nothing about where they are. Their
        scores are those of the matching, and their bias makes them as likely, on average, as one of n + 2
        items, n being those that are known not to have the tag.
        """
        value = np.asarray(data.targets.value, float)
        never = np.zeros(0, np.int64)
        if self.output == "tags" and len(value):
            never = np.flatnonzero(~(value == 1).any(axis=0))
            told = np.where(np.isin(np.arange(value.shape[1]), never), np.nan, value)
            data = replace(data, targets=replace(data.targets, value=told, kind="partial"))
        model = super().fit(data, rng, hooks)
        for tag in never if not model.cold else ():
            _settle(model, data, int(tag), int((value[:, tag] == 0).sum()))
        return model


def _settle(model: TorchModel, data: Training, tag: int, absent: int) -> None:
    """Set the bias of a tag that was never seen: its mean probability follows the rule of succession."""
    logits = model.logits(data.x(data.rows))[:, tag].astype(float)
    low, high = -50.0 - logits.max(), 50.0 - logits.min()
    for _ in range(60):
        middle = (low + high) / 2
        low, high = (middle, high) if expit(logits + middle).mean() < 1 / (absent + 2) else (low, middle)
    model.frame.head.bias.data[tag] += low


def match(model: Any, texts: Sequence[str], descriptions: Sequence[str]) -> NDArray[np.float64]:
    """How well texts match descriptions of labels that a model may never have seen.

    Parameters
    ----------
    model : TorchModel
        Of a :class:`MatchingLearner` with ``widths`` of 1 or more.
    texts : (m,) sequence of str
        The items.
    descriptions : (L,) sequence of str
        Of the labels.

    Returns
    -------
    (m, L) float64
        Higher is likelier: scores to rank items of one label by, no probabilities.

    Raises
    ------
    BadParameter
        If the model matches nothing.
    BadData
        If no word of a description is known to the model.

    Examples
    --------
    >>> from labelwise.types import Targets, Training
    >>> x = ["ball team goal", "bank money stock"] * 10
    >>> tags = np.eye(2)[np.arange(20) % 2]
    >>> targets = Targets(np.arange(20), tags, "tags", np.ones(20))
    >>> data = Training(lambda r: [x[i] for i in r], targets.rows, targets)
    >>> learner = MatchingLearner(["ball team", "bank money"], Loop(epochs=1, least_steps=40, rate=1e-2))
    >>> model = learner.fit(data, np.random.default_rng(0))
    >>> score = match(model, x[:2], ["goal", "stock"])
    >>> bool(score[0, 0] > score[1, 0]), bool(score[1, 1] > score[0, 1])
    (True, True)
    """
    net: Any = getattr(getattr(model, "frame", None), "net", None)
    if getattr(net, "matcher", None) is None:
        raise BadParameter(
            f"the model is a {type(model).__name__}", allowed="one of a MatchingLearner that matches"
        )
    unknown = next((d for d in descriptions if not model.feed.numbers(d)), None)
    if unknown is not None:
        raise BadData(
            f"no word of the description {unknown!r} is known",
            fix="use words that occur in the items, or pass vectors=",
        )
    found: NDArray[np.float64] = net.scores(model, list(texts), list(descriptions))
    return found
