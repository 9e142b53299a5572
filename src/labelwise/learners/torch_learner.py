"""TorchLearner: any torch module as a learner, trained by a loop that recipes can change."""

from __future__ import annotations

import copy
import json
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from typing import TYPE_CHECKING, Annotated, Any, ClassVar

import numpy as np

from labelwise.errors import BadData
from labelwise.learners.extras import needing_torch
from labelwise.learners.features import inputs
from labelwise.learners.loop import Loop
from labelwise.learners.networks import Mlp, built, check_network
from labelwise.learners.scikit import some_rows
from labelwise.learners.states import under
from labelwise.params import Between, OneOf, Piece
from labelwise.types import State, TargetKind, Training

if TYPE_CHECKING:
    from labelwise.learners.deep import Frame, TorchModel

__all__ = ["TorchLearner"]

ACCEPTS: dict[str, tuple[TargetKind, ...]] = {
    "proba": ("hard", "soft", "partial"), "tags": ("partial", "tags"), "mean": ("real",),
}  # fmt: skip
GIVES = {
    "proba": ("proba", "embedding", "head", "samples"),
    "tags": ("tags", "embedding", "tag_samples"),
    "mean": ("mean", "embedding"),
}

imported = partial(needing_torch, "learners.deep")
"""Gives what needs torch; says so where it is missing."""


