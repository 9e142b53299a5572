"""The training loop of networks and what trained networks give; everything here needs torch."""

from labelwise.learners.deep.batch import Batch, Output
from labelwise.learners.deep.frame import Frame
from labelwise.learners.deep.hooks import Hook
from labelwise.learners.deep.model import TorchModel
from labelwise.learners.deep.run import Run

__all__ = ["Batch", "Frame", "Hook", "Output", "Run", "TorchModel"]
