"""What a server is started with."""

from __future__ import annotations

import getpass

import pytest

from labelwise.app import settings
from labelwise.app.settings import Settings, bearer_from_environment, own_name
from labelwise.errors import BadParameter


@pytest.mark.parametrize("name", ["", " ", "a:b", "a/b", "a\nb", "x" * 61])
def test_names_that_would_break_the_ledger(name):
    with pytest.raises(BadParameter, match="annotator's name"):
        Settings("p", name=name)


@pytest.mark.parametrize("name", ["anna", "Ána Müller", "李雷", "me"])
def test_any_script_is_a_name(name):
    assert Settings("p", name=name).by == f"human:{name}"


def test_the_version_of_guidelines_follows_their_text():
    versions = {Settings("p", guidelines=text).guideline for text in ("", "a", "b")}
    assert len(versions) == 3
    assert Settings("p").guideline == ""


def test_own_name(monkeypatch):
    monkeypatch.setattr(getpass, "getuser", lambda: "corp\\anna smith")
    assert own_name() == "corp-anna-smith"

    def nobody():
        raise OSError

    monkeypatch.setattr(getpass, "getuser", nobody)
    assert own_name() == "me"


def test_the_bearer_secret_must_be_long(monkeypatch):
    monkeypatch.delenv("LABELWISE_TOKEN", raising=False)
    assert bearer_from_environment() is None
    monkeypatch.setenv("LABELWISE_TOKEN", "x" * 32)
    assert bearer_from_environment() == "x" * 32
    monkeypatch.setenv("LABELWISE_TOKEN", "short")
    with pytest.raises(BadParameter, match="LABELWISE_TOKEN"):
        bearer_from_environment()


def test_loopback_only():
    assert settings.LOOPBACK == ("127.0.0.1", "localhost", "::1")
