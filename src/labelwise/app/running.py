"""uvicorn on a socket of ours: tells when it answers, ends cleanly when it is told to."""

from __future__ import annotations

import asyncio
import contextlib
import os
import signal
import socket
import threading
from collections.abc import Callable, Iterator

import uvicorn
from fastapi import FastAPI

from labelwise.app.news import News
from labelwise.errors import BadParameter


class Running(uvicorn.Server):
    """uvicorn, with signals that end it cleanly instead of being raised again afterwards.

    Parameters
    ----------
    app : FastAPI
        With ``state.news``.
    announce : callable
        Is called when the first request can be answered.
    ending : callable, optional
        Is called as soon as it ends, before it waits for the last requests.
    """

    def __init__(
        self, app: FastAPI, announce: Callable[[], object], ending: Callable[[], object] | None = None
    ) -> None:
        config = uvicorn.Config(
            app,
            log_config=None,
            access_log=False,
            server_header=False,
            ws="none",
            loop="asyncio",
            timeout_graceful_shutdown=2,
        )
        super().__init__(config)
        self._news: News = app.state.news
        self._announce, self._ending = announce, ending

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Start to answer, then tell."""
        await super().startup(sockets)
        self._announce()

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Close the endless streams first: waiting for them would take for ever."""
        self._news.close()
        if self._ending is not None:
            await asyncio.to_thread(self._ending)
        await super().shutdown(sockets)

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Let Ctrl-C and termination end the loop; afterwards the old handlers are back."""
        if threading.current_thread() is not threading.main_thread():
            yield
            return
        old = {s: signal.signal(s, self.handle_exit) for s in (signal.SIGINT, signal.SIGTERM)}
        try:
            yield
        finally:
            for number, handler in old.items():
                signal.signal(number, handler)


@contextlib.contextmanager
def listening(host: str, port: int, *, fixed: bool) -> Iterator[socket.socket]:
    """A listening socket on ``port``; when that is taken, on any free one, unless it is ``fixed``.

    Raises
    ------
    BadParameter
        If a fixed port is taken.

    Examples
    --------
    >>> with listening("127.0.0.1", 0, fixed=False) as sock:
    ...     sock.getsockname()[1] > 0
    True
    """
    with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET, socket.SOCK_STREAM) as sock:
        if os.name == "posix":  # a port just left may be taken again at once
            sock.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            sock.bind((host, port))
        except OSError as error:
            if fixed:
                raise BadParameter(
                    f"port {port} cannot be used ({error.strerror})", fix="name another one, or 0"
                ) from None
            sock.bind((host, 0))
        sock.listen(128)
        yield sock
