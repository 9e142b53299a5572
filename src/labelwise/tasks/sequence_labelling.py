"""Tasks that ask about a whole sequence and learn a class of each of its parts."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Callable, Mapping, Sequence
from functools import cached_property
from typing import Any, ClassVar

import numpy as np
from numpy.typing import NDArray

from labelwise.tasks.base import Task, chosen
from labelwise.tasks.classification import Classification
from labelwise.tasks.grouping import Groups
from labelwise.tasks.splitting import by_part
from labelwise.tasks.teaching import class_targets
from labelwise.types import Answer, TargetKind, Targets, Units

__all__: list[str] = []


class SequenceLabelling(Task):
    """Base of tasks whose items are sequences, of steps or of tokens.

    An answer gives each part that it names one of :attr:`classes`; **parts that it does not name are
    unobserved**. Several answers are joined part by part, by majority. The pool is a table with a column of
    lists, or a Ragged of the parts' features. A model gives ``proba`` as a Ragged, a row of (C,) a part.
    """

    kinds: ClassVar[tuple[TargetKind, ...]] = ("hard", "soft", "votes")
    label_type: ClassVar[str] = "list"

    @abstractmethod
    def split(self, answer: Answer) -> Mapping[int, str]:
        """The class of each part that a checked answer names, by position."""

    @abstractmethod
    def predicted(self, proba: NDArray[np.float64]) -> tuple[dict[str, str], float]:
        """Label and confidence of one item from the (P, C) probabilities of its parts."""

    @cached_property
    def _single(self) -> Classification:
        """The task of one part."""
        return Classification(self.classes)

    def _check_frame(self, answer: Answer) -> None:
        self._refuse_kind(answer, "is", "unsure", "skip", "flag")
        self._refuse_part(answer)

    def _joined(self, answers: Sequence[Answer]) -> dict[int, str]:
        """What several answers about one item say together of each part, by position."""
        labels = {k: self._single.consensus(given) for k, given in by_part(answers, self.split).items()}
        return {k: label for k, label in labels.items() if label is not None}

    def targets(
        self,
        answers: Sequence[Answer],
        row_of: Callable[[str], int],
        accepts: Sequence[TargetKind] = ("hard",),
        units: Units | None = None,
    ) -> Targets:
        """A target for every part that somebody observed; ``part`` is its position, from 0.

        Raises
        ------
        BadParameter
            If the learner takes none of ``hard``, ``soft`` and ``votes``.
        """
        kind, of_item = chosen(self.kinds, accepts, self), dict[str, list[Answer]]()
        for answer in answers:
            of_item.setdefault(answer.item, []).append(answer)
        found = [
            (row, position, given)
            for row, item in sorted((row_of(item), item) for item in of_item)
            for position, given in by_part(of_item[item], self.split).items()
        ]
        at = np.array([(row, position) for row, position, _ in found], dtype=np.int64).reshape(-1, 2)
        groups = Groups(at[:, 0], at[:, 1], [given for *_, given in found])
        return class_targets(groups, self._single.evidence, kind, len(self.classes))

    def enough(self, targets: Targets) -> bool:
        """Whether parts of two classes are known."""
        return self._single.enough(targets)

    def predictions(self, output: Any) -> tuple[list[dict[str, str]], NDArray[np.float64]]:
        """Label and confidence of each item of a Ragged ``proba``."""
        made = [self.predicted(np.asarray(output[i], dtype=np.float64)) for i in range(len(output))]
        return [label for label, _ in made], np.array([sure for _, sure in made], dtype=np.float64)
