"""News for open pages: one stream of server-sent events, fed by looking at the ledger."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from typing import Any

from starlette.concurrency import run_in_threadpool

from labelwise.app.clerk import Clerk
from labelwise.app.logs import describe, log
from labelwise.errors import StoreError

LOOK, HEARTBEAT = 0.25, 15.0


class News:
    """Watches the ledger and tells every subscriber when something changed.

    Each piece of news is the whole status, so a page that reconnects has missed nothing.

    Parameters
    ----------
    clerk : Clerk
        Where the status comes from.
    look : float
        Seconds between two looks.
    """

    def __init__(self, clerk: Clerk, look: float = LOOK) -> None:
        self.clerk, self.look = clerk, look
        self._readers: set[asyncio.Queue[str | None]] = set()
        self._mark: tuple[int, str] | None = None
        self._closed = False

    async def watch(self) -> None:
        """Look until cancelled."""
        while True:
            try:
                await run_in_threadpool(self.clerk.sweep)
                if self._readers:
                    await self._look()
            except StoreError as error:  # busy for a moment; the next look tries again
                log.warning("news wait: %s", describe(error))
            await asyncio.sleep(self.look)

    async def _look(self) -> None:
        mark = await run_in_threadpool(self.clerk.mark)
        if mark != self._mark:
            self._mark = mark
            message = await self._message()
            for reader in self._readers:
                reader.put_nowait(message)

    async def _message(self) -> str:
        return event("news", await run_in_threadpool(self.clerk.status))

    async def stream(self, heartbeat: float = HEARTBEAT) -> AsyncIterator[str]:
        """The status now, then again whenever it changed; a comment when nothing did for long."""
        reader: asyncio.Queue[str | None] = asyncio.Queue()
        if self._closed:
            return
        self._readers.add(reader)
        try:
            yield "retry: 1000\n\n" + await self._message()
            while True:
                try:
                    message = await asyncio.wait_for(reader.get(), heartbeat)
                except TimeoutError:
                    message = ": still here\n\n"
                if message is None:
                    return
                yield message
        finally:
            self._readers.discard(reader)

    def close(self) -> None:
        """End all streams; called in the event loop."""
        self._closed = True
        for reader in self._readers:
            reader.put_nowait(None)


def event(name: str, data: dict[str, Any]) -> str:
    r"""One server-sent event.

    Examples
    --------
    >>> event("news", {"labels": 3})
    'event: news\ndata: {"labels": 3}\n\n'
    """
    return f"event: {name}\ndata: {json.dumps(data)}\n\n"
