"""Strategy, and the View of named arrays that it reads."""

from labelwise.strategy.compose import Strategy, check_count, needs_all
from labelwise.strategy.parted import Parted
from labelwise.strategy.view import View

__all__ = ["Parted", "Strategy", "View", "check_count", "needs_all"]
