"""Kill a writing process at a named point or at any moment, hundreds of times in seconds.

Starting Python and importing a store costs most of a second, so one warm process does that
once and forks a child for every run (POSIX only). The child announces on standard output
what it is about to do and what is done; :class:`Warm` reads that and kills it.
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
import traceback
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from typing import Any, Self

from labelwise.store.faults import installed

Say = Callable[[str], None]
ONE_THREAD = {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1", "MKL_NUM_THREADS": "1"}


@dataclass
class Killed:
    """What a child had said before its end.

    Parameters
    ----------
    status : int
        Its exit status; ``-SIGKILL`` after a kill.
    said : list of str
        Its lines, in order.
    """

    status: int
    said: list[str] = field(default_factory=list)


class Warm:
    """A process that has imported ``script`` and forks a child for every run.

    Parameters
    ----------
    script : Path
        A Python file with functions ``work(say, *args)`` that write until they are killed.

    Examples
    --------
    ::

        with Warm(Path("writer.py")) as warm:
            run = warm.run("write", "project.db", point="commit.before")
            assert run.status == -signal.SIGKILL
    """

    def __init__(self, script: Path) -> None:
        command = [sys.executable, "-m", "labelwise.testing.killing", str(script)]
        self._process = subprocess.Popen(
            command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            env={**os.environ, **ONE_THREAD},
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._process.communicate()

    def run(
        self, work: str, *args: Any, point: str = "", nth: int = 1, delay: float | None = None, after: int = 0
    ) -> Killed:
        """Run ``work(say, *args)`` in a child until it is killed.

        Parameters
        ----------
        work : str
            Name of a function of the script.
        *args
            JSON values for it.
        point : str, optional
            Die when this fault point is passed ...
        nth : int
            ... for the n-th time.
        delay : float, optional
            Be killed after so many seconds ...
        after : int
            ... counted from the n-th line that it says; from its start with 0.

        Returns
        -------
        Killed
            Exit status and all lines that it said.
        """
        assert self._process.stdin is not None
        self._process.stdin.write(json.dumps([work, args, point, nth]) + "\n")
        self._process.stdin.flush()
        child = int(self._line())
        said = [self._line() for _ in range(after)]
        if delay is not None:
            time.sleep(delay)
            with suppress(ProcessLookupError):  # it has come to its own end before
                os.kill(child, signal.SIGKILL)
        while not (line := self._line()).startswith("exit "):
            said.append(line)
        return Killed(int(line.removeprefix("exit ")), said)

    def _line(self) -> str:
        assert self._process.stdout is not None
        line = self._process.stdout.readline()
        if not line.endswith("\n"):
            raise RuntimeError("the warm process has ended; its error is above")
        return line[:-1]


def say(text: str) -> None:
    """Write one line to standard output, unbuffered and in one piece."""
    os.write(1, f"{text}\n".encode())


def dies_at(point: str, nth: int) -> Callable[[str], None]:
    """A hook that kills this process when ``point`` is passed for the ``nth`` time."""
    passed = 0

    def hook(name: str) -> None:
        nonlocal passed
        passed += name == point
        if passed == nth:
            os.kill(os.getpid(), signal.SIGKILL)

    return hook


def serve(script: str) -> None:
    """Load the script once, then fork a child for every line of standard input."""
    spec = spec_from_file_location("written", script)
    assert spec is not None and spec.loader is not None
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    for line in sys.stdin:
        work, args, point, nth = json.loads(line)
        child = os.fork()
        if child == 0:
            _child(getattr(module, work), args, point, nth)
        _, status = os.waitpid(child, 0)
        say(f"exit {os.waitstatus_to_exitcode(status)}")


def _child(work: Callable[..., None], args: list[Any], point: str, nth: int) -> None:
    """Never returns: the child must not go on with the loop of its parent."""
    code = 1
    try:
        say(str(os.getpid()))
        with installed(dies_at(point, nth)):
            work(say, *args)
        code = 0
    except BaseException:
        traceback.print_exc()
    finally:
        sys.stderr.flush()
        os._exit(code)


if __name__ == "__main__":
    serve(sys.argv[1])
