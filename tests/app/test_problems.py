"""Errors tell what to do, and never the data."""

from __future__ import annotations

import logging

import pytest

from labelwise.errors import BadData, StoreLocked


@pytest.fixture
def failing(client, monkeypatch):
    tab = client()

    def fail(error: Exception):
        def status():
            raise error

        monkeypatch.setattr(tab.clerk, "status", status)
        tab.http._transport.raise_server_exceptions = False
        return tab.get("status")

    return fail


def test_an_unexpected_error_has_an_id_and_no_content(failing, caplog):
    with caplog.at_level(logging.ERROR, "labelwise.app"):
        reply = failing(RuntimeError("the text of an item"))
    body = reply.json()["error"]
    assert reply.status_code == 500
    assert body["id"] in body["message"]
    assert body["id"] in caplog.text and "RuntimeError" in caplog.text
    assert "text of an item" not in reply.text + caplog.messages[0]


@pytest.mark.parametrize(
    ("error", "status"), [(BadData("no such item", fix="ask again"), 400), (StoreLocked("it is locked"), 503)]
)
def test_our_errors_speak(failing, error, status):
    reply = failing(error)
    assert reply.status_code == status
    assert reply.json()["error"]["message"] == str(error)


def test_unknown_places_and_methods(client):
    tab = client()
    assert tab.get("nowhere").json() == {"error": {"message": "There is nothing here."}}
    assert tab.post("status").json() == {"error": {"message": "That is not possible here."}}
