"""Contract suites for every family, used by this project and by authors of plug-ins."""

from labelwise.testing.check import (
    check_candidates,
    check_chooser,
    check_form,
    check_gate,
    check_measure,
    check_representation,
    check_router,
    check_rows,
    check_selector,
    check_stopping,
    check_strategy,
    check_task,
)

__all__ = [
    "check_candidates",
    "check_chooser",
    "check_form",
    "check_gate",
    "check_measure",
    "check_representation",
    "check_router",
    "check_rows",
    "check_selector",
    "check_stopping",
    "check_strategy",
    "check_task",
]
