"""Fixtures shared by every test: the real data, the browser, reproducible randomness."""

from __future__ import annotations

import gc
import os
import shutil
import subprocess
from collections.abc import Callable, Generator, Iterator
from itertools import count
from pathlib import Path
from tempfile import TemporaryDirectory

os.environ.setdefault("OMP_NUM_THREADS", "1")  # as many processes as cores: threads that wait slow them down

import numpy as np
import pytest
from hypothesis import settings

pytest_plugins = ["labelwise.testing.papers_plugin", "labelwise.testing.postgres_server"]

ROOT = Path(__file__).resolve().parent.parent
os.environ["LABELWISE_CACHE"] = ""  # tests leave nothing in the home of whoever runs them
IN_CI = os.environ.get("CI") == "true"
CHROMIUM_NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")

settings.register_profile("local", deadline=None, max_examples=50)
settings.register_profile("ci", deadline=None, max_examples=50, derandomize=True, print_blob=True)
settings.load_profile("ci" if IN_CI else "local")


@pytest.hookimpl(wrapper=True)
def pytest_collection() -> Generator[None, object, object]:
    """Collect without searching for garbage again and again: what is collected stays until the end."""
    gc.disable()
    try:
        return (yield)
    finally:
        gc.collect()
        gc.freeze()  # later searches need not go through thousands of tests either
        gc.enable()


@pytest.fixture(scope="session")
def repo_root() -> Path:
    """The checkout the tests run from."""
    return ROOT


@pytest.fixture(scope="session")
def data_dir() -> Path:
    """The folder of real data sets; tests that use it skip where it is absent."""
    folder = Path(os.environ.get("LABELWISE_DATA") or ROOT.parent / "shared" / "data")
    if not folder.is_dir():
        pytest.skip(f"no real data: {folder} is not a folder; set LABELWISE_DATA to the folder that holds it")
    return folder


def find_chromium() -> str | None:
    """Path of a Chromium: LABELWISE_CHROMIUM, the system's, or the one Playwright installed."""
    named = os.environ.get("LABELWISE_CHROMIUM")
    if named:
        return named
    for name in CHROMIUM_NAMES:
        found = shutil.which(name)
        if found:
            return found
    return playwright_chromium()


def playwright_chromium() -> str | None:
    """Path of Playwright's own Chromium, None where it was never installed."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        path = playwright.chromium.executable_path
    return path if Path(path).exists() else None


@pytest.fixture(scope="session")
def chromium() -> str:
    """Executable path of a Chromium; without one the test skips loudly, in CI it fails."""
    found = find_chromium()
    if found is not None:
        return found
    reason = (
        "NO BROWSER: the annotation page was NOT tested. Install Chromium (Debian: apt-get install chromium; "
        "elsewhere: playwright install chromium) or set LABELWISE_CHROMIUM to its path"
    )
    if IN_CI:
        pytest.fail(reason)
    pytest.skip(reason)


@pytest.fixture(params=["sqlite", "postgresql"])
def new_store(request: pytest.FixtureRequest, tmp_path: Path) -> Callable[[], str]:
    """Gives the address of a store that does not exist yet, in each kind of database."""
    if request.param == "sqlite":
        numbers = count()
        return lambda: str(tmp_path / f"p{next(numbers)}.db")
    new: Callable[[], str] = request.getfixturevalue("postgres").new
    return new


class SmallDisk:
    """A file system of a few megabytes of its own."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._mount("size=24m,mode=777")

    def grow(self) -> None:
        """Give it more room, as somebody does who frees some space."""
        self._mount("remount,size=96m")

    def _mount(self, options: str) -> None:
        command = ["mount", "-t", "tmpfs", "-o", options, "tmpfs", str(self.path)]
        subprocess.run(command, check=True, capture_output=True)


@pytest.fixture
def small_disk() -> Iterator[SmallDisk]:
    """A disk that can be filled; only root can mount one, and not in every container."""
    with TemporaryDirectory() as folder:
        Path(folder).chmod(0o755)
        path = Path(folder) / "disk"
        path.mkdir()
        try:
            disk = SmallDisk(path)
        except (OSError, subprocess.CalledProcessError) as error:
            pytest.skip(f"no small disk can be mounted here: {error}")
        yield disk
        subprocess.run(["umount", str(path)], check=True)


@pytest.fixture
def rng() -> np.random.Generator:
    """A generator with a fixed seed."""
    return np.random.default_rng(0)


@pytest.fixture(autouse=True)
def _global_generator_untouched() -> Iterator[None]:
    """Fail a test whose code draws from NumPy's global generator."""
    before = np.random.get_state(legacy=False)["state"]  # noqa: NPY002 - watched, not used
    yield
    after = np.random.get_state(legacy=False)["state"]  # noqa: NPY002 - watched, not used
    same = before["pos"] == after["pos"] and np.array_equal(before["key"], after["key"])
    assert same, "NumPy's global random state was used; take a numpy.random.Generator instead"
