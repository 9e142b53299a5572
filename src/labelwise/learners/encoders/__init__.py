"""Items to features, without labels: texts, tables, images."""

from labelwise.learners.encoders.text import TextEncoder

__all__ = ["TextEncoder"]
