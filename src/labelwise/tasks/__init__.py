"""What is a question, and what is a valid answer?"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from labelwise.errors import BadParameter
from labelwise.families import members
from labelwise.tasks.base import Task
from labelwise.tasks.classification import Classification

_found = members(__name__, __path__)
globals().update(_found)
__all__ = ["Classification", "Task", "as_task", *_found]  # noqa: PLE0604 - every key is a string


def as_task(task: Any) -> Task:
    """A Task as it is; a list of classes made into a Classification.

    Examples
    --------
    >>> as_task(["a", "b"])
    Classification(classes=('a', 'b'))
    """
    if isinstance(task, Task):
        return task
    if isinstance(task, Iterable) and not isinstance(task, (str, bytes)):
        return Classification(tuple(task))
    raise BadParameter(f"the task is {task!r}", allowed="a Task or a list of classes")


def __getattr__(name: str) -> Any:
    raise AttributeError(f"there is no task {name!r}; there are {', '.join(_found)}")
