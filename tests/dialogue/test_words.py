"""Commands, deep links, questions, small talk and what is out of scope get their replies."""

import pytest

from bot.dialogue import Dialogue, Outcome

from .walk import check, labels, presses, texts


def test_start_welcomes_with_at_least_six_questions_and_the_menu(dialogue: Dialogue):
    reply = dialogue.command("start")
    suggested = dialogue.knowledge.messages.suggested

    assert "非公式" in texts(reply)[0]
    assert presses(reply) == [*(f"1|a|{entry_id}" for entry_id in suggested), "1|n"]
    assert len(suggested) >= 6


def test_help_says_how_to_ask_and_that_it_is_unofficial(dialogue: Dialogue):
    [text] = texts(dialogue.command("help"))

    assert "/menu" in text
    assert "非公式" in text


def test_menu_lists_all_categories(dialogue: Dialogue):
    assert labels(dialogue.command("menu")) == [c.label for c in dialogue.knowledge.categories.values()]


def test_privacy_says_what_is_kept(dialogue: Dialogue):
    assert "保存" in texts(dialogue.command("privacy"))[0]


def test_every_command_has_its_words_in_telegrams_menu(dialogue: Dialogue):
    assert {"start", "help", "menu", "privacy"} <= set(dialogue.commands)
    assert all(dialogue.commands.values())
    unknown = dialogue.command("nonsense")
    assert all(dialogue.command(name) != unknown for name in dialogue.commands)


@pytest.mark.parametrize("name", ["nonsense", "", "START", "start ", "__init__", "退会"])
def test_an_unknown_command_gets_a_polite_word_and_the_menu(dialogue: Dialogue, name: str):
    reply = dialogue.command(name)

    assert texts(reply) == [dialogue.knowledge.messages.unknown_command.strip()]
    assert "1|n" in presses(reply)


def test_a_deep_link_opens_its_answer(dialogue: Dialogue):
    for entry_id in dialogue.knowledge.entries:
        assert dialogue.command("start", entry_id) == dialogue.press(f"1|a|{entry_id}")


@pytest.mark.parametrize(
    "argument", ["gone", "EMAIL", "email email", "1|a|email", "\x00", pytest.param("x" * 4096, id="long"), "__class__"]
)
def test_a_deep_link_to_nothing_opens_the_welcome(dialogue: Dialogue, argument: str):
    assert dialogue.command("start", argument) == dialogue.command("start")


@pytest.mark.parametrize("name", ["help", "menu", "privacy"])
def test_an_argument_changes_nothing_for_other_commands(dialogue: Dialogue, name: str):
    assert dialogue.command(name, "email") == dialogue.command(name)


def test_an_answer_shows_its_question_its_source_and_the_day(dialogue: Dialogue):
    for entry in dialogue.knowledge.entries.values():
        text = texts(dialogue.press(f"1|a|{entry.id}"))[0]
        head, *_, last = text.splitlines()
        assert head == entry.question
        assert entry.source in last
        assert "2026年11月22日" in last
        assert "非公式" in last


def test_a_question_in_the_words_of_the_faq_gets_its_answer(dialogue: Dialogue):
    for entry in dialogue.knowledge.entries.values():
        asked, opened = dialogue.question(entry.question), dialogue.press(f"1|a|{entry.id}")
        assert asked.messages == opened.messages, entry.id


def test_small_talk_is_answered_in_kind_with_a_way_to_the_menu(dialogue: Dialogue):
    for aside in dialogue.knowledge.smalltalk.values():
        reply = dialogue.question(aside.phrases[0])
        assert texts(reply) == [str(aside.answer)], aside.id
        assert presses(reply) == ["1|n"]


def test_what_is_out_of_scope_is_told_with_related_questions_and_the_menu(dialogue: Dialogue):
    for aside in dialogue.knowledge.out_of_scope.values():
        reply = dialogue.question(aside.phrases[0])
        assert texts(reply) == [str(aside.answer)], aside.id
        assert presses(reply) == [*(f"1|a|{entry_id}" for entry_id in aside.related[:3]), "1|n"], aside.id


def test_a_vague_question_offers_at_most_three_and_none_of_these(dialogue: Dialogue):
    entries = dialogue.knowledge.entries
    pieces = sorted({entry.label[start : start + 3] for entry in entries.values() for start in range(len(entry.label))})
    unsure = [piece for piece in pieces if dialogue.decide(piece).outcome is Outcome.SUGGEST]

    assert unsure
    for question in unsure:
        *offered, last = presses(dialogue.question(question))
        assert offered == [f"1|a|{match.id}" for match in dialogue.decide(question).offered]
        assert 2 <= len(offered) <= 3
        assert last == "1|x"
        assert labels(dialogue.question(question))[-1] == "どれでもない"
        check(dialogue.question(question))


def test_what_fits_nothing_is_told_honestly_with_the_menu(dialogue: Dialogue):
    reply = dialogue.question("qzxv wvk jjq")

    assert dialogue.decide("qzxv wvk jjq").outcome is Outcome.FALLBACK
    assert "見つけられませんでした" in texts(reply)[0]
    assert presses(reply) == ["1|n"]


def test_none_of_these_is_accepted_with_other_ways_on(dialogue: Dialogue):
    reply = dialogue.press("1|x")

    assert "お役に立てず" in texts(reply)[0]
    assert presses(reply) == ["1|n"]


def test_a_photo_is_told_that_only_words_are_read(dialogue: Dialogue):
    assert "文字だけ" in texts(dialogue.no_text())[0]


def test_a_fault_is_apologised_for(dialogue: Dialogue):
    assert "申し訳ありません" in texts(dialogue.went_wrong())[0]


ODD = {
    "nothing": "",
    "blanks": " \u3000\n",
    "emoji": "😀❤️",
    "zero-width": "\u200b\u200d\ufeff",
    "control characters": "\x00\x07\x1b[31m",
    "a lone surrogate": "\ud800",
    "right to left": "\u202e退会\u202c",
    "marks of the bot": "**退会** `x` > {category}",
    "HTML": "<b>退会</b><script>&amp;",
    "callback data": "1|a|email",
    "a pattern": "(退会|解約",
    "4,096 kanji": "退" * 4096,
    "4,096 ligatures": "ﷺ" * 4096,
    "4,096 combining marks": "か" + "\u3099" * 4095,
    "4,096 different characters": "".join(map(chr, range(0x4E00, 0x4E00 + 4096))),
    "another script": "Как удалить аккаунт? كيف",
}


@pytest.mark.parametrize("question", ODD.values(), ids=ODD)
def test_an_odd_question_gets_a_sound_reply_and_always_the_same(dialogue: Dialogue, smallest: Dialogue, question: str):
    for bot in (dialogue, smallest):
        reply = bot.question(question)
        check(reply)
        assert reply == bot.question(question)


def test_what_a_person_wrote_is_never_part_of_the_reply(dialogue: Dialogue):
    reply = dialogue.question("薬キャリ qzxv <b>を退会したい")

    assert not any("qzxv" in text for text in [*texts(reply), *labels(reply)])
