"""A real server on a real socket: told when it answers, ended by a signal."""

from __future__ import annotations

import asyncio
import contextlib
import os
import signal
import socket
import threading
import time
import urllib.request

import pytest
from fastapi import FastAPI

from labelwise.app.running import Running, listening
from labelwise.errors import BadParameter


class Silence:
    """News of nothing."""

    closed = False

    def close(self) -> None:
        self.closed = True


def app() -> FastAPI:
    made = FastAPI()
    made.state.news = Silence()
    made.get("/x")(lambda: {"here": True})
    return made


def test_it_tells_answers_and_ends_by_signal():
    made, seen = app(), []
    before = signal.getsignal(signal.SIGTERM)
    with listening("127.0.0.1", 0, fixed=False) as sock:
        url = f"http://127.0.0.1:{sock.getsockname()[1]}/x"

        def visit() -> None:
            with urllib.request.urlopen(url, timeout=5) as reply:
                seen.append(reply.read())
            os.kill(os.getpid(), signal.SIGTERM)

        Running(made, lambda: threading.Thread(target=visit).start()).run(sockets=[sock])
    assert seen == [b'{"here":true}']
    assert made.state.news.closed
    assert signal.getsignal(signal.SIGTERM) is before


def test_what_trains_is_ended_before_the_last_requests_are_waited_for():
    """A request that does not end holds the server for two seconds; the training is gone long before."""
    made, times, held = app(), {}, threading.Event()
    made.get("/slow")(lambda: {"waited": held.wait(20)})

    def ending() -> None:
        times["ended"] = time.monotonic()

    def visit(url: str) -> None:
        with contextlib.suppress(OSError):
            urllib.request.urlopen(url, timeout=20).close()

    with listening("127.0.0.1", 0, fixed=False) as sock:
        url = f"http://127.0.0.1:{sock.getsockname()[1]}/slow"
        visitor = threading.Thread(target=visit, args=(url,))

        def begin() -> None:
            visitor.start()
            threading.Timer(0.5, stop).start()

        def stop() -> None:
            times["told"] = time.monotonic()
            running.should_exit = True
            threading.Timer(1.0, held.set).start()

        running = Running(made, begin, ending)
        running.run(sockets=[sock])
        visitor.join(10)
    assert times["ended"] - times["told"] < 0.9


def test_in_another_thread_signals_are_left_alone():
    made, told = app(), threading.Event()
    with listening("127.0.0.1", 0, fixed=False) as sock:
        running = Running(made, told.set)
        thread = threading.Thread(target=lambda: asyncio.run(running.serve(sockets=[sock])))
        thread.start()
        assert told.wait(10)
        running.should_exit = True
        thread.join(10)
    assert not thread.is_alive()


def test_a_taken_port_is_replaced_unless_it_was_named():
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with listening("127.0.0.1", port, fixed=False) as sock:
            assert sock.getsockname()[1] not in (0, port)
        with (
            pytest.raises(BadParameter, match=f"port {port} cannot be used"),
            listening("127.0.0.1", port, fixed=True),
        ):
            raise AssertionError("two servers on one port")
