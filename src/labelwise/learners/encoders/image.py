"""Images to dense features: colours and shapes at thumbnail size."""

from __future__ import annotations

import warnings
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageOps
from sklearn.base import BaseEstimator, TransformerMixin
from sklearn.decomposition import PCA

from labelwise.errors import BadData
from labelwise.learners.encoders.hog import hog

SIDE = 32
MOST_PIXELS = 100_000_000
"""Images of more pixels are refused before they are unpacked."""

BLOCK = 256
"""Images that are unpacked at a time."""

CHANNELS = (1, 3, 4)
"""Grey, colours, colours with transparency."""

LENGTH = 3.0
"""Mean length of either half of the features; suits a regularisation of C = 1."""


Item = Path | str | NDArray[Any]


class ImageEncoder(TransformerMixin, BaseEstimator):  # type: ignore[misc]
    """Dense features of images, learned without labels and without a downloaded network.

    An item is the path of a file, or an array (rows, columns) or (rows, columns, channels) of uint8 or of
    floats from 0 to 1. Each image is turned upright (EXIF), made RGB on white and resized to 32 x 32. Half
    of the features are principal components of its pixels, half of its histograms of oriented gradients
    (:func:`~labelwise.learners.encoders.hog.hog`).

    Parameters
    ----------
    dims : int
        Features D; fewer when there are fewer images.
    random_state : int or None
        Seed of the principal components.

    Examples
    --------
    >>> from tempfile import TemporaryDirectory
    >>> with TemporaryDirectory() as folder:
    ...     paths = [Path(folder, f"{name}.png") for name in ("red", "blue", "green")]
    ...     for path in paths:
    ...         Image.new("RGB", (40, 20), path.stem).save(path)
    ...     z = ImageEncoder(dims=4, random_state=0).fit_transform(paths)
    >>> z.shape, z.dtype.name
    ((3, 4), 'float32')
    """

    def __init__(self, dims: int = 250, random_state: int | None = None) -> None:
        self.dims = dims
        self.random_state = random_state

    def fit(self, images: Sequence[Item], y: Any = None) -> Self:
        """Learn the components from images; ``y`` is not used.

        Raises
        ------
        BadData
            If an image is missing, broken or has more than 100 million pixels; names the file.
        """
        self.fit_transform(images)
        return self

    def fit_transform(self, images: Sequence[Item], y: Any = None) -> NDArray[np.float32]:
        """The same as ``fit(images).transform(images)``, but opens each image once."""
        if not len(images):
            raise BadData("no images to learn from", allowed="at least one")
        pixels, shapes = _features(images)
        colours = self.dims - self.dims * 3 // 5
        self.colours_, self.colour_scale_ = self._components(pixels, max(1, colours))
        self.shapes_, self.shape_scale_ = self._components(shapes, max(1, self.dims - colours))
        return self._project(pixels, shapes)

    def _components(self, x: NDArray[np.float32], dims: int) -> tuple[PCA, float]:
        pca = PCA(min(dims, *x.shape), svd_solver="randomized", random_state=self.random_state)
        with np.errstate(invalid="ignore"):  # the variance of one image
            found = pca.fit(x)
        length = np.sqrt((found.transform(x) ** 2).sum(axis=1).mean())
        return found, LENGTH / max(float(length), 1e-6)

    def transform(self, images: Sequence[Item]) -> NDArray[np.float32]:
        """(m, D) float32 features; each row depends on its own image only."""
        if not len(images):
            return np.zeros((0, self.colours_.n_components_ + self.shapes_.n_components_), np.float32)
        return self._project(*_features(images))

    def _project(self, pixels: NDArray[np.float32], shapes: NDArray[np.float32]) -> NDArray[np.float32]:
        a = self.colours_.transform(pixels) * self.colour_scale_
        b = self.shapes_.transform(shapes) * self.shape_scale_
        return np.concatenate([a, b], axis=1, dtype=np.float32)


