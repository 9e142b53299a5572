"""Strategy, and the View of named arrays that it reads."""

from labelwise.strategy.compose import Strategy, check_count, needs_all
from labelwise.strategy.view import View

__all__ = ["Strategy", "View", "check_count", "needs_all"]
