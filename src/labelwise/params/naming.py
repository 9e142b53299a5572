"""Classes and functions by name: what a project file may mention, and what it never reaches."""

from __future__ import annotations

import functools
import importlib
from typing import Any

from labelwise.errors import BadParameter

TRUSTED = {"labelwise", "sklearn"}
"""Top-level packages whose names a configuration may hold; plug-ins add theirs."""


def import_name(thing: Any) -> str:
    """The name ``module:qualname`` under which :func:`resolve_import` finds a class or function.

    Raises
    ------
    BadParameter
        If it would not be found again: a lambda, a method of an object, something outside
        :data:`TRUSTED`.

    Examples
    --------
    >>> import_name(import_name)
    'labelwise.params.naming:import_name'
    """
    name = f"{thing.__module__}:{thing.__qualname__}"
    try:
        found = resolve_import(name)
    except BadParameter:
        found = None
    if found is not thing:
        raise BadParameter(
            f"{thing.__qualname__} of {thing.__module__} cannot be stored by name",
            allowed="classes and functions at the top level of modules in " + ", ".join(sorted(TRUSTED)),
            fix="pass the object again when opening, or add its package to labelwise.params.TRUSTED",
        )
    return name


def resolve_import(name: str) -> Any:
    """The class or function called ``module:qualname``.

    It has to be defined in a package of :data:`TRUSTED`: what such a module merely imported
    (``os``, ``pickle``) cannot be reached, so a foreign project file runs no code of its choice.

    Raises
    ------
    BadParameter
        If it is defined elsewhere, or this version has no such name.

    Examples
    --------
    >>> resolve_import("labelwise.params:Between")(0, 1)
    Between(low=0, high=1, open_low=False)
    """
    module, _, path = name.partition(":")
    thing: Any = None
    if module.split(".")[0] in TRUSTED:
        try:
            thing = functools.reduce(getattr, path.split("."), importlib.import_module(module))
        except (ImportError, AttributeError):
            raise BadParameter(
                f"this version has no {name!r}", fix="install the version it was made with"
            ) from None
    home = getattr(thing, "__module__", None) or ""
    if not callable(thing) or home.split(".")[0] not in TRUSTED:
        raise BadParameter(
            f"the configuration names {name!r}",
            allowed="classes and functions of " + ", ".join(sorted(TRUSTED)),
            fix="pass the object itself (pool=, learner=)",
        )
    return thing
