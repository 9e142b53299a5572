"""A data set by its name."""

from __future__ import annotations

import os
from contextlib import suppress

from labelwise.bench.datasets.bundled import BUNDLED, load_bundled
from labelwise.bench.datasets.folder import Folder
from labelwise.bench.datasets.hugging_face import load_hugging_face
from labelwise.bench.datasets.hugging_face import place_of as place_of_hub
from labelwise.bench.datasets.kept import is_there, root
from labelwise.bench.datasets.labelled_set import LabelledSet
from labelwise.bench.datasets.local import load_local, local_names
from labelwise.bench.datasets.nearest import unknown
from labelwise.bench.datasets.openml import load_openml
from labelwise.bench.datasets.openml import place_of as place_of_openml
from labelwise.errors import BadParameter

__all__ = ["is_kept", "load"]

ALLOWED = "sklearn:<name>, local:<name>, openml:<number>, hf:<owner>/<name>[:<configuration>[:<label>]]"
AnyPath = str | os.PathLike[str]


def load(
    name: str, *, folder: AnyPath | None = None, network: bool = False, cache: AnyPath | None = None
) -> LabelledSet:
    """Load a data set whose labels are known.

    Nothing is fetched unless ``network`` is True; no variable of the environment stands for it. What was
    fetched is kept, and read from the cache from then on; its checksums are compared on every load.

    Parameters
    ----------
    name : str
        ``sklearn:`` with ``digits``, ``iris``, ``wine``, ``breast_cancer`` or ``diabetes``; ``local:``, as
        :func:`~labelwise.bench.datasets.names` lists what a folder holds; ``openml:`` with a number;
        ``hf:owner/name``, ``hf:owner/name:configuration`` or ``hf:owner/name:configuration:label`` of the
        Hugging Face hub, with the column of labels; the configuration may be empty.
    folder : path-like, optional
        The folder of local sets; by default the one that the variable ``LABELWISE_DATA`` names. Where it
        has a ``MANIFEST.md``, files have to have the checksums that it lists.
    network : bool
        Whether a set of OpenML or of the hub may be fetched if it is not in the cache.
    cache : path-like, optional
        Where fetched sets are kept; by default ``datasets`` in the folder that ``LABELWISE_CACHE`` names,
        or in the user's cache.

    Returns
    -------
    LabelledSet

    Raises
    ------
    UnknownName
        If there is no such set; the nearest names are in the message.
    BadData
        If a file is damaged or has another checksum, or a set is neither kept nor may be fetched.
    BadParameter
        If no folder is named, or a name is not of these forms.

    Examples
    --------
    >>> found = load("sklearn:iris")
    >>> found.x.shape, found.kind, found.classes, found.test
    ((150, 4), 'classes', ('setosa', 'versicolor', 'virginica'), None)
    """
    scheme, _, rest = str(name).partition(":")
    if scheme == "sklearn" and rest:
        return load_bundled(rest)
    if scheme == "local" and rest:
        return load_local(rest, folder)
    if scheme in ("openml", "hf") and rest:
        load_fetched = load_openml if scheme == "openml" else load_hugging_face
        return load_fetched(rest, root(cache), network)
    known = [f"sklearn:{one}" for one in BUNDLED]
    with suppress(BadParameter):  # no folder is named: then no local name can be meant
        known += local_names(Folder(folder))
    raise unknown(str(name), known, allowed=ALLOWED)


def is_kept(name: str, *, cache: AnyPath | None = None) -> bool:
    """Whether a set of OpenML or of the hub was fetched before; nothing is read.

    Parameters
    ----------
    name : str
        ``openml:...`` or ``hf:...``, as :func:`load` takes it.
    cache : path-like, optional
        As there.

    Raises
    ------
    BadParameter
        If the name is not of its form, or there is no place for what is fetched.
    """
    scheme, _, rest = name.partition(":")
    place_of = place_of_openml if scheme == "openml" else place_of_hub
    return is_there(place_of(rest, root(cache)))
