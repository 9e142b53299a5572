"""Which items ``labelwise evaluate`` draws, and the figures of their answers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from labelwise.cli.questions import Plan, Question, Rare
from labelwise.cli.verdict import Verdict
from labelwise.errors import BadParameter
from labelwise.evaluation.figures import Reliability, reliability
from labelwise.evaluation.figures.calibration import LEAST
from labelwise.evaluation.testing import (
    Drawn,
    RankedDraw,
    audit,
    doubt_weights,
    draw_by_rank,
    draw_items,
    ranked_figures,
)
from labelwise.evaluation.testing.ranked_draw import strata_in_turn
from labelwise.io.predictions import Predictions
from labelwise.random import generator
from labelwise.types import Estimate, Outcomes

REST = 20_000
"""Items without an answer, drawn after those with one, whose predictions sharpen the accuracy."""
SPREAD = 200
"""Answers that the strata of a rare class are made for; a larger budget goes on in the same strata."""


@dataclass(frozen=True, eq=False)
class Wish:
    """What is to be drawn from which predictions.

    Parameters
    ----------
    said : Predictions
        What the model says of every item.
    budget : int or None
        How many items; 100 where nothing was said.
    active : bool
        Whether to draw doubtful items more often.
    seed : int
        Of the draw.
    level : float
        Confidence of the intervals.
    every_look : bool
        Whether to give an interval that holds at every look too.
    rare : str or None
        The class to draw by rank for.
    """

    said: Predictions
    budget: int | None
    active: bool
    seed: int
    level: float
    every_look: bool
    rare: str | None = None

    @property
    def plan(self) -> Plan:
        """How the items are drawn."""
        design = "rare" if self.rare is not None else "active" if self.active else "random"
        made = Plan(design, len(self.said), self.seed, self.said.fingerprint, self.said.classes)
        if self.rare is None:
            return made
        ranked = self._ranked(0)
        return replace(made, rare=Rare(self.rare, tuple(ranked.bounds.tolist()), ranked.cut))

    def drawn(self, count: int | None = None) -> Drawn | RankedDraw:
        """The first items of the draw, ``budget`` of them.

        Raises
        ------
        BadParameter
            If the budget is larger than the number of items, or the predictions do not say what the draw
            needs.
        """
        size = len(self.said)
        count = min(self.budget or 100, size) if count is None else count
        if self.budget is not None and self.budget > size:
            raise BadParameter(
                f"--budget is {self.budget} and there are {size} items", allowed=f"1 to {size}"
            )
        if self.rare is not None:
            return self._ranked(count)
        weights = doubt_weights(self._sure("--active")) if self.active else np.ones(size)
        return draw_items(weights, generator(self.seed, "evaluate"), n=count)

    def _sure(self, option: str) -> NDArray[np.float64]:
        if self.said.sure is None:
            raise BadParameter(
                f"{option} needs to know how sure the model is, and --model-predictions does not say",
                fix=f"pass (N, C) probabilities or a column confidence, or leave out {option}",
            )
        return self.said.sure

    def _ranked(self, count: int) -> RankedDraw:
        """A draw in strata of the rank: first what the model says to be of the class, the surest first."""
        name, classes = str(self.rare), self.said.classes
        if self.active or self.every_look:
            other = "--active" if self.active else "--every-look"
            raise BadParameter(f"--rare and {other} are two kinds of draw", fix="leave out one of them")
        if name not in classes:
            raise BadParameter(
                f"--rare is {name!r}",
                allowed=", ".join(classes) or "a class; --model-predictions holds numbers",
                fix="name the classes with --labels" if classes else "",
            )
        place, sure = classes.index(name), self._sure("--rare")
        of_it = self.said.said == place
        if not of_it.any() or of_it.all():
            many = "every item" if of_it.all() else "no item"
            raise BadParameter(
                f"--rare is {name!r}, and the model says it of {many}",
                allowed="a class that it says of some items and not of others",
            )
        guess = np.where(of_it, sure, 1 - sure) if self.said.output.ndim == 1 else self.said.output[:, place]
        rng = generator(self.seed, "evaluate")
        return draw_by_rank(2 * of_it + guess, count, rng, cut=int(of_it.sum()), spread=SPREAD)

    def judged(self, known: NDArray[np.float64]) -> Verdict:
        """The figures of the answers to the first items of the draw."""
        output, count = self.said.output, len(known)
        both = self.drawn(count if self.rare is not None else min(count + REST, len(self.said)))
        drawn, rest = both.first(count), output[both.rows[count:]]
        figures = figures_of(
            self.plan,
            drawn,
            known,
            output[drawn.rows],
            rest=rest,
            level=self.level,
            every_look=self.every_look,
        )
        made = Verdict.of(self.plan, known, figures)
        return replace(made, reliability=self._reliability(known, output[drawn.rows]))

    def _reliability(self, known: NDArray[np.float64], output: NDArray[Any]) -> Reliability | None:
        """How often the model is right where it is how sure; of even draws and probabilities alone."""
        there = ~np.isnan(known)
        if self.rare is not None or self.active or output.ndim != 2 or there.sum() < LEAST:
            return None
        return reliability(Outcomes(known[there].astype(np.int64), output[there], self.said.classes))

    def true_figures(self, known: NDArray[np.float64]) -> dict[str, float]:
        """Name -> figure of all items, of those that the answers estimate."""
        said, name = self.said.said, self.rare
        if name is None and self.said.classes:
            return {"accuracy": float(np.mean(said == known))}
        if name is None:
            return {"rmse": float(np.sqrt(((said - known) ** 2).mean()))}
        place = self.said.classes.index(name)
        hits, cut, there = ((said == place) & (known == place)).sum(), (said == place).sum(), known == place
        made = {"precision": hits / cut, "f1": 2 * hits / (cut + there.sum()), "share": there.mean()}
        if there.any():
            made["recall"] = hits / there.sum()
        return {f"{metric} of {name}": float(value) for metric, value in made.items()}


def drawn_again(plan: Plan, questions: Sequence[Question]) -> Drawn | RankedDraw:
    """The draw that questions come from, as far as figures need it: their rows are only told apart."""
    rows = np.arange(len(questions))
    if plan.rare is None:
        return Drawn(rows, np.array([q.probability for q in questions]), plan.size)
    bounds = np.array(plan.rare.bounds)
    stratum = strata_in_turn(bounds, len(rows))[0]
    return RankedDraw(rows, bounds[stratum], stratum, bounds, plan.rare.cut)


def figures_of(
    plan: Plan,
    drawn: Drawn | RankedDraw,
    known: NDArray[np.float64],
    output: NDArray[Any],
    *,
    rest: ArrayLike | None = None,
    level: float = 0.95,
    every_look: bool = False,
) -> list[Estimate]:
    """What the answers say: those of :func:`audit`, or of a rare class its precision, recall, F1 and share.

    Parameters
    ----------
    plan : Plan
        How the items were drawn.
    drawn : Drawn or RankedDraw
        Which items.
    known : (M,) float
        Class index or number of each, NaN where there is no answer; what comes after the last one was not
        asked yet.
    output : (M, C) or (M,) array
        What the model says of them.
    rest, level, every_look
        As of :func:`audit`.
    """
    if isinstance(drawn, Drawn):
        return audit(
            drawn, known, output, classes=plan.classes, rest=rest, level=level, every_look=every_look
        )
    if plan.rare is None or every_look:
        raise BadParameter("an interval for every look was wished for", allowed="with random draws alone")
    answered = np.flatnonzero(~np.isnan(known))
    known = known[: int(answered[-1]) + 1 if len(answered) else 0]
    positive = np.where(np.isnan(known), np.nan, known == plan.classes.index(plan.rare.name))
    found = ranked_figures(positive, drawn.first(len(known)), generator(0, "rare"), level=level)
    return [replace(figure, metric=f"{figure.metric} of {plan.rare.name}") for figure in found]
