"""Devices, seeds, threads."""

import re

import pytest
import torch
from threadpoolctl import threadpool_limits

from labelwise.errors import BadParameter
from labelwise.learners.deep.device import SMALL, device_of, seeded, threads_for


def test_devices_by_name():
    assert device_of("cpu") == torch.device("cpu")
    assert isinstance(device_of("auto"), torch.device)
    with pytest.raises(BadParameter, match="the device is 'abacus'"):
        device_of("abacus")


def test_a_seed_inside_changes_nothing_outside():
    torch.manual_seed(3)
    expected = torch.rand(2)
    torch.manual_seed(3)
    with seeded(7, torch.device("cpu")):
        a = torch.rand(2)
    assert torch.equal(torch.rand(2), expected)
    with seeded(7, torch.device("cpu")):
        assert torch.equal(torch.rand(2), a)


def test_small_networks_have_one_thread_and_others_what_they_had():
    before = torch.get_num_threads()
    with threads_for(SMALL):
        assert torch.get_num_threads() == 1
    with threads_for(SMALL + 1):
        assert torch.get_num_threads() == before
    assert torch.get_num_threads() == before


def test_linear_algebra_has_no_more_threads_than_the_rest():
    def numbers():
        return set(re.findall(r"max_threads\(\) : (\d+)", torch.__config__.parallel_info()))

    before = torch.get_num_threads()
    try:
        torch.set_num_threads(2)
        with threadpool_limits(1):  # OpenMP's alone
            for weights in (SMALL, SMALL + 1):
                with threads_for(weights):
                    assert numbers() == {"1"}
    finally:
        torch.set_num_threads(before)
