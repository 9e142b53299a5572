"""Images to the features of a frozen network in a local folder."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from labelwise.errors import BadParameter, MissingExtra
from labelwise.learners.encoders.frozen import Frozen
from labelwise.learners.encoders.preparing import Preparation
from labelwise.learners.encoders.transformer import POOLINGS, loaded

Array = NDArray[Any]
TIMM = "pip install 'timm>=1.0.16'"
"""The first one that reads a folder: ``local-dir:``."""


class Net(NamedTuple):
    """A network: pixels (m, 3, H, W) to features (m, D) or to those of patches, and what it wants to see."""

    model: Callable[[Any], Any]
    prepare: Preparation
    device: str


class FrozenImageEncoder(Frozen):
    """Features of images from a network in a local folder, without any training.

    The folder may hold a model of transformers, DINOv2 for example (``config.json``, weights and
    ``preprocessor_config.json``), one of timm (``config.json`` with its ``architecture``), or the weights of
    one of torchvision under the name that it gives them (``resnet18-f37072fd.pth``).

    Parameters
    ----------
    folder : str or Path
        See above. Nothing is downloaded, and no code in the folder is run.
    pooling : {"cls", "mean"}
        Of a transformer of images: its first token, or the mean over the patches. Others are averaged over
        the image.
    batch, device, dtype
        As in :class:`~labelwise.learners.encoders.frozen.Frozen`.

    Examples
    --------
    >>> FrozenImageEncoder("facebook/dinov2-small").fit()
    Traceback (most recent call last):
    labelwise.errors.BadParameter: there is no folder 'facebook/dinov2-small' with a model. Allowed: ...
    """

    what = "images"

    def __init__(
        self,
        folder: str | Path,
        *,
        pooling: str = "cls",
        batch: int = 32,
        device: str = "auto",
        dtype: str = "float32",
    ) -> None:
        super().__init__(folder, batch=batch, device=device, dtype=dtype)
        self.pooling = pooling

    def _load(self, folder: Path, device: str) -> Net:
        if self.pooling not in POOLINGS:
            raise BadParameter(f"pooling is {self.pooling!r}", allowed=" or ".join(map(repr, POOLINGS)))
        config = folder / "config.json"
        if not config.is_file():
            return _torchvision(folder, device)
        if "architecture" in json.loads(config.read_text(encoding="utf-8")):
            return _timm(folder, device)
        return _transformers(folder, device, self.pooling)

    def _rows(self, net: Net, items: Any) -> tuple[Array, int]:
        import torch

        def run(at: slice) -> Array:
            pixels = torch.from_numpy(np.stack([net.prepare(item) for item in items[at]]))
            with torch.inference_mode():
                found: Array = net.model(pixels.to(net.device)).float().cpu().numpy()
            return found

        if len(items):
            return np.concatenate(self._in_parts(run, len(items))), 0
        with torch.inference_mode():
            width = net.model(torch.zeros((1, 3, *net.prepare.size), device=net.device)).shape[1]
        return np.zeros((0, width), np.float32), 0


def _transformers(folder: Path, device: str, pooling: str) -> Net:
    """An image model of transformers."""
    written = folder / "preprocessor_config.json"
    if not written.is_file():
        raise BadParameter(
            f"the folder {str(folder)!r} has no preprocessor_config.json",
            allowed="the file that says how large the images are and how their colours are scaled",
        )
    prepare = Preparation.of(json.loads(written.read_text(encoding="utf-8")))
    model = loaded("AutoModel", folder).to(device).eval()

    def run(pixels: Any) -> Any:
        found = model(pixel_values=pixels).last_hidden_state
        if found.ndim == 4:
            return found.mean(dim=(2, 3))
        return found[:, 0] if pooling == "cls" else found[:, _others(model.config) :].mean(dim=1)

    return Net(run, prepare, device)


def _others(config: Any) -> int:
    """How many tokens stand before those of the patches."""
    return 1 + int(getattr(config, "num_register_tokens", 0) or 0)


def _timm(folder: Path, device: str) -> Net:
    """A model of timm, without its classes."""
    try:
        import timm
    except ImportError:
        raise MissingExtra("this folder is read by the package timm", fix=TIMM) from None
    try:
        model = timm.create_model(f"local-dir:{folder}", pretrained=True, num_classes=0)
    except AssertionError as error:  # how an older one refuses any folder
        old = f"timm {timm.__version__} cannot read {str(folder)!r}; before 1.0.16 it reads no folders"
        raise MissingExtra(old, fix=TIMM) from error
    except (OSError, RuntimeError, ValueError, KeyError) as error:
        raise BadParameter(f"timm cannot read {str(folder)!r} ({error})") from error
    config = model.pretrained_cfg
    _, rows, columns = config["input_size"]
    short = int(min(rows, columns) / config.get("crop_pct", 1.0))
    how = {"nearest": 0, "lanczos": 1, "bilinear": 2, "bicubic": 3}[config.get("interpolation", "bicubic")]
    prepare = Preparation(short, (rows, columns), config["mean"], config["std"], how)
    return Net(model.to(device).eval(), prepare, device)


def _torchvision(folder: Path, device: str) -> Net:
    """A model of torchvision, without its last layer."""
    files = sorted(folder.glob("*-*.pth"))
    if len(files) != 1:
        raise BadParameter(
            f"the folder {str(folder)!r} has no config.json and {len(files)} files of weights",
            allowed="a model of transformers or timm, or one file of torchvision (resnet18-f37072fd.pth)",
        )
    try:
        import torch
        import torchvision
    except ImportError:
        raise MissingExtra("this folder is read by torchvision", fix="pip install torchvision") from None
    name = files[0].stem.rsplit("-", 1)[0]
    try:
        model = torchvision.models.get_model(name, weights=None)
        model.load_state_dict(torch.load(files[0], map_location="cpu", weights_only=True))
    except (OSError, RuntimeError, ValueError, KeyError) as error:
        raise BadParameter(f"torchvision cannot read {files[0].name!r} ({error})") from error
    last = [path for path, part in model.named_modules() if isinstance(part, torch.nn.Linear)][-1]
    above, _, own = last.rpartition(".")
    setattr(model.get_submodule(above), own, torch.nn.Identity())
    return Net(model.to(device).eval(), Preparation(256, (224, 224), resample=2), device)
