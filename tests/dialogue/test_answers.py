"""Answers as people use them: voted on, shared, answered with a word, asked in a group, found while typing."""

from dataclasses import replace

import pytest

from bot import limits
from bot.dialogue import Dialogue, Outcome, answers
from bot.knowledge import Knowledge
from bot.matching import Matcher
from bot.reply import Link, Share

from .walk import buttons, check, check_result, labels, presses, texts


def answer(dialogue: Dialogue, entry_id: str) -> str:
    """The text of an answer, as it stands in the chat."""
    return texts(dialogue.press(f"1|a|{entry_id}"))[0]


@pytest.mark.parametrize(("helpful", "marked"), [("y", 0), ("n", 1)], ids=["yes", "no"])
def test_a_vote_marks_its_button_and_leaves_the_rest_of_the_message(dialogue: Dialogue, helpful: str, marked: int):
    messages = dialogue.knowledge.messages
    expected = [messages.button_helpful, messages.button_not_helpful]
    expected[marked] = f"✓ {expected[marked]}"

    reply = dialogue.press(f"1|h|email|{helpful}")

    assert [button.label for button in reply.row] == expected
    assert not reply.in_place


def test_a_vote_stands_in_the_row_that_the_answer_has(dialogue: Dialogue):
    voted = [data for data in presses(dialogue.press("1|a|email")) if data.startswith("1|h|")]
    rows = [row for message in dialogue.press("1|a|email").messages for row in message.rows]

    for data in voted:
        assert [button.data for button in dialogue.press(data).row] == voted  # type: ignore[union-attr]
    assert voted in [[getattr(button, "data", "") for button in row] for row in rows]


def test_a_yes_is_thanked_for_without_a_message(dialogue: Dialogue):
    reply = dialogue.press("1|h|email|y")

    assert reply.notice == dialogue.knowledge.messages.helpful_notice
    assert reply.messages == ()


def test_a_no_offers_the_nearest_other_questions_and_the_official_window(dialogue: Dialogue):
    for entry in dialogue.knowledge.entries.values():
        reply = dialogue.press(f"1|h|{entry.id}|n")
        offered = [button.data for row in reply.messages[0].rows for button in row]  # type: ignore[union-attr]
        assert offered == [*(f"1|a|{other}" for other in entry.related[:3]), "1|n"]
        assert "お問い合わせ" in texts(reply)[0]


def test_a_no_on_an_answer_without_related_questions_promises_none(smallest: Dialogue):
    reply = smallest.press("1|h|one|n")

    check(reply)
    assert texts(reply) == [smallest.knowledge.messages.none_of_these.strip().replace("> ", "")]


def test_the_last_vote_wins(dialogue: Dialogue):
    assert dialogue.press("1|h|email|y").row != dialogue.press("1|h|email|n").row
    assert dialogue.press("1|h|email|n") == dialogue.press("1|h|email|n")


def test_every_answer_can_be_shared_with_a_link_that_opens_it(dialogue: Dialogue):
    for entry in dialogue.knowledge.entries.values():
        reply = dialogue.press(f"1|a|{entry.id}")
        [share] = [button for button in buttons(reply) if isinstance(button, Share)]
        assert entry.question in share.text
        assert dialogue.command("start", share.payload) == reply


WORDS = {
    "and then?": ("email", "それで？"),
    "by telephone?": ("email", "電話は？"),
    "by telephone, where the words alone mean another entry": ("consultant", "電話は？"),
    "until when?": ("m3-points", "いつまで？"),
    "how long?": ("deletion", "期間は？"),
    "why?": ("pause", "なぜ？"),
    "the same again": ("email", "メールで退会するには、どこに送ればいいですか？"),
}


@pytest.mark.parametrize(("entry_id", "text"), WORDS.values(), ids=WORDS)
def test_a_bare_word_in_reply_to_an_answer_is_understood_in_its_light(dialogue: Dialogue, entry_id: str, text: str):
    entry = dialogue.knowledge.entries[entry_id]

    reply = dialogue.reply_to(answer(dialogue, entry_id), text)

    check(reply)
    *offered, last = presses(reply)
    assert entry.question in texts(reply)[0]
    assert 1 <= len(offered) <= 3
    assert {data.removeprefix("1|a|") for data in offered} <= set(entry.related)
    assert last == "1|x"


NEARBY = {
    "what to say": ("consultant", "何て言えばいい？", "consultant-message"),
    "what to write": ("email", "何を書く？", "email-required"),
    "no reply": ("email", "返事が来ない", "email-after"),
    "when": ("deletion", "いつ消える？", "deletion-timing"),
}


@pytest.mark.parametrize(("entry_id", "text", "meant"), NEARBY.values(), ids=NEARBY)
def test_a_word_that_names_a_related_question_opens_it(dialogue: Dialogue, entry_id: str, text: str, meant: str):
    assert meant in dialogue.knowledge.entries[entry_id].related
    assert dialogue.reply_to(answer(dialogue, entry_id), text).messages == dialogue.press(f"1|a|{meant}").messages


