"""Texts that stand for files: images and a Parquet file."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from labelwise.errors import BadData

IMAGE_SUFFIXES = (".jpg", ".jpeg", ".png", ".webp", ".gif", ".bmp", ".tif", ".tiff")


def is_image(text: Any) -> bool:
    """Whether ``text`` is a str that names an image; one with white space has to be a file that exists.

    Examples
    --------
    >>> is_image("img/7.PNG"), is_image("I never saw 7.png"), is_image("a good film")
    (True, False, False)
    """
    if not isinstance(text, str) or not text.lower().endswith(IMAGE_SUFFIXES):
        return False
    return len(text.split()) == 1 or os.path.isfile(text)


def parquet(path: str) -> tuple[Any, dict[str, Any]]:
    """The memory-mapped table of a Parquet file, and its source."""
    with parquet_file(path) as file:
        table = file.read()
    return table, {"read": "labelwise.pool:Pool", "args": {"data": str(Path(path).resolve())}}


@contextmanager
def parquet_file(path: str) -> Iterator[Any]:
    """A Parquet file, memory-mapped.

    Raises
    ------
    BadData
        If it is none, or there is none.
    """
    if not path.endswith(".parquet"):
        raise BadData(
            f"{path!r} is a path but not of a Parquet file", fix="read it with labelwise.io.read(path)"
        )
    if not Path(path).is_file():
        raise BadData(f"there is no file {path!r}", allowed="the path of an existing Parquet file")
    import pyarrow as pa
    from pyarrow.parquet import ParquetFile

    try:
        with ParquetFile(path, memory_map=True) as file:
            yield file
    except (pa.ArrowException, OSError) as error:
        raise BadData(f"{path!r} is not a Parquet file ({error})") from None
