"""Data sets whose labels are known, by name, with checksums; and the suites that results are made on."""

from labelwise.bench.datasets.formats import Listing
from labelwise.bench.datasets.labelled_set import LabelledSet, Origin
from labelwise.bench.datasets.loading import is_kept, load
from labelwise.bench.datasets.local import names
from labelwise.bench.datasets.suites import RELATED, SUITES
from labelwise.bench.datasets.synthetic import synthetic_table

__all__ = [
    "RELATED", "SUITES", "LabelledSet", "Listing", "Origin", "is_kept", "load", "names", "synthetic_table",
]  # fmt: skip
