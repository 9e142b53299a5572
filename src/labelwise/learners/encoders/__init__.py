"""Items to features, without labels: texts, tables, images; pixels, steps, tokens."""

from labelwise.learners.encoders.image import ImageEncoder
from labelwise.learners.encoders.pixels import PixelFeatures
from labelwise.learners.encoders.steps import StepFeatures
from labelwise.learners.encoders.table import TableEncoder
from labelwise.learners.encoders.text import TextEncoder
from labelwise.learners.encoders.thumbnails import Thumbnails
from labelwise.learners.encoders.tokens import TokenFeatures

__all__ = [
    "ImageEncoder",
    "PixelFeatures",
    "StepFeatures",
    "TableEncoder",
    "TextEncoder",
    "Thumbnails",
    "TokenFeatures",
]
