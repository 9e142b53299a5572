"""Items to features, without labels: texts, tables, images."""

from labelwise.learners.encoders.image import ImageEncoder
from labelwise.learners.encoders.table import TableEncoder
from labelwise.learners.encoders.text import TextEncoder

__all__ = ["ImageEncoder", "TableEncoder", "TextEncoder"]
