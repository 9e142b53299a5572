"""Items to features, without labels: texts, tables, images; pixels, steps, tokens; frozen networks."""

from labelwise.learners.encoders.coincidence import Coincidence
from labelwise.learners.encoders.frozen_image import FrozenImageEncoder
from labelwise.learners.encoders.image import ImageEncoder
from labelwise.learners.encoders.pixels import PixelFeatures
from labelwise.learners.encoders.sentence import SentenceEncoder
from labelwise.learners.encoders.steps import StepFeatures
from labelwise.learners.encoders.table import TableEncoder
from labelwise.learners.encoders.text import TextEncoder
from labelwise.learners.encoders.thumbnails import Thumbnails
from labelwise.learners.encoders.tokens import TokenFeatures
from labelwise.learners.encoders.transformer import FrozenTransformer

__all__ = [
    "Coincidence",
    "FrozenImageEncoder",
    "FrozenTransformer",
    "ImageEncoder",
    "PixelFeatures",
    "SentenceEncoder",
    "StepFeatures",
    "TableEncoder",
    "TextEncoder",
    "Thumbnails",
    "TokenFeatures",
]