@dataclass(frozen=True, repr=False)
class TorchLearner(Piece):
    """A torch module, trained on the labels and nothing else.

    Parameters
    ----------
    network : Mlp, SmallCnn, torch module or function
        What is trained: settings with ``build(shape, outputs)``; a function ``(shape, outputs) -> module``,
        ``shape`` being that of one item, colours first; or a module, whose present weights every training
        begins with. The last ``Linear`` is taken for the head and what it is given for the embedding.
    loop : Loop
        How it is trained.
    output : {"proba", "tags", "mean"}
        Classes, any number of tags, or a number.
    retrain : {"cold", "warm", "last-layer"}
        Begin anew each time; go on from the model before; train the last layer alone, from the model before.
    draws : int
        Draws of ``samples``, which networks with dropout give.
    encoder : scikit-learn transformer or None
        As in :class:`~labelwise.learners.SklearnLearner`: texts and files have to become arrays.

    Raises
    ------
    MissingExtra
        If torch is not installed.
    BadParameter
        If ``network`` is none of these.

    Notes
    -----
    Features get mean 0 and spread 1 by what is known of all items. Training is seeded: the same data and
    generator give the same weights on the same machine; with more than 300,000 weights the last digits may
    depend on the number of threads.

    Examples
    --------
    >>> from labelwise.types import Targets
    >>> x, y = np.arange(8.0)[:, None] - 3.5, np.repeat([0, 1], 4)
    >>> targets = Targets(np.arange(8), y, "hard", np.ones(8))
    >>> data = Training(lambda r: x[r], targets.rows, targets, ("low", "high"))
    >>> model = TorchLearner(Mlp((8,))).fit(data, np.random.default_rng(0))
    >>> model.proba(x).argmax(axis=1).tolist(), model.samples(x).shape
    ([0, 0, 0, 0, 1, 1, 1, 1], (20, 8, 2))
    """

    network: Any = field(default_factory=Mlp)
    loop: Loop = field(default_factory=Loop)
    output: Annotated[str, OneOf(tuple(ACCEPTS))] = "proba"
    retrain: Annotated[str, OneOf(("cold", "warm", "last-layer"))] = "cold"
    draws: Annotated[int, Between(2)] = 20
    encoder: Any = field(default=None, kw_only=True)

    hookable: ClassVar[bool] = True

    def __post_init__(self) -> None:
        """Refuse what cannot be built."""
        super().__post_init__()
        check_network(self.network)

    @property
    def accepts(self) -> tuple[TargetKind, ...]:
        """Kinds of targets."""
        return ACCEPTS[self.output]

    @property
    def provides(self) -> tuple[str, ...]:
        """What a trained model may give."""
        return GIVES[self.output]

    @property
    def warm(self) -> bool:
        """Whether a training goes on from the model before."""
        return self.retrain != "cold"

    def fit(self, data: Training, rng: np.random.Generator, hooks: Sequence[Any] = ()) -> TorchModel:
        """Train on ``data``.

        Parameters
        ----------
        data : Training
            Labels of one of :attr:`accepts`; ``previous`` counts where ``retrain`` says so.
        rng : numpy.random.Generator
            For the first weights, the order of the labels, dropout, and what recipes draw.
        hooks : sequence of labelwise.learners.deep.Hook
            Of recipes around this learner; this training works on copies of them.

        Raises
        ------
        BadData
            If the labels or items do not fit, or a loss is no number; the error names the rows.
        """
        deep = imported()
        from labelwise.learners.deep.device import device_of, seeded, threads_for

        device, hooks = device_of(self.loop.device), tuple(copy.copy(hook) for hook in hooks)
        outputs = 1 if self.output == "mean" else self._outputs(data)
        known = [data.rows, np.asarray(data.unlabelled, np.int64)]
        if not sum(map(len, known)):
            raise BadData("there is no item to learn from")
        with seeded(int(rng.integers(2**62)), device):
            frame, feed = self._begin(data, outputs, rng)
            frame.to(device)
            for hook in hooks:
                hook.attach(frame)
            scaled, scale = self._scaled(data, self._before(data, outputs))
            cold = self._too_few(data)
            if not cold:
                run = deep.Run(frame, feed, self.loop, scaled, output=self.output, rng=rng, hooks=hooks)
                with threads_for(sum(p.numel() for p in frame.parameters())):
                    run.go()
        return self._model(frame, feed, hooks, cold=cold, scale=scale)

    def restore(self, state: State, hooks: Sequence[Any] = ()) -> TorchModel:
        """The model that ``state`` was taken of; ``hooks`` are those of the recipes around this learner.

        Raises
        ------
        BadData
            If it is of another network.
        """
        deep = imported()
        from labelwise.learners.deep.device import device_of, seeded

        said = json.loads(str(state["torch"]))
        feed, hooks = self._feeder().restored(under(state, "feed.")), tuple(map(copy.copy, hooks))
        device, outputs = device_of(self.loop.device), said["outputs"]
        with seeded(0, device):  # first weights, which are replaced
            frame = deep.Frame(built(self.network, feed.shape, outputs), outputs, feed.example())
            for hook in hooks:
                hook.attach(frame)
        frame.load(under(state, "net."))
        frame.to(device)
        a, b = said["scale"]
        for k, hook in enumerate(hooks):
            hook.restore(frame, under(state, f"hook{k}."))
        return self._model(frame, feed, hooks, cold=said["cold"], scale=(a, b))

    def _model(self, frame: Frame, feed: Any, hooks: Sequence[Any], **about: Any) -> TorchModel:
        for p in frame.parameters():
            p.requires_grad_(True)
        model: TorchModel = imported().TorchModel(frame, feed, self.output, draws=self.draws, **about)
        model.hooks = tuple(hooks)
        for hook in () if model.cold else hooks:
            hook.extend(model)
        return model

    def _outputs(self, data: Training) -> int:
        value = data.targets.value
        if data.targets.kind == "hard":
            most = int(value.max(initial=-1)) + 1
            if data.classes and most > len(data.classes):
                raise BadData(
                    f"a label is class number {most} and there are {len(data.classes)} classes",
                    allowed="classes of the task",
                )
            return max(len(data.classes) or most, 2)
        return int(value.shape[1])

    def _feeder(self) -> Any:
        from labelwise.learners.deep.feed import ArrayFeed

        return getattr(self.network, "feed", ArrayFeed)

    def _begin(self, data: Training, outputs: int, rng: np.random.Generator) -> tuple[Frame, Any]:
        """The network before training, and what feeds it."""
        before = self._before(data, outputs)
        feed = before.feed if before else self._feeder().of(inputs(data.x(some_rows(data, rng))))
        frame = imported().Frame(built(self.network, feed.shape, outputs), outputs, feed.example())
        if before:
            frame.net.load_state_dict(before.frame.net.state_dict())
            for p in frame.net.parameters() if self.retrain == "last-layer" else ():
                p.requires_grad_(False)
            for p in frame.head.parameters():
                p.requires_grad_(True)
        return frame, feed

    def _before(self, data: Training, outputs: int) -> Any:
        """The model that this training goes on from; None where it begins anew."""
        before = data.previous
        alike = isinstance(before, imported().TorchModel) and before.frame.outputs == outputs
        return before if self.warm and alike and not before.cold else None

    def _too_few(self, data: Training) -> bool:
        hard = data.targets.kind == "hard"
        return len(data.rows) == 0 or (hard and len(np.unique(data.targets.value)) < 2)

    def _scaled(self, data: Training, before: Any) -> tuple[Training, tuple[float, float]]:
        """Numbers with mean 0 and spread 1, and what they were; by the scale of the model before."""
        if self.output != "mean" or not len(data.targets):
            return data, (0.0, 1.0)
        value = np.asarray(data.targets.value, float)
        centre, spread = before.scale if before else (float(value.mean()), float(value.std()) or 1.0)
        return replace(data, targets=replace(data.targets, value=(value - centre) / spread)), (centre, spread)
