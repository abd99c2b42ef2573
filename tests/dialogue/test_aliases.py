"""Buttons and links of old chats, whose ids have changed since."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.dialogue import Dialogue
from bot.knowledge import Aliases, Knowledge
from bot.matching import Matcher
from bot.reply import Press, Reply, Share

ALIASES = Aliases({"points": "m3-points"}, {"mail": "leaving-mail"}, {"before-leaving": "cautions"})


@pytest.fixture(scope="module")
def renamed(knowledge: Knowledge, matcher: Matcher) -> Dialogue:
    """The shipped bot after some ids have changed."""
    return Dialogue(replace(knowledge, aliases=ALIASES), matcher)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("1|a|points", "1|a|m3-points"),
        ("1|i|points", "1|i|m3-points"),
        ("1|h|points|y", "1|h|m3-points|y"),
        ("1|h|points|n", "1|h|m3-points|n"),
        ("1|c|before-leaving|1", "1|c|cautions|1"),
        ("1|t|mail", "1|t|leaving-mail"),
        ("1|f|mail", "1|f|leaving-mail"),
    ],
)
def test_an_old_button_does_what_the_new_one_does(renamed: Dialogue, dialogue: Dialogue, old: str, new: str):
    assert renamed.press(old) == dialogue.press(new)
    assert dialogue.press(old) == dialogue.press("1|a|never-there")


def test_an_old_link_opens_the_answer(renamed: Dialogue, dialogue: Dialogue):
    assert renamed.command("start", "points") == dialogue.command("start", "m3-points")
    assert dialogue.command("start", "points") == dialogue.command("start")


def test_what_an_old_button_brings_has_new_ids_only(renamed: Dialogue):
    for data in ("1|a|points", "1|i|points", "1|h|points|n", "1|c|before-leaving|1", "1|t|mail"):
        assert not [id_ for id_ in ids(renamed.press(data)) if id_ in ("points", "before-leaving", "mail")]


def ids(reply: Reply) -> list[str]:
    buttons = [button for row in [*(row for part in reply.messages for row in part.rows), reply.row] for button in row]
    carried = [button.data for button in buttons if isinstance(button, Press)]
    shared = [button.payload for button in buttons if isinstance(button, Share)]
    return [part for data in carried for part in data.split("|")] + shared
