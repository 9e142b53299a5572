"""Compiled statements: the order of parameters, and other dialects."""

from __future__ import annotations

import pytest
from sqlalchemy.dialects import postgresql, sqlite

from labelwise.store.statements import Statement, Statements

DIALECTS = {
    "sqlite": (sqlite.dialect(), sqlite.insert),
    "postgresql": (postgresql.psycopg.dialect(), postgresql.insert),
}


def every(dialect):
    statements = vars(Statements(*DIALECTS[dialect]))
    found = {name: value for name, value in statements.items() if isinstance(value, Statement)}
    assert len(found) > 10
    return found


def test_rows_give_parameters_in_the_order_of_the_text():
    for name, statement in every("sqlite").items():
        assert statement.text.count("?") == len(statement.names), name
    named = Statements(sqlite.dialect(paramstyle="named"), sqlite.insert)
    for name, statement in vars(named).items():
        at = [statement.text.index(f":{parameter}") for parameter in statement.names]
        assert at == sorted(at), name


def test_postgresql_takes_the_same_statements():
    for name, statement in every("postgresql").items():
        for parameter in statement.names:
            assert f"%({parameter})s" in statement.text, name
        assert statement.text.count("%(") == len(statement.names)


class Cursor:
    """Remembers what it was asked to run."""

    rowcount = 3

    def __init__(self):
        self.calls = []

    def execute(self, text, given):
        self.calls.append(given)

    def executemany(self, text, given):
        self.calls.append(given)


@pytest.mark.parametrize(
    ("dialect", "one", "two"),
    [
        ("sqlite", ("a",), [("a",), ("b",)]),
        ("postgresql", {"question": "a"}, [{"question": "a"}, {"question": "b"}]),
    ],
)
def test_parameters_go_as_the_driver_wants_them(dialect, one, two):
    cursor, statement = Cursor(), every(dialect)["_end"]
    assert statement.many(cursor, [("a",)]) == statement.many(cursor, [("a",), ("b",)]) == 3
    assert statement.many(cursor, []) == 0
    assert cursor.calls == [one, two]
