"""One array from a file that numpy wrote, without pickle."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from labelwise.errors import BadData

__all__ = ["read_array"]


def read_array(path: Path) -> NDArray[Any]:
    """The array in a ``.npy`` file, or in a ``.npz`` file of one array.

    Raises
    ------
    BadData
        If the file is missing, is something else, or holds objects or several arrays.

    Examples
    --------
    >>> from tempfile import TemporaryDirectory
    >>> with TemporaryDirectory() as folder:
    ...     np.savez(Path(folder, "p.npz"), proba=np.array([0.5, 0.25]))
    ...     read_array(Path(folder, "p.npz")).tolist()
    [0.5, 0.25]
    """
    try:
        made = np.load(path, allow_pickle=False)
        if isinstance(made, np.ndarray):
            return made
        with made:
            if len(made.files) == 1:
                return np.asarray(made[made.files[0]])
            names = ", ".join(made.files)
    except OSError as error:
        raise BadData(f"cannot read {path}: {error.strerror}", fix="check the path") from error
    except (ValueError, EOFError) as error:
        raise BadData(
            f"{path} is no .npy file of numbers or texts",
            allowed="what numpy.save writes of an array of numbers or of texts",
            fix="of texts save numpy.array(texts, dtype=str), which is no array of objects",
        ) from error
    raise BadData(f"{path} holds several arrays: {names}", allowed="one array")
