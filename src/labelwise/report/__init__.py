"""Pages that need no network: the report of a campaign, of a simulation, and the figures in them."""

from labelwise.report.campaign import as_json, page
from labelwise.report.critical import critical_diagram
from labelwise.report.curves import Axes, Series, learning_curves
from labelwise.report.heat_map import heat_map
from labelwise.report.html import Figure, Report, Table, write_text
from labelwise.report.rank_intervals import rank_intervals
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
    "critical_diagram",
    "heat_map",
    "learning_curves",
    "page",
    "rank_intervals",
    "write_text",
]
