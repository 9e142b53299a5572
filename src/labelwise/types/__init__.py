"""Every record and protocol that crosses a folder, one noun group a file."""

from labelwise.types.asking import KINDS, Answer, Budget, Event, EventKind, Kind, Purpose, Query, Value
from labelwise.types.choosing import Iterative, OneShot, Rows, Run, Selection, Selects, Slate, ViewLike
from labelwise.types.combined import Product, Scaled, Sum
from labelwise.types.learning import Learner, Model, State, TargetKind, Targets, Training
from labelwise.types.points import Dense, Incidence, Points, Space
from labelwise.types.status import Advice, Quality, Savings, Status, Trust, Undone
from labelwise.types.units import CHUNK, Ragged, Unit

__all__ = [
    "CHUNK",
    "KINDS",
    "Advice",
    "Answer",
    "Budget",
    "Dense",
    "Event",
    "EventKind",
    "Incidence",
    "Iterative",
    "Kind",
    "Learner",
    "Model",
    "OneShot",
    "Points",
    "Product",
    "Purpose",
    "Quality",
    "Query",
    "Ragged",
    "Rows",
    "Run",
    "Scaled",
    "Savings",
    "Selection",
    "Selects",
    "Slate",
    "Space",
    "State",
    "Status",
    "Sum",
    "TargetKind",
    "Targets",
    "Training",
    "Trust",
    "Undone",
    "Unit",
    "Value",
    "ViewLike",
]
