"""The sets that come with scikit-learn."""

from __future__ import annotations

import hashlib
from typing import Any

import numpy as np

from labelwise.bench.datasets.labelled_set import LabelledSet, Origin
from labelwise.bench.datasets.labels import as_classes
from labelwise.bench.datasets.nearest import unknown
from labelwise.errors import BadData
from labelwise.tasks import Regression, Task

__all__ = ["BUNDLED", "load_bundled"]

SCHEME = "sklearn:"
BUNDLED = {
    "breast_cancer": "cdd5f37c36cbdfc2e5ee074cec7540fac54340874afb25917a673e446270d0d0",
    "diabetes": "e9c1f7559552854a24dc45b41c446ce5f79f96e5da081bcce24b57492720b3f7",
    "digits": "f19a7d92591ca0a1ffc65ec172e8149afdff995e0d2c4cb0afd151f38471ff90",
    "iris": "18565d0da72dafd52595fe48b03ca9b06dfc2c05d0c4c155576631d0aae8eb7e",
    "wine": "c7e84e8e03b2b5a354287416d84d08945318450658a22a63c39973d8306c2ca4",
}
"""Name and sha256 of the features and the labels, row by row as little-endian float64, features first."""
LICENCE = "BSD-3-Clause (scikit-learn); the data as published"


def load_bundled(name: str) -> LabelledSet:
    """The set ``name`` (without ``sklearn:``), without a fixed test part.

    Digits are rows of 64 numbers. The features of diabetes are the measured ones, not scaled. A checksum
    is of the numbers themselves, so that it is the same wherever and however scikit-learn was built.

    Raises
    ------
    UnknownName
        If scikit-learn brings no such set.
    BadData
        If its numbers are not those that figures were made with.

    Examples
    --------
    >>> found = load_bundled("iris")
    >>> found.x.shape, found.classes
    ((150, 4), ('setosa', 'versicolor', 'virginica'))
    """
    if name not in BUNDLED:
        known = [SCHEME + one for one in BUNDLED]
        raise unknown(SCHEME + name, known, allowed=", ".join(known))
    found = _read(name)
    x = np.ascontiguousarray(found.data, dtype="<f8")
    target = np.ascontiguousarray(found.target, dtype="<f8")
    checksum = hashlib.sha256(x.tobytes() + target.tobytes()).hexdigest()
    if checksum != BUNDLED[name]:
        raise BadData(
            f"{SCHEME}{name} has the sha256 {checksum}, known is {BUNDLED[name]}",
            fix="install another version of scikit-learn; figures of different data cannot be compared",
        )
    y: Any = target
    task: Task = Regression()
    if hasattr(found, "target_names"):
        [y], task = as_classes(np.asarray(found.target_names)[found.target])
    return LabelledSet(SCHEME + name, x, y, task, Origin({name: checksum}, LICENCE, "scikit-learn"))


def _read(name: str) -> Any:
    from sklearn import datasets

    options = {"scaled": False} if name == "diabetes" else {}
    return getattr(datasets, f"load_{name}")(**options)
