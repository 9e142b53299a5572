"""A Griffe extension: roles such as ``:func:`name` `` in docstrings are shown as code on the site."""

from __future__ import annotations

import re
from typing import Any

from griffe import Extension

ROLE = re.compile(r":(?:func|class|meth|mod|data|attr|exc):`(~?)([^`]+)`")


def plain(text: str) -> str:
    """The text with each role as code; ``~`` keeps the last part of the name alone."""
    return ROLE.sub(lambda m: f"`{m[2].rpartition('.')[2] if m[1] else m[2]}`", text)


class Roles(Extension):
    """Rewrites every docstring; Griffe calls it for each object it reads."""

    def on_instance(self, *, obj: Any, **_: Any) -> None:
        """Mend the docstring of one object."""
        if obj.docstring is not None:
            obj.docstring.value = plain(obj.docstring.value)
