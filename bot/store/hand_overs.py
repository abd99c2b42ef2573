"""Whom an answer of the staff goes to, and how many questions a person has sent to them."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import delete, func, select

from bot.store.database import Database
from bot.store.tables import HAND_OVERS, SENT_BEFORE_DELETION, STAFF_CHATS, insert_into, milliseconds


class HandOvers:
    """The part of the store that knows, for some days, whose question a message in the staff chat is."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._owes_erasure = False

    def hand_over(
        self, staff_chat: int, staff_message_id: int, chat_id: int, preview_message_id: int, expires: datetime
    ) -> None:
        """Remember until `expires` whose question a message in a staff chat is, and from which preview it was sent."""
        row = {
            "staff_chat": staff_chat,
            "staff_message_id": staff_message_id,
            "chat_id": chat_id,
            "preview_message_id": preview_message_id,
            "expires": milliseconds(expires),
        }
        key = [HAND_OVERS.c.staff_chat, HAND_OVERS.c.staff_message_id]
        with self._database.writing() as connection:
            connection.execute(
                insert_into(connection, HAND_OVERS).values(row).on_conflict_do_update(index_elements=key, set_=row)
            )

    def person_of(self, staff_chat: int, staff_message_id: int, now: datetime) -> int | None:
        """Find the chat whose question a message in a staff chat is; None if it is none, or it has expired."""
        column = HAND_OVERS.c
        found = (
            select(column.chat_id)
            .where(column.staff_message_id == staff_message_id, column.staff_chat.in_((staff_chat, 0)))
            .where(column.expires > milliseconds(now))
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
            column.expires > milliseconds(now),
        )
        with self._database.reading() as connection:
            return connection.execute(found).first() is not None

    def move_staff_chat(self, was: int, became: int) -> None:
        """Remember that a staff chat has a new number."""
        row = {"was": was, "became": became}
        with self._database.writing() as connection:
            insert = insert_into(connection, STAFF_CHATS).values(row)
            connection.execute(insert.on_conflict_do_update(index_elements=[STAFF_CHATS.c.was], set_=row))

    def staff_chat_of(self, number: int) -> int:
        """Return the number that a staff chat has now; a group becomes a supergroup once at most."""
        with self._database.reading() as connection:
            became = connection.execute(select(STAFF_CHATS.c.became).where(STAFF_CHATS.c.was == number)).scalar()
        return number if became is None else int(became)

    def open_hand_overs(self, chat_id: int, now: datetime) -> int:
        """Count what is remembered of a chat and has not expired."""
        column = HAND_OVERS.c
        counted = select(func.count()).where(column.chat_id == chat_id, column.expires > milliseconds(now))
        with self._database.reading() as connection:
            return int(connection.execute(counted).scalar_one())

    def sent_questions(self, chat_id: int, pseudonym: str, now: datetime, beyond: timedelta) -> int:
        """Count the questions of a person that count still; each is remembered for `beyond` after it counts no more.

        Those that the person has had deleted are found by the pseudonym given then.
        """
        remembered = self.open_hand_overs(chat_id, now + beyond)
        column = SENT_BEFORE_DELETION.c
        counted = select(func.count()).where(column.pseudonym == pseudonym, column.counts_until > milliseconds(now))
        with self._database.reading() as connection:
            return remembered + int(connection.execute(counted).scalar_one())

    def forget_person(self, chat_id: int, pseudonym: str, now: datetime, beyond: timedelta) -> int:
        """Delete all that is remembered of a chat, and say how many questions that were.

        What counts still goes on counting for the pseudonym, or deleting would lift the limit of questions a day.
        """
        deleted = delete(HAND_OVERS).where(HAND_OVERS.c.chat_id == chat_id).returning(HAND_OVERS.c.expires)
        with self._database.writing() as connection:
            ends = [expires - _milliseconds_of(beyond) for expires in connection.execute(deleted).scalars()]
            rows = [{"pseudonym": pseudonym, "counts_until": end} for end in ends if end > milliseconds(now)]
            if rows:
                connection.execute(SENT_BEFORE_DELETION.insert(), rows)
        self._erase_traces_of(len(ends))
        return len(ends)

    def forget_hand_overs(self, now: datetime) -> int:
        """Delete what has expired, and say how many questions that were."""
        with self._database.writing() as connection:
            expired = delete(HAND_OVERS).where(HAND_OVERS.c.expires <= milliseconds(now))
            count = connection.execute(expired).rowcount
            counted = delete(SENT_BEFORE_DELETION).where(SENT_BEFORE_DELETION.c.counts_until <= milliseconds(now))
            pseudonyms = connection.execute(counted).rowcount
        self._erase_traces_of(count + pseudonyms)
        return count

    def _erase_traces_of(self, deleted: int) -> None:
        if deleted or self._owes_erasure:
            self._owes_erasure = not self._database.erase_traces()


def _milliseconds_of(span: timedelta) -> int:
    return span // timedelta(milliseconds=1)
