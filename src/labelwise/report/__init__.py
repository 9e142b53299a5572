from labelwise.report.curves import Axes, Series, learning_curves
from labelwise.report.html import Figure, Report, Table, write_text

__all__ = ["Axes", "Figure", "Report", "Series", "Table", "learning_curves", "write_text"]
