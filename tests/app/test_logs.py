"""Kind and place, never the message."""

from __future__ import annotations

from labelwise.app.logs import describe, log


def test_describe_names_kind_and_place():
    try:
        raise KeyError("secret" + " text")
    except KeyError as error:
        said = describe(error)
    assert said.startswith("KeyError") and "test_logs.py" in said
    assert "secret text" not in said


def test_the_log_is_ours():
    assert log.name == "labelwise.app"
