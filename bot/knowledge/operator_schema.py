"""The shape of what operators may say: to administrators, and where a question is handed over to a person."""

from __future__ import annotations

from typing import Annotated

from bot.knowledge.block import Block
from bot.knowledge.fields import (
    Command,
    Filled,
    Frame,
    Label,
    MarkedPart,
    Notice,
    Part,
    Placeholder,
    at_most,
    placeholders,
)

# /stats has to fit into one message.
_ERROR_CHARACTERS = 100


class AdminCommandsBlock(Block):
    """What an administrator's command menu says beside each command."""

    stats: Command
    """Beside /stats."""
    unanswered: Command
    """Beside /unanswered."""
    reload: Command
    """Beside /reload."""


class AdminBlock(Block):
    """What administrators read; without this block there are no commands for them."""

    commands: AdminCommandsBlock
    """What the command menu of administrators says beside everybody's commands."""

    stats: Annotated[MarkedPart, placeholders("today", "month")]
    """What /stats says; {today} and {month} are the counts of these spans."""
    digest: Annotated[MarkedPart, placeholders("first", "last", "week")]
    """The weekly digest; {first} and {last} are days, {week} is what was counted between."""
    counts: Annotated[
        MarkedPart,
        placeholders(
            "asked", "answered", "unclear", "unanswered", "talk", "not_helpful", optional=("outside", "helpful")
        ),
    ]
    """The counts of a span of days; {unclear}: several entries were offered, {outside}: recognised as out of scope."""
    no_counts: MarkedPart
    """Instead of the counts, where nothing was asked."""
    top: MarkedPart
    """Above the entries that were read most."""
    top_line: Annotated[Part, placeholders("number", "label", "count")]
    """One of them: its rank, its label, how often it was read."""
    stale: Annotated[MarkedPart, placeholders("count")]
    """Above the entries whose source was not checked for long; {count} is how many there are."""
    stale_line: Annotated[Part, placeholders("label", "date")]
    """One of them: its label and the day on which it was checked."""
    more_line: Annotated[Part, placeholders("count")]
    """Below a list that is cut; {count} is how many are left out."""
    pending_line: Annotated[Part, placeholders("count")]
    """How many updates wait at Telegram."""
    heartbeat_line: Annotated[Part, placeholders("seconds")]
    """For how many seconds Telegram was not heard of."""
    webhook_error_line: (
        Annotated[Filled, at_most(_ERROR_CHARACTERS, "this"), placeholders("date", "time", "error")] | None
    ) = None
    """Why Telegram last could not bring an update to the webhook: {date} and {time} in Japan, {error} in its words.
    Without this, it is not told."""

    unanswered: Annotated[MarkedPart, placeholders("number", "total", "days")]
    """Above a group of questions that were not answered: its number, how many groups of how many days there are."""
    unanswered_group: Annotated[MarkedPart, placeholders("count")]
    """Above the questions of a group; {count} is how many there are."""
    unanswered_line: Annotated[Part, placeholders("question")]
    """One of them."""
    unanswered_near: Annotated[MarkedPart, placeholders("label")]
    """Which entry came nearest; {label} is its label."""
    unanswered_none: Annotated[MarkedPart, placeholders("days")]
    """Where there is no group."""
    unanswered_left: Annotated[MarkedPart, placeholders("total")]
    """In the digest: how many groups there are."""
    settled: Notice
    """Shown for a moment after a group was ignored or done."""
    changed: Notice
    """Shown where the group was no longer what it had been."""

    reloaded: MarkedPart
    """After /reload, above what has changed."""
    reloaded_same: MarkedPart
    """After /reload, where nothing has changed."""
    added_line: Annotated[Part, placeholders("labels")]
    """Which entries are new."""
    changed_line: Annotated[Part, placeholders("labels")]
    """Which entries have changed."""
    removed_line: Annotated[Part, placeholders("labels")]
    """Which entries are gone."""
    changed_elsewhere: Part
    """Where something other than an entry has changed."""
    refused: MarkedPart
    """Above the mistakes for which an edit did not become live."""
    mended: MarkedPart
    """After these mistakes were mended."""
    fault: Annotated[MarkedPart, placeholders("cause")]
    """After a fault of the program; {cause} is its kind and place."""
    unreadable: MarkedPart
    """Where the database could not be reached."""

    button_ignore: Label
    """Takes a group off the list, for it needs no answer."""
    button_done: Label
    """Takes a group off the list, for it has its answer now."""


class HandOverBlock(Block):
    """What is said where a question may be handed over to a person; without this block it may not."""

    privacy: Annotated[Frame, placeholders("days")]
    """Added to /privacy; {days} is for how long a chat is remembered."""
    prompt: Annotated[Frame, placeholders("limit")]
    """Asks for the question in one reply; {limit} is how many characters it may have."""
    placeholder: Placeholder
    """Stands in the empty field that the reply is written into."""
    too_long: Annotated[Frame, placeholders("limit", "count")]
    """Where a question has {count} characters and may have {limit}."""
    too_many: Annotated[Frame, placeholders("limit")]
    """Where somebody has sent {limit} questions in a day; the question follows."""
    preview: Annotated[Frame, placeholders("days")]
    """Above the question as it would be sent."""
    sending: Frame
    """Above the question while it is being sent."""
    sent: Annotated[Frame, placeholders("days")]
    """Above the question that was sent."""
    not_sent: Frame
    """Above a question that could not be sent."""
    kept_back: Frame
    """After the person decided not to send it."""
    staff: Annotated[Frame, placeholders("days")]
    """In the staff chat, above a question."""
    answer: Frame
    """Above what the staff have replied."""
    delivered: Frame
    """To the staff: their reply has arrived."""
    blocked: Frame
    """To the staff: the person has blocked the bot or is gone."""
    expired: Frame
    """To the staff: nobody knows any more whose question it was."""
    uncertain: Frame
    """To the staff: their reply may not have arrived."""
    text_only: Frame
    """To the staff: their reply was no text."""
    forgotten: Notice
    """Shown for a moment after the person had deleted what was kept."""
    not_forgotten: Notice
    """Shown where that failed."""

    button_offer: Label
    """Offers to hand a question over."""
    button_send: Label
    """Sends what the preview shows."""
    button_rewrite: Label
    """Asks for the question anew."""
    button_keep_back: Label
    """Sends nothing."""
    button_again: Label
    """Below an answer of the staff: asks for a further question."""
    button_forget: Label
    """Deletes what is kept about the person."""
    button_forgotten: Label
    """How that button looks once it was pressed."""
