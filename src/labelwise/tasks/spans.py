"""Spans of tokens, each of one class."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, ClassVar

import numpy as np
from numpy.typing import NDArray

from labelwise.errors import BadAnswer, BadParameter
from labelwise.tasks.base import Payload
from labelwise.tasks.bio import OUTSIDE, Span, filled, label_of, refuse_overlap, tags_of, tokens_of
from labelwise.tasks.cells import listed
from labelwise.tasks.naming import name_of, names_of
from labelwise.tasks.sequence_labelling import SequenceLabelling
from labelwise.tasks.splitting import parts_in
from labelwise.types import Answer, Query, Value

__all__ = ["Spans"]


@dataclass(frozen=True, repr=False)
class Spans(SequenceLabelling):
    """Spans of tokens that have one of some entity classes and never overlap.

    An answer is the list of all spans, ``[(0, 2, "PER")]`` (first token, one after the last, class): every
    token outside of them is then known to be outside. Or it is a mapping ``{"t0:2": "PER", "t2:5": "O"}``:
    **tokens that it does not name are unobserved**. Both are kept as a mapping with its ``O`` runs.

    Training and ``proba`` know BIO tags, :attr:`classes`: ``O``, then ``B-`` and ``I-`` of each entity, so
    that two neighbours of one entity stay two; an ``I-`` that continues nothing begins a span. A prediction
    names all spans; its confidence is the probability of the tag that is least certain.

    Parameters
    ----------
    entities : sequence of str
        At least one entity class; ``O`` is none.
    column : str
        The pool's column of lists of tokens.

    Raises
    ------
    BadParameter
        If there is none, or one is named twice, blank or ``O``.

    Examples
    --------
    >>> task = Spans(["PER", "LOC"])
    >>> task.classes
    ('O', 'B-PER', 'I-PER', 'B-LOC', 'I-LOC')
    >>> given = Answer("a", "q", "human:anna", "is", [(0, 2, "PER")], item="7")
    >>> answer = task.check(given, payload=lambda: {"tokens": ["Anna", "Li", "left", "."]})
    >>> answer.value
    {'t0:2': 'PER', 't2:4': 'O'}
    >>> task.targets([answer], int).value.tolist()
    [1, 2, 0, 0]
    """

    entities: tuple[str, ...]
    column: str = "tokens"
    parts: ClassVar[str] = "tokens"

    def __post_init__(self) -> None:
        super().__post_init__()
        names = names_of(self.entities, "class", 1)
        if OUTSIDE in names:
            raise BadParameter(
                f"the class {OUTSIDE!r} is named",
                allowed="entities; O stands for tokens of none",
                fix="leave it out",
            )
        object.__setattr__(self, "entities", names)
        tags = tuple(f"{place}-{name}" for name in names for place in "BI")
        object.__setattr__(self, "classes", (OUTSIDE, *tags))

    def options(self) -> tuple[Any, ...]:
        """The entity classes."""
        return self.entities

    def check(self, answer: Answer, query: Query | None = None, payload: Payload | None = None) -> Answer:
        """The answer with its value as a mapping in the order of the tokens.

        Raises
        ------
        BadAnswer
            If a span is empty, outside of the item, overlaps another or has an unknown class; or a list
            of spans comes without the item, so that nobody knows which tokens are outside.
        """
        self._check_frame(answer)
        if answer.kind != "is":
            return answer
        size = parts_in(payload, self.column)
        spans = sorted(self._spans(answer.value))
        refuse_overlap(spans, size)
        if not isinstance(answer.value, Mapping):
            if size is None:
                raise BadAnswer(
                    "a list of spans without the item they are in",
                    allowed="a mapping such as {'t0:2': 'PER'} with its O runs",
                )
            spans = list(filled(spans, size))
        return replace(answer, value={f"t{a}:{b}": name for a, b, name in spans})

    def _spans(self, value: Any) -> Iterator[Span]:
        if isinstance(value, Mapping) and value:
            for part, name in value.items():
                yield (*tokens_of(part), self._entity(name))
        elif isinstance(value, (list, tuple)) and all(
            isinstance(s, (list, tuple)) and len(s) == 3 for s in value
        ):
            for start, end, name in value:
                yield (*tokens_of(f"t{start}:{end}"), self._entity(name))
        else:
            raise BadAnswer(
                f"the answer is {value!r:.80}",
                allowed="a list of (first, one after the last, class), or a mapping such as {'t0:2': class}",
                fix="an item without spans is the empty list; None is a skip",
            )

    def _entity(self, name: Any) -> str:
        found = name_of(name)
        if found not in (*self.entities, OUTSIDE):
            raise BadAnswer(f"{name!r} is no class", allowed=", ".join((*self.entities, OUTSIDE)))
        return str(found)

    def consensus(self, answers: Sequence[Answer]) -> dict[str, str] | None:
        """The spans that most answers give, token by token; None where no token was observed.

        Examples
        --------
        >>> task = Spans(["PER"])
        >>> told = [{"t0:2": "PER"}, {"t0:1": "PER", "t1:2": "O"}, {"t0:2": "PER", "t2:3": "O"}]
        >>> task.consensus([Answer(f"a{k}", "q", "human", "is", v) for k, v in enumerate(told)])
        {'t0:2': 'PER', 't2:3': 'O'}
        """
        return label_of(self._joined(answers)) or None

    def split(self, answer: Answer) -> Mapping[int, str]:
        """The BIO tag of each token that a checked answer names."""
        value: Any = answer.value
        return tags_of(value)

    def predicted(self, proba: NDArray[np.float64]) -> tuple[dict[str, str], float]:
        """All spans, and the probability of the least certain tag.

        Examples
        --------
        >>> proba = np.array([[0.1, 0.8, 0.1], [0.2, 0.2, 0.6], [0.7, 0.2, 0.1]])
        >>> Spans(["PER"]).predicted(proba)
        ({'t0:2': 'PER', 't2:3': 'O'}, 0.6)
        """
        tags = {k: self.classes[c] for k, c in enumerate(proba.argmax(axis=1))}
        return label_of(tags), float(proba.max(axis=1, initial=0.0).min(initial=1.0))

    def names(self, label: Value) -> tuple[str, ...]:
        """The tags that occur."""
        return tuple(dict.fromkeys(tags_of(label).values())) if isinstance(label, dict) else ()

    def export(self, label: Value) -> list[str | None] | None:
        """The BIO tag of each token up to the last one observed; None where it is unobserved.

        Examples
        --------
        >>> Spans(["PER"]).export({"t0:2": "PER", "t3:4": "O"})
        ['B-PER', 'I-PER', None, 'O']
        """
        if not isinstance(label, dict):
            return None
        tags = tags_of(label)
        return [tags.get(k) for k in range(max(tags, default=-1) + 1)]

    def parse(self, cell: str) -> Value:
        """The spans of a cell that lists the BIO tag of every token: ``B-PER|I-PER|O``, or a JSON list.

        A token whose tag is empty or null is unobserved.

        Raises
        ------
        BadAnswer
            If a tag is none of the classes.

        Examples
        --------
        >>> Spans(["PER"]).parse("B-PER|I-PER|O")
        {'t0:2': 'PER', 't2:3': 'O'}
        """
        return label_of({k: self.classes[self._single.index(t)] for k, t in enumerate(listed(cell)) if t})
