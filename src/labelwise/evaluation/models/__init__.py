"""Which of several models is the best? Items to label, one by one, until that is clear."""

from labelwise.evaluation.models.active_testing import ActiveTesting
from labelwise.evaluation.models.base import ModelSelector, Run
from labelwise.evaluation.models.coda import Coda, CodaRun
from labelwise.evaluation.models.iid import Iid
from labelwise.evaluation.models.model_picker import ModelPicker
from labelwise.evaluation.models.panel import Panel, panel
from labelwise.evaluation.models.search import Choice, Search
from labelwise.evaluation.models.uncertainty import Uncertainty
from labelwise.evaluation.models.vma import Vma

SELECTORS: dict[str, ModelSelector] = {
    made.name: made for made in (Coda(), ModelPicker(), ActiveTesting(), Vma(), Uncertainty(), Iid())
}
"""Every selector with the options of its paper, by name."""

__all__ = [
    "SELECTORS",
    "ActiveTesting",
    "Choice",
    "Coda",
    "CodaRun",
    "Iid",
    "ModelPicker",
    "ModelSelector",
    "Panel",
    "Run",
    "Search",
    "Uncertainty",
    "Vma",
    "panel",
]
