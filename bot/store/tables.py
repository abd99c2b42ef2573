"""The tables as they are now; `migrations` makes them, and a test holds the two together."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from sqlalchemy import BigInteger, Boolean, Column, Connection, Date, Integer, MetaData, Table, Text
from sqlalchemy.dialects import postgresql, sqlite

METADATA: Final = MetaData()

# Moments are whole milliseconds since 1970, which every database compares alike.

OUTCOMES: Final = Table(
    "outcome_counts",
    METADATA,
    Column("day", Date, primary_key=True),
    Column("outcome", Text, primary_key=True),
    Column("asked", Integer, nullable=False),
)

ENTRIES: Final = Table(
    "entry_counts",
    METADATA,
    Column("day", Date, primary_key=True),
    Column("entry", Text, primary_key=True),
    Column("asked", Integer, nullable=False),
    Column("opened", Integer, nullable=False),
    Column("helpful", Integer, nullable=False),
    Column("not_helpful", Integer, nullable=False),
)

QUESTIONS: Final = Table(
    "questions",
    METADATA,
    Column("id", BigInteger, primary_key=True),
    Column("day", Date, nullable=False),
    Column("question", Text, nullable=False),
    Column("outcome", Text, nullable=False),
    Column("candidates", Text, nullable=False),  # ids with blanks between, best first
    Column("verdict", Text, nullable=False),  # empty while it is open
)

CLAIMS: Final = Table(
    "claims",
    METADATA,
    Column("update_id", BigInteger, primary_key=True),
    Column("owner", Text, nullable=False),
    Column("lease_ends", BigInteger, nullable=False),
    Column("done", Boolean, nullable=False),
)

HAND_OVERS: Final = Table(
    "hand_overs",
    METADATA,
    Column("staff_chat", BigInteger, primary_key=True),  # 0 where an earlier version did not note it
    Column("staff_message_id", BigInteger, primary_key=True),
    Column("chat_id", BigInteger, nullable=False),
    Column("preview_message_id", BigInteger, nullable=False),
    Column("expires", BigInteger, nullable=False),
)

STAFF_CHATS: Final = Table(
    "staff_chats",
    METADATA,
    Column("was", BigInteger, primary_key=True),
    Column("became", BigInteger, nullable=False),
)

SENT_BEFORE_DELETION: Final = Table(
    "sent_before_deletion",
    METADATA,
    Column("pseudonym", Text, nullable=False),
    Column("counts_until", BigInteger, nullable=False),
)


def insert_into(connection: Connection, table: Table) -> postgresql.Insert | sqlite.Insert:
    """Begin an insert that may meet a row that is there; both databases write it alike."""
    return postgresql.insert(table) if connection.dialect.name == "postgresql" else sqlite.insert(table)


def milliseconds(moment: datetime) -> int:
    """Write a moment as the tables hold it."""
    return round(moment.timestamp() * 1000)
