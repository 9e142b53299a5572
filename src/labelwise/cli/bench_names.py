"""What the names in a protocol mean on the command line."""

from __future__ import annotations

import os
from functools import lru_cache, partial
from typing import TYPE_CHECKING, Any

from labelwise.cli.kinds import KINDS
from labelwise.cli.learner_spec import made, nested
from labelwise.cli.learners import recipes
from labelwise.cli.own_learner import imported, required
from labelwise.errors import BadData, BadParameter, UnknownName

if TYPE_CHECKING:
    from labelwise.bench.protocols import Makers
    from labelwise.pool import Pool
    from labelwise.tasks import Task

AND = " + "
"""Between a learner and the recipes around it: ``mlp + mix-up``."""
PARTS = ("x", "y", "task", "test")
"""What a data set has."""
WANTED = (
    "an object with x (the items), y (their labels), task (such as a Classification) and test (None, or "
    "items and labels to score on), such as types.SimpleNamespace(x=x, y=y, task=task, test=None)"
)


def makers(download: bool = False) -> Makers:
    """Data sets, learners and strategies by name; sets are fetched only where that is wished."""
    from labelwise.bench.protocols import Makers

    load = fetched_set if download else load_set
    check = partial(check_set, download=download)
    return Makers(load, learner_of, check_dataset=check, check_learner=check_learner)


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
    """The data set of that name; one's own function is called without anything.

    Raises
    ------
    BadParameter
        If a function of one's own gives something else.
    """
    if is_own(name):
        return own_set(name)
    from labelwise.bench.datasets import load

    return load(name)


def own_set(name: str) -> Any:
    """What one's own function gives, if it is a data set.

    Raises
    ------
    BadParameter
        If it is none.
    """
    found = imported(name, "data set")()
    if lacking := [part for part in PARTS if not hasattr(found, part)]:
        raise BadParameter(
            f"the data set {name!r} gave {_kind(found)} without {', '.join(lacking)}", allowed=WANTED
        )
    return found


def _kind(found: Any) -> str:
    """Of which type something is, with an article."""
    name = type(found).__name__
    return f"{'an' if name[0] in 'aeiouAEIOU' else 'a'} {name}"


def fetched_set(name: str) -> Any:
    """The same, fetched where it is a set of OpenML or the Hugging Face hub that was not kept yet."""
    if is_own(name):
        return load_set(name)
    from labelwise.bench.datasets import load

    return load(name, network=True)


def check_set(name: str, download: bool = False) -> None:
    """Refuse a name that is none, without reading any data; what OpenML and the hub hold is not looked up.

    Raises
    ------
    UnknownName, BadParameter
        If there is no such set.
    BadData
        If it is to be fetched and neither kept nor ``download`` is wished.
    """
    if is_own(name):
        check_own_set(name)
        return
    if name.startswith("local:") and not os.environ.get("LABELWISE_DATA"):
        raise BadParameter(NO_FOLDER, fix=SET_FOLDER)
    if name.startswith(("openml:", "hf:")):
        check_fetched(name, download)
        return
    if name not in _known_sets(name.partition(":")[0], os.environ.get("LABELWISE_DATA")):
        load_set(name)  # whose error names the nearest


def check_fetched(name: str, download: bool) -> None:
    """Refuse a set of OpenML or of the hub that is neither kept nor to be fetched.

    Raises
    ------
    BadParameter
        If the name is not of its form.
    BadData
        If the set is not there and will not be.
    """
    from labelwise.bench.datasets import is_kept

    if not is_kept(name) and not download:
        raise BadData(
            f"{name} was not fetched yet, and nothing is fetched unasked",
            fix="add --download to fetch it once",
        )


NO_FOLDER = (
    "sets named local:..., as those of the protocols that come with labelwise, are read from a folder on "
    "this machine, and the variable LABELWISE_DATA names none"
)
SET_FOLDER = "set LABELWISE_DATA to the folder of the sets, which docs/guide/benchmark.md describes"


def check_own_set(name: str) -> None:
    """Refuse a name of one's own that is no function without parameters; it is not called.

    Raises
    ------
    BadParameter
        If there is no such function.
    """
    found = imported(name, "data set")
    if callable(found) and not required(found):
        return
    raise BadParameter(
        f"the data set {name!r} is {_kind(found)}" + (" with parameters" if callable(found) else ""),
        allowed=f"a function that gives {WANTED}",
        fix="name a function without parameters that gives the set",
    )


@lru_cache(maxsize=2)
def _known_sets(scheme: str, folder: str | None) -> frozenset[str]:
    from labelwise.bench.datasets.bundled import BUNDLED
    from labelwise.bench.datasets.folder import Folder
    from labelwise.bench.datasets.local import local_names

    if scheme != "local":
        return frozenset(f"sklearn:{name}" for name in BUNDLED)
    return frozenset(local_names(Folder(folder)))