def _features(images: Sequence[Item]) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """(m, 3072) pixels and (m, 1764) gradient histograms."""
    pixels, shapes = zip(*((b.reshape(len(b), -1), hog(b)) for b in _blocks(images)), strict=True)
    return np.concatenate(pixels), np.concatenate(shapes)


def _blocks(images: Sequence[Item]) -> Iterator[NDArray[np.float32]]:
    for start in range(0, len(images), BLOCK):
        block = [thumbnail(image) for image in images[start : start + BLOCK]]
        yield np.stack(block).astype(np.float32) / np.float32(255)


def thumbnail(image: Item, side: int = SIDE) -> NDArray[np.uint8]:
    """(side, side, 3) uint8: the image upright, on white, resized."""
    made = upright(Path(image), 2 * side) if isinstance(image, str | Path) else as_image(image)
    return np.asarray(made.resize((side, side), Image.Resampling.BOX))


def are_images(data: Any) -> bool:
    """Whether an array is surely one of images: (N, rows, columns) or (N, rows, columns, channels) of uint8.

    Examples
    --------
    >>> are_images(np.zeros((5, 28, 28), np.uint8)), are_images(np.zeros((5, 28, 28)))
    (True, False)
    """
    shape: tuple[int, ...] = getattr(data, "shape", ())
    return getattr(data, "dtype", None) == np.uint8 and (
        len(shape) == 3 or (len(shape) == 4 and shape[3] in CHANNELS)
    )


def as_image(item: Any) -> Image.Image:
    """An RGB image of a path or of an array, transparent pixels white.

    Raises
    ------
    BadData
        If a file cannot be read, or an array is no image.

    Examples
    --------
    >>> as_image(np.zeros((4, 6))).size
    (6, 4)
    """
    if isinstance(item, str | Path):
        return upright(Path(item))
    array = np.asarray(item)
    array = array[..., 0] if array.ndim == 3 and array.shape[2] == 1 else array
    grey, bytes_or_shares = array.ndim == 2, array.dtype == np.uint8 or array.dtype.kind == "f"
    if not (grey or (array.ndim == 3 and array.shape[2] in CHANNELS)) or not bytes_or_shares:
        raise BadData(
            f"an image is {array.dtype} of shape {array.shape}",
            allowed="a path; (rows, columns) or (rows, columns, channels) of uint8 or of floats from 0 to 1, "
            "with 1, 3 or 4 channels",
        )
    if array.dtype != np.uint8:
        array = np.clip(np.rint(array * 255), 0, 255).astype(np.uint8)
    return _rgb(Image.fromarray(array))


def upright(path: Path, least: int | None = None) -> Image.Image:
    """The RGB image upright, on white; ``least`` allows a JPEG to be unpacked smaller, to no less than that.

    Raises
    ------
    BadData
        If the file is missing, no readable image, or has more than 100 million pixels.
    """
    try:
        with warnings.catch_warnings(), Image.open(path) as image:
            warnings.simplefilter("ignore")  # about odd metadata; the size is checked below
            if image.width * image.height > MOST_PIXELS:
                raise _broken(path, f"{image.width} x {image.height} pixels")
            if least is not None:
                image.draft("RGB", (least, least))
            return _rgb(ImageOps.exif_transpose(image))
    except BadData:
        raise
    except Exception as error:  # decoders raise many kinds on damaged files
        raise _broken(path, str(error)) from error


def _rgb(image: Image.Image) -> Image.Image:
    """Transparent pixels become white, everything else keeps its colour."""
    if "A" not in image.getbands() and "transparency" not in image.info:
        return image.convert("RGB")
    paper = Image.new("RGBA", image.size, "white")
    return Image.alpha_composite(paper, image.convert("RGBA")).convert("RGB")


def _broken(path: Path, reason: str) -> BadData:
    return BadData(
        f"the image {path} cannot be used: {reason}",
        allowed="a readable image of at most 100 million pixels",
        fix="repair it or take it out of the folder",
    )
