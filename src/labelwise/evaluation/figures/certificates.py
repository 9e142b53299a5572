"""Certificates: accuracy that is reached at least, said at planned moments only."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from labelwise.errors import BadParameter
from labelwise.evaluation.figures.proportions import clopper_pearson
from labelwise.types import Estimate
from labelwise.types.outcomes import worth

__all__ = ["LOOKS", "certificate"]

LOOKS = (25, 50, 100, 200, 400, 800)
"""Labels of the reserve at which a certificate is computed."""


def certificate(
    right: NDArray[Any],
    *,
    looks: tuple[int, ...] | None = LOOKS,
    level: float = 0.95,
    target: float | None = None,
    kin: NDArray[Any] | None = None,
) -> Estimate:
    """Lower bound of the accuracy at a planned look.

    The bound is the one-sided one of Clopper and Pearson, and each of the L looks spends
    ``(1 - level) / L`` of the error. So with probability ``level`` the bounds of all looks are true
    together, each of the model that was judged then: models may change between looks, because each
    bound is valid for its own. Keep a certificate that was given; one that is computed again with
    another model at the same number of labels is one look too many.

    Parameters
    ----------
    right : (m,) bool
        Whether the model is right on each reserve item of this look, in sealed order.
    looks : tuple of int or None
        Planned numbers of labels, ascending; None for a plan without end: 25, 50, 100 and so on,
        where look j spends ``(1 - level) / (j (j + 1))``.
    level : float
        Confidence in all looks together, between 0 and 1.
    target : float, optional
        Accuracy wished for; ``reason`` says whether it is certified.
    kin : (m,) int64, optional
        Items of one number are copies of each other; the bound then takes what they are worth for ``m``.

    Returns
    -------
    Estimate
        ``metric`` "certificate", ``low`` the bound, ``value`` the share of right items, ``high`` None;
        refused where ``m`` is no planned look.

    Raises
    ------
    BadParameter
        If ``looks`` is empty or not ascending, or ``level`` or ``target`` is not between 0 and 1.

    References
    ----------
    C. J. Clopper and E. S. Pearson, "The Use of Confidence or Fiducial Limits Illustrated in the Case
    of the Binomial", 1934; C. E. Bonferroni, "Teoria statistica delle classi", 1936.

    Examples
    --------
    >>> made = certificate(np.arange(100) >= 3, target=0.9)
    >>> made.low, made.reason
    (0.901, 'An accuracy of at least 0.9 is certified at 95%.')
    >>> certificate(np.ones(60, bool)).reason
    'Certificates are given at 25, 50, 100, 200, 400, 800 labels of the random reserve; there are 60.'
    """
    if looks is not None and (not looks or list(looks) != sorted(set(looks)) or looks[0] < 1):
        raise BadParameter(f"looks is {looks!r}", allowed="ascending whole numbers of 1 or more")
    for name, value in (("level", level), ("target", target)):
        if value is not None and not 0 < value < 1:
            raise BadParameter(f"{name} is {value!r}", allowed="a number between 0 and 1")
    right = np.asarray(right, dtype=bool)
    m, k = len(right), int(right.sum())
    share = _share(m, looks)
    if share is None:
        plan = ", ".join(map(str, looks or LOOKS)) + (" and so on" if looks is None else "")
        reason = f"Certificates are given at {plan} labels of the random reserve; there are {m}."
        return Estimate("certificate", n=m, level=level, reason=reason)
    each = 1.0 if kin is None else worth(kin)
    low, _ = clopper_pearson(k * each, m * each, 1 - (1 - level) * share, side="low")
    return Estimate("certificate", k / m, low, None, m, level, _sentence(low, level, target))


def _share(m: int, looks: tuple[int, ...] | None) -> float | None:
    """Part of the error that the look at ``m`` labels may spend; None where none is planned."""
    if looks is not None:
        return 1 / len(looks) if m in looks else None
    look, rest = divmod(m, LOOKS[0])
    if rest or look < 1 or look & (look - 1):
        return None
    j = look.bit_length()
    return 1 / (j * (j + 1))


def _sentence(low: float, level: float, target: float | None) -> str:
    if target is None:
        return ""
    if low >= target:
        return f"An accuracy of at least {target:g} is certified at {level:.0%}."
    return f"An accuracy of {target:g} is not certified yet: at least {low:.3f} is, at {level:.0%}."
