"""How a question is posed, what it costs and how an answer is read."""

from __future__ import annotations

from typing import Any

from labelwise.errors import UnknownName
from labelwise.families import members
from labelwise.tasks.forms.base import Form as Form
from labelwise.types import Query

_found = members(__name__, __path__)
globals().update(_found)
__all__ = ["form_of", *_found]  # noqa: PLE0604 - every key is a string


def form_of(query: Query) -> type[Form]:
    """The class of the form in which a question is put.

    Raises
    ------
    UnknownName
        If labelwise has no such form.

    Examples
    --------
    >>> form_of(Query("q1", "a", form="yes-no"))
    <class 'labelwise.tasks.forms.yes_no.YesNo'>
    """
    known: dict[str, type[Form]] = {form.name: form for form in _found.values() if form is not Form}
    if query.form not in known:
        raise UnknownName.among("form", query.form, known)
    return known[query.form]


def __getattr__(name: str) -> Any:
    raise AttributeError(f"there is no form {name!r}; there are {', '.join(_found)}")
