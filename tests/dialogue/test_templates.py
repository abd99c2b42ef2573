"""The message ready to send: chosen by taps, filled in by one reply, alone in its message, easy to copy."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from bot.dialogue import Dialogue
from bot.knowledge import Knowledge, Template
from bot.matching import Matcher
from bot.text import Mark

from .walk import check, copied, labelled, labels, presses, texts


def letter_of(dialogue: Dialogue, template_id: str, **values: str) -> str:
    """The text of a template with these values, and ○○ in the other blanks; values are taken literally."""
    template = dialogue.knowledge.templates[template_id]
    text = template.text
    for number, name in enumerate(template.blanks):
        text = text.replace(f"{{{name}}}", chr(number))
    for number, name in enumerate(template.blanks):
        text = text.replace(chr(number), values.get(name, dialogue.knowledge.messages.blank))
    return text


def prompt_of(dialogue: Dialogue, template_id: str) -> str:
    [prompt] = dialogue.press(f"1|f|{template_id}").messages
    return str(prompt.text)


def filled(dialogue: Dialogue, template_id: str, typed: str) -> str:
    """The letter that comes of what is typed in reply to the prompt."""
    reply = dialogue.reply_to(prompt_of(dialogue, template_id), typed)
    check(reply)
    [letter] = texts(reply)
    return letter


def test_an_answer_is_followed_by_its_message_and_nothing_else_in_it(dialogue: Dialogue):
    _answer, letter = dialogue.press("1|a|consultant-message").messages
    template = dialogue.knowledge.templates["offer-elsewhere"]
    blank = dialogue.knowledge.messages.blank

    assert str(letter.text) == template.text.replace("{consultant}", blank).replace("{name}", blank)
    assert "{" not in str(letter.text)


def test_every_entry_with_messages_offers_them_all(dialogue: Dialogue):
    for entry in dialogue.knowledge.entries.values():
        reply = dialogue.press(f"1|a|{entry.id}")
        assert texts(reply)[-1:] == [letter_of(dialogue, t) for t in entry.templates[:1]] or not entry.templates
        assert (len(texts(reply)) > 1) == bool(entry.templates)
        assert [d for d in presses(reply) if d.startswith("1|t|")] == [f"1|t|{t}" for t in entry.templates[1:]]


def test_in_the_menu_the_message_of_an_entry_waits_behind_a_button(dialogue: Dialogue):
    for entry in dialogue.knowledge.entries.values():
        reply = dialogue.press(f"1|i|{entry.id}")
        assert len(reply.messages) == 1
        assert [d for d in presses(reply) if d.startswith("1|t|")] == [f"1|t|{t}" for t in entry.templates[:1]]


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


def test_two_taps_lead_from_the_command_to_every_message(dialogue: Dialogue):
    recipients = dialogue.command("template")
    offered = []
    for template in dialogue.knowledge.templates.values():
        reasons = dialogue.press(labelled(recipients, dialogue.knowledge.messages.recipients[template.recipient]))
        offered.append(labelled(reasons, template.label))

    assert offered == [f"1|t|{template_id}" for template_id in dialogue.knowledge.templates]


def test_only_recipients_with_a_message_are_offered(knowledge: Knowledge):
    bare = replace(knowledge, templates={"leaving-mail": knowledge.templates["leaving-mail"]}, entries={})
    messages = knowledge.messages

    reply = Dialogue(bare, Matcher(bare)).command("template")

    assert labels(reply) == [messages.recipients["leaving-address"], messages.button_menu]


def test_the_questions_replace_each_other_and_the_message_stays(dialogue: Dialogue):
    reasons = dialogue.press("1|s|consultant")

    assert reasons.in_place
    assert dialogue.press(labelled(reasons, dialogue.knowledge.messages.button_back)).in_place
    assert not dialogue.press("1|t|no-reason").in_place


def test_many_messages_to_one_recipient_are_turned_page_by_page(widest: Dialogue):
    recipient = next(iter(widest.knowledge.messages.recipients))
    following, previous = widest.knowledge.messages.button_next, widest.knowledge.messages.button_previous

    first = widest.press(f"1|s|{recipient}")
    second = widest.press(labelled(first, following))

    assert [len([data for data in presses(page) if data.startswith("1|t|")]) for page in (first, second)] == [5, 2]
    assert widest.press(labelled(second, previous)) == first


@pytest.mark.parametrize("template_id", ["stop-searching", "decided-here", "no-reason"])
def test_another_message_comes_with_its_title(dialogue: Dialogue, template_id: str):
    lead, letter = texts(dialogue.press(f"1|t|{template_id}"))

    assert lead.startswith(dialogue.knowledge.templates[template_id].title)
    assert "薬キャリ" in letter


def test_a_template_that_no_entry_offers_any_more_has_no_button(smallest: Dialogue, dialogue: Dialogue):
    for data in presses(dialogue.press("1|a|consultant-message")):
        if data.startswith(("1|t|", "1|f|")):
            assert texts(smallest.press(data)) == texts(smallest.press("nonsense"))


def test_the_prompt_asks_for_every_blank_and_says_that_nothing_is_kept(dialogue: Dialogue):
    for template in dialogue.knowledge.templates.values():
        [prompt] = dialogue.press(f"1|f|{template.id}").messages
        assert all(label in str(prompt.text) for label in template.blanks.values())
        assert template.title in str(prompt.text)
        assert "保存しません" in str(prompt.text)
        assert prompt.prompt == dialogue.knowledge.messages.fill_placeholder


def test_a_message_without_blanks_has_nothing_to_fill_in(widest: Dialogue):
    without = [template.id for template in widest.knowledge.templates.values() if not template.blanks]

    assert without
    for template_id in without:
        assert f"1|f|{template_id}" not in presses(widest.press(f"1|t|{template_id}"))
        assert widest.press(f"1|f|{template_id}") == widest.press("nonsense")


# Each row: what is typed in reply to the prompt, and the values of the blanks, which are first the consultant's name,
# then the person's.
FILLED = {
    "one a line": ("山田\n佐藤", ["山田", "佐藤"]),
    "Windows line ends": ("山田\r\n佐藤\r\n", ["山田", "佐藤"]),
    "empty lines between": ("\n山田\n\n \u3000\n佐藤\n", ["山田", "佐藤"]),
    "blanks around": ("  山田 太郎\u3000\n\t佐藤 花子 ", ["山田 太郎", "佐藤 花子"]),
    "Japanese comma": ("山田、佐藤", ["山田", "佐藤"]),
    "full-width comma": ("山田，佐藤", ["山田", "佐藤"]),
    "comma": ("山田, 佐藤", ["山田", "佐藤"]),
    "slash": ("山田/佐藤", ["山田", "佐藤"]),
    "full-width slash": ("山田 ／ 佐藤", ["山田", "佐藤"]),
    "a comma within a line of several": ("山田、営業部\n佐藤", ["山田、営業部", "佐藤"]),
    "too few": ("山田", ["山田"]),
    "only the second": ("、佐藤", [None, "佐藤"]),
    "only the first": ("山田、", ["山田"]),
    "too many lines": ("山田\n佐藤\n花子", ["山田", "佐藤 花子"]),
    "too many commas": ("山田、佐藤、花子", ["山田", "佐藤、花子"]),
    "nothing": ("", []),
    "only blanks": (" \u3000\n\t", []),
    "only invisible characters": ("\u200b\n\u2060\ufeff", []),
    "an invisible part": ("\u200b、佐藤", [None, "佐藤"]),
    "markup": ("<b>山田</b> & 子\n**佐藤** `x` > y", ["<b>山田</b> & 子", "**佐藤** `x` > y"]),
    "emoji": ("😀\n👩‍⚕️", ["😀", "👩‍⚕️"]),
    "braces": ("{name}\n{consultant}{0}{", ["{name}", "{consultant}{0}{"]),
    "a pattern": ("\\1\\g<0>\n$1 %s", ["\\1\\g<0>", "$1 %s"]),
    "what no message can carry": ("山\0田\ud83d\n\u202e佐藤", ["山田", "佐藤"]),
    "right to left": ("محمد\nשרה כהן", ["محمد", "שרה כהן"]),
    "60 characters": ("あ" * 60 + "\n" + "い" * 60, ["あ" * 60, "い" * 60]),
    "様": ("山田様\n佐藤", ["山田", "佐藤"]),
    "様 after a blank": ("山田 太郎\u3000様\n佐藤", ["山田 太郎", "佐藤"]),
    "さん in one line": ("山田さん、佐藤", ["山田", "佐藤"]),
    "さま": ("山田さま\n佐藤", ["山田", "佐藤"]),
    "氏": ("山田氏\n佐藤", ["山田", "佐藤"]),
    "an honorific alone": ("様\n佐藤", ["様", "佐藤"]),
    "an honorific within": ("様子\n佐藤", ["様子", "佐藤"]),
    "an honorific where none follows": ("山田\n佐藤様", ["山田", "佐藤様"]),
}


@pytest.mark.parametrize(("typed", "values"), FILLED.values(), ids=FILLED)
def test_what_is_typed_stands_in_the_message_and_the_rest_stays_blank(
    dialogue: Dialogue, typed: str, values: list[str | None]
):
    named = {name: value for name, value in zip(("consultant", "name"), values, strict=False) if value}

    assert filled(dialogue, "offer-elsewhere", typed) == letter_of(dialogue, "offer-elsewhere", **named)


@pytest.mark.parametrize("typed", ["薬局\nid1\na@example.com\n山田", "薬局、id1、a@example.com、山田"])
def test_four_blanks_are_filled_in_by_one_reply_too(dialogue: Dialogue, typed: str):
    expected = letter_of(dialogue, "leaving-mail", facility="薬局", account="id1", email="a@example.com", name="山田")

    assert filled(dialogue, "leaving-mail", typed) == expected


def test_a_single_blank_takes_the_whole_reply(knowledge: Knowledge):
    template = Template("one", "一つ", "一つだけ", "support", "{it}でした。", {"it": "それ"}, "", "")
    bot = with_templates(knowledge, one=template)

    assert filled(bot, "one", "東京、大阪/京都") == "東京、大阪/京都でした。"
    assert filled(bot, "one", "東京\n大阪") == "東京 大阪でした。"


@pytest.mark.parametrize(
    "typed", ["あ" * 61, "あ" * 500, "山田\n" + "い" * 500, "あ" * 500 + "、佐藤", "あ" * 4096],
    ids=["61", "500", "500 in the second line", "500 before a comma", "4,096"],
)  # fmt: skip
def test_what_is_too_long_is_asked_for_again(dialogue: Dialogue, typed: str):
    prompt = prompt_of(dialogue, "offer-elsewhere")

    reply = dialogue.reply_to(prompt, typed)

    check(reply)
    complaint, again = texts(reply)
    assert "60文字" in complaint
    assert typed not in complaint + again
    assert again == prompt
    assert texts(dialogue.reply_to(again, "山田")) == [letter_of(dialogue, "offer-elsewhere", consultant="山田")]


def test_the_filled_message_can_be_copied_filled_again_and_left(dialogue: Dialogue):
    for template_id in dialogue.knowledge.templates:
        reply = dialogue.reply_to(prompt_of(dialogue, template_id), "山田\n佐藤")
        [letter] = reply.messages
        marks = [span.mark for span in letter.text.spans]
        assert copied(reply) == [str(letter.text)] or marks == [Mark.BLOCK]
        assert presses(reply) == [f"1|f|{template_id}", "1|n"]


def test_a_message_that_grows_over_256_characters_becomes_a_block(dialogue: Dialogue):
    before = dialogue.press("1|t|change-consultant").messages[-1]
    after = dialogue.reply_to(prompt_of(dialogue, "change-consultant"), "あ" * 60 + "\n" + "い" * 60).messages[-1]

    assert len(before.text) <= 256 < len(after.text)
    assert [span.mark for span in before.text.spans] == [Mark.PLAIN]
    assert [span.mark for span in after.text.spans] == [Mark.BLOCK]


def test_each_prompt_is_recognised_by_its_text_alone(dialogue: Dialogue, widest: Dialogue):
    for bot in (dialogue, widest):
        for template in bot.knowledge.templates.values():
            if template.blanks:
                first = next(iter(template.blanks))
                assert filled(bot, template.id, "山田") == letter_of(bot, template.id, **{first: "山田"})


def test_blanks_around_a_prompt_do_not_matter(dialogue: Dialogue):
    prompt = prompt_of(dialogue, "offer-elsewhere")

    assert dialogue.reply_to(f"\n{prompt} \n", "山田") == dialogue.reply_to(prompt, "山田")


@pytest.mark.parametrize(
    "edit",
    [
        lambda template: replace(template, title="別の題"),
        lambda template: replace(template, blanks={"consultant": "別の名", "name": "あなたのお名前"}),
        lambda template: replace(template, blanks={}),
    ],
    ids=["another title", "another blank", "no blanks"],
)
def test_a_reply_to_the_prompt_of_an_edited_template_is_a_plain_question(
    dialogue: Dialogue, knowledge: Knowledge, edit: Callable[[Template], Template]
):
    changed = edit(knowledge.templates["offer-elsewhere"])
    bot = with_templates(knowledge, **{"offer-elsewhere": changed})
    question = knowledge.entries["m3-points"].question

    reply = bot.reply_to(prompt_of(dialogue, "offer-elsewhere"), question)

    assert reply == bot.question(question)


@pytest.mark.parametrize("cut", [lambda text: text[:-1], lambda text: text + "。", lambda text: "", str.upper])
def test_a_text_that_only_resembles_a_prompt_is_none(dialogue: Dialogue, cut: Callable[[str], str]):
    question = dialogue.knowledge.entries["m3-points"].question

    assert dialogue.reply_to(cut(prompt_of(dialogue, "leaving-mail")), question) == dialogue.question(question)


def test_filling_in_is_the_same_every_time(dialogue: Dialogue):
    prompt = prompt_of(dialogue, "leaving-mail")

    assert dialogue.reply_to(prompt, "薬局\nid") == dialogue.reply_to(prompt, "薬局\nid")


def with_templates(knowledge: Knowledge, **templates: Template) -> Dialogue:
    """A bot on small knowledge with these templates, so that its search is quick to build."""
    entries = {"m3-points": replace(knowledge.entries["m3-points"], related=())}
    bare = replace(knowledge, entries=entries, smalltalk={}, out_of_scope={}, templates=knowledge.templates | templates)
    return Dialogue(bare, Matcher(bare))
