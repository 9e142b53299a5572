"""JSON over HTTP, with what can go wrong said in one error that names the address."""

from __future__ import annotations

import http.client
import ipaddress
import json
import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.error import HTTPError, URLError
from urllib.parse import urlsplit
from urllib.request import HTTPRedirectHandler, ProxyHandler, Request, build_opener

from labelwise.errors import BadData, BadParameter
from labelwise.learners.progress import report

__all__ = ["Service", "check_address", "is_local"]

MOST_BYTES = 2**28
"""Of one answer."""

PAUSE = 0.5
"""Seconds before the second try; twice as many before each further one."""

AGAIN = (429, 502, 503, 504)
"""Answers of a service that is busy or just starting: they are tried again."""

EXCERPT = 200
"""Characters of an answer that an error shows."""


def check_address(url: str) -> None:
    """Refuse what is no plain address of a service.

    Raises
    ------
    BadParameter
        If it is not http or https, or holds a password, a query or a fragment.

    Examples
    --------
    >>> check_address("file:///etc/passwd")
    Traceback (most recent call last):
    labelwise.errors.BadParameter: the address of the service is 'file:///etc/passwd'. Allowed: http:// or
    https://, a host, and no query or fragment.
    """
    try:
        parts = urlsplit(url)
        whole = parts.scheme in ("http", "https") and bool(parts.hostname) and (parts.port or 1) > 0
    except ValueError:
        whole = False
    if whole and "@" in parts.netloc:
        raise BadParameter(
            "the address of the service holds a user or a password",
            allowed="an address without, for it is written into projects and messages",
            fix="pass a function that asks the service with the password",
        )
    if not whole or parts.query or parts.fragment or any(c.isspace() for c in url):
        raise BadParameter(
            f"the address of the service is {url!r}",
            allowed="http:// or https://, a host, and no query or fragment",
        )


def is_local(url: str) -> bool:
    """Whether an address leads to this machine.

    Examples
    --------
    >>> is_local("http://127.0.0.1:8000/model"), is_local("http://localhost.example.org")
    (True, False)
    """
    host = urlsplit(url).hostname or ""
    try:
        return host == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


class _Stay(HTTPRedirectHandler):
    """Items are sent to the address that was named and to no other."""

    def redirect_request(self, *args: Any, **kwargs: Any) -> None:
        return None


class _Busy(Exception):
    """What may go better at the next try."""


@dataclass(frozen=True)
class Service:
    """What answers JSON to JSON.

    Parameters
    ----------
    url : str
        Where.
    timeout : float
        Seconds for one answer.
    retries : int
        Further tries where there is none, or the service says that it is busy.
    """

    url: str
    timeout: float
    retries: int

    def post(self, path: str, body: Mapping[str, Any], *, patience: float = 1.0) -> dict[str, Any]:
        """The answer to ``body`` at ``url + path``.

        Parameters
        ----------
        path : str
            Empty, or begins with a slash.
        body : mapping
            What JSON can hold.
        patience : float
            The timeout is multiplied by it.

        Raises
        ------
        BadData
            If there is no answer, or it is no JSON object; names the address and what was answered.
        """
        url = self.url.rstrip("/") + path if path else self.url
        content = json.dumps(body, allow_nan=False).encode()
        for attempt in range(self.retries + 1):
            report(f"asking {url}", 0.0)
            try:
                return self._once(url, content, self.timeout * patience)
            except _Busy as busy:
                problem = busy
            if attempt < self.retries:
                time.sleep(PAUSE * 2**attempt)
        tries = f"tried {self.retries + 1} times" if self.retries else "tried once"
        raise BadData(
            f"the service at {url} gave no answer: {problem} ({tries})",
            fix="start it, or look at what it says; timeout= and retries= say how long to wait",
        ) from problem.__cause__

    def _once(self, url: str, content: bytes, timeout: float) -> dict[str, Any]:
        handlers = (_Stay, ProxyHandler({})) if is_local(url) else (_Stay,)
        request = Request(url, content, {"Content-Type": "application/json", "Accept": "application/json"})
        try:
            with build_opener(*handlers).open(request, timeout=timeout) as answer:
                found = _read(answer, time.monotonic() + timeout)
        except HTTPError as error:
            with error:  # it holds the connection
                said = f"HTTP {error.code} {error.reason} {_excerpt(error)}".strip()
            if error.code in AGAIN:
                raise _Busy(said) from error
            raise BadData(
                f"the service at {url} refused the request: {said}", fix="look at what it says"
            ) from error
        except URLError as error:
            raise _Busy(str(error.reason)) from error
        except (OSError, http.client.HTTPException) as error:
            raise _Busy(f"{type(error).__name__} {error}".strip()) from error
        return _decoded(url, found)


def _read(answer: Any, deadline: float) -> bytes:
    """The whole answer, unless it is too long or takes too long."""
    parts, size = [], 0
    while part := answer.read1(2**16):
        parts.append(part)
        size += len(part)
        if size > MOST_BYTES:
            raise BadData(
                f"the service at {answer.url} answered with more than {MOST_BYTES // 2**20} MiB",
                fix="pass a smaller chunk=",
            )
        if time.monotonic() > deadline:
            raise TimeoutError("the answer takes too long")
    if answer.length:
        raise http.client.IncompleteRead(b"", answer.length)
    return b"".join(parts)


def _decoded(url: str, content: bytes) -> dict[str, Any]:
    try:
        found = json.loads(content)
    except ValueError as error:
        raise BadData(
            f"the service at {url} answered {_short(content)!r}", allowed="a JSON object"
        ) from error
    if not isinstance(found, dict):
        raise BadData(f"the service at {url} answered {_short(content)!r}", allowed="a JSON object")
    return found


def _excerpt(error: HTTPError) -> str:
    try:
        return _short(error.read(EXCERPT + 1))
    except (OSError, http.client.HTTPException):
        return "(and broke off)"


def _short(content: bytes) -> str:
    text = " ".join(content[: EXCERPT + 1].decode("utf-8", "replace").split())
    return text[:EXCERPT] + ("…" if len(text) > EXCERPT else "")
