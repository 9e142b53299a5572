"""Strategy, and the View of named arrays that it reads."""

from labelwise.strategy.compose import Strategy
from labelwise.strategy.inside import (
    count_for,
    exactly,
    forms_of,
    needs_all,
    needs_now,
    overlap_of,
    strategies_in,
)
from labelwise.strategy.labels import check_count
from labelwise.strategy.parted import Parted
from labelwise.strategy.view import View

__all__ = [
    "Parted",
    "Strategy",
    "View",
    "check_count",
    "count_for",
    "exactly",
    "forms_of",
    "needs_all",
    "needs_now",
    "overlap_of",
    "strategies_in",
]
