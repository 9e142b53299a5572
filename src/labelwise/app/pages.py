"""The pages: the one for labelling, and the one that refuses."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from labelwise.app.clerk import Clerk
from labelwise.app.security import Sessions, cookie_name

HERE = Path(__file__).parent
THEMES = ("light", "dark")
WEEK = 7 * 86_400
WIDGETS = ("one", "many", "number")
"""What the page has a widget for: the ``widget`` of a task."""


def environment() -> Environment:
    """Templates with everything escaped."""
    return Environment(
        loader=FileSystemLoader(HERE / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
    )


def modules() -> list[str]:
    """Every script of the page, so that the browser asks for all of them at once."""
    return sorted(path.relative_to(HERE).as_posix() for path in (HERE / "static").rglob("*.js"))


def setup(clerk: Clerk) -> dict[str, Any]:
    """What the page is told when it opens; it does not change while the server runs."""
    settings, task = clerk.settings, clerk.campaign.task
    return {
        "project": settings.project,
        "key": settings.key,
        "name": settings.name,
        "widget": task.widget,
        "classes": list(task.classes),
        "number": {name: getattr(task, name, None) for name in ("low", "high", "unit")},
        "guideline": settings.guideline,
        "export": settings.export,
        "predict": settings.predict,
    }


def router(clerk: Clerk, sessions: Sessions) -> APIRouter:
    """Routes of the pages."""
    made = APIRouter(include_in_schema=False)
    templates, scripts = environment(), modules()
    told = json.dumps(setup(clerk))

    @made.get("/")
    def page(request: Request, token: str | None = None) -> Response:
        name = cookie_name(request.headers.get("host", ""))
        known = sessions.knows(request.cookies.get(name))
        if token is not None:
            cookie = None if known else sessions.exchange(token)
            if known or cookie:
                return _signed_in(name, cookie)
        if not known and not sessions.is_bearer(request.headers.get("authorization")):
            return HTMLResponse(
                templates.get_template("refused.html").render(theme="", used=token is not None), 401
            )
        theme = request.cookies.get("labelwise-theme", "")
        html = templates.get_template("label.html").render(
            theme=theme if theme in THEMES else "",
            setup=told,
            status=json.dumps(clerk.status()),
            project=clerk.settings.project,
            modules=scripts,
        )
        return HTMLResponse(html)

    return made


def _signed_in(name: str, cookie: str | None) -> Response:
    """To the page's plain address: the token leaves the address bar and the history."""
    response = RedirectResponse("/", 303)
    if cookie is not None:
        response.set_cookie(name, cookie, httponly=True, samesite="strict", path="/", max_age=WEEK)
    return response
