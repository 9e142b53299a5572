"""What :class:`labelwise.training.Reset` does in the training loop."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from torch import nn

from labelwise.errors import BadParameter
from labelwise.learners.deep import Frame, Hook, Run

if TYPE_CHECKING:
    from labelwise.training.reset import Reset

__all__ = ["ResetHook"]


class ResetHook(Hook):
    """Fresh weights now and then.

    Parameters
    ----------
    recipe : Reset
        Its settings.
    """

    def __init__(self, recipe: Reset) -> None:
        self.recipe = recipe

    def start(self, run: Run) -> None:
        """Find the layers."""
        self.found: list[Any] = [m for name in self.recipe.layers for m in layers(run.frame, name)]

    def after_epoch(self, run: Run) -> None:
        """Give them fresh weights, if it is time."""
        done = run.epoch + 1
        if done % self.recipe.every or done > self.recipe.until * run.epochs:
            return
        for layer in self.found:
            layer.reset_parameters()
            for weight in layer.parameters(recurse=False):
                run.optimizer.state.pop(weight, None)


def layers(frame: Frame, name: str) -> list[nn.Module]:
    """The modules with weights of their own within the one of that name.

    Raises
    ------
    BadParameter
        If there is none.
    """
    named = dict(frame.net.named_modules())
    if frame.has_head:
        named.setdefault("head", frame.head)
    inside = named[name].modules() if name in named else ()
    found = [m for m in inside if hasattr(m, "reset_parameters")]
    if not found:
        allowed = [n for n, m in named.items() if any(hasattr(k, "reset_parameters") for k in m.modules())]
        raise BadParameter(
            f"the network has no layer {name!r} with weights that can be drawn anew",
            allowed=", ".join(n for n in allowed if n),
        )
    return found
