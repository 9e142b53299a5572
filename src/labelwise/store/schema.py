"""The tables of a project, and the revisions that its file may have.

A new file is made from these tables at once; a file of an older revision is upgraded by
the migrations, and a test holds the two ways equal.
"""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, Float, Integer, LargeBinary, MetaData, Table, Text

HISTORY = ("0001",)
"""Revisions in order; the last is what this version reads and writes."""

# A 64-bit position everywhere: SQLite's INTEGER key is one already.
Position = BigInteger().with_variant(Integer(), "sqlite")

metadata = MetaData()

events = Table(
    "events",
    metadata,
    Column("seq", Position, primary_key=True, autoincrement=False),
    Column("id", Text, nullable=False, unique=True),
    Column("kind", Text, nullable=False),
    Column("at", Float, nullable=False),
    Column("item", Text, nullable=False),
    Column("part", Text, nullable=False),
    Column("query", Text, nullable=False),
    Column("by", Text, nullable=False),
    Column("body", Text, nullable=False),
)

leases = Table(
    "leases",
    metadata,
    Column("item", Text, primary_key=True),
    Column("part", Text, primary_key=True),
    Column("slot", Text, primary_key=True),
    Column("query", Text, nullable=False, unique=True),
    Column("holder", Text),
    Column("until", Float, nullable=False),
    sqlite_with_rowid=False,
)

answers = Table(
    "answers",
    metadata,
    Column("id", Text, primary_key=True),
    Column("event", Position, nullable=False),  # where the answer itself stands
    sqlite_with_rowid=False,
)

version = Table("alembic_version", MetaData(), Column("version_num", Text, primary_key=True))
"""Alembic's own table, with the revision of the file in its one row."""

artefacts = Table(
    "artefacts",
    MetaData(),
    Column("name", Text, primary_key=True),
    Column("content", LargeBinary, nullable=False),
)
"""Arrays, where several machines share a store; a file has a folder beside it instead."""
