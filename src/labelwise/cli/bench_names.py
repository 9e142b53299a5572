"""What the names in a protocol mean on the command line."""

from __future__ import annotations

import os
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from labelwise.cli.kinds import KINDS
from labelwise.cli.learner_spec import made, nested
from labelwise.cli.learners import recipes
from labelwise.cli.own_learner import imported
from labelwise.errors import UnknownName

if TYPE_CHECKING:
    from labelwise.bench.protocols import Makers
    from labelwise.pool import Pool
    from labelwise.tasks import Task

AND = " + "
"""Between a learner and the recipes around it: ``mlp + mix-up``."""


def makers(download: bool = False) -> Makers:
    """Data sets, learners and strategies by name; sets are fetched only where that is wished."""
    from labelwise.bench.protocols import Makers

    load = fetched_set if download else load_set
    return Makers(load, learner_of, check_dataset=check_set, check_learner=check_learner)


def learner_of(spec: str, pool: Pool, task: Task) -> Any:
    """The learner of a text such as ``svm``, ``mlp + mix-up`` or ``package.module:name``.

    Examples
    --------
    >>> import numpy as np
    >>> from labelwise.pool import Pool
    >>> from labelwise.tasks import Classification
    >>> learner_of("svm", Pool(np.eye(2)), Classification(["a", "b"])).estimator
    SVC()
    """
    name, *around = spec.split(AND)
    return nested(made(name or None, pool, task), tuple(around))


def check_learner(spec: str) -> None:
    """Refuse a text that names no learner.

    Raises
    ------
    UnknownName
        If the name, or that of a recipe, is none.
    BadParameter
        If there is no such module of one's own.
    """
    name, *around = spec.split(AND)
    head, _, after = name.partition(":")
    known = {kind.name for kind in KINDS}
    for recipe in around:
        if recipe not in recipes():
            raise UnknownName.among("recipe", recipe, recipes())
    if head in known or head in ("https", "train+https"):
        return
    if not after:
        raise UnknownName.among("learner", name, [*(kind.spec for kind in KINDS), "package.module:name"])
    imported(name)


def is_own(name: str) -> bool:
    """Whether a data set is a function of one's own, ``package.module:name``.

    Examples
    --------
    >>> is_own("mine.data:reviews"), is_own("sklearn:iris")
    (True, False)
    """
    module, _, function = name.partition(":")
    dotted = bool(function) and all(part.isidentifier() for part in f"{module}.{function}".split("."))
    return dotted and module not in ("sklearn", "local", "openml", "hf")


def load_set(name: str) -> Any:
    """The data set of that name; one's own function is called without anything."""
    if is_own(name):
        return imported(name)()
    from labelwise.bench.datasets import load

    return load(name)


def fetched_set(name: str) -> Any:
    """The same, fetched where it is a set of OpenML or the Hugging Face hub that was not kept yet."""
    if is_own(name):
        return load_set(name)
    from labelwise.bench.datasets import load

    return load(name, network=True)


def check_set(name: str) -> None:
    """Refuse a name that is none, without reading any data; what OpenML and the hub hold is not looked up.

    Raises
    ------
    UnknownName, BadParameter
        If there is no such set.
    """
    if is_own(name):
        imported(name)
        return
    if name.startswith(("openml:", "hf:")):
        return
    if name not in _known_sets(name.partition(":")[0], os.environ.get("LABELWISE_DATA")):
        load_set(name)  # whose error names the nearest


@lru_cache(maxsize=2)
def _known_sets(scheme: str, folder: str | None) -> frozenset[str]:
    from labelwise.bench.datasets.bundled import BUNDLED
    from labelwise.bench.datasets.folder import Folder
    from labelwise.bench.datasets.local import local_names

    if scheme != "local":
        return frozenset(f"sklearn:{name}" for name in BUNDLED)
    return frozenset(local_names(Folder(folder)))
