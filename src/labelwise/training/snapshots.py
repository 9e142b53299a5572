"""Several weights of one training: snapshots, heads, the recorded course."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Any

from labelwise.params import Between
from labelwise.training.recipe import LoopRecipe

__all__ = ["Heads", "Recorded", "Snapshots"]


class _Drawn(LoopRecipe):
    """Recipes whose models give ``samples`` of classes or tags."""

    @property
    def provides(self) -> tuple[str, ...]:
        own = super().provides
        drawn = [{"proba": "samples", "tags": "tag_samples"}[n] for n in own if n in ("proba", "tags")]
        return tuple(dict.fromkeys((*own, *drawn)))


@dataclass(frozen=True, repr=False)
class Snapshots(_Drawn):
    """One training whose step size falls to 0 several times; the weights at each end are a member.

    Parameters
    ----------
    learner : Learner
        With a training loop.
    members : int
        Cycles, and so members.

    References
    ----------
    G. Huang et al., "Snapshot Ensembles: Train 1, get M for free", 2017: cosine annealing with restarts. The
    epochs of the loop are divided among the cycles, so that all members together cost one training.

    Examples
    --------
    >>> from labelwise.learners import TorchLearner
    >>> Snapshots(TorchLearner(), 4).provides
    ('proba', 'embedding', 'head', 'samples')
    """

    members: Annotated[int, Between(2)] = 5

    def hook(self) -> Any:
        """Restarts and copies."""
        from labelwise.training.deep.snapshots import SnapshotsHook

        return SnapshotsHook(self.members)


@dataclass(frozen=True, repr=False)
class Recorded(LoopRecipe):
    """The course of a training: models give ``dynamics``, what they said after each of several epochs.

    Parameters
    ----------
    learner : Learner
        With a training loop.
    stages : int
        Epochs that are kept, evenly spread.

    Examples
    --------
    >>> from labelwise.learners import TorchLearner
    >>> Recorded(TorchLearner()).provides
    ('proba', 'embedding', 'head', 'samples', 'dynamics')
    """

    stages: Annotated[int, Between(2)] = 10

    @property
    def provides(self) -> tuple[str, ...]:
        """Outputs of the learner, and ``dynamics``."""
        return (*super().provides, "dynamics")

    def hook(self) -> Any:
        """Copies after epochs."""
        from labelwise.training.deep.snapshots import RecordedHook

        return RecordedHook(self.stages)


@dataclass(frozen=True, repr=False)
class Heads(_Drawn):
    """Several last layers on one network, each with its own weights of the labels: ``samples`` in one pass.

    Each head counts label i ``Poisson(1)`` times; the network below learns from all of them.

    Parameters
    ----------
    learner : Learner
        With a training loop.
    members : int
        Heads.

    References
    ----------
    S. Lee et al., "Why M Heads are Better than One: Training a Diverse Ensemble of Deep Networks", 2015
    (shared trunk); bootstrap per head after I. Osband et al., "Deep Exploration via Bootstrapped DQN", 2016.
    The learner's own head is trained as before and makes ``proba``.

    Examples
    --------
    >>> from labelwise.learners import TorchLearner
    >>> Heads(TorchLearner(), 4)
    Heads(learner=TorchLearner(), members=4)
    """

    members: Annotated[int, Between(2)] = 5

    def hook(self) -> Any:
        """Further heads."""
        from labelwise.training.deep.heads import HeadsHook

        return HeadsHook(self.members)
