"""The honest figures of a campaign: made once a round, read from its newest ``evaluated`` event."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from itertools import takewhile
from typing import Any

import numpy as np

from labelwise.random import generator
from labelwise.store.fold import Fold
from labelwise.types import FIRST_FIGURE, Advice, Estimate, History, Outcomes, Savings, Trust

NO_RESERVE = "No reserve was set aside: the campaign was made with trust=None or an empty one."
NO_MODEL = "Nothing is trained yet."
RUNNING_OUT = (
    "The sealed reserve is running out: {left:,} of its {size:,} items are left. "
    "After them every question is the strategy's, and the figures rest on the answers that there are."
)
USED_UP = (
    "The sealed reserve is used up: from here on the figures rest on its {size:,} items. "
    "They stay true of each later model but get no narrower, and what is left of the pool cannot stand in: "
    "the strategy has chosen among it. Items that join bring new ones."
)
CHOICES = {
    "confidence": "a certified confidence",
    "learner": "another learner",
    "strategy": "another strategy",
}
"""What the reserve may have been used to choose."""
USED = (
    "The reserve was used for selection ({times}): what is chosen by its figures may look better by them "
    "than on new items. Certificates from before stay true, and so do all certified confidences together."
)
MARK = "Used for selection."
PARTED = (
    "One model asks and another is delivered: questions of its own might serve the latter better. "
    "`labelwise report` plays the choice again on the random reserve once it has 80 answers."
)
EVERY = 100
"""Labels after which the savings are computed anew: a hundred models are trained for them."""
SLOW = 0.5
"""Seconds of training beyond which that is done on request only."""
AHEAD = 100
"""Labels for which the accuracy is projected."""

Bodies = Sequence[Mapping[str, Any]]
"""Bodies of ``evaluated`` events, oldest first."""


def figures(fold: Fold, trust: Trust | None) -> dict[str, Any]:
    """The fields of a Status that say how good the model is, what was saved and whether to stop.

    Examples
    --------
    >>> figures(Fold(), None)["advice"].sentence
    'No advice: no reserve was set aside.'
    """
    if trust is None or not fold.config.get("reserve"):
        return _refused(NO_RESERVE, "No advice: no reserve was set aside.")
    if not fold.evaluated:
        return _refused(NO_MODEL, "No advice yet: nothing is trained.")
    body = fold.evaluated[-1]
    if "reason" in body:
        return _refused(body["reason"], f"No advice: {body['reason'][0].lower()}{body['reason'][1:]}")
    made = tuple(Estimate(**figure) for figure in body["figures"])
    if made[0].value is not None and any(use["n"] for use in fold.used):
        made = (replace(made[0], reason=f"{MARK} {made[0].reason}".strip()), *made[1:])
    return {
        "quality": made[0],
        "figures": made,
        "certificate": _estimate(body["certificate"]),
        "projection": _estimate(body["projection"]),
        "savings": Savings(**body["savings"]),
        "advice": Advice(**body["advice"]),
    }


def warnings(fold: Fold, trust: Trust | None, left: int) -> tuple[str, ...]:
    """What to mind about the figures; ``left`` items of the reserve have no answer yet.

    Examples
    --------
    >>> fold = Fold()
    >>> fold.config = {"reserve": [str(k) for k in range(200)]}
    >>> len(warnings(fold, Trust(), 40)), len(warnings(fold, Trust(), 39)), len(warnings(fold, None, 0))
    (0, 1, 0)
    """
    size = len(fold.config.get("reserve", ()))
    if trust is None or not size:
        return ()
    used = Counter(use["for"] for use in fold.used if use["n"])
    times = ", ".join(f"{CHOICES[name]} {'once' if n == 1 else f'{n} times'}" for name, n in used.items())
    said = [PARTED] * parted(fold.config.get("learner")) + ([USED.format(times=times)] if used else [])
    if not left:
        said.append(USED_UP.format(size=size))
    elif left * 5 < size:
        said.append(RUNNING_OUT.format(size=size, left=left))
    return tuple(said)


def parted(learner: Any) -> bool:
    """Whether what a project stores of its learner is two of them: one asks, another is delivered.

    Examples
    --------
    >>> parted({"map": [["acquire", {}], ["final", {}]]}), parted({"pass": "Mine()"}), parted(None)
    (True, False, False)
    """
    stored = learner if isinstance(learner, Mapping) else {}
    return "map" in stored or str(stored.get("pass", "")).startswith("{")


def shown(fold: Fold) -> int:
    """Answers of the reserve behind the newest figure of the model; 0 before the first."""
    bodies = (body for body in reversed(fold.evaluated) if "figures" in body)
    return next((int(body["reserve"]) for body in bodies if body["figures"][0]["value"] is not None), 0)


def look_of(fold: Fold, use: Mapping[str, Any]) -> tuple[int, bool]:
    """Which look at the reserve a question for a certified confidence is, and whether it was asked before."""
    recent = takewhile(lambda old: old["for"] != "learner", reversed(fold.used))
    same = next((old for old in recent if use.items() <= old.items()), None)
    if same is not None:
        return int(same["look"]), True
    return 1 + sum(old["for"] == "confidence" for old in fold.used), False


def _refused(reason: str, sentence: str) -> dict[str, Any]:
    return {
        "quality": Estimate(reason=reason),
        "savings": Savings(reason=reason),
        "advice": Advice(sentence=sentence),
    }


def _estimate(figure: Mapping[str, Any] | None) -> Estimate | None:
    return None if figure is None else Estimate(**figure)


@dataclass(eq=False)
class Judged:
    """Everything that the figures of one round are made of.

    Parameters
    ----------
    outcomes : Outcomes or None
        The delivered model beside the truth; None while there are too few answers or no model.
    history : History
        The rounds so far, this one included.
    learn : callable
        ``learn(places, rng)``: what a model that saw only these answers of the reserve says of all.
    trust : Trust
        What the user wishes.
    before : sequence of dict
        Bodies of the rounds before.
    replay : callable or None
        The savings by simulated campaigns, where nothing else says anything; None leaves them out.
    seconds : float
        What training took.
    prices : dict
        ``seconds_per_label`` and ``price_per_label`` of the answers so far, where they are known.
    seed, round : int
        Of what is drawn.
    """

    outcomes: Outcomes | None
    history: History
    learn: Callable[[Any, np.random.Generator], Any]
    trust: Trust
    before: Bodies
    seed: int
    round: int
    replay: Callable[[], Savings] | None = None
    seconds: float = 0.0
    prices: Mapping[str, float] = field(default_factory=dict)

    def _rng(self, what: str) -> np.random.Generator:
        return generator(self.seed, what, self.round)

    def body(self, *, savings: bool) -> dict[str, Any]:
        """The figures as plain data."""
        from labelwise.evaluation.projection import project
        from labelwise.evaluation.stopping import advise

        made, certified = self._figures(), self._certificate()
        advice = advise(
            self.history, self.trust, quality=made[0], certified=certified, rng=self._rng("advice")
        )
        most = int(self.history.labels[-1]) if len(self.history) else AHEAD
        ahead = project(self.history, max(min(AHEAD, most), 1), rng=self._rng("projection"))
        return {
            "figures": [asdict(figure) for figure in made],
            "certificate": None if certified is None else asdict(certified),
            "projection": asdict(ahead),
            "advice": asdict(advice),
            **self._savings(savings),
        }

    def _figures(self) -> list[Estimate]:
        from labelwise.evaluation.figures import figures as table

        metric = "accuracy" if self.history.classes else "rmse"
        if self.outcomes is None:
            m = len(self.history.truth)
            reason = "The models cannot say anything yet."
            if m < FIRST_FIGURE:
                reason = f"Needs {FIRST_FIGURE} answered items of the random reserve; there are {m}."
            return [Estimate(metric, n=m, reason=reason)]
        return table(self.outcomes, by=self.trust.by, rng=self._rng("figures"))

    def _certificate(self) -> Estimate | None:
        """The one of the newest planned look; computed once, by the first round that reaches the look."""
        from labelwise.evaluation.figures.certificates import LOOKS, certificate

        last = next(
            (_estimate(b["certificate"]) for b in reversed(self.before) if b.get("certificate")), None
        )
        if self.outcomes is None or not self.history.classes:
            return last
        reached = [look for look in LOOKS if look <= len(self.outcomes)]
        if not reached or (last is not None and last.n >= reached[-1]):
            return last
        first, kin = slice(reached[-1]), self.outcomes.kin
        kin = None if kin is None else kin[first]
        return certificate(self.outcomes.right[first], target=self.trust.target, kin=kin)

    def _savings(self, anew: bool) -> dict[str, Any]:
        """The labels saved, and at how many labels they were computed; the sentence says it too."""
        from labelwise.evaluation.savings import ladder, worth

        labels, m = int(self.history.labels[-1]) if len(self.history) else 0, len(self.history.truth)
        old = next((b for b in reversed(self.before) if "saved_at" in b), None)
        if m < FIRST_FIGURE or not labels:
            few = f"it takes {FIRST_FIGURE} answers on random items; there are {m}."
            few = few if m < FIRST_FIGURE else "the models cannot say anything."
            return {"savings": asdict(Savings(reason=f"Cannot tell yet: {few}"))}
        slow = self.seconds > SLOW
        if old is not None and not anew and (slow or labels - old["saved_at"] < EVERY):
            return {"savings": old["savings"], "saved_at": old["saved_at"]}
        if slow and not anew:
            ask = f"Not computed: a model takes {self.seconds:.1f} s, a hundred are trained. Ask for it."
            return {"savings": asdict(Savings(reason=ask))}
        rng = self._rng("savings")
        made = ladder(
            self.history, lambda rows: self.learn(rows, rng), rng, replayed=self.replay, joined=True
        )
        seconds, price = self.prices.get("seconds_per_label"), self.prices.get("price_per_label")
        gain = worth(made, seconds_per_label=seconds, price_per_label=price)
        when = f"Computed at {labels:,} labels and {m:,} answers on random items."
        said = " ".join(filter(None, (made.reason, gain, when)))
        return {"savings": asdict(replace(made, reason=said)), "saved_at": labels}
