"""What every ledger must do with artefacts; a part of :class:`StoreSuite`."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from labelwise.errors import StoreError
from labelwise.store import Ledger

Raises = pytest.raises


class ArtefactSuite(ABC):
    """Arrays go in and come back whole, or an error says which are damaged."""

    @abstractmethod
    def make(self) -> Ledger:
        """A new, empty ledger."""

    @abstractmethod
    def damage(self, ledger: Ledger, name: str) -> None:
        """Change one byte in the middle of the stored artefact ``name``."""

    @pytest.fixture
    def ledger(self) -> Iterator[Ledger]:
        """A ledger that is closed after the test."""
        with self.make() as ledger:
            yield ledger

    def test_artefacts_come_back(self, ledger: Ledger) -> None:
        """Any dtype and shape; the name depends on the content alone."""
        arrays: dict[str, NDArray[Any]] = {
            "f": np.asfortranarray(np.arange(6, dtype=np.float32).reshape(2, 3)),
            "i": np.array(3, np.int64),
            "s": np.array(["a", "ü"]),
            "empty": np.zeros((0, 4), bool),
        }
        name = ledger.put(arrays)
        assert ledger.put(dict(reversed(arrays.items()))) == name
        assert ledger.put({"f": arrays["f"]}) != name
        got = ledger.get(name)
        assert got.keys() == arrays.keys()
        for key, array in arrays.items():
            assert got[key].dtype == array.dtype
            np.testing.assert_array_equal(got[key], array)

    def test_artefacts_hold_no_objects(self, ledger: Ledger) -> None:
        """Nothing that would need pickle."""
        with Raises(StoreError, match="Python objects"):
            ledger.put({"a": np.array([{}])})

    @pytest.mark.parametrize("name", ["0" * 64, "../../etc/passwd", ""])
    def test_a_missing_artefact_is_named(self, ledger: Ledger, name: str) -> None:
        """The message says which."""
        with Raises(StoreError, match="artefact"):
            ledger.get(name)

    def test_a_damaged_artefact_is_refused_and_mended(self, ledger: Ledger) -> None:
        """One changed byte is noticed; storing the same arrays again heals it."""
        arrays = {"a": np.arange(100)}
        name = ledger.put(arrays)
        self.damage(ledger, name)
        with Raises(StoreError, match=f"{name} is damaged"):
            ledger.get(name)
        assert ledger.put(arrays) == name
        assert ledger.get(name)["a"][99] == 99
