"""What is a question, and what is a valid answer?"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from labelwise.errors import BadParameter
from labelwise.tasks.classification import Classification

__all__ = ["Classification", "as_task"]


def as_task(task: Any) -> Classification:
    """A Task as it is; a list of classes made into a Classification.

    Examples
    --------
    >>> as_task(["a", "b"])
    Classification(classes=('a', 'b'))
    """
    if isinstance(task, Classification):
        return task
    if isinstance(task, Iterable) and not isinstance(task, (str, bytes)):
        return Classification(tuple(task))
    raise BadParameter(f"the task is {task!r}", allowed="a Task or a list of classes")
