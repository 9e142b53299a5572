"""Images as the page gets them: found by item id, below one folder, decoded and written anew.

The bytes of a file never reach the browser. What Pillow cannot read as one of the listed
formats (an SVG, a page of HTML) is refused, and so is an image of too many pixels.
"""

from __future__ import annotations

import io
from functools import lru_cache
from pathlib import Path

from PIL import Image, ImageOps, UnidentifiedImageError

from labelwise.errors import BadData

FORMATS = ("JPEG", "PNG", "GIF", "WEBP", "BMP", "TIFF")
PIXELS = 100_000_000
LONGEST = 2048
"""Longest side sent, in pixels; larger images are scaled down, never up."""


def inside(path: Path, root: Path | None) -> Path:
    """The real path of ``path`` when it lies below ``root``.

    Raises
    ------
    BadData
        If there is no folder of images, the file lies outside it (also by a link), or is missing.
    """
    real = path.resolve()
    if root is None or not real.is_relative_to(root.resolve()):
        raise BadData(f"the image {path.name!r} lies outside the folder of images")
    if not real.is_file():
        raise BadData(f"the image {path.name!r} is missing")
    return real


def picture(path: Path, root: Path | None) -> tuple[bytes, str]:
    """The image at ``path`` as bytes to send, and their content type.

    Parameters
    ----------
    path : Path
        As the pool has it.
    root : Path or None
        The folder it must lie in.

    Returns
    -------
    tuple of bytes and str
        ``image/png`` for images with few colours or transparency, else ``image/jpeg``.

    Raises
    ------
    BadData
        If the file is outside the folder, missing, no image of the listed formats, or too large.
    """
    real = inside(path, root)
    return _encoded(real, real.stat().st_mtime_ns)


@lru_cache(maxsize=64)
def _encoded(path: Path, _changed: int) -> tuple[bytes, str]:
    try:
        with Image.open(path, formats=FORMATS) as image:
            if image.width * image.height > PIXELS:
                raise BadData(f"the image {path.name!r} has more than {PIXELS:,} pixels")
            if image.format == "JPEG":
                image.draft("RGB", (LONGEST, LONGEST))
            upright = ImageOps.exif_transpose(image)
            upright.thumbnail((LONGEST, LONGEST))
            return _written(upright)
    except (UnidentifiedImageError, OSError, SyntaxError, Image.DecompressionBombError) as error:
        raise BadData(
            f"the image {path.name!r} cannot be read", allowed=", ".join(FORMATS), fix="convert or remove it"
        ) from error


def _written(image: Image.Image) -> tuple[bytes, str]:
    flat = image.mode in ("1", "L", "P", "I", "I;16", "LA", "RGBA", "PA") or max(image.size) <= 256
    out = io.BytesIO()
    if flat:
        image.convert(image.mode if image.mode in ("1", "L", "LA", "P", "RGBA") else "RGB").save(out, "PNG")
        return out.getvalue(), "image/png"
    image.convert("RGB").save(out, "JPEG", quality=88)
    return out.getvalue(), "image/jpeg"
