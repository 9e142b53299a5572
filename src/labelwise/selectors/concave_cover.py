"""ConcaveCover: the candidate that lowers the predicted error of its groups the most."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from labelwise.errors import BadParameter
from labelwise.selectors.base import Selector, sets_of
from labelwise.selectors.decay import Decay, Errors, together
from labelwise.types import Incidence, Slate, State

__all__ = ["ConcaveCover"]


class _Gains:
    """What each candidate would lower; only the groups of the last pick are computed anew."""

    def __init__(self, sets: Incidence, seen: NDArray[Any], mass: NDArray[Any], errors: Errors) -> None:
        self._sets, self._members = sets.rows, sets.rows.tocsc()
        self._group = np.repeat(np.arange(len(mass)), np.diff(self._members.indptr))
        self._seen, self._mass, self._errors = seen, mass, errors
        self._edges = np.zeros(self._members.nnz)
        self._update(slice(None))

    def _update(self, at: Any) -> None:
        group, many = self._group[at], self._members.data[at]
        have = self._seen[group]
        fall = self._errors(group, have) - self._errors(group, have + many)
        self._edges[at] = self._mass[group] * fall
        self._gain = np.bincount(self._members.indices, self._edges, minlength=self._sets.shape[0])

    def scores(self) -> NDArray[Any]:
        """(m,) fall of the error summed over the groups, each by its mass."""
        return self._gain

    def add(self, i: int) -> None:
        """The groups of candidate i have its labels too."""
        row = slice(self._sets.indptr[i], self._sets.indptr[i + 1])
        mine, start = self._sets.indices[row], self._members.indptr
        self._seen[mine] += self._sets.data[row]
        self._update(np.concatenate([np.arange(start[g], start[g + 1]) for g in mine] or [mine]))

    def why(self, i: int) -> str:
        """How much it lowers."""
        return f"error falls by {self._gain[i]:.3g}" if self._gain[i] > 0 else "nothing falls, by chance"


@dataclass(frozen=True, repr=False)
class ConcaveCover(Selector):
    """Greedy error decay: each pick lowers ``sum of mass_g * (e_g(n_g) - e_g(n_g + A_ig))`` the most.

    ``n_g`` are the labels that group g has from labelled and pending rows and from the picks so far,
    ``A_ig`` those that candidate i adds. As errors fall ever more slowly, so do the gains: the batch spreads
    over the groups by itself, and greedy reaches 1 - 1/e of the best batch. With PerCost around it the gain
    is per token, as in the paper. A pick costs O(members of its groups).

    Parameters
    ----------
    curve : callable, mapping or curve that learns
        ``e(n)`` for all groups, such as :class:`Decay`; a Decay by name of the group, for every group;
        or :class:`Learned`, which keeps the errors of past rounds.

    References
    ----------
    H.-S. Chang, S. Vembu, S. Mohan, R. Uppaal, A. McCallum, "Using Error Decay Prediction to Overcome
    Practical Issues of Deep Active Learning for Named Entity Recognition" (S060, EDG), 2020. The mass of a
    group is its share of the pool; sets without a mass, such as balls, count 1 each.

    Examples
    --------
    >>> from labelwise.selectors.picker import Picker
    >>> sets = Incidence(np.array([[1, 0], [1, 0], [0, 1]]))
    >>> slate = Slate(np.arange(3), 3, np.random.default_rng(0), np.full(3, -1), np.ones(3), points=sets,
    ...               centres=Incidence(np.array([[2, 0]])))
    >>> Picker(slate, ConcaveCover()).fill().selection().scores.round(3).tolist()
    [0.293, 0.077, 0.053]
    """

    curve: Any = field(default_factory=Decay)
    title = "error-decay"
    passes = 0.0
    takes = ("sets",)

    @property
    def stateful(self) -> bool:
        """Whether the curves are learned."""
        return hasattr(self.curve, "learn")

    @property
    def needs(self) -> tuple[str, ...]:  # type: ignore[override]
        """What the curves are learned from."""
        return tuple(getattr(self.curve, "needs", ()))

    def start(self, slate: Slate, state: State | None = None) -> Any:
        """Begin a run over groups."""
        sets = sets_of(slate, self)
        seen = np.zeros(sets.rows.shape[1])
        if isinstance(slate.centres, Incidence) and len(slate.centres):
            seen = np.asarray(slate.centres.rows.sum(axis=0), dtype=np.float64).ravel()
        mass = np.asarray(getattr(slate.space, "mass", np.ones(len(seen))))
        if not self.stateful:
            return _Gains(sets, seen, mass, self._errors(slate))
        curves, kept = self.curve.learn(slate, seen, state or {})
        return _Gains(sets, seen, mass, together(curves)), kept

    def _errors(self, slate: Slate) -> Errors:
        if not isinstance(self.curve, Mapping):
            return lambda group, n: np.asarray(self.curve(n))
        names = getattr(slate.space, "names", ())
        lacking = [name for name in names if name not in self.curve]
        if lacking or not names:
            raise BadParameter(
                f"ConcaveCover has no curve for {', '.join(lacking[:5]) or 'groups without names'}",
                allowed="a curve for every group of Groups(...), or one for all",
            )
        return together([self.curve[name] for name in names])