def test_the_same_words_mean_something_else_in_the_light_of_another_answer(dialogue: Dialogue):
    text = "何を書く？"
    alone = dialogue.decide(text)

    assert (alone.outcome, alone.confidence < 0.95) == (Outcome.ANSWER, True)
    assert dialogue.reply_to(answer(dialogue, "email"), text).messages == dialogue.press("1|a|email-required").messages
    *offered, _none = presses(dialogue.reply_to(answer(dialogue, "m3-points"), text))
    assert {data.removeprefix("1|a|") for data in offered} <= set(dialogue.knowledge.entries["m3-points"].related)


OWN = {
    "another topic": "m3ポイントは退会するとどうなりますか？",
    "two questions": "ポイントはどうなりますか？再登録はできますか？",
    "thanks": "ありがとうございます",
    "thanks in short": "了解です",
    "a greeting": "こんにちは",
    "an emoji": "😀",
    "out of scope": "ログインできない",
    "nothing": "",
}


@pytest.mark.parametrize("text", OWN.values(), ids=OWN)
def test_what_stands_on_its_own_is_answered_as_a_question_whatever_it_replies_to(dialogue: Dialogue, text: str):
    assert dialogue.reply_to(answer(dialogue, "email"), text) == dialogue.question(text)


def test_every_answer_is_recognised_by_its_text(dialogue: Dialogue):
    for entry in dialogue.knowledge.entries.values():
        assert entry.question in texts(dialogue.reply_to(answer(dialogue, entry.id), "それで？"))[0], entry.id


NO_ANSWER = {
    "nothing": "",
    "a heading without an answer": "メールで退会するには、どこに送ればいいですか？",
    "the welcome": "こんにちは。薬キャリを気持ちよく退会するためのガイドです。",
    "a heading that goes on": "メールで退会するには、どこに送ればいいですか？？\n\n答え",
    "an answer that is quoted": "> メールで退会するには、どこに送ればいいですか？\n\n答え",
    "a lone surrogate": "\ud800",
}


@pytest.mark.parametrize("original", NO_ANSWER.values(), ids=NO_ANSWER)
def test_a_reply_to_anything_else_is_a_plain_question(dialogue: Dialogue, original: str):
    assert dialogue.reply_to(original, "電話は？") == dialogue.question("電話は？")


@pytest.mark.parametrize("original", ["", " \n\n"])
def test_a_reply_to_a_message_without_text_reads_no_answer(
    knowledge: Knowledge, monkeypatch: pytest.MonkeyPatch, original: str
):
    monkeypatch.setattr(answers, "answer_text", None)  # whoever reads one now, fails
    assert answers.answered_entry(knowledge, original) is None


def test_a_reply_to_an_answer_that_was_edited_away_is_a_plain_question(dialogue: Dialogue, smallest: Dialogue):
    original = answer(dialogue, "email")

    assert smallest.reply_to(original, "電話は？") == smallest.question("電話は？")


def test_a_reply_to_an_answer_without_related_questions_is_a_plain_question(smallest: Dialogue):
    assert smallest.reply_to(answer(smallest, "one"), "それで？") == smallest.question("それで？")


def test_a_group_gets_the_conclusion_with_a_way_to_the_whole_answer(dialogue: Dialogue):
    for entry in dialogue.knowledge.entries.values():
        reply = dialogue.group_question(entry.question)
        [text] = texts(reply)
        assert text.startswith(entry.question)
        assert str(entry.answer).startswith(text.removeprefix(entry.question).strip())
        assert len(text) <= len(answer(dialogue, entry.id))
        assert list(buttons(reply)) == [Link(dialogue.knowledge.messages.button_more, entry.id)]
        check(reply)


def private(dialogue: Dialogue) -> list[Link]:
    return [Link(dialogue.knowledge.messages.button_private_chat, "")]


def test_in_a_group_what_is_unclear_leads_to_the_private_chat(dialogue: Dialogue):
    for question in ("メール", "qzxv wvk jjq"):
        reply = dialogue.group_question(question)
        assert texts(reply) == [dialogue.knowledge.messages.group_unclear.strip()]
        assert list(buttons(reply)) == private(dialogue)


def test_in_a_group_thanks_and_what_is_out_of_scope_get_their_own_words(dialogue: Dialogue):
    for text, aside in (
        ("ありがとう", dialogue.knowledge.smalltalk["thanks"]),
        ("ログインできない", dialogue.knowledge.out_of_scope["login"]),
    ):
        reply = dialogue.group_question(text)
        assert texts(reply) == [str(aside.answer)]
        assert list(buttons(reply)) == private(dialogue)


def test_a_command_in_a_group_is_told_how_to_ask_there(dialogue: Dialogue):
    reply = dialogue.group_command()

    assert texts(reply) == [dialogue.knowledge.messages.group_hint.strip()]
    assert list(buttons(reply)) == private(dialogue)


