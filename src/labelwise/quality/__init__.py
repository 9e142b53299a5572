"""How good are the answers, and how good is a model for each who answers?"""

from labelwise.quality.annotator_centric import AnnotatorCentric, annotator_centric, jensen_shannon

__all__ = ["AnnotatorCentric", "annotator_centric", "jensen_shannon"]
