"""Callback data comes from outside: whatever it says, the reply is polite and leads on."""

import random
from collections.abc import Iterator

import pytest

from bot.dialogue import Dialogue
from bot.dialogue.actions import Action, Actions, StaleButtonError, action
from bot.knowledge import Knowledge
from bot.reply import Message, Press, Reply
from bot.text import Text

from .walk import Walk, check, openings, presses, texts

STALE = {
    "nothing": "",
    "a version only": "1",
    "no verb": "1|",
    "another version": "2|a|email",
    "no version": "a|email",
    "unknown verb": "1|z|email",
    "a verb of two letters": "1|aa|email",
    "capital verb": "1|A|email",
    "unknown entry": "1|a|gone",
    "no entry": "1|a",
    "empty entry": "1|a|",
    "an entry too many": "1|a|email|email",
    "a bar at the end": "1|a|email|",
    "cut": "1|a|emai",
    "unknown category": "1|c|gone|1",
    "page 0": "1|c|methods|0",
    "negative page": "1|c|methods|-1",
    "page too far": "1|c|methods|99",
    "page with a blank": "1|c|methods| 1",
    "page in full width": "1|c|methods|１",
    "page of letters": "1|c|methods|x",
    "page 01": "1|c|methods|01",
    "menu page 0": "1|m|0",
    "unknown template": "1|t|gone",
    "template of another kind": "1|t|email",
    "entry and template": "1|t|consultant-message|no-reason",
    "blanks of a message that is gone": "1|f|gone",
    "recipient that is gone": "1|s|gone",
    "recipients with an argument": "1|r|x",
    "page of messages too far": "1|s|consultant|2",
    "step that is gone": "1|w|gone",
    "no step": "1|w|",
    "first step with an argument": "1|v|reason",
    "a step after a longer way than is remembered": "1|w|phone|" + ".".join("5" * 7),
    "a step after a way that fills the 64 bytes": "1|w|phone|" + ".".join("5" * 27),
    "vote on nothing": "1|h|gone|y",
    "vote without a word": "1|h|email",
    "vote with another word": "1|h|email|x",
    "vote with two words": "1|h|email|yn",
    "vote with an empty word": "1|h|email|",
    "vote in capitals": "1|h|email|Y",
    "ticks of a shorter list": "1|l|3|4",
    "ticks of a longer list": "1|l|3|6",
    "ticks of an empty list": "1|l|0|0",
    "ticks beyond the list": "1|l|20|5",
    "negative ticks": "1|l|-1|5",
    "ticks in capitals": "1|l|1F|5",
    "ticks with a zero before": "1|l|01|5",
    "ticks with a prefix": "1|l|0x1|5",
    "ticks in full width": "1|l|１|5",
    "ticks with an underscore": "1|l|1_0|5",
    "endless ticks": "1|l|" + "f" * 10_000 + "|5",
    "no ticks": "1|l||5",
    "ticks without a length": "1|l|3",
    "item beyond the list": "1|k|5|0|5",
    "negative item": "1|k|-1|0|5",
    "item 00": "1|k|00|0|5",
    "item with forged ticks": "1|k|0|20|5",
    "item of another list": "1|k|0|0|6",
    "attribute name": "1|a|__class__",
    "Japanese": "1|a|退会",
    "control characters": "1|a|\x00\n",
    "a lone surrogate": "1|a|\ud800",
    "very long": "1|a|" + "x" * 100_000,
    "many arguments": "1|a" + "|x" * 10_000,
    "markup": "<b>1|a|email</b>",
}


@pytest.mark.parametrize("data", STALE.values(), ids=STALE)
def test_stale_or_forged_data_gets_a_polite_word_and_a_menu(dialogue: Dialogue, data: str):
    reply = dialogue.press(data)

    assert texts(reply) == [dialogue.knowledge.messages.stale_button.strip()]
    assert presses(reply) == presses(dialogue.command("menu"))
    assert not reply.in_place


def mutations(data: str, chance: random.Random) -> Iterator[str]:
    place = chance.randrange(len(data))
    character = chance.choice("1|acfhiklmnrstvwxy0-あ\x00\U0001f600" + data)
    yield data[:place]
    yield data[place:]
    yield data[:place] + data[place + 1 :]
    yield data[:place] + character + data[place:]
    yield data[:place] + character + data[place + 1 :]
    yield data[::-1]
    yield data + character


def test_mutated_data_never_does_more_than_a_button_of_the_bot(dialogue: Dialogue):
    chance = random.Random(2)  # noqa: S311 - nothing secret; the seed makes it repeatable
    stale = dialogue.press("")
    walk = Walk(dialogue, openings(dialogue))
    known = sorted(walk.replies)
    allowed = [*walk.replies.values(), dialogue.press("1|x")]
    refused = 0
    for data in chance.choices(known, k=1000):
        for mutated in mutations(data, chance):
            reply = dialogue.press(mutated)
            check(reply)
            # A step keeps its text whatever way a forger says was taken; only its way back differs.
            same_step = mutated.startswith("1|w|") and texts(reply) in [texts(one) for one in allowed]
            assert reply == stale or reply in allowed or same_step, ascii(mutated)
            refused += reply == stale

    assert refused > 3_000


def test_a_button_refuses_data_over_64_bytes():
    fits = "x" * 60

    assert Action("a", lambda knowledge, entry_id: Reply(())).button("label", fits) == Press("label", f"1|a|{fits}")
    with pytest.raises(ValueError, match=r"callback data '1\|a\|x+' is not 1 to 64 bytes of ASCII"):
        Action("a", lambda knowledge, entry_id: Reply(())).button("label", fits + "x")


def test_a_button_refuses_data_that_is_not_ascii():
    with pytest.raises(ValueError, match="is not 1 to 64 bytes of ASCII"):
        Action("a", lambda knowledge, entry_id: Reply(())).button("label", "退会")


def test_two_actions_with_one_verb_are_refused():
    def act(knowledge: Knowledge) -> Reply:
        return Reply((Message(Text.of("x")),))

    with pytest.raises(ValueError, match="two actions have the same verb"):
        Actions(action("a")(act), action("a")(act))


def test_a_fault_within_an_action_is_not_taken_for_a_stale_button(knowledge: Knowledge):
    def faulty(knowledge: Knowledge) -> Reply:
        raise TypeError("a fault")

    with pytest.raises(TypeError, match="a fault"):
        Actions(action("a")(faulty)).press(knowledge, "1|a")


def test_a_stale_button_tells_what_was_not_there(knowledge: Knowledge):
    with pytest.raises(StaleButtonError, match="gone"):
        Actions().press(knowledge, "1|gone")
