"""Running out of memory."""

import warnings

import pytest
import torch

from labelwise.errors import BadData
from labelwise.learners.deep.memory import Parts


def test_parts_cover_everything_once():
    assert [list(range(*s.indices(7))) for s in Parts(3).slices(7)] == [[0, 1, 2], [3, 4, 5], [6]]
    assert Parts(3).slices(0) == []


def test_it_halves_until_it_fits_and_stays_there():
    parts, tried = Parts(64), []

    def job(slices):
        tried.append(slices[0].stop)
        if slices[0].stop > 3:
            raise torch.OutOfMemoryError("no")
        return len(slices)

    with warnings.catch_warnings(record=True) as said:
        warnings.simplefilter("always")
        assert parts.work(job, 10) == 5
    assert tried == [10, 5, 2] and [str(w.message)[:16] for w in said] == [
        "out of memory: 5",
        "out of memory: 2",
    ]
    assert parts.work(job, 10) == 5 and tried[-1] == 2


def test_one_item_is_the_end():
    def job(slices):
        raise MemoryError

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        with pytest.raises(BadData, match="batch of one item"):
            Parts(4).work(job, 4)


def test_what_torch_says_on_a_cpu_counts_and_other_errors_do_not():
    def short(slices):
        if slices[0].stop > 2:
            raise RuntimeError(
                "[enforce fail at alloc_cpu.cpp:127] DefaultCPUAllocator: can't allocate memory"
            )
        return len(slices)

    with pytest.warns(UserWarning, match="out of memory: 2 items"):
        assert Parts(4).work(short, 4) == 2

    def wrong(slices):
        raise RuntimeError("mat1 and mat2 shapes cannot be multiplied")

    with pytest.raises(RuntimeError, match="shapes"):
        Parts(4).work(wrong, 4)
