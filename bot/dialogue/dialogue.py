"""The conversation: a question, a command or a press in, a reply out; nothing is remembered between them."""

from __future__ import annotations

from dataclasses import replace

from bot.dialogue.actions import Actions, StaleButtonError, action
from bot.dialogue.browse import (
    answer_rows,
    column,
    menu_row,
    menu_screen,
    open_answer,
    open_category,
    open_in_menu,
    open_menu,
    open_new_menu,
    open_template,
    related_rows,
)
from bot.dialogue.decide import Decision, Outcome, decide
from bot.knowledge import Knowledge
from bot.knowledge.markup import parse
from bot.matching import Explanation, Kind, Match, Matcher
from bot.reply import Message, Reply


@action("x")
def none_of_these(knowledge: Knowledge) -> Reply:
    """Accept that no suggestion fits, and show the ways on."""
    return _say(knowledge, knowledge.messages.none_of_these)


_ACTIONS = Actions(open_menu, open_new_menu, open_category, open_answer, open_in_menu, open_template, none_of_these)


class Dialogue:
    """All that the bot can say, given its knowledge; the same input gives the same reply."""

    def __init__(self, knowledge: Knowledge, matcher: Matcher) -> None:
        self.knowledge = knowledge
        self._matcher = matcher
        self._commands = {
            "start": self._start,
            "help": self._help,
            "menu": self._menu,
            "privacy": self._privacy,
        }

    @property
    def commands(self) -> dict[str, str]:
        """The commands with the words that stand beside them in Telegram's menu."""
        descriptions: dict[str, str] = self.knowledge.messages.commands.model_dump()
        return {name: descriptions[name] for name in self._commands}

    def decide(self, question: str) -> Decision:
        """Find out what a question asks, without saying anything yet."""
        return decide(self._matcher.rank(question))

    def explain(self, question: str, *entry_ids: str) -> Explanation:
        """Say how a question was understood, and what speaks for each of these entries."""
        return self._matcher.explain(question, *entry_ids)

    def question(self, question: str) -> Reply:
        """Answer what a person wrote in their own words."""
        decision = self.decide(question)
        match decision:
            case Decision(outcome=Outcome.ANSWER, chosen=Match(id=entry_id)):
                return open_answer.act(self.knowledge, entry_id)
            case Decision(outcome=Outcome.SUGGEST):
                return self._suggest(decision)
            case Decision(chosen=Match(kind=Kind.SMALLTALK, id=aside_id)):
                return Reply((Message(self.knowledge.smalltalk[aside_id].answer, menu_row(self.knowledge)),))
            case Decision(chosen=Match(kind=Kind.OUT_OF_SCOPE, id=aside_id)):
                aside = self.knowledge.out_of_scope[aside_id]
                rows = related_rows(self.knowledge, aside.related) + menu_row(self.knowledge)
                return Reply((Message(aside.answer, rows),))
        return self._say(self.knowledge.messages.fallback)

    def command(self, name: str, argument: str = "") -> Reply:
        """Obey a command, given without its slash; unknown ones get a polite word."""
        obey = self._commands.get(name)
        return obey(argument) if obey else self._say(self.knowledge.messages.unknown_command)

    def press(self, data: str) -> Reply:
        """Do what a button says; an outdated or forged one gets a polite word and a fresh menu."""
        try:
            return _ACTIONS.press(self.knowledge, data)
        except StaleButtonError:
            menu = menu_screen(self.knowledge)
            return Reply((replace(menu, text=parse(self.knowledge.messages.stale_button)),))

    def no_text(self) -> Reply:
        """Answer a photo, a sticker, a voice message."""
        return self._say(self.knowledge.messages.text_only)

    def went_wrong(self) -> Reply:
        """Apologise for a fault of the program."""
        return self._say(self.knowledge.messages.went_wrong)

    def _start(self, argument: str) -> Reply:
        if argument in self.knowledge.entries:  # a deep link to an answer; anybody can craft it
            return open_answer.act(self.knowledge, argument)
        messages = self.knowledge.messages
        rows = answer_rows(self.knowledge, messages.suggested) + menu_row(self.knowledge)
        return Reply((Message(parse(messages.welcome), rows),))

    def _help(self, _argument: str) -> Reply:
        return self._say(self.knowledge.messages.help)

    def _menu(self, _argument: str) -> Reply:
        return Reply((menu_screen(self.knowledge),))

    def _privacy(self, _argument: str) -> Reply:
        return self._say(self.knowledge.messages.privacy)

    def _say(self, message: str) -> Reply:
        return _say(self.knowledge, message)

    def _suggest(self, decision: Decision) -> Reply:
        messages = self.knowledge.messages
        offered = answer_rows(self.knowledge, [match.id for match in decision.offered])
        rows = offered + column([none_of_these.button(messages.button_none_of_these)])
        return Reply((Message(parse(messages.suggest), rows),))


def _say(knowledge: Knowledge, message: str) -> Reply:
    return Reply((Message(parse(message), menu_row(knowledge)),))
