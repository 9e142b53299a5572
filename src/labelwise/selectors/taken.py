"""What counts as picked before the first pick."""

from __future__ import annotations

from labelwise.types import Points, Slate

__all__ = ["taken_points"]


def taken_points(slate: Slate, labelled: bool) -> Points | None:
    """Points of the pending rows and, if wished, of the labelled ones; None where there are none.

    Parameters
    ----------
    slate : Slate
        With ``space`` and ``view``, or with ``centres``.
    labelled : bool
        Whether labelled rows count (BMDAL's TP mode) or only what is being asked at present (its P mode).
    """
    if labelled:
        return slate.centres if slate.centres is not None and len(slate.centres) else None
    pending = slate.view.pending if slate.view is not None else ()
    return (
        slate.space(slate.view.pending) if slate.space is not None and slate.view and len(pending) else None
    )
