"""News: at once when a page connects, again when something changed, nothing otherwise."""

from __future__ import annotations

import asyncio
import json

from labelwise.app.clerk import Clerk
from labelwise.app.news import News, event
from labelwise.app.settings import Settings
from labelwise.campaign import Campaign
from labelwise.errors import StoreLocked


def heard(message: str) -> dict:
    (line,) = [line for line in message.splitlines() if line.startswith("data: ")]
    return json.loads(line.removeprefix("data: "))


def run(project, play) -> None:
    async def main() -> None:
        with Campaign.open(project(), background=True) as campaign:
            news = News(Clerk(campaign, Settings("items")), look=0.01)
            watching = asyncio.create_task(news.watch())
            await asyncio.wait_for(play(news, campaign), 20)
            watching.cancel()

    asyncio.run(main())


def test_the_status_comes_first_and_after_each_change(project):
    async def play(news, campaign):
        stream = news.stream()
        assert heard(await anext(stream))["labels"] == 0
        campaign.tell(campaign.ask(1), ["pos"])
        while (said := heard(await anext(stream)))["labels"] == 0:
            assert said["total"] == 30
        assert said["classes"] == {"pos": 1, "neg": 0}
        await stream.aclose()
        assert not news._readers

    run(project, play)


def test_several_pages_hear_the_same(project):
    async def play(news, campaign):
        streams = [news.stream(), news.stream()]
        for stream in streams:
            await anext(stream)
        campaign.tell(campaign.ask(1), ["neg"])
        for stream in streams:
            while heard(await anext(stream))["labels"] == 0:
                continue
        for stream in streams:
            await stream.aclose()

    run(project, play)


def test_silence_is_bridged_and_closing_ends_all(project):
    async def play(news, _):
        stream = news.stream(heartbeat=0.02)
        await anext(stream)
        messages = [await anext(stream) for _ in range(4)]
        assert ": still here\n\n" in messages
        news.close()
        rest = [message async for message in stream]
        assert len(rest) <= 2
        assert [m async for m in news.stream()] == []

    run(project, play)


def test_a_busy_store_does_not_end_the_news(project, monkeypatch):
    async def play(news, campaign):
        tries = []

        def busy():
            tries.append(1)
            if len(tries) < 3:
                raise StoreLocked("busy")

        monkeypatch.setattr(news.clerk, "sweep", busy)
        stream = news.stream()
        await anext(stream)
        while len(tries) < 3:
            await asyncio.sleep(0.01)
        campaign.tell(campaign.ask(1), ["pos"])
        while heard(await anext(stream))["labels"] == 0:
            continue
        await stream.aclose()

    run(project, play)


def test_an_event_is_one_block():
    assert event("news", {"text": "two\nlines"}).count("\n\n") == 1
