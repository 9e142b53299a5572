"""Every record and protocol that crosses a folder, one noun group a file."""

from labelwise.types.asking import KINDS, Answer, Budget, Event, EventKind, Kind, Purpose, Query, Value
from labelwise.types.choosing import Iterative, OneShot, Rows, Run, Selection, Selects, Slate, ViewLike
from labelwise.types.combined import Product, Scaled, Sum
from labelwise.types.findings import Finding, Picture
from labelwise.types.learning import Learner, Model, State, TargetKind, Targets, Training
from labelwise.types.outcomes import FIRST_FIGURE, History, Outcomes
from labelwise.types.points import Dense, Incidence, Points, Space
from labelwise.types.posing import Action, Answers, Decision, Posed, Reply, Spent
from labelwise.types.status import Advice, Estimate, Savings, Status, Trust, Undone
from labelwise.types.units import CHUNK, Ragged, Unit, Units

__all__ = [
    "CHUNK",
    "FIRST_FIGURE",
    "KINDS",
    "Action",
    "Advice",
    "Answer",
    "Answers",
    "Budget",
    "Decision",
    "Dense",
    "Estimate",
    "Event",
    "EventKind",
    "Finding",
    "History",
    "Incidence",
    "Iterative",
    "Kind",
    "Learner",
    "Model",
    "OneShot",
    "Outcomes",
    "Picture",
    "Points",
    "Posed",
    "Product",
    "Purpose",
    "Query",
    "Ragged",
    "Reply",
    "Rows",
    "Run",
    "Savings",
    "Scaled",
    "Selection",
    "Selects",
    "Slate",
    "Space",
    "Spent",
    "State",
    "Status",
    "Sum",
    "TargetKind",
    "Targets",
    "Training",
    "Trust",
    "Undone",
    "Unit",
    "Units",
    "Value",
    "ViewLike",
]
