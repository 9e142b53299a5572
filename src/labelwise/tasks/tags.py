"""Any number of tags per item."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, ClassVar

import numpy as np
from numpy.typing import NDArray

from labelwise.errors import BadAnswer
from labelwise.tasks.base import Payload, Task, chosen
from labelwise.tasks.grouping import grouped, heard
from labelwise.tasks.naming import name_of, names_of
from labelwise.tasks.tag_cells import read, refuse_unwritable, written
from labelwise.types import Answer, Query, TargetKind, Targets, Units, Value

__all__ = ["Tags"]

WHOLE = "this learner needs to know every tag of an item"


@dataclass(frozen=True, repr=False)
class Tags(Task):
    """Each item has any number of tags, also none.

    What the kinds of an answer say:

    ``is`` a list
        exactly these tags are there: kept as ``{tag: True or False}`` over all tags;
    ``is`` a mapping ``{tag: True or False}``
        so much is known; **a tag that it does not name is unobserved**;
    ``not`` S
        none of S is there, the other tags are unobserved;
    ``among`` S
        nothing outside S is there, those in S are unobserved.

    Several answers about an item are joined tag by tag: the majority of those who said something about a
    tag, among equals the one who said it first. A model's own answers count only where no person answered.

    A label is written as the tags that are there, ``sport|film``. Where not all tags are known, it goes on
    with those known not to be there and a ``?``: ``sport|!film|?``. No tag is ``[]``.

    Parameters
    ----------
    classes : sequence of str or numbers
        The tags, at least one.

    Raises
    ------
    BadParameter
        If there is none, one is named twice or blank, or cannot be written as above.

    Examples
    --------
    >>> task = Tags(["sport", "film", "music"])
    >>> task.check(Answer("a1", "q1", "human:anna", "is", ["film"])).value
    {'sport': False, 'film': True, 'music': False}
    >>> task.check(Answer("a2", "q2", "human:anna", "is", {"film": True})).value
    {'film': True}
    """

    classes: tuple[str, ...]
    output: ClassVar[str] = "tags"
    kinds: ClassVar[tuple[TargetKind, ...]] = ("partial", "tags")
    label_type: ClassVar[str] = "list"
    widget: ClassVar[str] = "many"

    def __post_init__(self) -> None:
        super().__post_init__()
        names = names_of(self.classes, "tag", 1)
        for name in names:
            refuse_unwritable(name)
        object.__setattr__(self, "classes", names)
        object.__setattr__(self, "_index", {c: i for i, c in enumerate(names)})

    def index(self, tag: Any) -> int:
        """Position of a tag.

        Raises
        ------
        BadAnswer
            If there is no such tag.
        """
        found: int | None = self._index.get(name_of(tag) or "")  # type: ignore[attr-defined]
        if found is None:
            raise BadAnswer(f"{tag!r} is no tag", allowed=", ".join(self.classes))
        return found

    def check(self, answer: Answer, query: Query | None = None, payload: Payload | None = None) -> Answer:
        """The answer with its tags in the task's own spelling; a list becomes a mapping over all tags.

        Raises
        ------
        BadAnswer
            If it names something that is no tag, or nothing, or a part, or its kind means nothing here.
        """
        self._refuse_kind(answer, "is", "not", "among", "unsure", "skip", "flag")
        self._refuse_part(answer)
        if answer.kind == "is":
            return replace(answer, value=self._known(answer.value))
        if answer.kind in ("not", "among"):
            given = answer.value if isinstance(answer.value, (list, tuple)) else [answer.value]
            if not given:
                raise BadAnswer(f"an answer {answer.kind!r} without a tag", allowed=", ".join(self.classes))
            return replace(answer, value=self._ordered(given))
        return answer

    def _known(self, value: Any) -> dict[str, bool]:
        """What an answer ``is`` says about each tag it is about, in the order of the classes."""
        if isinstance(value, (list, tuple, set, frozenset, np.ndarray)):
            there = self._ordered(list(value))
            return {c: c in there for c in self.classes}
        if not isinstance(value, Mapping) or not value:
            raise BadAnswer(
                f"the answer is {value!r}",
                allowed=f"a list of tags that are there, or a mapping such as {{{self.classes[0]!r}: True}}",
                fix="answer a list for all tags at once; None is a skip",
            )
        said = {self.index(tag): self._yes(tag, is_there) for tag, is_there in value.items()}
        return {self.classes[k]: said[k] for k in sorted(said)}

    def _yes(self, tag: Any, value: Any) -> bool:
        if not isinstance(value, (bool, np.bool_)):
            raise BadAnswer(f"the answer about the tag {tag!r} is {value!r}", allowed="True or False")
        return bool(value)

    def _ordered(self, tags: Sequence[Any]) -> list[str]:
        """Tags in the order of the classes."""
        at = [self.index(tag) for tag in tags]
        if len(set(at)) < len(at):
            raise BadAnswer(f"the answer {list(tags)} names a tag twice", allowed="each tag once")
        return [self.classes[k] for k in sorted(at)]

    def said(self, answer: Answer) -> dict[str, bool]:
        """What a checked answer of any kind says about each tag; what is not there is unobserved.

        Examples
        --------
        >>> Tags(["a", "b", "c"]).said(Answer("x", "q", "human", "among", ["a"]))
        {'b': False, 'c': False}
        """
        value: Any = answer.value
        if answer.kind == "is":
            return dict(value)
        if answer.kind == "not":
            return dict.fromkeys(value, False)
        return {c: False for c in self.classes if c not in value} if answer.kind == "among" else {}

    def consensus(self, answers: Sequence[Answer]) -> dict[str, bool] | None:
        """The majority about each tag that somebody said something about; None where nobody did.

        Examples
        --------
        >>> task = Tags(["a", "b"])
        >>> told = [Answer(f"x{k}", "q", "human", "is", v) for k, v in enumerate([{"a": True}, {"a": False}])]
        >>> task.consensus(told), task.consensus([])
        ({'a': True}, None)
        """
        said = [self.said(a) for a in heard(answers)]
        votes = {c: [s[c] for s in said if c in s] for c in self.classes}
        found = {c: _majority(given) for c, given in votes.items() if given}
        return found or None

    def targets(
        self,
        answers: Sequence[Answer],
        row_of: Callable[[str], int],
        accepts: Sequence[TargetKind] = ("partial", "tags"),
        units: Units | None = None,
    ) -> Targets:
        """``partial`` (m, C): 1 there, 0 not there, NaN unknown; ``tags`` (m, C): only items known whole.

        Raises
        ------
        BadParameter
            If the learner takes neither.

        Examples
        --------
        >>> told = [Answer("x", "q", "human", "is", {"a": True}, item="4")]
        >>> task = Tags(["a", "b"])
        >>> task.targets(told, int).value.tolist()
        [[1.0, nan]]
        >>> task.targets(told, int, ("tags",)).lost
        '1 of 1 labelled items left out: this learner needs to know every tag of an item'
        """
        kind = chosen(self.kinds, accepts, self)
        found = grouped(answers, row_of)
        value = np.array([self._line(group) for group in found.answers]).reshape(-1, len(self.classes))
        keep = np.flatnonzero(
            ~np.isnan(value).any(axis=1) if kind == "tags" else ~np.isnan(value).all(axis=1)
        )
        out, used = len(value) - len(keep), found[keep]
        lost = f"{out} of {len(value)} labelled items left out: {WHOLE}" if out and kind == "tags" else ""
        return Targets(used.rows, value[keep], kind, used.weights(), used.by(), lost)

    def _line(self, answers: Sequence[Answer]) -> list[float]:
        """1, 0 or NaN for each tag of one item."""
        label = self.consensus(answers) or {}
        return [float(label.get(c, np.nan)) for c in self.classes]

    def enough(self, targets: Targets) -> bool:
        """Whether two items differ in what is known of them."""
        return len(np.unique(np.nan_to_num(targets.value, nan=-1.0), axis=0)) >= 2

    def predictions(self, output: Any) -> tuple[list[Any], NDArray[Any] | None]:
        """The tags whose probability is above one half, and the probability of the least certain decision.

        That is the smallest of ``max(p, 1 - p)`` over the tags: how sure the model is that the tag it is
        least sure of was decided rightly. The product over the tags would be the probability of the whole
        list if they were independent, which they never are.

        Examples
        --------
        >>> Tags(["a", "b"]).predictions(np.array([[0.9, 0.3]]))
        ([['a']], array([0.7]))
        """
        self._refuse_columns(np.asarray(output))
        there = np.asarray(output) > 0.5
        names = [[c for c, is_there in zip(self.classes, row, strict=True) if is_there] for row in there]
        return names, np.maximum(output, 1 - output).min(axis=1)

    def names(self, label: Value) -> tuple[str, ...]:
        """The tags that are there."""
        return tuple(c for c, is_there in label.items() if is_there) if isinstance(label, dict) else ()

    def export(self, label: Value) -> list[str] | None:
        """The label as a list of texts; see the class."""
        if isinstance(label, dict):
            return written(label, len(self.classes))
        return None if label is None else list(label)  # type: ignore[arg-type]

    def parse(self, cell: str) -> Value:
        """The value of an answer from a cell: ``a|b``, a JSON list, or as :meth:`export` writes it."""
        return read(cell)


def _majority(given: Sequence[bool]) -> bool:
    """The more frequent of the two; the first of them when both are as frequent."""
    yes = sum(given)
    return given[0] if 2 * yes == len(given) else 2 * yes > len(given)
