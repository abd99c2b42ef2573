"""The messages ready to send: to whom, why, and with the names filled in by one reply."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from bot import limits
from bot.dialogue.actions import StaleButtonError, action, found, still_there
from bot.dialogue.layout import column, menu_row, pages, turns
from bot.knowledge import Entry, Knowledge, Template
from bot.knowledge.markup import parse
from bot.normalise import clean
from bot.reply import Button, Copy, Message, Press, Reply, Rows, fits_copy_button
from bot.text import Mark, Text, fill

# How several blanks may be told apart by somebody who writes them in one line.
_SEPARATORS: Final = re.compile(r"[、,，/／]")
# What Telegram refuses or changes in a message: the letter would not be what its button copies.
_UNSENDABLE: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\u202a-\u202e\ud800-\udfff]")


@action("r")
def open_recipients(knowledge: Knowledge) -> Reply:
    """Ask to whom the message goes."""
    return Reply((recipients_screen(knowledge),), in_place=True)


@action("s")
def open_reasons(knowledge: Knowledge, recipient: str, page: str = "1") -> Reply:
    """Ask what the message shall say, out of those for one recipient."""
    numbered = pages([template.id for template in knowledge.templates.values() if template.recipient == recipient])
    choices = column(_button(knowledge, template_id) for template_id in found(numbered, page))
    turning = turns(knowledge, numbered, page, lambda label, other: open_reasons.button(label, recipient, other))
    back = open_recipients.button(knowledge.messages.button_back)
    text = parse(knowledge.messages.template_reason)
    return Reply((Message(text, (*choices, *turning, (back,))),), in_place=True)


@action("t")
def open_template(knowledge: Knowledge, template_id: str) -> Reply:
    """Show a message ready to send, with its address and subject beside it."""
    template = still_there(knowledge.template(template_id))
    return Reply((_lead(knowledge, template), _letter(knowledge, template, menu_row(knowledge))))


@action("f")
def ask_for_blanks(knowledge: Knowledge, template_id: str) -> Reply:
    """Ask for what stands in the blanks, in a message that is to be replied to."""
    template = still_there(knowledge.template(template_id))
    if not template.blanks:
        raise StaleButtonError(template_id)
    return Reply((_prompt(knowledge, template),))


def recipients_screen(knowledge: Knowledge) -> Message:
    """List the recipients for whom there is a message."""
    used = {template.recipient for template in knowledge.templates.values()}
    if not used:
        raise StaleButtonError("there are no templates any more")
    named = ((recipient, label) for recipient, label in knowledge.messages.recipients.items() if recipient in used)
    buttons = (open_reasons.button(label, recipient) for recipient, label in named)
    return Message(parse(knowledge.messages.template_recipient), column(buttons) + menu_row(knowledge))


def messages_with(knowledge: Knowledge, entry: Entry) -> tuple[Message, ...]:
    """Write the first message that belongs to an entry, with the others as buttons; none where it has none."""
    if not entry.templates:
        return ()
    template = knowledge.templates[entry.templates[0]]
    others = column(_button(knowledge, other) for other in entry.templates[1:])
    letter = _letter(knowledge, template, others)
    return (_lead(knowledge, template), letter) if template.to or template.subject else (letter,)


def shown_in(knowledge: Knowledge, entry: Entry, text: str) -> bool:
    """Tell whether a message shows one of an entry's letters, its blanks not filled in."""
    return any(text.strip() == _text(knowledge, knowledge.templates[one], {}) for one in entry.templates)


def filled_in(knowledge: Knowledge, asked: str, answer: str) -> Reply | None:
    """Fill a template with the reply to the message that `asked` for it; None if that message asked nothing."""
    asking = (template for template in knowledge.templates.values() if template.blanks)
    template = next((one for one in asking if str(_prompt(knowledge, one).text) == asked.strip()), None)
    if template is None:
        return None
    values = _values(knowledge, template, answer)
    if any(len(value) > limits.BLANK_CHARACTERS for value in values.values()):
        text = parse(knowledge.messages.fill_too_long).fill(limit=str(limits.BLANK_CHARACTERS))
        return Reply((Message(text), _prompt(knowledge, template)))
    return Reply((_letter(knowledge, template, menu_row(knowledge), values),))


def asks_for_blanks(knowledge: Knowledge, text: str) -> bool:
    """Tell whether a message asks for what stands in blanks, even if its template is no longer there."""
    around = map(re.escape, re.split(r"\{\w+\}", knowledge.messages.fill_prompt))
    return re.fullmatch(".*".join(around), text.strip(), re.DOTALL) is not None


def _values(knowledge: Knowledge, template: Template, answer: str) -> dict[str, str]:
    """Give each blank its line; blanks left over keep their ○○, lines left over go to the last blank."""
    lines = [_UNSENDABLE.sub("", line).strip() for line in answer.splitlines() if clean(line)]
    last = len(template.blanks) - 1
    if len(lines) == 1 and last:  # to split() no limit is what 0 means
        lines = [part.strip() for part in _SEPARATORS.split(lines[0], maxsplit=last)]
    lines = [*lines[:last], " ".join(lines[last:])]
    values = dict(zip(template.blanks, lines, strict=False))
    return {
        name: _without(knowledge.messages.honorifics, value) if f"{{{name}}}様" in template.text else value
        for name, value in values.items()
        if clean(value)
    }


def _without(honorifics: Sequence[str], name: str) -> str:
    ending = next((honorific for honorific in honorifics if name.endswith(honorific) and name != honorific), "")
    return name.removesuffix(ending).rstrip()


def _prompt(knowledge: Knowledge, template: Template) -> Message:
    messages = knowledge.messages
    lines = (
        fill(messages.fill_line, number=str(number), blank=label)
        for number, label in enumerate(template.blanks.values(), start=1)
    )
    text = fill(messages.fill_prompt, title=template.title, blanks="\n".join(lines))
    return Message(Text.of(text), prompt=messages.fill_placeholder)


def _button(knowledge: Knowledge, template_id: str) -> Press:
    return open_template.button(knowledge.templates[template_id].label, template_id)


def _lead(knowledge: Knowledge, template: Template) -> Message:
    """Introduce a template, with what does not belong into its text: address and subject."""
    messages = knowledge.messages
    text = parse(messages.template_lead).fill(title=template.title)
    buttons: list[Button] = []
    if template.to:
        text += Text.of("\n\n") + parse(messages.address_line).fill(address=template.to)
        buttons.append(Copy(messages.button_copy_address, template.to))
    if template.subject:
        text += Text.of("\n") + parse(messages.subject_line).fill(subject=template.subject)
        buttons.append(Copy(messages.button_copy_subject, template.subject))
    return Message(text, column(buttons))


def _letter(knowledge: Knowledge, template: Template, rows: Rows, values: dict[str, str] | None = None) -> Message:
    """Write the message ready to send, and nothing else, so that a long press copies just that."""
    letter = _text(knowledge, template, values or {})
    asking = [ask_for_blanks.button(knowledge.messages.button_fill, template.id)] if template.blanks else []
    if fits_copy_button(letter):
        return Message(Text.of(letter), column([Copy(knowledge.messages.button_copy_text, letter), *asking]) + rows)
    return Message(Text.of(letter, Mark.BLOCK), column(asking) + rows)


def _text(knowledge: Knowledge, template: Template, values: dict[str, str]) -> str:
    """Write the letter itself; blanks without a value keep their sign."""
    return fill(template.text, **(dict.fromkeys(template.blanks, knowledge.messages.blank) | values))
