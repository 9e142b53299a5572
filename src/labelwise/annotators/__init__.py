"""Who answers, at what price?"""

from labelwise.annotators.simulated import Simulated

__all__ = ["Simulated"]
