"""Lines: units in the order of how sure the model is of one class, and the labels known on that line."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from labelwise.errors import BadData, BadParameter
from labelwise.types import Rows, Slate

__all__ = ["Lines"]

Array = NDArray[Any]


class Lines:
    """One line a class: candidates, labelled and pending units, from the surest of the class down.

    The order is that of ``p_k - max_c p_c``; of the units whose favourite is k the surest comes first. Equal
    ones stand in the order of their rows.

    Parameters
    ----------
    slate : Slate
        Candidates, labels and a view with ``proba``.

    Attributes
    ----------
    classes : int
        Number of classes.
    rows : (M,) int64
        The units, ascending.
    labels : (M,) int64
        Their class, -1 where unknown.
    at : (m,) int64
        Where each candidate stands among them.

    Raises
    ------
    BadData
        If a label names a class that ``proba`` does not have.
    """

    def __init__(self, slate: Slate) -> None:
        view = slate.view
        if view is None:
            raise BadParameter("the slate has no view", fix="use Strategy, which passes it")
        self.rows: Rows = np.union1d(slate.rows, np.union1d(np.flatnonzero(slate.labels >= 0), view.pending))
        self.rows = self.rows.astype(np.int64)
        self._proba = np.asarray(view.get("proba", self.rows))
        self.classes = self._proba.shape[1]
        self.labels = slate.labels[self.rows]
        if self.labels.max(initial=-1) >= self.classes:
            raise BadData(
                f"a label names the class {self.labels.max()}",
                allowed=f"0 to {self.classes - 1}, as in proba",
            )
        self.at = np.searchsorted(self.rows, slate.rows)
        self._orders: dict[int, Rows] = {}

    def order(self, k: int) -> Rows:
        """(M,) positions in :attr:`rows` along the line of class k."""
        if k not in self._orders:
            top = self._proba.max(axis=1)
            own = self._proba[:, k] - top
            sure = np.where(own >= 0, 1 + top, own)
            self._orders[k] = np.argsort(-sure, kind="stable")
        return self._orders[k]
