"""The JSON API of the page, below ``/api/v1``."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Query, Request
from fastapi.responses import Response, StreamingResponse

from labelwise.app.clerk import Clerk
from labelwise.app.media import picture
from labelwise.app.news import News
from labelwise.app.security import Sessions
from labelwise.app.wire import Batch, Holding, Nothing, TakeBack, Wanted

Json = dict[str, Any]


def api(clerk: Clerk, news: News, sessions: Sessions) -> APIRouter:
    """Every route of the API; each takes milliseconds and runs in a thread of its own."""
    router = APIRouter(prefix="/api/v1")
    _labelling(router, clerk)
    _reading(router, clerk)
    _sharing(router, clerk, news, sessions)
    return router


def _labelling(router: APIRouter, clerk: Clerk) -> None:
    @router.post("/next")
    def next_items(wanted: Wanted) -> Json:
        """Items for a tab, held for it."""
        return clerk.next(wanted.holder, wanted.n, wanted.have, wanted.drop)

    @router.post("/answers")
    def answers(batch: Batch) -> Json:
        """Record decisions; sending one twice does nothing more."""
        return {"results": clerk.answer(batch.answers), "answered": clerk.answered}

    @router.post("/undo")
    def undo(back: TakeBack) -> Json:
        """Take one answer back."""
        return {**clerk.undo(back.holder, back.answer, back.item), "answered": clerk.answered}

    @router.post("/again")
    def again(nothing: Nothing) -> Json:
        """Take back every skip of this annotator, so that the items are asked again."""
        return {"freed": clerk.ask_skipped_again()}

    @router.post("/renew")
    def renew(holding: Holding) -> Json:
        """Hold items longer."""
        return {"held": clerk.renew(holding.holder, holding.queries)}

    @router.post("/release", status_code=204)
    def release(holding: Holding) -> None:
        """The tab goes away."""
        clerk.leave(holding.holder)


def _reading(router: APIRouter, clerk: Clerk) -> None:
    @router.get("/history")
    def history(limit: Annotated[int, Query(ge=1, le=200)] = 50) -> Json:
        """The annotator's newest answers."""
        return {"answers": clerk.history(limit)}

    @router.get("/status")
    def status() -> Json:
        """Progress, classes, model, advice."""
        return clerk.status()

    @router.get("/guidelines")
    def guidelines() -> Json:
        """The guidelines as Markdown, and their version."""
        return {"text": clerk.settings.guidelines, "version": clerk.settings.guideline}

    @router.get("/media")
    def media(item: Annotated[str, Query(max_length=4000)]) -> Response:
        """The image of an item, written anew."""
        content, kind = picture(clerk.picture(item), clerk.settings.root)
        headers = {
            "Content-Security-Policy": "default-src 'none'; sandbox",
            "Cache-Control": "private, max-age=3600",
        }
        return Response(content, media_type=kind, headers=headers)


def _sharing(router: APIRouter, clerk: Clerk, news: News, sessions: Sessions) -> None:
    @router.get("/events", response_class=StreamingResponse)
    async def events() -> StreamingResponse:
        """Server-sent events: the status, whenever it changes."""
        return StreamingResponse(news.stream(), media_type="text/event-stream")

    @router.post("/links")
    def links(request: Request, nothing: Nothing) -> Json:
        """A one-time link with which another browser can join."""
        return {"url": f"http://{request.headers['host']}/?token={sessions.link()}"}
