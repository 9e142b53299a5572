"""Fitted scikit-learn estimators as bytes, without pickle."""

from __future__ import annotations

import inspect
import pkgutil
import zipfile
from typing import Any

import numpy as np
from numpy.typing import NDArray

from labelwise.errors import BadData, BadParameter, MissingExtra
from labelwise.params.naming import TRUSTED, is_trusted, plugin_packages

__all__ = ["packed", "unpacked"]

CLASSES = {"numpy", "scipy", "sklearn"}
"""Packages whose classes may stand in the bytes, besides what skops itself trusts; no functions of theirs,
and no class that does something when it is thrown away, such as ``numpy.DataSource``, which deletes a folder.
"""

ENCODERS = "labelwise.learners.encoders."
"""Where those classes of ours are that may stand there."""


def packed(thing: Any) -> NDArray[np.uint8]:
    """A fitted estimator, or a list or dict of them, as skops writes it.

    Raises
    ------
    MissingExtra
        If skops is not installed.
    BadParameter
        If a part could not be read again: something of another package than scikit-learn, NumPy, SciPy,
        the encoders of labelwise, and its plug-ins.

    Examples
    --------
    >>> from sklearn.linear_model import LogisticRegression
    >>> unpacked(packed(LogisticRegression(C=3.0).fit([[0], [1]], [0, 1]))).predict([[5]]).tolist()
    [1]
    """
    skops = _skops()
    try:
        content = skops.dumps(thing)
    except (TypeError, ValueError, AttributeError) as error:
        raise BadParameter(
            f"{type(thing).__name__} cannot be saved without pickle: {error}",
            fix="use an estimator of scikit-learn",
        ) from error
    _trusted(skops, content, BadParameter)
    return np.frombuffer(content, np.uint8)


def unpacked(content: NDArray[Any]) -> Any:
    """What :func:`packed` wrote.

    Raises
    ------
    MissingExtra
        If skops is not installed.
    BadData
        If the bytes are damaged, or name something that is not trusted: nothing of it is built then.
    """
    skops = _skops()
    data = np.asarray(content, np.uint8).tobytes()
    try:
        names = _trusted(skops, data, BadData)
        return skops.loads(data, trusted=names)
    except BadData:
        raise
    except (zipfile.BadZipFile, KeyError, TypeError, ValueError, AttributeError, ImportError) as error:
        raise BadData(
            f"the saved estimator cannot be read: {error}",
            fix="save it again, or install the version of scikit-learn that it was saved with",
        ) from error


def _skops() -> Any:
    try:
        import skops.io
    except ImportError as error:
        raise MissingExtra.named("skops", "save") from error
    return skops.io


def _trusted(skops: Any, data: bytes, refusal: type[BadData | BadParameter]) -> list[str]:
    """The names in ``data`` that skops does not trust by itself, all of them trusted by us."""
    names: list[str] = skops.get_untrusted_types(data=data)
    for name in names:
        if not _may_stand(name):
            raise refusal(
                f"the estimator holds {name!r}",
                allowed="classes of scikit-learn, NumPy and SciPy, encoders of labelwise, and packages that "
                "are its plug-ins (an entry point in labelwise.papers)",
                fix="use an estimator without it",
            )
    return names


def _may_stand(name: str) -> bool:
    """Whether something of this name may be built from a file; what a module merely imported may not."""
    top = name.split(".")[0]
    if top not in TRUSTED | plugin_packages() | CLASSES:
        return False
    thing = pkgutil.resolve_name(name)
    if top in CLASSES:
        return inspect.isclass(thing) and not hasattr(thing, "__del__")
    home = getattr(thing, "__module__", None) or ""
    if top == "labelwise":  # what asks a service, for one, would send items wherever the file says
        return inspect.isclass(thing) and home.startswith(ENCODERS)
    return is_trusted(home)
