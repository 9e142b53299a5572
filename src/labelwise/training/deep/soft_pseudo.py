"""Renewing the shares of pseudo-labelled items."""

from __future__ import annotations

from typing import Any

import torch

from labelwise.learners.deep.hooks import Hook
from labelwise.learners.deep.run import Run
from labelwise.training.pseudo import machine_made

__all__ = ["Renewing"]


class Renewing(Hook):
    """After every epoch the network's own predictions become the targets of pseudo-labels.

    Parameters
    ----------
    first : Frame or None
        The network whose weights a training with pseudo-labels begins with.
    """

    def __init__(self, first: Any = None) -> None:
        self.first = first

    def start(self, run: Run) -> None:
        """Which labels are renewed."""
        (self.at,) = machine_made(run.data.targets).nonzero()
        if len(self.at) and self.first is not None:
            run.frame.load_state_dict(self.first.state_dict())
        self.first = None

    def after_epoch(self, run: Run) -> None:
        """New shares."""
        if len(self.at):
            shares = torch.softmax(run.predicted(self.at).float(), dim=1)
            run.target[torch.as_tensor(self.at, device=run.device)] = shares
