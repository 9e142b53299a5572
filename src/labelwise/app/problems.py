"""Errors as the page gets them: a sentence of ours, or an id to look up in the log, never the data."""

from __future__ import annotations

import secrets

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from starlette.exceptions import HTTPException

from labelwise.app.logs import describe, log
from labelwise.errors import BadAnswer, LabelwiseError, StoreLocked


def problem(status: int, message: str, **more: object) -> JSONResponse:
    """The one form of all errors: ``{"error": {"message": ...}}``."""
    return JSONResponse({"error": {"message": message, **more}}, status)


def install(app: FastAPI) -> None:
    """Answer every error of ``app`` in that form."""
    app.add_exception_handler(LabelwiseError, _ours)
    app.add_exception_handler(RequestValidationError, _malformed)
    app.add_exception_handler(HTTPException, _http)
    app.add_exception_handler(Exception, _unexpected)


def _ours(_: Request, error: Exception) -> JSONResponse:
    status = 503 if isinstance(error, StoreLocked) else 422 if isinstance(error, BadAnswer) else 400
    return problem(status, str(error))


def _malformed(_: Request, error: Exception) -> JSONResponse:
    wrong = error.errors() if isinstance(error, RequestValidationError) else []
    where = sorted({".".join(str(part) for part in e["loc"] if isinstance(part, str)) for e in wrong})
    return problem(422, "The request is malformed.", where=where)


def _http(_: Request, error: Exception) -> JSONResponse:
    status = error.status_code if isinstance(error, HTTPException) else 500
    return problem(
        status, {404: "There is nothing here.", 405: "That is not possible here."}.get(status, "Refused.")
    )


def _unexpected(request: Request, error: Exception) -> JSONResponse:
    number = secrets.token_hex(4)
    log.error("error %s at %s: %s", number, request.url.path, describe(error))
    return problem(
        500, f"Something went wrong in the server (error {number}; its log says where).", id=number
    )
