"""The message ready to send stands alone, with a button that copies it where it fits, else as a block."""

import pytest

from bot.dialogue import Dialogue
from bot.text import Mark

from .walk import copied, labels, presses, texts


def test_an_answer_is_followed_by_its_message_and_nothing_else_in_it(dialogue: Dialogue):
    _answer, letter = dialogue.press("1|a|consultant-message").messages
    template = dialogue.knowledge.templates["offer-elsewhere"]
    blank = dialogue.knowledge.messages.blank

    assert str(letter.text) == template.text.replace("{consultant}", blank).replace("{name}", blank)
    assert "{" not in str(letter.text)


def test_a_message_of_at_most_256_characters_has_a_button_that_copies_it_whole(dialogue: Dialogue):
    replies = [dialogue.press(f"1|t|{template_id}") for template_id in dialogue.knowledge.templates]
    short = [reply for reply in replies if len(reply.messages[-1].text) <= 256]

    assert short
    for reply in short:
        letter = str(reply.messages[-1].text)
        assert letter in copied(reply)
        assert dialogue.knowledge.messages.button_copy_text in labels(reply)


def test_a_longer_message_is_a_block_that_one_tap_copies(dialogue: Dialogue, widest: Dialogue):
    replies = [bot.press(f"1|t|{template_id}") for bot in (dialogue, widest) for template_id in bot.knowledge.templates]
    long = [reply for reply in replies if len(reply.messages[-1].text) > 256]

    assert long
    for reply in long:
        assert [span.mark for span in reply.messages[-1].text.spans] == [Mark.BLOCK]
        assert str(reply.messages[-1].text) not in copied(reply)


def test_address_and_subject_can_be_copied_apart_from_the_text(dialogue: Dialogue):
    reply = dialogue.press("1|a|email")
    _answer, lead, _letter = reply.messages

    assert "taikai@m3.com" in str(lead.text)
    assert "薬キャリ退会のお願い" in str(lead.text)
    assert copied(reply)[:2] == ["taikai@m3.com", "薬キャリ退会のお願い"]


def test_the_other_messages_of_the_same_entry_are_one_press_away(dialogue: Dialogue):
    templates = dialogue.knowledge.entries["consultant-message"].templates

    for template_id in templates:
        offered = [data for data in presses(dialogue.press(f"1|t|{template_id}")) if data.startswith("1|t|")]
        assert offered == [f"1|t|{other}" for other in templates if other != template_id]


@pytest.mark.parametrize("template_id", ["stop-searching", "decided-here", "no-reason"])
def test_another_message_comes_with_its_title(dialogue: Dialogue, template_id: str):
    lead, letter = texts(dialogue.press(f"1|t|{template_id}"))

    assert lead.startswith(dialogue.knowledge.templates[template_id].title)
    assert "薬キャリ" in letter


def test_a_template_that_no_entry_offers_any_more_has_no_button(smallest: Dialogue, dialogue: Dialogue):
    for data in presses(dialogue.press("1|a|consultant-message")):
        if data.startswith("1|t|"):
            assert texts(smallest.press(data)) == texts(smallest.press("nonsense"))
