"""Features as estimators want them and as embeddings are given."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from labelwise.errors import BadData, MissingExtra
from labelwise.representations.embedding import unit

DENSE_BYTES = 2**30
"""Sparse features are written out up to this many bytes a call."""


def inputs(x: Any) -> Any:
    """Items as scikit-learn takes them: Arrow tables become DataFrames, all else stays.

    Raises
    ------
    MissingExtra
        If pandas is needed and not installed.
    """
    if type(x).__module__.split(".")[0] != "pyarrow":
        return x
    try:
        return x.to_pandas()
    except ImportError as error:
        raise MissingExtra(
            "the items are an Arrow table, which needs pandas", fix="pip install pandas"
        ) from error


def fitting(estimator: Any, x: Any) -> Any:
    """Items as a fitted ``estimator`` takes them.

    Raises
    ------
    BadData
        If they have another number of features than those that it was fitted to.

    Examples
    --------
    >>> from sklearn.preprocessing import StandardScaler
    >>> fitting(StandardScaler().fit([[1.0, 2.0]]), np.zeros((1, 3)))
    Traceback (most recent call last):
    labelwise.errors.BadData: the items have 3 features. Allowed: 2, as in training.
    """
    found = inputs(x)
    known = getattr(estimator, "n_features_in_", None)
    shape: tuple[int, ...] = getattr(found, "shape", ())
    if known is not None and len(shape) == 2 and shape[1] != known:
        raise BadData(f"the items have {shape[1]} features", allowed=f"{known}, as in training")
    return found


def is_numeric(x: Any) -> bool:
    """Whether ``x`` is a numeric matrix: an array, a sparse matrix or a DataFrame of numbers."""
    if hasattr(x, "dtypes") and hasattr(x, "columns"):
        return all(getattr(t, "kind", "O") in "biuf" for t in x.dtypes)
    return getattr(getattr(x, "dtype", None), "kind", "O") in "biuf" and len(x.shape) == 2


def dense(x: Any) -> NDArray[Any]:
    """(m, D) float32 or float64 array of numeric features.

    Raises
    ------
    BadData
        If ``x`` is sparse and would take more than :data:`DENSE_BYTES` written out.

    Examples
    --------
    >>> dense(sparse.csr_matrix([[0, 1]])).tolist()
    [[0.0, 1.0]]
    """
    if sparse.issparse(x):
        needed = x.shape[0] * x.shape[1] * 8
        if needed > DENSE_BYTES:
            raise BadData(
                f"the sparse features of {x.shape[0]} items with {x.shape[1]} columns would take "
                f"{needed / 2**30:.1f} GiB as an embedding",
                allowed=f"{DENSE_BYTES / 2**30:.0f} GiB",
                fix="put sklearn.decomposition.TruncatedSVD(100) before the classifier",
            )
        x = x.toarray()
    found = np.asarray(x)
    if found.dtype in (np.float32, np.float64):
        return found
    return found.astype(np.float32 if found.dtype == np.float16 else np.float64)


def unit_rows(x: NDArray[Any]) -> NDArray[np.float32]:
    """(m, D) float32: each row of ``x`` at length 1; rows of zeros stay.

    Examples
    --------
    >>> unit_rows(np.array([[3.0, 4.0], [0.0, 0.0]])).round(1).tolist()
    [[0.6, 0.8], [0.0, 0.0]]
    """
    return np.asarray(unit(x), np.float32)
