"""A plug-in for labelwise: one measure and one selector, each from a paper that labelwise does not have."""

from labelwise_example.balanced_entropy import balanced_entropy
from labelwise_example.herding import Herding

__all__ = ["Herding", "balanced_entropy"]
