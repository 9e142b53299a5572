"""Who answers, at what price?"""

from labelwise.annotators.diversity import RepresentationDiversity, SemanticDiversity
from labelwise.annotators.label_minority import LabelMinority
from labelwise.annotators.routing import RandomAnnotator, Router
from labelwise.annotators.simulated import Simulated
from labelwise.annotators.zero_shot import ZeroShot

__all__ = [
    "LabelMinority",
    "RandomAnnotator",
    "RepresentationDiversity",
    "Router",
    "SemanticDiversity",
    "Simulated",
    "ZeroShot",
]
