"""The command line; the order of these imports is that of the help page."""

# isort: off
from labelwise.cli import demo as demo
from labelwise.cli import label as label
from labelwise.cli import predict as predict
from labelwise.cli import export as export
from labelwise.cli import status as status
from labelwise.cli import report as report
from labelwise.cli import simulate as simulate
from labelwise.cli import compare as compare
from labelwise.cli import bench as bench
from labelwise.cli import evaluate as evaluate
from labelwise.cli import query as query
from labelwise.cli import select_model as select_model
from labelwise.cli import methods as methods
from labelwise.cli import learners as learners
from labelwise.cli import papers as papers
from labelwise.cli.common import app, main

__all__ = ["app", "main"]
