"""What every stopping rule is: a question about a history, and a verdict."""

from __future__ import annotations

import abc
from dataclasses import dataclass, replace
from typing import Any, ClassVar

import numpy as np
from numpy.typing import NDArray

from labelwise.errors import BadParameter
from labelwise.params import Between, Piece
from labelwise.types import History
from labelwise.types.outcomes import said

__all__ = ["Rule", "Verdict", "answers", "earlier"]

ROUNDS = 9
"""Rounds before which no rule speaks."""

WIDTH = 100
"""Labels that a gain is counted over."""


@dataclass(frozen=True)
class Verdict:
    """What a rule says.

    Parameters
    ----------
    stop : bool or None
        Whether to stop; None when it cannot be said yet.
    value : float or None
        The number that was compared.
    sentence : str
        The same in words.
    near : bool
        Whether one of two conditions holds; only where ``stop`` is False.

    Examples
    --------
    >>> Verdict(True, 0.002, "100 more labels would bring 0.2 points.").stop, Verdict().stop
    (True, None)
    """

    stop: bool | None = None
    value: float | None = None
    sentence: str = "It cannot be said yet."
    near: bool = False


OF_CLASSES = Verdict(sentence="This rule is about classes; here the answers are numbers.")
NO_PROBABILITIES = Verdict(sentence="The model gives no probabilities.")
APART = Verdict(sentence=f"The first and the newest model must be {WIDTH} labels apart.")


@dataclass(frozen=True, repr=False)
class Rule(Piece, abc.ABC):
    """Base of the stopping rules; a rule is called with a history.

    A rule says what its number is after the newest round, whether it is past its threshold, and the
    sentence. Where it has a field ``times``, it must be past it after so many rounds in a row.

    Attributes
    ----------
    gain : bool
        Whether the value is a gain over 100 labels: of accuracy, or as a share of the RMSE.
    fixed : bool
        Whether it was decided beforehand and looks at no model; such a rule speaks from the first round.
    of_classes : bool
        Whether it has nothing to say where the answers are numbers.
    flaw : str
        Why it stops on a path that rises steadily; empty where it does not.
    """

    gain: ClassVar[bool] = False
    fixed: ClassVar[bool] = False
    of_classes: ClassVar[bool] = False
    flaw: ClassVar[str] = ""

    def __call__(self, history: History, *, tau: float, rng: np.random.Generator) -> Verdict:
        """Whether to stop now.

        Parameters
        ----------
        history : History
            The campaign so far.
        tau : float
            Gain over 100 labels that makes them worth it: accuracy, or a share of the RMSE; 0 to 1.
        rng : numpy.random.Generator
            For rules that resample.

        Raises
        ------
        BadParameter
            If ``tau`` is not from 0 to 1.
        """
        if not Between(0, 1)(tau):
            raise BadParameter(f"{type(self).__name__}: tau is {tau!r}", allowed=str(Between(0, 1)))
        if len(history) < (1 if self.fixed else ROUNDS):
            count = f"{len(history)} round{'s' * (len(history) != 1)}"
            return Verdict(sentence=f"Advice needs {ROUNDS} rounds; there have been {count}.")
        if self.of_classes and numbers(history):
            return OF_CLASSES
        now = self.judge(history, float(tau), rng)
        if now.stop is None:
            return now
        before = range(1, getattr(self, "times", 1))
        stops = [now.stop, *(self.judge(earlier(history, back), float(tau), rng).stop for back in before)]
        if None in stops:
            return Verdict(value=now.value, sentence="One more round is needed.")
        return replace(now, stop=all(stops))

    @abc.abstractmethod
    def judge(self, history: History, tau: float, rng: np.random.Generator) -> Verdict:
        """The verdict after the newest round of a history that is long enough."""


@dataclass(frozen=True, repr=False)
class OfClasses(Rule, abc.ABC):
    """Base of the rules that have nothing to say where the answers are numbers."""

    of_classes: ClassVar[bool] = True


def earlier(history: History, back: int) -> History:
    """The history as it was some rounds ago, beside the reserve labels known now.

    Examples
    --------
    >>> outputs = [[0.1], [0.2], [0.3]]
    >>> made = History(np.array([20, 40, 60]), outputs.__getitem__, np.zeros(0), np.zeros((3, 0)))
    >>> was = earlier(made, 1)
    >>> len(was), was.probe(-1), was.probe(0)
    (2, [0.2], [0.1])
    """
    if not back:
        return history
    size = len(history) - back
    return replace(
        history,
        labels=history.labels[:size],
        probe=lambda t: history.probe(t if t >= 0 else size + t),
        said=history.said[:size],
        cost=None if history.cost is None else history.cost[:size],
        seen=None if history.seen is None else history.seen[:size],
    )


def answers(history: History, t: int) -> NDArray[Any]:
    """(S,) the class or number that the model of round t says of each item of the probe.

    Examples
    --------
    >>> proba = [np.array([[0.4, 0.6]])]
    >>> made = History(np.array([20]), proba.__getitem__, np.zeros(0), np.zeros((1, 0)), ("a", "b"))
    >>> answers(made, -1).tolist()
    [1]
    """
    return said(history.probe(t))


def numbers(history: History) -> bool:
    """Whether the campaign is about numbers, not classes."""
    return not history.classes


def points(share: float) -> str:
    """A share as percentage points, in words.

    Examples
    --------
    >>> points(0.0123), points(0.01), points(0.0004)
    ('1.2 points', '1 point', '0.04 points')
    """
    number = f"{100 * share:.2f}" if abs(share) < 0.001 else f"{100 * share:.1f}"
    number = number.rstrip("0").rstrip(".") if "." in number else number
    return f"{'0' if number in ('', '-0') else number} point{'s' * (number != '1')}"


def worth(history: History, share: float) -> str:
    """A gain in words: points of accuracy, or per cent of the RMSE.

    Examples
    --------
    >>> worth(History(np.array([20]), [].__getitem__, np.zeros(0), np.zeros((1, 0))), 0.015)
    '1.5% of the RMSE'
    """
    if numbers(history):
        return f"{points(share).split()[0]}% of the RMSE"
    return f"{points(share)} of accuracy"
