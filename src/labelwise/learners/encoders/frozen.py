"""Encoders that learn nothing: a trained network in a folder, used as it is."""

from __future__ import annotations

import hashlib
import json
import warnings
from abc import abstractmethod
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any, Self

from numpy.typing import NDArray
from sklearn.base import BaseEstimator, TransformerMixin

from labelwise.errors import BadParameter, MissingExtra

Array = NDArray[Any]

DTYPES = ("float32", "float16")


class Frozen(TransformerMixin, BaseEstimator):  # type: ignore[misc]
    """Base of the encoders that are a trained network in a folder.

    A subclass gives ``_load(folder, device)``, the network, and ``_rows(net, items)``, the features of a
    chunk and how many of its items were cut; ``_in_parts`` runs the network on a batch after the other.

    Parameters
    ----------
    folder : str or Path
        Where the network is. Nothing is ever downloaded.
    batch : int
        Items at a time; halved where memory is short.
    device : str
        ``"auto"`` takes a GPU where there is one.
    dtype : {"float32", "float16"}
        Of the features.
    """

    what = "items"
    """What is encoded."""

    cut = ""
    """What it means that an item was cut."""

    def __init__(
        self, folder: str | Path, *, batch: int = 32, device: str = "auto", dtype: str = "float32"
    ) -> None:
        self.folder = str(folder)
        self.batch = batch
        self.device = device
        self.dtype = dtype

    @abstractmethod
    def _load(self, folder: Path, device: str) -> Any:
        """The network, ready to be used."""

    @abstractmethod
    def _rows(self, net: Any, items: Any) -> tuple[Array, int]:
        """(m, D) features of some items, and how many of them were cut."""

    def fit(self, items: Any = None, y: Any = None) -> Self:
        """Nothing is learned; the network is loaded.

        Raises
        ------
        BadParameter
            If the folder holds no network of this kind.
        MissingExtra
            If the package that reads it is not installed.
        """
        self._net()
        return self

    def transform(self, items: Any) -> Array:
        """(m, D) features; each row depends on its own item only.

        Warns
        -----
        UserWarning
            Where items were cut, and where memory was short.
        """
        (found,) = self.each([items])
        return found

    def each(self, chunks: Iterable[Any]) -> Iterator[Array]:
        """The features of chunk after chunk, with one warning for all at the end where items were cut."""
        net, cut, seen = self._net(), 0, 0
        for items in chunks:
            values, long = self._rows(net, items)
            cut, seen = cut + long, seen + len(values)
            yield values.astype(self.dtype)
        if cut:
            warnings.warn(f"{cut} of {seen} {self.what} {self.cut}", stacklevel=3)

    def identity(self) -> str:
        """What decides about the features besides the items: configuration and content of the folder."""
        fixed = ("folder", "batch", "device")
        own = {name: value for name, value in self.get_params().items() if name not in fixed}
        return json.dumps([type(self).__name__, own, content(model_folder(self.folder))], sort_keys=True)

    def _net(self) -> Any:
        if getattr(self, "_loaded", None) is None:
            if self.dtype not in DTYPES:
                raise BadParameter(f"dtype is {self.dtype!r}", allowed=" or ".join(map(repr, DTYPES)))
            if isinstance(self.batch, bool) or not isinstance(self.batch, int) or self.batch < 1:
                raise BadParameter(f"batch is {self.batch!r}", allowed="a whole number of 1 or more")
            folder, device = model_folder(self.folder), _device(self.device)
            from labelwise.learners.deep.memory import Parts

            self._loaded = self._load(folder, device), Parts(self.batch)
        return self._loaded[0]

    def _in_parts(self, run: Callable[[slice], Array], count: int) -> list[Array]:
        """What ``run`` gives for the parts of ``count`` items; fewer at a time where memory runs out."""
        found: list[Array] = self._loaded[1].work(lambda parts: [run(part) for part in parts], count)
        return found

    def __getstate__(self) -> Any:
        """Without the network, which is loaded again where it is needed."""
        return {name: value for name, value in super().__getstate__().items() if name != "_loaded"}

    def __sklearn_is_fitted__(self) -> bool:
        return True


def model_folder(folder: str) -> Path:
    """The folder of a network.

    Raises
    ------
    BadParameter
        If there is none: a name on a hub is never looked up.

    Examples
    --------
    >>> from tempfile import TemporaryDirectory
    >>> with TemporaryDirectory() as name:
    ...     model_folder(name) == Path(name)
    True
    """
    found = Path(folder)
    if found.is_dir():
        return found
    raise BadParameter(
        f"there is no folder {folder!r} with a model",
        allowed="a folder on this machine; a name on a hub is not enough, for nothing is ever downloaded",
        fix=f"download it yourself, for example with: hf download {Path(folder).as_posix()} "
        "--local-dir my-model, and pass my-model",
    )


def content(folder: Path, but: tuple[str, ...] = ()) -> str:
    """A hash of the files in ``folder``, without hidden ones and those whose names end as ``but`` says.

    Examples
    --------
    >>> from tempfile import TemporaryDirectory
    >>> with TemporaryDirectory() as name:
    ...     before = content(Path(name))
    ...     _ = Path(name, "a.txt").write_text("a")
    ...     before == content(Path(name))
    False
    """
    whole = hashlib.sha256()
    for path in sorted(folder.rglob("*")):
        inside = path.relative_to(folder)
        hidden = any(part.startswith(".") for part in inside.parts)
        if path.is_file() and not hidden and not path.name.endswith(but):
            with open(path, "rb") as file:
                one = hashlib.file_digest(file, "sha256").hexdigest()
            whole.update(f"{inside.as_posix()}\0{one}\n".encode())
    return whole.hexdigest()


def _device(name: str) -> str:
    try:
        from labelwise.learners.deep.device import device_of
    except ModuleNotFoundError as error:
        raise MissingExtra.named(str(error.name), "torch") from None
    return str(device_of(name))
