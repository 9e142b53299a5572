"""The annotation app: one local server, one page, training in a process of its own."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from labelwise.app.server import create_app, serve
    from labelwise.app.settings import Settings

__all__ = ["Settings", "create_app", "serve"]


def __getattr__(name: str) -> Any:
    """Import late: the training process needs this package without the server."""
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from importlib import import_module

    return getattr(import_module("labelwise.app." + ("settings" if name == "Settings" else "server")), name)
