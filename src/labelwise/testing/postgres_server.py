"""A private PostgreSQL server for tests: loopback only, in a temporary folder, gone afterwards.

It needs the programs of a PostgreSQL installation (on Debian the package ``postgresql``) and the
extra ``postgres``. No system service is touched. PostgreSQL refuses to run as root, so a test
process of root starts it as an unprivileged user of the system.
"""

from __future__ import annotations

import os
import secrets
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from itertools import count
from pathlib import Path
from typing import Any, Self

import pytest

DEBIAN = Path("/usr/lib/postgresql")
USERS = ("postgres", "nobody")
"""Of whom the first that exists runs the server for root."""
START_SECONDS = 30.0
WATCH = '"$0" "$@" & server=$!; read -r how; kill -"${how:-QUIT}" $server; wait $server'
"""Ends the server as a line says, or when there is none: then the test process has gone."""
USER = "labelwise"
ABSENT = (
    "NO POSTGRESQL: the store in PostgreSQL was NOT tested. Install the server's programs "
    "(Debian: apt-get install postgresql) and the extra: pip install 'labelwise[postgres]'"
)


def programs() -> Path | None:
    """The folder that holds ``initdb`` and ``postgres``: on the path, else Debian's newest; None without."""
    found = shutil.which("initdb")
    if found and shutil.which("postgres"):
        return Path(found).resolve().parent
    folders = [path.parent for path in DEBIAN.glob("*/bin/initdb") if path.with_name("postgres").exists()]
    return max(folders, key=lambda folder: int(folder.parent.name), default=None)


@pytest.fixture(scope="session")
def postgres() -> Iterator[PostgresServer]:
    """A server for the whole session; where it is not installed tests skip, with ``CI=true`` they fail."""
    folder = programs()
    if folder is None and os.environ.get("CI") == "true":
        pytest.fail(ABSENT)
    if folder is None:
        pytest.skip(ABSENT)
    pytest.importorskip("psycopg", reason=ABSENT)
    with PostgresServer(folder) as server:
        yield server


class PostgresServer:
    """A running server with one database; use it as a context manager.

    Parameters
    ----------
    programs : Path
        The folder of ``initdb`` and ``postgres``.

    Attributes
    ----------
    url : str
        Of its database, password included; add ``?project=NAME`` for one project.
    """

    def __init__(self, programs: Path) -> None:
        self.programs = programs
        self._folder = Path(tempfile.mkdtemp(prefix="labelwise-postgres-"))
        self._as = _unprivileged()
        self.password, self.port = secrets.token_hex(8), _free_port()
        self._log = self._folder / "log"
        self._process: subprocess.Popen[Any] | None = None
        self._numbers = count()

    @property
    def url(self) -> str:
        """Of its database, password included."""
        return f"postgresql://{USER}:{self.password}@127.0.0.1:{self.port}/postgres"

    def new(self) -> str:
        """The URL of a project that does not exist yet."""
        return f"{self.url}?project=p{next(self._numbers)}"

    def __enter__(self) -> Self:
        try:
            self._make()
            self.start()
        except BaseException:
            self.__exit__()
            raise
        return self

    def __exit__(self, *_: object) -> None:
        self.stop(signal.SIGQUIT)
        shutil.rmtree(self._folder)

    def start(self) -> None:
        """Start it, and wait until it answers."""
        command = ["sh", "-c", WATCH, self._program("postgres"), "-D", self._data, "-p", str(self.port),
                   "-c", "listen_addresses=127.0.0.1", "-c", "unix_socket_directories=",
                   "-c", "fsync=on", "-c", "max_connections=100"]  # fmt: skip
        with open(self._log, "ab") as log:
            self._process = started = subprocess.Popen(
                command, cwd=self._folder, stdin=subprocess.PIPE, stdout=log, stderr=log, **self._as
            )
        until = time.monotonic() + START_SECONDS
        while not self._answers():
            if started.poll() is not None or time.monotonic() > until:
                raise RuntimeError(f"PostgreSQL does not start:\n{self._log.read_text()[-2000:]}")
            time.sleep(0.02)

    def stop(self, how: signal.Signals = signal.SIGINT) -> None:
        """End it: SIGINT as ``-m fast`` does, SIGQUIT as ``-m immediate``, without a checkpoint."""
        if self._process is not None:
            self._process.communicate(how.name.removeprefix("SIG").encode() + b"\n", timeout=START_SECONDS)
            self._process = None

    def run(self, sql: str) -> list[tuple[Any, ...]]:
        """Rows of one statement of the superuser, which is a transaction of its own."""
        import psycopg

        with psycopg.connect(self.url, autocommit=True) as connection:
            cursor = connection.execute(sql.encode())
            return cursor.fetchall() if cursor.description else []

    @property
    def _data(self) -> str:
        return str(self._folder / "data")

    def _program(self, name: str) -> str:
        return str(self.programs / name)

    def _answers(self) -> bool:
        import psycopg

        try:
            psycopg.connect(self.url, connect_timeout=5).close()
        except psycopg.OperationalError:
            return False
        return True

    def _make(self) -> None:
        if self._as:
            os.chown(self._folder, self._as["user"], self._as["group"])
        secret = self._folder / "password"
        secret.write_text(self.password)
        secret.chmod(0o644)  # inside a folder that nobody else may enter
        command = [self._program("initdb"), "-D", self._data, "-U", USER, "-E", "UTF8",
                   "--locale=C", "-A", "scram-sha-256", "--pwfile", str(secret), "--no-sync"]  # fmt: skip
        done = subprocess.run(
            command, cwd=self._folder, capture_output=True, text=True, check=False, **self._as
        )
        if done.returncode:
            raise RuntimeError(f"initdb failed:\n{done.stdout}{done.stderr}")


def _unprivileged() -> dict[str, Any]:
    """Options of a process that root starts; none for everybody else."""
    if os.geteuid() != 0:
        return {}
    import pwd  # POSIX only

    known = {entry.pw_name: entry for entry in pwd.getpwall()}
    entry = next(known[name] for name in USERS if name in known)
    return {"user": entry.pw_uid, "group": entry.pw_gid, "extra_groups": []}


def _free_port() -> int:
    with socket.socket() as chosen:
        chosen.bind(("127.0.0.1", 0))
        return int(chosen.getsockname()[1])
