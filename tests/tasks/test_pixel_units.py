"""The pixels of images as units."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from labelwise.tasks.pixel_units import PixelUnits


@given(st.integers(0, 2**32 - 1))
def test_units_are_the_pixels_that_are_not_void(seed):
    void = np.random.default_rng(seed).random((3, 4, 6)) < np.random.default_rng(seed + 1).random()
    units = PixelUnits((3, 4, 6), void)
    wanted = np.argwhere(~void)
    assert len(units) == len(wanted)
    assert np.array_equal(units.parents(np.arange(len(units))), wanted[:, 0])
    assert np.array_equal(units.coords, wanted[:, 1:])
    for row in range(len(units)):
        assert units.part(row) == f"p{wanted[row, 1]},{wanted[row, 2]}"
        assert units.find(int(wanted[row, 0]), units.part(row)) == row


@pytest.mark.parametrize(
    "part", ["", "p4,0", "p0,6", "p-1,0", "p1", "t1:2", "p1,2,3", "p 1,2", "p9999999999,0"]
)
def test_parts_that_are_no_pixels(part):
    assert PixelUnits((3, 4, 6)).inner_of(0, part) == -1


def test_millions_of_pixels_take_little_memory():
    units = PixelUnits((60, 96, 128))
    assert units.inner.nbytes + units.coords.nbytes <= 12 * len(units)
