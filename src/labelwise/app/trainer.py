"""The training process as the server sees it: started, listened to, started again, stopped."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
from collections.abc import Sequence
from pathlib import Path
from typing import Any

RESTARTS, PAUSE = 5, 3.0
THREADS = (
    "OMP_NUM_THREADS",
    "OPENBLAS_NUM_THREADS",
    "MKL_NUM_THREADS",
    "NUMEXPR_NUM_THREADS",
    "NUMBA_NUM_THREADS",
)


class Trainer:
    """Runs ``labelwise.app.worker`` on one project file.

    It is a plain child process, not a fork of the server: libraries read their number of
    threads when they are loaded, and a crash takes nothing along. The child ends when the
    pipe to its standard input closes, which the system does when the server dies, however.

    Parameters
    ----------
    store : Path
        The project file.
    pause : float
        Seconds before a process that died is started again, at most five times.
    command : sequence of str, optional
        What the interpreter runs instead of ``-m labelwise.app.worker STORE``.

    Attributes
    ----------
    state : dict
        What it said last: ``state`` is ``off starting waiting training failed``.
    """

    def __init__(self, store: Path, pause: float = PAUSE, command: Sequence[str] | None = None) -> None:
        self.pause = pause
        self.command = list(command or ("-m", "labelwise.app.worker", str(store)))
        self.state: dict[str, Any] = {"state": "off"}
        self._process: subprocess.Popen[str] | None = None
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._look_after, name="labelwise-trainer", daemon=True)

    @property
    def pid(self) -> int | None:
        """Process id of the training process, None when there is none."""
        return self._process.pid if self._process and self._process.poll() is None else None

    def start(self) -> None:
        """Start the process; returns at once."""
        self.state = {"state": "starting"}
        self._thread.start()

    def stop(self) -> None:
        """End the process and wait until it is gone."""
        self._stopping.set()
        if self._process is not None:
            self._process.terminate()
        if self._thread.is_alive():
            self._thread.join(timeout=5)
        self.state = {"state": "off"}

    def _look_after(self) -> None:
        for _ in range(1 + RESTARTS):
            if self._stopping.is_set():
                return
            self._run()
            self.state = {"state": "failed", "message": "training stopped unexpectedly"}
            if self._stopping.wait(self.pause):
                return

    def _run(self) -> None:
        with subprocess.Popen(
            [sys.executable, *self.command],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            env=_environment(),
            start_new_session=True,  # Ctrl-C is for the server alone
        ) as process:
            self._process = process
            if self._stopping.is_set():
                process.terminate()
            for line in process.stdout or ():
                self._hear(line)

    def _hear(self, line: str) -> None:
        try:
            said = json.loads(line)
        except ValueError:  # a library printed something
            return
        if isinstance(said, dict) and "state" in said:
            self.state = said


def _environment() -> dict[str, str]:
    """Ours, with one core left free for the page."""
    spare = str(max(1, (os.cpu_count() or 1) - 1))
    return {**dict.fromkeys(THREADS, spare), **os.environ, "PYTHONUNBUFFERED": "1"}
