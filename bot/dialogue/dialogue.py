"""The conversation: what a person writes or presses in, a reply out; nothing is remembered between them."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import Final

from bot.dialogue.actions import Actions, StaleButtonError, action
from bot.dialogue.answers import (
    answer_rows,
    answered_entry,
    brief_answer,
    open_answer,
    related_rows,
    result,
    vote,
)
from bot.dialogue.checklist import checklist_screen, open_checklist, open_item
from bot.dialogue.choosing import first_step, open_first_step, open_step
from bot.dialogue.decide import MAX_SUGGESTIONS, Decision, Outcome, decide
from bot.dialogue.hand_over import HandOver
from bot.dialogue.layout import column, menu_row
from bot.dialogue.menu import menu_screen, open_category, open_in_menu, open_menu, open_new_menu
from bot.dialogue.notes import asked, followed_up, without_words
from bot.dialogue.templates import (
    ask_for_blanks,
    asks_for_blanks,
    filled_in,
    open_reasons,
    open_recipients,
    open_template,
    recipients_screen,
)
from bot.knowledge import Entry, Knowledge
from bot.knowledge.markup import parse
from bot.matching import Explanation, Kind, Match, Matcher
from bot.normalise import normalise
from bot.reply import Link, Message, Reply, Result, Rows
from bot.text import Text

_INLINE_RESULTS: Final = 10
_INLINE_SCORE: Final = 0.1
# From this confidence on, a reply to an answer is a question of its own, whatever it replies to.
_OWN_QUESTION: Final = 0.95
# From this score on, the words alone name small talk, what is out of scope, or one of the related questions.
_CLEAR_SCORE: Final = 0.55


@action("x")
def none_of_these(knowledge: Knowledge) -> Reply:
    """Accept that no suggestion fits, and show the ways on."""
    return Reply((_said(knowledge, knowledge.messages.none_of_these),), unresolved=True)


_ACTIONS: Final = Actions(
    open_menu,
    open_new_menu,
    open_category,
    open_in_menu,
    open_answer,
    vote,
    none_of_these,
    open_recipients,
    open_reasons,
    open_template,
    ask_for_blanks,
    open_step,
    open_first_step,
    open_checklist,
    open_item,
)


class Dialogue:
    """All that the bot can say, given its knowledge; the same input gives the same reply.

    `retention_days`: for how long records are kept, which /privacy tells; None where nothing is kept. With `staffed`, a
    question that stays open can be handed over to a person, if the knowledge has the words for it.
    """

    def __init__(
        self, knowledge: Knowledge, matcher: Matcher, retention_days: int | None = None, *, staffed: bool = False
    ) -> None:
        self.knowledge = knowledge
        self.hand_over = HandOver.over(knowledge) if staffed else None
        self.matcher = matcher
        self._retention_days = retention_days
        self._names = tuple(spelling for spellings in knowledge.synonyms.names for spelling in spellings)
        screens: dict[str, Callable[[Knowledge], Message]] = {
            "menu": menu_screen,
            "help": lambda known: _said(known, known.messages.help),
            "privacy": lambda _: self._privacy(),
        }
        if knowledge.templates:
            screens["template"] = recipients_screen
        if knowledge.steps:
            screens["choose"] = first_step
        if knowledge.checklist:
            screens["checklist"] = checklist_screen
        self._screens = screens
        words = knowledge.messages.command_words.items()
        self._command_words = {normalise(word): name for name, spellings in words for word in spellings}

    @property
    def commands(self) -> dict[str, str]:
        """The commands with the words that stand beside them in Telegram's menu."""
        described: dict[str, str] = self.knowledge.messages.commands.model_dump()
        return {name: words for name, words in described.items() if name == "start" or name in self._screens}

    @property
    def may_keep_records(self) -> bool:
        """Whether /privacy tells that records are kept: nothing is kept in secret."""
        return self._retention_days is not None and self.knowledge.messages.privacy_kept is not None

    def decide(self, question: str) -> Decision:
        """Find out what a question asks, without saying anything yet."""
        return decide(self.matcher.rank(question))

    def explain(self, sentence: str, *entry_ids: str) -> Explanation:
        """Say how the sentence of a ranking was understood, and what speaks for each of these entries."""
        return self.matcher.explain(sentence, *entry_ids)

    def question(self, question: str) -> Reply:
        """Answer what a person wrote in their own words; a word that means a command is obeyed."""
        command = self._command_words.get(normalise(question))
        if command:
            return self.command(command)
        decision = self.decide(question)
        return self._offered_staff(replace(self._decided(decision), record=asked(question, decision, self._names)))

    def _decided(self, decision: Decision) -> Reply:
        match decision:
            case Decision(outcome=Outcome.ANSWER, chosen=Match(id=entry_id)):
                return open_answer.act(self.knowledge, entry_id)
            case Decision(outcome=Outcome.SUGGEST):
                return self._suggest(match.id for match in decision.offered)
            case Decision(chosen=Match(kind=Kind.SMALLTALK, id=aside_id)):
                return Reply((Message(self.knowledge.smalltalk[aside_id].answer, menu_row(self.knowledge)),))
            case Decision(chosen=Match(kind=Kind.OUT_OF_SCOPE, id=aside_id)):
                aside = self.knowledge.out_of_scope[aside_id]
                wished = dict.fromkeys([*(match.id for match in decision.offered), *aside.related])
                rows = related_rows(self.knowledge, tuple(wished)) + menu_row(self.knowledge)
                return Reply((Message(aside.answer, rows),), unresolved=True)
        return replace(self._say(self.knowledge.messages.fallback), unresolved=True)

    def reply_to(self, original: str, text: str) -> Reply:
        """Answer what was written as a reply to the bot's message `original`.

        A reply to a prompt fills the template that was asked for, or is shown as it would be handed over; one to an
        answer is understood in its light. The words of what may be filled in are never recorded.
        """
        filled = filled_in(self.knowledge, original, text)
        if self.hand_over:
            filled = filled or self.hand_over.reply_to(original, text)
        if filled:
            return filled
        if asks_for_blanks(self.knowledge, original):  # for a template that has changed since
            return without_words(self.question(text))
        entry = answered_entry(self.knowledge, original)
        return self._follow_up(entry, text) if entry else self.question(text)

    def group_question(self, question: str, original: str = "") -> Reply:
        """Answer in a group: shortly, with a way to the private chat; `original` is the bot's message replied to."""
        decision = self.decide(question)
        entry = answered_entry(self.knowledge, original)
        related = _meant_by_follow_up(entry, question, decision) if entry else None
        if related is not None:
            nearest = brief_answer(self.knowledge, self.knowledge.entries[related[0].id])
            return Reply((nearest,), record=followed_up(related, answered=True))
        return replace(self._decided_in_group(decision), record=asked(question, decision, self._names))

    def _decided_in_group(self, decision: Decision) -> Reply:
        match decision.chosen:
            case Match(kind=Kind.FAQ, id=entry_id):
                return Reply((brief_answer(self.knowledge, self.knowledge.entries[entry_id]),))
            case Match(kind=Kind.SMALLTALK, id=aside_id):
                return self._in_private(self.knowledge.smalltalk[aside_id].answer)
            case Match(kind=Kind.OUT_OF_SCOPE, id=aside_id):
                return self._in_private(self.knowledge.out_of_scope[aside_id].answer)
        return self._in_private(parse(self.knowledge.messages.group_unclear))

    def group_command(self) -> Reply:
        """Answer any command in a group: how to ask there, and a way to the private chat."""
        return self._in_private(parse(self.knowledge.messages.group_hint))

    def inline(self, query: str) -> list[Result]:
        """List answers for what somebody is still typing; the most asked ones as long as that fits nothing."""
        decision = self.decide(query)
        likely = []
        if decision.outcome in (Outcome.ANSWER, Outcome.SUGGEST):
            best = decision.candidates[:_INLINE_RESULTS]
            likely = [match.id for match in best if match.score >= _INLINE_SCORE or match == decision.chosen]
        found = dict.fromkeys(likely or self.knowledge.messages.suggested)
        return [result(self.knowledge, self.knowledge.entries[entry_id]) for entry_id in found]

    def command(self, name: str, argument: str = "") -> Reply:
        """Obey a command, given without its slash; unknown ones get a polite word."""
        if name == "start":
            return self._start(argument)
        screen = self._screens.get(name)
        return Reply((screen(self.knowledge),)) if screen else self._say(self.knowledge.messages.unknown_command)

    def press(self, data: str) -> Reply:
        """Do what a button says; an outdated or forged one gets a polite word and a fresh menu."""
        try:
            return self._offered_staff(_ACTIONS.press(self.knowledge, data))
        except StaleButtonError:
            menu = menu_screen(self.knowledge)
            return Reply((replace(menu, text=parse(self.knowledge.messages.stale_button)),))

    def no_text(self) -> Reply:
        """Answer a photo, a sticker, a voice message."""
        return self._say(self.knowledge.messages.text_only)

    def went_wrong(self) -> Reply:
        """Apologise for a fault of the program."""
        return self._say(self.knowledge.messages.went_wrong)

    def _privacy(self) -> Message:
        messages = self.knowledge.messages
        message = _said(self.knowledge, messages.privacy)
        if self.may_keep_records and messages.privacy_kept is not None:
            kept = parse(messages.privacy_kept).fill(days=str(self._retention_days))
            message = Message(kept, menu_row(self.knowledge))
        return self.hand_over.privacy(message) if self.hand_over else message

    def _start(self, argument: str) -> Reply:
        if self.knowledge.entry(argument):  # a deep link to an answer; anybody can craft it
            return open_answer.act(self.knowledge, argument)
        messages = self.knowledge.messages
        rows = answer_rows(self.knowledge, messages.suggested) + menu_row(self.knowledge)
        return Reply((Message(parse(messages.welcome), rows),))

    def _follow_up(self, entry: Entry, text: str) -> Reply:
        """Understand a short word in the light of the answer that it replies to; that answer is not repeated."""
        decision = self.decide(text)
        related = _meant_by_follow_up(entry, text, decision)
        if related is None:
            return self.question(text)
        if decision.chosen == related[0] or related[0].score >= _CLEAR_SCORE:
            answer = open_answer.act(self.knowledge, related[0].id)
            return replace(answer, record=followed_up(related, answered=True))
        offered = [match.id for match in related[:MAX_SUGGESTIONS]]
        message = parse(self.knowledge.messages.follow_up).fill(question=entry.question)
        return Reply((Message(message, self._offered(offered)),), record=followed_up(related, answered=False))

    def _suggest(self, entry_ids: Iterable[str]) -> Reply:
        # Quoted for the case that none of these is meant: then the question may be handed over.
        message = parse(self.knowledge.messages.suggest)
        return Reply((Message(message, self._offered(entry_ids), quotes=self.hand_over is not None),))

    def _offered(self, entry_ids: Iterable[str]) -> Rows:
        none = none_of_these.button(self.knowledge.messages.button_none_of_these)
        return answer_rows(self.knowledge, entry_ids) + column([none])

    def _offered_staff(self, reply: Reply) -> Reply:
        return self.hand_over.offered(reply) if self.hand_over else reply

    def _in_private(self, text: Text) -> Reply:
        return Reply((Message(text, column([Link(self.knowledge.messages.button_private_chat, "")])),))

    def _say(self, message: str) -> Reply:
        return Reply((_said(self.knowledge, message),))


def _said(knowledge: Knowledge, message: str) -> Message:
    return Message(parse(message), menu_row(knowledge))


def _meant_by_follow_up(entry: Entry, text: str, decision: Decision) -> list[Match] | None:
    """List what a reply to an answer can mean, best first; None if it is a question or thanks by itself."""
    related = [match for match in decision.candidates if match.id in entry.related and match.id != entry.id]
    chosen = decision.chosen
    again = chosen is not None and chosen.id == entry.id
    aside = chosen is not None and chosen.kind is not Kind.FAQ and chosen.score >= _CLEAR_SCORE
    own = not text.strip() or aside or decision.ranking.wishes or (decision.confidence >= _OWN_QUESTION and not again)
    return None if own or not related else related
