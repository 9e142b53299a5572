"""Pages that need no network: the report of a campaign, of a simulation, and the figures in them."""

from labelwise.report.campaign import as_json, page
from labelwise.report.curves import Axes, Series, learning_curves
from labelwise.report.html import Figure, Report, Table, write_text
from labelwise.report.story import Person, Round, Story, Versions

__all__ = [
    "Axes",
    "Figure",
    "Person",
    "Report",
    "Round",
    "Series",
    "Story",
    "Table",
    "Versions",
    "as_json",
    "learning_curves",
    "page",
    "write_text",
]
