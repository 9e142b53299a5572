"""What reading a file gives."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import pytest

from labelwise.io import Dataset
from labelwise.pool import Pool


def test_it_is_as_long_as_its_pool_and_frozen():
    data = Dataset(Pool(["a", "b"]), {"0": "x"}, Path("a.csv"), "text")
    assert len(data) == 2
    with pytest.raises(dataclasses.FrozenInstanceError):
        data.kind = "table"
