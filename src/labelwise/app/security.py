"""Who may talk to the server, and what every answer of it carries.

A one-time link is exchanged for a cookie; every other request shows the cookie, or a
bearer secret. Requests addressed to a foreign host name, sent by another site, or with
a body too large are refused before any route sees them.
"""

from __future__ import annotations

import hashlib
import secrets
import time
from urllib.parse import urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from labelwise.app.settings import Settings

BODY_LIMIT = 1_000_000
LINK_SECONDS = 600.0
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; "
    "manifest-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
HEADERS = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
}


class Sessions:
    """One-time links and the cookies they were exchanged for; only hashes are kept.

    Parameters
    ----------
    bearer : str or None
        The secret that scripts show instead of a cookie.

    Examples
    --------
    >>> sessions = Sessions()
    >>> cookie = sessions.exchange(sessions.link())
    >>> sessions.knows(cookie), sessions.exchange("guessed") is None
    (True, True)
    """

    def __init__(self, bearer: str | None = None) -> None:
        self._bearer = _hash(bearer) if bearer else None
        self._links: dict[str, float] = {}
        self._cookies: set[str] = set()

    def link(self, lasts: float = LINK_SECONDS) -> str:
        """A new token for one exchange within ``lasts`` seconds."""
        token = secrets.token_urlsafe(32)
        self._links[_hash(token)] = time.monotonic() + lasts
        return token

    def exchange(self, token: str) -> str | None:
        """The cookie for a one-time token; None when it is unknown, used or too old."""
        until = self._links.pop(_hash(token), 0.0)
        if until <= time.monotonic():
            return None
        cookie = secrets.token_urlsafe(32)
        self._cookies.add(_hash(cookie))
        return cookie

    def knows(self, cookie: str | None) -> bool:
        """Whether this cookie was given by this server."""
        return cookie is not None and _hash(cookie) in self._cookies

    def is_bearer(self, authorization: str | None) -> bool:
        """Whether an ``Authorization`` header shows the secret."""
        kind, _, secret = (authorization or "").partition(" ")
        return kind.lower() == "bearer" and self._bearer is not None and _hash(secret) == self._bearer


def _hash(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()


def cookie_name(host: str) -> str:
    """The cookie's name for a ``Host`` header: cookies do not keep ports apart, so the name does.

    Examples
    --------
    >>> cookie_name("127.0.0.1:8123")
    'labelwise-8123'
    """
    return f"labelwise-{urlsplit('//' + host).port or 80}"


def host_allowed(host: str, hosts: tuple[str, ...]) -> bool:
    """Whether a ``Host`` header names one of ``hosts``, whatever the port.

    Examples
    --------
    >>> host_allowed("127.0.0.1:80", ("127.0.0.1",)), host_allowed("evil.example", ("127.0.0.1",))
    (True, False)
    """
    try:
        parts = urlsplit("//" + host)
        return parts.hostname in hosts and "@" not in host and (parts.port or 1) > 0
    except ValueError:
        return False


def from_other_site(headers: Headers) -> bool:
    """Whether a browser says that another site sent the request, or does not say that it did not."""
    site = headers.get("sec-fetch-site")
    if site is not None:
        return site not in ("same-origin", "none")
    return urlsplit(headers.get("origin", "")).netloc != headers.get("host", "")


class Guard:
    """ASGI middleware in front of everything.

    Parameters
    ----------
    app : ASGI application
        What is guarded.
    settings : Settings
        Host names that are allowed.
    sessions : Sessions
        Cookies and secrets that are known.
    """

    def __init__(self, app: ASGIApp, settings: Settings, sessions: Sessions) -> None:
        self.app, self.settings, self.sessions = app, settings, sessions

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Refuse the request or pass it on, with our headers on every answer."""
        if scope["type"] == "lifespan":
            return await self.app(scope, receive, send)
        if scope["type"] != "http":
            return await send({"type": "websocket.close", "code": 1008})
        request = Request(scope)
        refusal = self.refusal(request)
        await (refusal or self.app)(scope, receive, _with_headers(send, request.url.path))

    def refusal(self, request: Request) -> Response | None:
        """The answer to a request that may not pass; None when it may."""
        headers, path = request.headers, request.url.path
        if not host_allowed(headers.get("host", ""), self.settings.hosts):
            return _refused(421, "This server answers only to its own address.")
        open_to_all = path == "/" or path.startswith("/static/")
        bearer = self.sessions.is_bearer(headers.get("authorization"))
        if request.method not in ("GET", "HEAD"):
            if not bearer and from_other_site(headers):
                return _refused(403, "The request came from another site.")
            too_large = _length(headers)
            if too_large is not None:
                return too_large
        elif not bearer and not open_to_all and headers.get("sec-fetch-site") in ("cross-site", "same-site"):
            return _refused(403, "The request came from another site.")
        if open_to_all or bearer or self.knows(request):
            return None
        return _refused(401, "Not signed in. Open the link that labelwise printed when it started.")

    def knows(self, request: Request) -> bool:
        """Whether the request carries our cookie."""
        return self.sessions.knows(request.cookies.get(cookie_name(request.headers.get("host", ""))))


def _length(headers: Headers) -> Response | None:
    length = headers.get("content-length")
    if length is None or not length.isdecimal():
        return _refused(411, "The request does not say how long it is.")
    return (
        _refused(413, f"The request has more than {BODY_LIMIT} bytes.") if int(length) > BODY_LIMIT else None
    )


def _refused(code: int, message: str) -> Response:
    return JSONResponse({"error": {"message": message}}, code)


def _with_headers(send: Send, path: str) -> Send:
    cache = "no-cache" if path.startswith("/static/") else "no-store"

    async def sender(message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = MutableHeaders(scope=message)
            for name, value in {**HEADERS, "Cache-Control": cache}.items():
                headers.setdefault(name, value)  # a route may be stricter
        await send(message)

    return sender
