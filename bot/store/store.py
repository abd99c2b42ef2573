"""The store: what the operator learns, which updates are taken; and, inherited, whom an answer of the staff goes to."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, timedelta
from enum import Enum, auto
from typing import Any, Final, Literal

from sqlalchemy import ColumnElement, Connection, Table, bindparam, delete, func, select, update

from bot.errors import CannotStart, StoreError
from bot.records import Asked, EntryFigures, Figures, Record, Unanswered
from bot.store import counts
from bot.store.database import Database
from bot.store.faults import UnusableError
from bot.store.hand_overs import HandOvers
from bot.store.migrations import MIGRATIONS, Migration
from bot.store.tables import CLAIMS, ENTRIES, OUTCOMES, QUESTIONS, insert_into, milliseconds

_OPEN: Final = ""
_COUNTED: Final = ("asked", "opened", "helpful", "not_helpful")


class Claim(Enum):
    """What became of the attempt to take an update."""

    NEW = auto()  # it is yours
    BUSY = auto()  # another replica has it, and its lease runs
    DONE = auto()  # it was answered


class Store(HandOvers):
    """The database at `url`, opened on first use; every method may be called from any thread, and waits.

    All methods raise StoreError where the database cannot do it. Without `create`, a missing SQLite file and an
    older schema are such errors, and nothing is made.
    """

    def __init__(self, url: str, *, create: bool = True, migrations: tuple[Migration, ...] = MIGRATIONS) -> None:
        super().__init__(Database(url, create=create, migrations=migrations))

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
        row = {"update_id": update_id, "owner": owner, "lease_ends": milliseconds(now + lease), "done": False}
        column = CLAIMS.c
        with self._database.writing() as connection:
            insert = insert_into(connection, CLAIMS).values(row)
            free = (column.done.is_(False)) & (column.lease_ends <= milliseconds(now))
            taken = insert.on_conflict_do_update(index_elements=[column.update_id], set_=row, where=free)
            if connection.execute(taken.returning(column.update_id)).first():
                return Claim.NEW
            done = connection.execute(select(column.done).where(column.update_id == update_id)).scalar()
        return Claim.DONE if done else Claim.BUSY

    def renew(self, update_id: int, owner: str, now: datetime, lease: timedelta) -> None:
        """Let the lease run on while `owner` still works on an update; one that was taken over stays so."""
        self._change_claim(update_id, owner, lease_ends=milliseconds(now + lease))

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
            connection.execute(delete(CLAIMS).where(CLAIMS.c.lease_ends < milliseconds(before)))


def _held(update_id: int, owner: str) -> ColumnElement[bool]:
    """Pick the claim that somebody holds: whoever came too late must not undo what another has taken over."""
    column = CLAIMS.c
    return (column.update_id == update_id) & (column.owner == owner) & column.done.is_(False)


def _storable(text: str) -> str:
    """Replace what a database refuses: halves of surrogate pairs, and NUL in PostgreSQL."""
    return text.encode("utf-8", "replace").decode("utf-8").replace("\0", " ")


def _add(connection: Connection, table: Table, key: Mapping[str, Any], counts: Mapping[str, int]) -> None:
    """Add to the counts of a row, which is made where it is missing."""
    insert = insert_into(connection, table).values({**key, **counts})
    sums = {name: table.c[name] + insert.excluded[name] for name in counts}
    connection.execute(insert.on_conflict_do_update(index_elements=list(key), set_=sums))
