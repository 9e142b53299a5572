"""A folder of images as an Arrow table."""

from __future__ import annotations

from pathlib import Path

import pyarrow as pa

from labelwise.errors import BadData
from labelwise.io.raw import Places
from labelwise.pool.paths import IMAGE_SUFFIXES


def read_images(path: Path) -> tuple[pa.Table, Places]:
    """The images below a folder, in the order of their names.

    Other files and hidden ones are passed over. Images are not opened.

    Returns
    -------
    (Table, callable)
        Columns ``id`` and ``path``: the path below the folder; ``folder``: the name of the folder
        the image lies in, empty at the top.

    Raises
    ------
    BadData
        If there is no image.
    """
    below = sorted(p.relative_to(path) for p in path.rglob("*") if p.suffix.lower() in IMAGE_SUFFIXES)
    found = [p for p in below if not any(part.startswith(".") for part in p.parts) and (path / p).is_file()]
    if not found:
        raise BadData(
            f"the folder {path} holds no image", allowed="files that end in " + ", ".join(IMAGE_SUFFIXES)
        )
    names = [p.as_posix() for p in found]
    table = pa.table({"id": names, "path": names, "folder": [p.parent.name for p in found]})
    return table, lambda row: names[row]
