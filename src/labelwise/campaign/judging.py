"""Judge: how good the models are on the sealed reserve, recorded round by round."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from labelwise.campaign.brain import Brain
from labelwise.campaign.honest import Judged, look_of
from labelwise.campaign.planning import Planner
from labelwise.campaign.reserve import Reserve
from labelwise.campaign.trained import Trained
from labelwise.campaign.watch import watched
from labelwise.errors import BadParameter
from labelwise.random import generator
from labelwise.store.fold import Fold
from labelwise.types import FIRST_FIGURE, Finding, History, Model, Outcomes, Savings, Status, Trust
from labelwise.types.outcomes import said

if TYPE_CHECKING:
    from labelwise.evaluation.figures import Certified

PROBE = 1000
"""Random items of the strategy's pool whose predictions are followed."""


class Judge(Planner):
    """Trains as its base does, and writes what the reserve says of every model as an event."""

    trust: Trust | None
    seed: int
    _stored: dict[str, dict[str, NDArray[Any]]]

    @abstractmethod
    def status(self) -> Status:
        """Labels, cost, and the honest figures as far as they can be said."""

    def fit(self, *, evaluate: bool = True) -> Model:
        """Train on all present answers, then evaluate; returns the acquiring model.

        Other threads may ask and tell meanwhile. The ledger gets one event for the same answers.

        Parameters
        ----------
        evaluate : bool
            Whether to :meth:`evaluate` at the end; a server does so once the next ranking is out.
        """
        model = super().fit()
        if evaluate:
            self.evaluate()
        return model

    @watched
    def evaluate(self, *, savings: bool = False, replay: bool = False) -> Status:
        """Judge the newest models by the sealed reserve, and record it; once for the same answers.

        The querying model never saw the reserve's answers. The delivered one did, and is represented by five
        models, each judged on answers that it did not see.

        Parameters
        ----------
        savings : bool
            Compute the labels saved anew; otherwise every 100 labels, because it trains a hundred models.
        replay : bool
            The same, and where the reserve alone says nothing, estimate them by simulated campaigns of this
            strategy, as many labels each as there are, times four. Takes minutes.

        Returns
        -------
        Status
            With the new figures.
        """
        fold, brain, trained = self._latest()
        if trained is None or self.trust is None or not fold.config.get("reserve"):
            return self.status()
        anew = savings or replay
        if anew or not self._is_judged(trained):
            reserve = Reserve(brain, trained, fold, self.trust.by)
            simulated = partial(self._simulated, fold, brain, reserve) if replay else None
            body = self._judged(fold, brain, trained, reserve, anew, simulated)
            with self._write() as out:
                out.emit("evaluated", f"v{out.next}", body=body)
        return self.status()

    @watched
    def certified(self, precision: float) -> Certified:
        """The confidence from which on the delivered model's labels are right in a share of ``precision``.

        It rests on the sealed reserve, see :func:`~labelwise.evaluation.figures.certified_threshold`, and
        holds with a confidence of 95% together with all that were ever asked for: each is recorded, and each
        further one needs more answers. The same question to the same answers is one.

        Raises
        ------
        BadParameter
            If ``precision`` is not between 0 and 1, the task has no classes, or the model no probabilities.
        """
        from labelwise.evaluation.figures import Certified, certified_threshold

        fold, brain = self._stand()
        reserve = Reserve(brain, self._trained(fold, brain), fold)
        if not reserve.known or not reserve.classes:
            raise BadParameter(
                f"a precision is wished for of {brain.task!r}", allowed="a task with one class an item"
            )
        outcomes = reserve.outcomes() if len(reserve) else None
        if outcomes is None:
            return Certified(reason="There is no model, or no answer of the random reserve yet.")
        if outcomes.output.ndim != 2:
            raise BadParameter(
                f"{brain.final!r} gives no probabilities", allowed="a model with probabilities"
            )
        sure, rest = outcomes.output.max(axis=1), outcomes.rest.max(axis=1, initial=0)
        use = {"for": "confidence", "precision": precision}
        use |= {"upto": fold.changed_at, "size": len(reserve.rows)}
        with self._write() as out:
            look, known = look_of(self.fold, use)
            told = {"rest": rest, "look": look, "kin": outcomes.kin}
            found = certified_threshold(sure, outcomes.right, precision, **told)
            if found.n and not known:  # with too few answers nothing was tried
                body = {**use, "look": look, "n": len(outcomes)}
                out.emit("changed", f"c{out.next}", body={"reserve_used": body})
        return found

    @watched
    def diagnose(self) -> list[Finding]:
        """What the answers and models show that somebody should know, warnings first; nothing is recorded.

        Quick learners are trained some dozens of times for it. Of pools beyond 20,000 items, and of learners
        that take longer than a fifth of a second, some are left out. Empty for tasks without one class an
        item, and before anything is trained.
        """
        from labelwise.campaign.evidence import evidence, untold
        from labelwise.evaluation.diagnostics import diagnose

        fold, brain, trained = self._latest()
        if trained is None:
            return []
        reserve = Reserve(brain, trained, fold)
        found = diagnose(**evidence(brain, trained, fold, reserve, self._recorded(trained, reserve)))
        return [*found, *untold(brain, trained, {finding.name for finding in found})]

    def _recorded(self, trained: Trained, reserve: Reserve) -> Outcomes | None:
        """What an evaluation of these models recorded of these answers; None where there is none."""
        for body in reversed(self.fold.evaluated):
            made = self._arrays(body["path"]) if body["upto"] == trained.upto and "path" in body else {}
            same = "output" in made and np.array_equal(made["at"], reserve.at)
            if same and made["output"].shape[1:] in ((), (len(reserve.classes),)):
                return Outcomes(reserve.truth, made["output"], reserve.classes, skipped=reserve.skipped)
        return None

    def _is_judged(self, trained: Trained) -> bool:
        return any(body["upto"] == trained.upto for body in self.fold.evaluated)

    def _latest(self) -> tuple[Fold, Brain, Trained | None]:
        """The models of the newest ``trained`` event, and the state they are of."""
        fold, brain = self._stand()
        if not fold.trained:
            return fold, brain, None
        if fold.changed_at != fold.trained["upto"]:
            fold = self._past(fold.trained["upto"])
        return fold, brain, self._recalled(fold, brain)

    def _simulated(self, fold: Fold, brain: Brain, reserve: Reserve) -> Savings:
        """The labels saved, by campaigns in worlds whose labels are known."""
        from labelwise.evaluation.savings import Known, replay

        if brain.subject.units is not None:
            return Savings(reason=f"{brain.task!r} asks about parts of items, and no replay does.")
        told = reserve.taught()
        batch = max(fold.batch, 2)  # a replay asks two at a time or more
        pool, _ = brain.inputs()
        rows, truth = reserve.rows[reserve.at], reserve.truth
        known = Known(pool, told.rows, told.value, rows, truth, reserve.classes, batch=batch)
        rng = generator(self.seed, "replay", fold.changed_at)
        return replay(known, brain.acquire, self.strategy, rng, joined=True)

    def _judged(
        self,
        fold: Fold,
        brain: Brain,
        trained: Trained,
        reserve: Reserve,
        savings: bool,
        simulated: Callable[[], Savings] | None,
    ) -> dict[str, Any]:
        """The body of an ``evaluated`` event, and the artefact that it names."""
        body: dict[str, Any] = {
            "model": trained.version,
            "upto": trained.upto,
            "labels": trained.labels,
            "reserve": len(reserve),
            "skipped": reserve.skipped,
            "spent": float(fold.spent.get(self._paid_in, 0)),
            "seen": reserve.seen(),
        }
        if not reserve.known:
            return {**body, "reason": f"There are no figures for {brain.task!r} yet."}
        before = [b for b in fold.evaluated if "path" in b and self._covers(b["path"], reserve)]
        arrays = self._path(before, brain, trained, reserve)
        outcomes = reserve.outcomes() if arrays and len(reserve) >= FIRST_FIGURE else None
        if outcomes is not None:
            arrays |= {"output": outcomes.output, "truth": outcomes.truth, "at": reserve.at}
        if arrays:
            body["path"] = self.ledger.put(arrays)
            self._stored[body["path"]] = arrays
        history = self._history([*before, body], reserve)
        trust = self.trust or Trust()
        judged = Judged(
            outcomes, history, reserve.learn, trust, fold.evaluated, self.seed, trained.upto, simulated,
            trained.seconds, _prices(fold),
        )  # fmt: skip
        return {**body, **judged.body(savings=savings)}

    @property
    def _paid_in(self) -> str:
        return "answers" if self.budget is None else self.budget.unit

    def _covers(self, path: str, reserve: Reserve) -> bool:
        """Whether a round's model was asked about the reserve as it is; not if items joined since then."""
        return len(self._arrays(path)["said"]) == len(reserve.rows)

    def _path(
        self, before: Sequence[Mapping[str, Any]], brain: Brain, trained: Trained, reserve: Reserve
    ) -> dict[str, Any]:
        """What the acquiring model says of the reserve and of the probe; empty before it can say."""
        on_reserve = reserve.said()
        if on_reserve is None:
            return {}
        stored = next((a for b in before if "probe_rows" in (a := self._arrays(b["path"]))), None)
        probe = self._probe() if stored is None else stored["probe_rows"]
        output = np.asarray(brain.outputs(trained.acquire, probe))
        narrow = np.float16 if output.ndim == 2 else np.float32
        made = {"said": said(on_reserve), "probe": output.astype(narrow)}
        return made if stored is not None else {**made, "probe_rows": probe}

    def _probe(self) -> NDArray[np.int64]:
        """Rows of a probe, which the rounds keep until the reserve grows; the first of them stores it."""
        order = generator(self.seed, "probe").permutation(len(self.subject))
        return order[~self._popper.aside[order]][:PROBE]

    def _arrays(self, name: str) -> dict[str, NDArray[Any]]:
        if name not in self._stored:
            self._stored[name] = self.ledger.get(name)
        return self._stored[name]

    def _history(self, bodies: Sequence[Mapping[str, Any]], reserve: Reserve) -> History:
        """The rounds in which the models could say something, since items joined last."""
        now = bodies[-1]["labels"]
        last = {b["labels"]: b for b in bodies if "path" in b and b["labels"] <= now}  # the newest of equals
        rounds = dict(sorted(last.items()))
        paths = [b["path"] for b in rounds.values()]
        heard = [self._arrays(path)["said"][reserve.at] for path in paths]
        classes = reserve.classes
        counts = [list(b["seen"]) + [0] * (len(classes) - len(b["seen"])) for b in rounds.values()]
        return History(
            np.array(list(rounds), dtype=np.int64),
            lambda t: self._arrays(paths[t])["probe"].astype(np.float64),
            reserve.truth,
            np.array(heard).reshape(len(paths), len(reserve)),
            classes,
            np.array([b["spent"] for b in rounds.values()]),
            self._paid_in,
            np.array(counts, dtype=np.int64) if classes and counts else None,
        )


def _prices(fold: Fold) -> dict[str, float]:
    """What an answer took and cost so far, where it is known."""
    answers = max(float(fold.spent["answers"]), 1.0)
    found = {"seconds_per_label": fold.spent["seconds"], "price_per_label": fold.spent["money"]}
    return {name: float(total) / answers for name, total in found.items() if total}
