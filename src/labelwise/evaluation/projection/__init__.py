"""What to expect of more labels: learning curves with their uncertainty, for all items or by group."""

from labelwise.evaluation.projection.ahead import project
from labelwise.evaluation.projection.families import FAMILIES, Fits, fit_families
from labelwise.evaluation.projection.groups import GroupProjection, project_groups

__all__ = ["FAMILIES", "Fits", "GroupProjection", "fit_families", "project", "project_groups"]
