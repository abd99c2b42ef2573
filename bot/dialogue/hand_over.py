"""Handing a question over to the people who run the bot: every screen on the way there and back, and its limits."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Final

from bot import limits
from bot.dialogue.actions import arguments_of, press_button
from bot.dialogue.layout import column, menu_row
from bot.knowledge import Knowledge
from bot.knowledge.markup import parse
from bot.knowledge.operator_schema import HandOverBlock
from bot.reply import Message, Press, Reply, Rows
from bot.text import Span, Text

QUESTION_CHARACTERS: Final = 1000
DAYS_KEPT: Final = 7
QUESTIONS_A_DAY: Final = 3

_VERB: Final = "q"


class Deed(StrEnum):
    """What a button on the way does; the value travels in its callback data."""

    ASK = "a"
    REWRITE = "r"
    SEND = "s"
    KEEP_BACK = "k"
    FORGET = "f"


def deed_of(data: str) -> Deed | None:
    """Read what a button is for; None for a button of anything else."""
    arguments = arguments_of(data, _VERB)
    return Deed(arguments[0]) if arguments in [[deed] for deed in Deed] else None


@dataclass(frozen=True)
class HandOver:
    """The screens; a question that waits for a yes stands in the quote at the end of its message, and nowhere else."""

    knowledge: Knowledge
    texts: HandOverBlock

    @classmethod
    def over(cls, knowledge: Knowledge) -> HandOver | None:
        """Make the screens of a knowledge; None where it has no words for them."""
        texts = knowledge.messages.hand_over
        return cls(knowledge, texts) if texts else None

    def offered(self, reply: Reply) -> Reply:
        """Offer a person of the staff where a question is still open, above the way to the menu."""
        if not reply.unresolved or not reply.messages:
            return reply
        *before, last = reply.messages
        rows = (*last.rows[:-1], *column([self._button(self.texts.button_offer, Deed.ASK)]), *last.rows[-1:])
        return replace(reply, messages=(*before, replace(last, rows=rows, quotes=True)))

    def privacy(self, message: Message) -> Message:
        """Add to the words on privacy what is kept for an answer, and the button that deletes it."""
        text = message.text + Text.of("\n\n") + parse(self.texts.privacy).fill(days=str(DAYS_KEPT))
        return replace(message, text=text, rows=self._forget + message.rows)

    def prompt(self) -> Message:
        """Ask for the question, in a message that is to be replied to."""
        text = parse(self.texts.prompt).fill(limit=str(QUESTION_CHARACTERS))
        return Message(text, prompt=self.texts.placeholder)

    def reply_to(self, asked: str, question: str) -> Reply | None:
        """Show what would be sent, after a reply to the prompt or to an answer; None if `asked` is neither."""
        prompted = asked.strip() == str(self.prompt().text).strip()
        return self.proposal(question) if prompted or asked.startswith(str(parse(self.texts.answer))) else None

    def proposal(self, question: str) -> Reply:
        """Show exactly what would be sent; one that is empty or too long is asked for again."""
        question = question.strip()
        if not question:
            return Reply((self.prompt(),))
        if len(question) > QUESTION_CHARACTERS:
            count = f"{len(question):,}"
            too_long = parse(self.texts.too_long).fill(limit=str(QUESTION_CHARACTERS), count=count)
            return Reply((Message(too_long), self.prompt()))
        # It may be sent by now: what then stood in its place would pass for what the staff have.
        return Reply((self.preview(question),), stays=True)

    def preview(self, question: str) -> Message:
        """Show what would be sent, with the choice to send it."""
        return self._asking(self.texts.preview, question)

    def too_many(self, question: str) -> Message:
        """Say that no more can be sent for now; the question stays there for later."""
        return self._asking(self.texts.too_many, question)

    def not_sent(self, question: str) -> Message:
        """Say that sending failed; the question stays there to be sent again."""
        return self._asking(self.texts.not_sent, question)

    def sending(self, question: str) -> Message:
        """Show that it is being sent; there is nothing to press meanwhile."""
        return Message(self._quoting(self.texts.sending, question))

    def sent(self, question: str) -> Message:
        """Confirm what was sent."""
        return Message(self._quoting(self.texts.sent, question), self._forget + menu_row(self.knowledge))

    def kept_back(self) -> Message:
        """Confirm that nothing was sent."""
        return Message(parse(self.texts.kept_back), menu_row(self.knowledge))

    def forgotten(self) -> Reply:
        """Confirm that nothing is kept about the person any more."""
        return Reply(row=(self._button(self.texts.button_forgotten, Deed.FORGET),), notice=self.texts.forgotten)

    def not_forgotten(self) -> Reply:
        """Say that deleting failed."""
        return Reply(notice=self.texts.not_forgotten)

    def for_staff(self, question: str) -> Message:
        """Write what the staff see: the question, and nothing about the person."""
        return Message(self._quoting(self.texts.staff, question))

    def is_for_staff(self, text: str) -> bool:
        """Recognise a message to the staff by its text."""
        return text.startswith(str(self._framed(self.texts.staff)))

    def answer(self, text: str) -> tuple[Message, ...]:
        """Write what the person gets of a reply of the staff; a very long one takes a second message."""
        heading, answer = parse(self.texts.answer), Text.of(text)
        again = self._button(self.texts.button_again, Deed.REWRITE)
        rows = column([again]) + self._forget
        whole = heading + Text.of("\n\n") + answer
        if len(whole) <= limits.MESSAGE_CHARACTERS:
            return (Message(whole, rows),)
        return (Message(heading), Message(answer, rows))

    @property
    def _forget(self) -> Rows:
        return column([self._button(self.texts.button_forget, Deed.FORGET)])

    def _asking(self, frame: str, question: str) -> Message:
        texts = self.texts
        send, rewrite, keep_back = (
            self._button(texts.button_send, Deed.SEND),
            self._button(texts.button_rewrite, Deed.REWRITE),
            self._button(texts.button_keep_back, Deed.KEEP_BACK),
        )
        return Message(self._quoting(frame, question), ((send,), (rewrite, keep_back)))

    def _quoting(self, frame: str, question: str) -> Text:
        return self._framed(frame) + Text.of("\n\n") + Text((Span(question, quoted=True),))

    def _framed(self, frame: str) -> Text:
        return parse(frame).fill(days=str(DAYS_KEPT), limit=str(QUESTIONS_A_DAY))

    def _button(self, label: str, deed: Deed) -> Press:
        return press_button(label, _VERB, deed)
