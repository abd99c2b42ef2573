"""The steps that lead from an empty database to the tables of today, in order, each recorded where it was taken.

A step that was released is never edited; a change of the tables is a new step at the end.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from sqlalchemy import Connection, inspect, text

_RECORD: Final = "schema_versions"
# Of two processes that start together, one migrates and the other waits; any number will do.
_LOCK: Final = 7_046_029_254_386_353_131
# Numbers are never used again: buttons in old messages name questions by them.
_NUMBERED: Final = {
    "sqlite": "INTEGER PRIMARY KEY AUTOINCREMENT",
    "postgresql": "BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY",
}


@dataclass(frozen=True)
class Migration:
    """One step, named for what it brings; `{numbered}` stands for the database's way to number rows."""

    name: str
    statements: tuple[str, ...]


MIGRATIONS: Final = (
    Migration(
        "statistics",
        (
            """CREATE TABLE outcome_counts (
                day DATE NOT NULL, outcome TEXT NOT NULL, asked INTEGER NOT NULL, PRIMARY KEY (day, outcome))""",
            """CREATE TABLE entry_counts (
                day DATE NOT NULL, entry TEXT NOT NULL, asked INTEGER NOT NULL, opened INTEGER NOT NULL,
                helpful INTEGER NOT NULL, not_helpful INTEGER NOT NULL, PRIMARY KEY (day, entry))""",
            """CREATE TABLE questions (
                id {numbered}, day DATE NOT NULL, question TEXT NOT NULL, outcome TEXT NOT NULL,
                candidates TEXT NOT NULL, verdict TEXT NOT NULL)""",
            "CREATE INDEX questions_by_day ON questions (day)",
        ),
    ),
    Migration(
        "claims",
        (
            """CREATE TABLE claims (
                update_id BIGINT NOT NULL PRIMARY KEY, owner TEXT NOT NULL, lease_ends BIGINT NOT NULL,
                done BOOLEAN NOT NULL)""",
            "CREATE INDEX claims_by_end ON claims (lease_ends)",
        ),
    ),
    Migration(
        "hand-overs",
        (
            """CREATE TABLE hand_overs (
                staff_message_id BIGINT NOT NULL PRIMARY KEY, chat_id BIGINT NOT NULL, expires BIGINT NOT NULL)""",
            "CREATE INDEX hand_overs_by_chat ON hand_overs (chat_id)",
        ),
    ),
    Migration(
        "hand-overs of several staff chats",
        (
            "ALTER TABLE hand_overs RENAME TO earlier_hand_overs",
            """CREATE TABLE hand_overs (
                staff_chat BIGINT NOT NULL, staff_message_id BIGINT NOT NULL, chat_id BIGINT NOT NULL,
                preview_message_id BIGINT NOT NULL, expires BIGINT NOT NULL,
                PRIMARY KEY (staff_chat, staff_message_id))""",
            # Nobody noted in which chat these were; no chat has the number 0.
            """INSERT INTO hand_overs
                SELECT 0, staff_message_id, chat_id, 0, expires FROM earlier_hand_overs""",
            "DROP TABLE earlier_hand_overs",
            "CREATE INDEX hand_overs_by_chat ON hand_overs (chat_id)",
            "CREATE TABLE staff_chats (was BIGINT NOT NULL PRIMARY KEY, became BIGINT NOT NULL)",
        ),
    ),
    Migration(
        "questions sent before a deletion",
        ("CREATE TABLE sent_before_deletion (pseudonym TEXT NOT NULL, counts_until BIGINT NOT NULL)",),
    ),
)


def version_of(connection: Connection) -> int:
    """Tell how many steps the database has taken; 0 for an empty one."""
    if not inspect(connection).has_table(_RECORD):
        return 0
    return int(connection.execute(text(f"SELECT COALESCE(MAX(version), 0) FROM {_RECORD}")).scalar_one())  # noqa: S608 - our own name


def migrate(connection: Connection, migrations: tuple[Migration, ...] = MIGRATIONS) -> None:
    """Take the steps that are missing, within the transaction that is open: all of them, or none."""
    if connection.dialect.name == "postgresql":  # SQLite has locked the whole file
        connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _LOCK})
    connection.execute(
        text(
            f"CREATE TABLE IF NOT EXISTS {_RECORD} "
            "(version INTEGER NOT NULL PRIMARY KEY, name TEXT NOT NULL, migrated_at TIMESTAMP NOT NULL)"
        )
    )
    numbered = _NUMBERED[connection.dialect.name]
    taken = version_of(connection)
    for version, migration in enumerate(migrations[taken:], start=taken + 1):
        for statement in migration.statements:
            connection.execute(text(statement.replace("{numbered}", numbered)))
        insert = f"INSERT INTO {_RECORD} VALUES (:version, :name, CURRENT_TIMESTAMP)"  # noqa: S608 - our own name
        connection.execute(text(insert), {"version": version, "name": migration.name})
