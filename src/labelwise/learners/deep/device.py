"""Where networks run, on how many threads, with which seed."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import torch

from labelwise.errors import BadParameter

__all__ = ["SMALL", "device_of", "seeded", "threads_for"]

SMALL = 300_000
"""Weights of a network up to which more threads only get in each other's way."""


def device_of(name: str) -> torch.device:
    """The device of that name; ``auto`` is a GPU where there is one.

    Raises
    ------
    BadParameter
        If there is no such device.
    """
    if name == "auto":
        found = torch.accelerator.current_accelerator() if torch.accelerator.is_available() else None
        return found or torch.device("cpu")
    try:
        device = torch.device(name)
        torch.empty(0, device=device)
    except (RuntimeError, AssertionError) as error:
        raise BadParameter(
            f"the device is {name!r}", allowed='"auto", "cpu", or a device that torch finds here'
        ) from error
    return device


@contextmanager
def seeded(seed: int, device: torch.device) -> Iterator[None]:
    """Random numbers of torch from ``seed`` inside; those outside go on as if nothing had been."""
    devices = [] if device.type == "cpu" else [device]
    with torch.random.fork_rng(devices, device_type=device.type if devices else "cuda"):
        torch.manual_seed(seed)
        yield


@contextmanager
def threads_for(weights: int) -> Iterator[None]:
    """One thread inside where the network is small.

    The number is set in any case: torch tells that of OpenMP, which others may have lowered, while its linear
    algebra keeps one of its own, and threads that wait for each other then take a hundred times as long.
    """
    before = torch.get_num_threads()
    torch.set_num_threads(1 if weights <= SMALL else before)
    try:
        yield
    finally:
        torch.set_num_threads(before)
