"""The store: what the operator learns, which updates are taken, and whom an answer of the staff goes to."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, timedelta
from enum import Enum, auto
from typing import Any, Final, Literal

from sqlalchemy import ColumnElement, Connection, Table, bindparam, delete, func, select, update
from sqlalchemy.dialects import postgresql, sqlite

from bot.errors import CannotStart, StoreError
from bot.records import Asked, EntryFigures, Figures, Record, Unanswered
from bot.store import counts
from bot.store.database import Database
from bot.store.faults import UnusableError
from bot.store.migrations import MIGRATIONS, Migration
from bot.store.tables import CLAIMS, ENTRIES, HAND_OVERS, OUTCOMES, QUESTIONS, STAFF_CHATS

_OPEN: Final = ""
_COUNTED: Final = ("asked", "opened", "helpful", "not_helpful")


class Claim(Enum):
    """What became of the attempt to take an update."""

    NEW = auto()  # it is yours
    BUSY = auto()  # another replica has it, and its lease runs
    DONE = auto()  # it was answered


class Store:
    """The database at `url`, opened on first use; every method may be called from any thread, and waits.

    All methods raise StoreError where the database cannot do it. Without `create`, a missing SQLite file and an
    older schema are such errors, and nothing is made.
    """

    def __init__(self, url: str, *, create: bool = True, migrations: tuple[Migration, ...] = MIGRATIONS) -> None:
        self._database = Database(url, create=create, migrations=migrations)
        self._owes_erasure = False

    def check(self) -> None:
        """Raise CannotStart for what waiting cannot mend: a wrong URL, a missing driver, a schema that is newer.

        A database that is locked, full or out of reach passes, for it may come back.
        """
        try:
            self._database.open()
        except UnusableError as error:
            raise CannotStart(str(error)) from None
        except StoreError:
            pass

    def close(self) -> None:
        """Close all connections; the next use opens them again."""
        self._database.close()

    # What the operator learns

    def write(self, records: Sequence[Record], day: date) -> None:
        """Count what happened on `day`, and keep the words of questions where records have them: all, or nothing."""
        outcomes = Counter(record.outcome for record in records if isinstance(record, Asked))
        entries = Counter(event for record in records if (event := counts.event(record)))
        entries.subtract(event for record in records if (event := counts.withdrawn(record)))
        questions = [
            {
                "day": day,
                "question": _storable(record.question),
                "outcome": record.outcome,
                "candidates": " ".join(record.candidates),
                "verdict": _OPEN,
            }
            for record in records
            if isinstance(record, Asked) and record.question
        ]
        with self._database.writing() as connection:
            # In order, so that two writers never wait for each other in a ring.
            for outcome in sorted(outcomes):
                _add(connection, OUTCOMES, {"day": day, "outcome": outcome}, {"asked": outcomes[outcome]})
            for entry in sorted({entry for entry, _ in entries}):
                added = {name: entries[entry, name] for name in _COUNTED}
                _add(connection, ENTRIES, {"day": day, "entry": entry}, added)
            if questions:
                connection.execute(QUESTIONS.insert(), questions)

    def figures(self, since: date, until: date) -> Figures:
        """Count from `since` to `until`, both included."""
        outcome, entry = OUTCOMES.c, ENTRIES.c
        by_outcome = (
            select(outcome.outcome, func.sum(outcome.asked))
            .where(outcome.day.between(since, until))
            .group_by(outcome.outcome)
            .order_by(outcome.outcome)
        )
        by_entry = (
            select(entry.entry, *(func.sum(entry[name]) for name in _COUNTED))
            .where(entry.day.between(since, until))
            .group_by(entry.entry)
            .order_by(entry.entry)
        )
        with self._database.reading() as connection:
            outcomes = {name: int(count) for name, count in connection.execute(by_outcome)}
            # A vote of an earlier day may be taken back in this span.
            entries = {
                name: EntryFigures(*(max(0, int(count)) for count in row))
                for name, *row in connection.execute(by_entry)
            }
        return counts.figures(outcomes, entries)

    def unanswered(self, since: date) -> list[Unanswered]:
        """List the questions from `since` on that nobody has settled, newest first."""
        column = QUESTIONS.c
        wanted = (
            select(column.id, column.day, column.question, column.outcome, column.candidates)
            .where(column.verdict == _OPEN, column.day >= since)
            .order_by(column.day.desc(), column.id.desc())
        )
        with self._database.reading() as connection:
            rows = connection.execute(wanted).all()
        return [Unanswered(*row[:-1], candidates=tuple(row.candidates.split())) for row in rows]

    def settle(self, ids: Iterable[int], verdict: Literal["ignored", "done"]) -> None:
        """Take questions off the list; what is settled or gone already is left as it is."""
        settled = update(QUESTIONS).where(QUESTIONS.c.id == bindparam("number"), QUESTIONS.c.verdict == _OPEN)
        numbers = [{"number": number} for number in ids]
        with self._database.writing() as connection:
            if numbers:
                connection.execute(settled.values(verdict=verdict), numbers)

    def forget(self, before: date) -> None:
        """Delete all counts and questions, settled ones too, of the days before."""
        with self._database.writing() as connection:
            for table in (OUTCOMES, ENTRIES, QUESTIONS):
                connection.execute(delete(table).where(table.c.day < before))
        self._owes_erasure = not self._database.erase_traces()

    # Which updates are taken, among replicas

    def claim(self, update_id: int, owner: str, now: datetime, lease: timedelta) -> Claim:
        """Take an update, so that of all replicas one answers it; a lease that ended without `finish` is taken over."""
        row = {"update_id": update_id, "owner": owner, "lease_ends": _milliseconds(now + lease), "done": False}
        column = CLAIMS.c
        with self._database.writing() as connection:
            insert = _insert(connection, CLAIMS).values(row)
            free = (column.done.is_(False)) & (column.lease_ends <= _milliseconds(now))
            taken = insert.on_conflict_do_update(index_elements=[column.update_id], set_=row, where=free)
            if connection.execute(taken.returning(column.update_id)).first():
                return Claim.NEW
            done = connection.execute(select(column.done).where(column.update_id == update_id)).scalar()
        return Claim.DONE if done else Claim.BUSY

    def renew(self, update_id: int, owner: str, now: datetime, lease: timedelta) -> None:
        """Let the lease run on while `owner` still works on an update; one that was taken over stays so."""
        self._change_claim(update_id, owner, lease_ends=_milliseconds(now + lease))

    def finish(self, update_id: int, owner: str) -> None:
        """Note that `owner` has answered an update: whoever claims it from now on hears DONE."""
        self._change_claim(update_id, owner, done=True)

    def release(self, update_id: int, owner: str) -> None:
        """Give an update back that `owner` has taken and not answered."""
        with self._database.writing() as connection:
            connection.execute(delete(CLAIMS).where(_held(update_id, owner)))

    def _change_claim(self, update_id: int, owner: str, **values: object) -> None:
        with self._database.writing() as connection:
            connection.execute(update(CLAIMS).where(_held(update_id, owner)).values(**values))

    def forget_claims(self, before: datetime) -> None:
        """Delete the claims whose lease ended before that moment."""
        with self._database.writing() as connection:
            connection.execute(delete(CLAIMS).where(CLAIMS.c.lease_ends < _milliseconds(before)))

    # Whom an answer of the staff goes to

    def hand_over(
        self, staff_chat: int, staff_message_id: int, chat_id: int, preview_message_id: int, expires: datetime
    ) -> None:
        """Remember until `expires` whose question a message in a staff chat is, and from which preview it was sent."""
        row = {
            "staff_chat": staff_chat,
            "staff_message_id": staff_message_id,
            "chat_id": chat_id,
            "preview_message_id": preview_message_id,
            "expires": _milliseconds(expires),
        }
        key = [HAND_OVERS.c.staff_chat, HAND_OVERS.c.staff_message_id]
        with self._database.writing() as connection:
            connection.execute(
                _insert(connection, HAND_OVERS).values(row).on_conflict_do_update(index_elements=key, set_=row)
            )

    def person_of(self, staff_chat: int, staff_message_id: int, now: datetime) -> int | None:
        """Find the chat whose question a message in a staff chat is; None if it is none, or it has expired."""
        column = HAND_OVERS.c
        found = (
            select(column.chat_id)
            .where(column.staff_message_id == staff_message_id, column.staff_chat.in_((staff_chat, 0)))
            .where(column.expires > _milliseconds(now))
            .order_by(column.staff_chat == 0)
        )
        with self._database.reading() as connection:
            chat_id = connection.execute(found).scalar()
        return None if chat_id is None else int(chat_id)

    def was_handed_over(self, chat_id: int, preview_message_id: int, now: datetime) -> bool:
        """Tell whether the question of a preview has reached the staff."""
        column = HAND_OVERS.c
        found = select(column.chat_id).where(
            column.chat_id == chat_id,
            column.preview_message_id == preview_message_id,
            column.expires > _milliseconds(now),
        )
        with self._database.reading() as connection:
            return connection.execute(found).first() is not None

    def move_staff_chat(self, was: int, became: int) -> None:
        """Remember that a staff chat has a new number."""
        row = {"was": was, "became": became}
        with self._database.writing() as connection:
            insert = _insert(connection, STAFF_CHATS).values(row)
            connection.execute(insert.on_conflict_do_update(index_elements=[STAFF_CHATS.c.was], set_=row))

    def staff_chat_of(self, number: int) -> int:
        """Return the number that a staff chat has now; a group becomes a supergroup once at most."""
        with self._database.reading() as connection:
            became = connection.execute(select(STAFF_CHATS.c.became).where(STAFF_CHATS.c.was == number)).scalar()
        return number if became is None else int(became)

    def open_hand_overs(self, chat_id: int, now: datetime) -> int:
        """Count what is remembered of a chat and has not expired."""
        column = HAND_OVERS.c
        counted = select(func.count()).where(column.chat_id == chat_id, column.expires > _milliseconds(now))
        with self._database.reading() as connection:
            return int(connection.execute(counted).scalar_one())

    def forget_person(self, chat_id: int) -> int:
        """Delete all that is remembered of a chat, and say how many questions that were."""
        return self._forget_hand_overs(HAND_OVERS.c.chat_id == chat_id)

    def forget_hand_overs(self, now: datetime) -> int:
        """Delete what has expired, and say how many questions that were."""
        return self._forget_hand_overs(HAND_OVERS.c.expires <= _milliseconds(now))

    def _forget_hand_overs(self, which: ColumnElement[bool]) -> int:
        with self._database.writing() as connection:
            count = connection.execute(delete(HAND_OVERS).where(which)).rowcount
        if count or self._owes_erasure:
            self._owes_erasure = not self._database.erase_traces()
        return count


def _held(update_id: int, owner: str) -> ColumnElement[bool]:
    """Pick the claim that somebody holds: whoever came too late must not undo what another has taken over."""
    column = CLAIMS.c
    return (column.update_id == update_id) & (column.owner == owner) & column.done.is_(False)


def _storable(text: str) -> str:
    """Replace what a database refuses: halves of surrogate pairs, and NUL in PostgreSQL."""
    return text.encode("utf-8", "replace").decode("utf-8").replace("\0", " ")


def _add(connection: Connection, table: Table, key: Mapping[str, Any], counts: Mapping[str, int]) -> None:
    """Add to the counts of a row, which is made where it is missing."""
    insert = _insert(connection, table).values({**key, **counts})
    sums = {name: table.c[name] + insert.excluded[name] for name in counts}
    connection.execute(insert.on_conflict_do_update(index_elements=list(key), set_=sums))


def _insert(connection: Connection, table: Table) -> postgresql.Insert | sqlite.Insert:
    """Begin an insert that may meet a row that is there; both databases write it alike."""
    return postgresql.insert(table) if connection.dialect.name == "postgresql" else sqlite.insert(table)


def _milliseconds(moment: datetime) -> int:
    return round(moment.timestamp() * 1000)
