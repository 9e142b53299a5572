"""A campaign played round by round, with a strategy and a size for each."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TypeVar

from labelwise.annotators import Simulated
from labelwise.campaign import Campaign
from labelwise.errors import BadData
from labelwise.types import Query, Selects, Value

Score = TypeVar("Score")

Round = tuple[int, str | Selects | None]
"""How many questions, and the strategy that chooses them; None is the campaign's own."""


def play(
    campaign: Campaign,
    answer: Callable[[Query], Value],
    rounds: Sequence[Round],
    score: Callable[[Campaign], Score],
) -> list[Score]:
    """Ask and answer each round, then score; only ``ask`` and ``tell`` are called.

    Parameters
    ----------
    campaign : Campaign
        Answered so far as you like.
    answer : callable
        The true answer to a question.
    rounds : sequence of (n, strategy)
        What is asked.
    score : callable
        What is wanted of the campaign after each round.

    Returns
    -------
    list
        The score after each round.

    Raises
    ------
    BadData
        If fewer questions come than a round asks for.

    Examples
    --------
    >>> import numpy as np
    >>> campaign = Campaign(np.arange(20.0)[:, None], ["low", "high"], trust=None)
    >>> truth = lambda q: "low" if q.payload[0] < 10 else "high"
    >>> play(campaign, truth, [(4, "random"), (2, None)], lambda c: c.status().labels)
    [4, 6]
    """
    found = []
    for n, strategy in rounds:
        batch = campaign.ask(n, strategy=strategy)
        if len(batch) < n:
            raise BadData(f"a round of {n} questions got {len(batch)}", fix="ask for fewer")
        campaign.tell(batch, [answer(q) for q in batch], by=Simulated.by)
        found.append(score(campaign))
    return found
