"""Declared parameters: checks, configuration and repr, all derived from the signature.

A piece is a frozen dataclass that inherits :class:`Piece`. Constraints stand in the
annotation (``Annotated[float, Between(0, 1)]``) and are checked once, at construction.
"""

from labelwise.params.checks import Between, OneOf, Whole
from labelwise.params.naming import TRUSTED, import_name, resolve_import
from labelwise.params.pieces import Piece, asides_of, from_config, needs_of, to_config

__all__ = [
    "TRUSTED",
    "Between",
    "OneOf",
    "Piece",
    "Whole",
    "asides_of",
    "from_config",
    "import_name",
    "needs_of",
    "resolve_import",
    "to_config",
]
