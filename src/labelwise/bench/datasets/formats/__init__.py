"""Layouts of a set below a folder."""

from labelwise.bench.datasets.formats.arrays import arrays
from labelwise.bench.datasets.formats.found import Found, Listing
from labelwise.bench.datasets.formats.pictures import pictures
from labelwise.bench.datasets.formats.tables import tables
from labelwise.bench.datasets.formats.texts import texts

FORMATS = (tables, texts, arrays, pictures)
"""From (folder, directory) to the sets that lie there in that layout; the first that finds some counts."""

__all__ = ["FORMATS", "Found", "Listing", "arrays", "pictures", "tables", "texts"]
