"""Strategy: candidates, measure, representation and selector, composed once and frozen."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np

from labelwise.candidates.open import Open
from labelwise.errors import BadData, BadParameter
from labelwise.measures import title
from labelwise.params import Piece, needs_of
from labelwise.selectors.base import part, under
from labelwise.selectors.picker import Picker
from labelwise.selectors.top_k import TopK
from labelwise.strategy.labels import check_count, check_rows
from labelwise.strategy.providers import need_of
from labelwise.strategy.stages import States, through
from labelwise.strategy.view import View
from labelwise.strategy.work import within
from labelwise.tasks.forms import Full
from labelwise.types import Budget, Points, Posed, Rows, Selection, Slate, State


@dataclass(frozen=True, repr=False)
class Strategy(Piece):
    """Which rows to ask about: candidates, then scores and points, then a selector.

    Parameters
    ----------
    candidates : stage or tuple of stages
        Functions ``(view, rows, n, rng) -> rows``, chained. They get the open rows, those neither
        answered nor leased, unless one of them reopens rows, as ``All()`` does. Behind one that leaves out
        rows by chance (``draws = True``) no probability of a pick is recorded.
    measure : callable, optional
        Its parameter names are the View arrays it takes; higher = ask sooner.
    representation : representation, optional
        Where a unit stands.
    selector : selector
        Picks the batch.
    form : form
        How the question is posed and what it costs.
    router : callable, optional
        ``(view, rows, annotators, rng) -> who``; None is whoever asks.
    exact : bool
        Choose among all candidates however long it takes. Otherwise a random part of them goes on where the
        selector would read more than 4 TiB, a matter of ten minutes, and ``Selection.why`` says so.

    Raises
    ------
    BadParameter
        If the selector takes scores and there is no measure, or points and no representation.

    Examples
    --------
    >>> from labelwise.measures import margin
    >>> strategy = Strategy(measure=margin)
    >>> strategy.needs
    ('proba',)
    >>> view = View.from_arrays(proba=np.array([[0.9, 0.1], [0.6, 0.4], [0.5, 0.5]]), labelled=[2], y=[0])
    >>> strategy.select(view, 1, np.random.default_rng(0)).indices.tolist()
    [1]
    """

    candidates: Any = field(default_factory=Open)
    measure: Any = None
    representation: Any = None
    selector: Any = field(default_factory=TopK)
    form: Any = field(default_factory=Full)
    router: Any = None
    exact: bool = False

    def __post_init__(self) -> None:
        """Refuse pieces that do not fit together."""
        super().__post_init__()
        takes = getattr(self.selector, "takes", ())
        if "score" in takes and self.measure is None:
            raise BadParameter(
                f"{self.selector!r} picks by score", fix="give the strategy a measure, e.g. measures.margin"
            )
        if self.representation is None and {"points", "sets"} & set(takes):
            what = "Balls(Embedding(norm='l2'))" if "sets" in takes else "Embedding()"
            raise BadParameter(
                f"{self.selector!r} picks by points", fix=f"give the strategy a representation, e.g. {what}"
            )

    @property
    def needs(self) -> tuple[str, ...]:
        """View names of measure, representation, candidates, selector, form and router."""
        names = [n for stage in self.stages for n in getattr(stage, "needs", ())]
        names += needs_of(self.measure) if self.measure is not None else ()
        pieces = (self.representation, self.selector, self.form, self.router)
        names += [n for piece in pieces for n in getattr(piece, "needs", ())]
        return tuple(dict.fromkeys(names))

    @property
    def title(self) -> str:
        """What it is called in ``Selection.why``."""
        own = getattr(self.selector, "title", "") or type(self.selector).__name__
        scored = self.measure is not None and "score" in getattr(self.selector, "takes", ("score",))
        return title(self.measure) if scored and own == "top-k" else own

    @property
    def stages(self) -> tuple[Any, ...]:
        """The candidates stages in order, :class:`Open` first unless one of them reopens rows."""
        given = self.candidates if isinstance(self.candidates, tuple) else (self.candidates,)
        if given[:1] == (Open(),) or any(getattr(stage, "reopens", False) for stage in given):
            return given
        return (Open(), *given)

    def select(
        self,
        view: View,
        n: int,
        rng: np.random.Generator,
        rows: Rows | None = None,
        state: State | None = None,
        *,
        budget: Budget | None = None,
    ) -> Selection:
        """Pick ``n`` rows.

        Parameters
        ----------
        view : View
            The arrays.
        n : int
            How many; 0 is legal, more than there are gives all and says so in ``.short``.
        rng : numpy.random.Generator
            Every random choice comes from it.
        rows : (m,) int64, optional
            Choose among these only.
        state : mapping, optional
            ``Selection.state`` of the last time, for stateful pieces.
        budget : Budget, optional
            What these picks may cost together.

        Returns
        -------
        Selection

        Raises
        ------
        MissingCapability
            An array that nobody provides; the message says who could.
        BadParameter, BadData
            ``n`` or ``rows`` that cannot be, or costs below zero.
        """
        return self.posed(view, self.picker(view, n, rng, rows, state, budget=budget).fill().selection(), rng)

    def posed(self, view: View, made: Selection, rng: np.random.Generator) -> Selection:
        """The selection with its questions put as the form says, to whom the router says.

        Where the form has to be calibrated first, a random part of the selection is left, in full questions
        of purpose ``calibrate``; the rest is chosen once they are answered (``hold``).
        """
        first = self.form.first(view, len(made))
        if first:
            part = _part(made, np.sort(rng.permutation(len(made))[:first]))
            plain = (Posed(form=self.form.name),) * len(part)
            return replace(part, options=plain, purposes=("calibrate",) * len(part), hold=True)
        options = tuple(replace(p, form=self.form.name) for p in self.form.pose(view, made.indices))
        if self.router is None:
            return replace(made, options=options)
        names = tuple(view.get("annotators"))
        to = tuple(self.router(view, made.indices, names, rng))
        strange = [who for who in to if who is not None and who not in names]
        if strange or len(to) != len(made):
            raise BadParameter(
                f"{self.router!r} gave {len(to)} names for {len(made)} questions"
                + (f", {strange[0]!r} among them" if strange else ""),
                allowed=f"one a question of {', '.join(names) or 'nobody'}, or None",
                fix="invite() the annotators before they are asked" if strange else "",
            )
        return replace(made, options=options, to=to)

    def picker(
        self,
        view: View,
        n: int,
        rng: np.random.Generator,
        rows: Rows | None = None,
        state: State | None = None,
        *,
        budget: Budget | None = None,
    ) -> Picker:
        """The same loop, opened and not yet filled; for policies that interleave several."""
        check_count(n)
        for name in self.needs:
            view.require(name, need_of(self, name))
        allowed = np.arange(view.size) if rows is None else np.sort(check_rows("rows", rows, view.size))
        kept = {k: v for k, v in (state or {}).items() if k.startswith("selector.")}
        every, drawn = through(self.stages, view, allowed, n, rng, (state, kept))
        found, cut = (every, "") if self.exact else within(self, view, every, n, rng)
        score = self._score(view, found, rng, (state, kept))
        note = ", ".join(p for p in (f"{len(every)} of {len(allowed)} rows are candidates", cut) if p)
        space = None if self.representation is None else self.representation.fit(view, rng)
        slate = Slate(
            found,
            n,
            rng,
            labels=view.labels,
            cost=self.costs(view, found),
            score=score,
            points=None if space is None else space(found),
            space=space,
            centres=_centres(space, view),
            budget=budget,
            group=view.get("group", found) if view.has("group") else None,
            view=view,
        )
        why, known = self._why(space, cut, view), not (drawn or cut)
        return Picker(slate, self.selector, title=why, note=note, state=kept, known=known)

    def _score(self, view: View, rows: Rows, rng: np.random.Generator, states: States) -> Any:
        old, kept = states
        if self.measure is None:
            return None
        if not getattr(self.measure, "stateful", False):
            return view.score(self.measure, rows, rng)
        score, new = view.apply(self.measure, rows, rng=rng, state=part(old, "measure"))
        kept |= under("measure", new)
        return np.asarray(score, dtype=np.float64)

    def costs(self, view: View, rows: Rows) -> Any:
        """(m,) what questions about ``rows`` will cost: the column of the pool, else as the form says.

        Raises
        ------
        BadData
            If they are no finite numbers of 0 or more.
        """
        own = view.get("cost", rows) if view.has("cost") else self.form.cost(view, rows)
        try:
            cost = np.asarray(own, dtype=np.float64)
        except (TypeError, ValueError) as error:
            raise BadData(
                f"cost is no number: {error}", allowed="one finite number of 0 or more a row"
            ) from None
        if cost.shape != rows.shape or not ((cost >= 0) & np.isfinite(cost)).all():
            raise BadData(
                f"cost has shape {cost.shape}, values from {cost.min(initial=0)} to {cost.max(initial=0)}",
                allowed="one finite number of 0 or more a row",
                fix="correct the costs, or rename a pool column 'cost' that means something else",
            )
        return cost

    def _why(self, space: Any, cut: str, view: View) -> str:
        made = [getattr(view.provider(name), "note", "") for name in self.needs]
        note = "; ".join(part for part in (getattr(space, "note", ""), *made, cut) if part)
        return f"{self.title} ({note})" if note else self.title


def _part(made: Selection, at: Rows) -> Selection:
    """Some of the picks, drawn at random from all: what their probability was no longer holds."""
    why = tuple(made.why[k] for k in at)
    return replace(
        made,
        indices=made.indices[at],
        scores=made.scores[at],
        cost=made.cost[at],
        why=why,
        p=None,
        design=None,
    )


def _centres(space: Any, view: View) -> Points | None:
    if space is None:
        return None
    taken: Points = space(np.union1d(view.labelled, view.pending).astype(np.int64))
    return taken
