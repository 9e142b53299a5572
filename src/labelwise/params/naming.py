"""Classes and functions by name: what a project file may mention, and what it never reaches."""

from __future__ import annotations

import functools
import importlib
import sys
from typing import Any

from labelwise.errors import BadParameter

TRUSTED = {"labelwise", "sklearn"}
"""Top-level packages whose names a configuration may hold, besides those of installed plug-ins.

A program may add the package of its own pieces before it makes or opens a project.
"""

PLUGINS = "labelwise.papers"
"""Group of the entry points by which an installed package says that it is a plug-in."""


def plugin_packages() -> set[str]:
    """Top-level packages that an entry point of :data:`PLUGINS` names; nothing is imported.

    Modules of Python itself are left out: no entry point may open ``os`` to a project file.

    Examples
    --------
    >>> plugin_packages() & {"labelwise", "os"}
    set()
    """
    from importlib.metadata import entry_points

    named = {entry.module.split(".")[0] for entry in entry_points(group=PLUGINS)}
    return named - TRUSTED - sys.stdlib_module_names


def is_trusted(module: str) -> bool:
    """Whether names of ``module`` may stand in a configuration.

    Examples
    --------
    >>> is_trusted("labelwise.params.naming"), is_trusted("os")
    (True, False)
    """
    top = module.split(".")[0]
    return top in TRUSTED or top in plugin_packages()


def _trusted() -> str:
    return ", ".join(sorted(TRUSTED | plugin_packages()))


def import_name(thing: Any) -> str:
    """The name ``module:qualname`` under which :func:`resolve_import` finds a class or function.

    Raises
    ------
    BadParameter
        If it would not be found again: a lambda, a method of an object, something outside
        :data:`TRUSTED` and the installed plug-ins.

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
            allowed="classes and functions at the top level of modules in " + _trusted(),
            fix="make its package a plug-in (an entry point in labelwise.papers), or pass the object again "
            "when opening",
        )
    return name


def resolve_import(name: str) -> Any:
    """The class or function called ``module:qualname``.

    It has to be defined in a package of :data:`TRUSTED` or of an installed plug-in: what such a
    module merely imported (``os``, ``pickle``) cannot be reached, so a foreign project file runs no
    code of its choice.

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
    if is_trusted(module):
        try:
            thing = functools.reduce(getattr, path.split("."), importlib.import_module(module))
        except (ImportError, AttributeError):
            raise BadParameter(
                f"this version has no {name!r}", fix="install the version it was made with"
            ) from None
    home = getattr(thing, "__module__", None) or ""
    if not callable(thing) or not is_trusted(home):
        raise BadParameter(
            f"the configuration names {name!r}",
            allowed="classes and functions of " + _trusted(),
            fix="install the plug-in that brings it, or pass the object itself (pool=, learner=)",
        )
    return thing