@pytest.mark.parametrize("query", ["ポイ", "ぽいん", "ポイント", "pointo", "poin", "ﾎﾟｲﾝﾄ", "m3ポイント"])
def test_what_is_being_typed_finds_its_answer_first(dialogue: Dialogue, query: str):
    first = dialogue.inline(query)[0]
    entry = dialogue.knowledge.entries["m3-points"]

    assert (first.id, first.title) == (entry.id, entry.question)
    assert str(entry.answer).startswith(first.description)
    assert str(first.text) == answer(dialogue, "m3-points")


NOTHING_TYPED = {
    "nothing": "",
    "blanks": " \u3000",
    "one letter": "t",
    "nonsense": "qzxv wvk jjq",
    "256 times あ": "あ" * 256,
    "an emoji": "😀",
    "invisible": "\u200b",
    "a greeting": "こんにちは",
    "out of scope": "ログインできない",
}


@pytest.mark.parametrize("query", NOTHING_TYPED.values(), ids=NOTHING_TYPED)
def test_as_long_as_nothing_fits_the_most_asked_questions_are_offered(dialogue: Dialogue, query: str):
    assert [result.id for result in dialogue.inline(query)] == dialogue.knowledge.messages.suggested


TYPED = ["", "た", "退会", "メール", "退会したい" * 51, "<b>&", "1|a|email", "\ud800", "a" * 256, "電話", "\x00"]


@pytest.mark.parametrize("query", TYPED, ids=ascii)
def test_results_keep_all_limits_and_are_always_the_same(dialogue: Dialogue, smallest: Dialogue, query: str):
    for bot in (dialogue, smallest):
        results = bot.inline(query)
        assert 1 <= len(results) <= 10
        assert len({result.id for result in results}) == len(results)
        for result in results:
            check_result(result)
        assert results == bot.inline(query)


def test_a_question_suggested_twice_is_one_result(knowledge: Knowledge, matcher: Matcher):
    messages = knowledge.messages.model_copy(update={"suggested": ["email", "methods", "email"]})
    bot = Dialogue(replace(knowledge, messages=messages), matcher)

    assert [result.id for result in bot.inline("")] == ["email", "methods"]


def test_only_the_files_that_are_there_make_commands(dialogue: Dialogue, smallest: Dialogue):
    assert list(dialogue.commands) == ["start", "menu", "template", "choose", "checklist", "help", "privacy"]
    assert list(smallest.commands) == ["start", "menu", "help", "privacy"]
    for name in ("template", "choose", "checklist"):
        assert smallest.command(name) == smallest.command("nonsense")


def test_buttons_of_what_is_not_there_any_more_are_stale(smallest: Dialogue):
    for data in ("1|r", "1|s|consultant", "1|t|no-reason", "1|f|no-reason", "1|v", "1|l|0|5", "1|k|0|0|5"):
        assert smallest.press(data) == smallest.press("nonsense"), data


@pytest.mark.parametrize(
    ("phrase", "text", "shown"),
    [
        ("button_voted", "{x {vote} {}", "{x 役に立った {}"),
        ("item_open", "{{{label}} {0}", "{{重要なメールを保存した} {0}"),
        ("fill_line", "{ {number}{{: {blank}", "{ 1{{: 担当コンサルタントのお名前"),
    ],
)
def test_other_braces_in_a_fixed_phrase_stay_as_they_are(
    knowledge: Knowledge, matcher: Matcher, phrase: str, text: str, shown: str
):
    messages = knowledge.messages.model_copy(update={phrase: text})
    bot = Dialogue(replace(knowledge, messages=messages), matcher)

    replies = [bot.press("1|h|email|y"), bot.command("checklist"), bot.press("1|f|no-reason")]
    assert any(shown in said for reply in replies for said in [*texts(reply), *labels(reply)])


def test_the_limits_of_notice_and_placeholder_are_kept_by_the_widest_phrases(widest: Dialogue):
    template_id = next(template.id for template in widest.knowledge.templates.values() if template.blanks)

    assert len(widest.press(f"1|h|{next(iter(widest.knowledge.entries))}|y").notice) == limits.NOTICE_CHARACTERS
    assert len(widest.press(f"1|f|{template_id}").messages[0].prompt) == limits.PLACEHOLDER_CHARACTERS


@pytest.mark.parametrize("entry_id", ["email", "change-consultant"])
def test_a_reply_to_the_letter_below_an_answer_is_understood_like_one_to_the_answer(dialogue: Dialogue, entry_id: str):
    first, *_, letter = texts(dialogue.press(f"1|a|{entry_id}"))
    assert letter != first
    assert dialogue.reply_to(letter, "それで？") == dialogue.reply_to(first, "それで？")
    assert presses(dialogue.reply_to(letter, "それで？"))[-1] == "1|x"


def test_in_a_group_a_bare_word_in_reply_to_an_answer_is_understood_in_its_light(dialogue: Dialogue):
    entry = dialogue.knowledge.entries["m3-points"]
    [original] = texts(dialogue.group_question(entry.question))

    reply = dialogue.group_question("それで？", original)

    check(reply)
    related = [dialogue.group_question(dialogue.knowledge.entries[one].question) for one in entry.related]
    assert reply.messages in [one.messages for one in related]
    assert reply.messages != dialogue.group_question("それで？").messages
