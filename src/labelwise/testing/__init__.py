"""Contract suites for every family, used by this project and by authors of plug-ins."""

from labelwise.testing.check import (
    check_candidates,
    check_gate,
    check_measure,
    check_representation,
    check_rows,
    check_selector,
    check_strategy,
)

__all__ = [
    "check_candidates",
    "check_gate",
    "check_measure",
    "check_representation",
    "check_rows",
    "check_selector",
    "check_strategy",
]
