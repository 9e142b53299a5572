"""A network with its last layer and inner stages within reach, and the modules beside it."""

from __future__ import annotations

from typing import Any

import numpy as np
import torch
from torch import Tensor, nn

from labelwise.errors import BadData, BadParameter
from labelwise.learners.deep.batch import Output, on

__all__ = ["Frame"]


class Frame(nn.Module):
    """A network, whose last linear layer is the head and what that is given the embedding.

    Parameters
    ----------
    net : torch module
        From inputs to (B, outputs) logits. The head is its attribute ``head`` where it has one, else its
        last ``Linear``; one with ``headless = True`` gives (logits, embedding) itself and has a ``width``.
        ``stage_names`` may name inner modules, whose pooled outputs recipes read. Layers that normalise
        over the batch go by their running means where a step has one item alone.
    outputs : int
        Logits.
    example : tensor or dict of tensors
        Inputs of one item, from which shapes are learned.

    Attributes
    ----------
    aside : ModuleDict
        What recipes added.

    Raises
    ------
    BadParameter
        If there is no linear layer with so many outputs.
    """

    def __init__(self, net: nn.Module, outputs: int, example: Any = None) -> None:
        super().__init__()
        self.net, self.outputs, self.aside = net, outputs, nn.ModuleDict()
        self.example = example
        self._seen: dict[str, Tensor] = {}
        self._head = [] if getattr(net, "headless", False) else [self._found(net)]
        self.stage_names: tuple[str, ...] = tuple(getattr(net, "stage_names", ()))
        for head in self._head:  # no child of its own: its weights are the network's
            head.register_forward_pre_hook(self._embed)
        for k, name in enumerate(self.stage_names):
            net.get_submodule(name).register_forward_hook(self._stage(k))
        self._still: set[nn.Module] = set()
        for module in net.modules():
            if isinstance(module, nn.modules.batchnorm._BatchNorm):
                module.register_forward_pre_hook(self._hold)
                module.register_forward_hook(self._let_go, always_call=True)

    def _found(self, net: nn.Module) -> nn.Linear:
        """The last linear layer of a network that has one."""
        outputs = self.outputs
        linear = [m for m in net.modules() if isinstance(m, nn.Linear)]
        head = getattr(net, "head", None) or (linear[-1] if linear else None)
        if not isinstance(head, nn.Linear) or head.out_features != outputs:
            found = f"{head.out_features} outputs" if isinstance(head, nn.Linear) else "no linear layer"
            raise BadParameter(
                f"the network {type(net).__name__} ends in {found}",
                allowed=f"a last torch.nn.Linear of {outputs} outputs, one for each class or tag",
                fix="pass a function (shape, outputs) -> module, or give the module an attribute head",
            )
        return head

    def _embed(self, module: nn.Module, given: tuple[Tensor, ...]) -> None:
        self._seen["embedding"] = given[0]

    def _stage(self, k: int) -> Any:
        def keep(module: nn.Module, given: Any, out: Tensor) -> None:
            self._seen[str(k)] = out

        return keep

    def _hold(self, module: nn.Module, given: tuple[Tensor, ...]) -> None:
        """One value a channel has no spread, and torch refuses it: the running means are taken for it."""
        if module.training and given and given[0].numel() == given[0].shape[1]:
            module.training = False
            self._still.add(module)

    def _let_go(self, module: nn.Module, given: Any, out: Any) -> None:
        if module in self._still:
            module.training = True
            self._still.remove(module)

    @property
    def has_head(self) -> bool:
        """Whether the logits are linear in the embedding."""
        return bool(self._head)

    @property
    def head(self) -> nn.Linear:
        """The last layer.

        Raises
        ------
        BadParameter
            If the network has no linear last layer.
        """
        if not self._head:
            raise BadParameter(
                f"the network {type(self.net).__name__} has no linear last layer",
                allowed="a recipe that needs none, or a network that ends in torch.nn.Linear",
            )
        return self._head[0]

    @property
    def width(self) -> int:
        """D, the length of an embedding."""
        return int(self.head.in_features if self._head else self.net.width)

    @property
    def device(self) -> torch.device:
        """Where the weights are."""
        return next(self.net.parameters()).device

    def add(self, name: str, module: nn.Module) -> nn.Module:
        """Keep a module of a recipe beside the network: trained with it, stored with it.

        Raises
        ------
        BadParameter
            If the name is taken, so the same recipe is there twice.
        """
        if name in self.aside:
            raise BadParameter(f"two recipes bring a module {name!r}", fix="leave one of them out")
        self.aside[name] = module.to(self.device)
        return module

    def forward(self, x: Any) -> Output:
        """Logits, embedding and stages of inputs."""
        logits = self.net(**x) if isinstance(x, dict) else self.net(x)
        seen, self._seen = self._seen, {}
        if not self._head:
            logits, seen["embedding"] = logits
        logits = getattr(logits, "logits", logits)
        stages = [pooled(seen[str(k)]) for k in range(len(self.stage_names))]
        return Output(logits, seen["embedding"], stages or [seen["embedding"]])

    def widths(self) -> list[int]:
        """D_k of each stage."""
        was = self.training
        self.eval()
        with torch.no_grad():
            found = [int(s.shape[1]) for s in self(on(self.example, self.device)).stages]
        self.train(was)
        return found

    def arrays(self) -> dict[str, Any]:
        """Every weight as an array, by name."""
        return {name: value.detach().cpu().numpy() for name, value in self.state_dict().items()}

    def load(self, arrays: dict[str, Any]) -> None:
        """The inverse of :meth:`arrays`.

        Raises
        ------
        BadData
            If they are of another network.
        """
        try:
            self.load_state_dict({name: torch.as_tensor(np.array(value)) for name, value in arrays.items()})
        except RuntimeError as error:
            raise BadData(
                f"the weights that were kept are not of this network: {' '.join(str(error).split())}",
                allowed=f"those of {type(self.net).__name__} with the same layers and recipes",
                fix="pass the learner as it was when it was trained",
            ) from error


def pooled(stage: Tensor) -> Tensor:
    """(B, D_k): the mean over places, of images (B, D_k, H, W) and of sequences (B, T, D_k)."""
    return stage.mean(dim=(2, 3)) if stage.ndim == 4 else stage.mean(dim=1) if stage.ndim == 3 else stage
