"""Benchmarks as data: protocols, a runner that can be killed, results in Parquet, figures afterwards."""

from labelwise.bench.protocols.cell import Cell
from labelwise.bench.protocols.compact import merged, read_scores, write_scores
from labelwise.bench.protocols.compared import arrays
from labelwise.bench.protocols.makers import Makers
from labelwise.bench.protocols.protocol import Protocol, shipped
from labelwise.bench.protocols.results import Results
from labelwise.bench.protocols.runner import Limits, Progress, run
from labelwise.bench.protocols.tables import figures, read_runs
from labelwise.engines import Spread

__all__ = [
    "Cell",
    "Limits",
    "Makers",
    "Progress",
    "Protocol",
    "Results",
    "Spread",
    "arrays",
    "figures",
    "merged",
    "read_runs",
    "read_scores",
    "run",
    "shipped",
    "write_scores",
]
