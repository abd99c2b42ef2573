"""What people write in passing, in anger or in a hurry, and the words of the buttons, typed, lead where they should."""

import pytest

from bot.dialogue import Dialogue, Outcome
from bot.knowledge import Knowledge

ENTRIES = {
    # To be left alone is to pause; it was taken for other wishes to do with telephone and mail.
    "電話かけてこないでほしい": "pause",
    "電話がしつこい": "pause",
    "もう電話してこないで": "pause",
    "電話をやめてほしい": "pause",
    "もう電話せんといてほしいねんけど": "pause",
    "二度と電話してくるな": "pause",
    "もう連絡しないでください": "pause",
    "denwa yamete hoshii": "pause",
    "営業電話をやめて": "pause",
    "メールをやめてほしい": "pause",
    "メールが鬱陶しい": "pause",
    "スカウトメールがうざい": "pause",
    "スカウト送らないで": "pause",
    "勧誘がしつこい": "pause",
    "今後のご案内は不要です": "pause",
    "誠に勝手ながら、今後のお電話はお控えいただきたく存じます": "pause",
    "電話じゃなくてメールにしてほしい": "pause",
    # …but not to leave by telephone or mail, nor what comes after leaving.
    "電話で退会できる？": "consultant",
    "電話でやめることはできますかな": "consultant",
    "電話なしで退会したい": "email",
    "電話をやめてメールで退会したい": "email",
    "退会したのにメールを送ってくる": "deletion-timing",
    "担当がしつこい": "change-consultant",
    # A job is found: what to tell the consultant.
    "もう転職先決まったんだけど担当さんには何て言えばいい": "consultant-message",
    "就職決まったので担当に何て伝えればいい": "consultant-message",
    "他社で決まったんだけど何て言おう": "consultant-message",
    "内定もらった、担当に何て書けばいい": "consultant-message",
    "内定もらった": "consultant-message",
    "もう決まったけん断りたいっちゃけど何て言えばよか": "consultant-message",
    "転職先がもう決まったので担当の方に連絡したいんですが文章を考えてもらえますか": "consultant-message",
    "退会したいです": "methods",
    "さっさと退会させろ": "methods",
    "パソコンは苦手ですが、どこへ手紙を出せばやめられますか": "methods",
    "メールで退会したいんですけどなんて書いたらいいのかな": "email-required",
    "名前とか住所、ずっと残ったりしないですよね…": "deletion-timing",
    "わたしの情報は消してもらえるのでしょうか": "deletion",
    "薬キャリエージェントと薬キャリは同じ？": "about",
    "薬キャリを退会したら薬キャリエージェントも退会？": "about",
}

SMALL_TALK = {
    "それで？": "go-on",
    "だから？": "go-on",
    "ほんで？": "go-on",
    "つまり？": "go-on",
    "続きは？": "go-on",
    "もっと詳しく": "go-on",
    "？": "puzzled",
    "え？": "puzzled",
    "どういうこと？": "puzzled",
    "…": "lost",
    "うーん": "lost",
    "お腹すいた": "tired",
    "おなかすいた": "tired",
    "小腹すいた": "tired",
    "タメ口で話していい？": "how-to-write",
    "敬語じゃなくていい？": "how-to-write",
    "関西弁でもいい？": "how-to-write",
    "役に立った": "thanks",
    "違う内容だった": "no",
    "どれでもない": "no",
    "送る": "button-words",
    "← 前へ": "button-words",
    "人に知らせる": "button-words",
}

OUTSIDE = {
    "紹介料": "refer-friend",
    "紹介料はいくら": "refer-friend",
    "株価は？": "general-knowledge",
    "エムスリーの株価は？": "general-knowledge",
    "社長は誰": "general-knowledge",
    "なんぼかかるん、やめるの": "leaving-fee",
    "着信拒否していい？": "calls",
    "妻が転職決まったので退会させたい": "on-behalf",
    "運営者に質問を送る": "human-operator",
    "内定を断りたい": "decline-offer",
    "マイナビの電話をやめてほしい": "other-sites",
}

TYPED_BUTTONS = {
    "button_menu": "menu",
    "button_back": "menu",
    "button_categories": "menu",
    "button_template": "template",
    "button_copy_text": "template",
    "button_fill": "template",
    "button_choose": "choose",
    "button_checklist": "checklist",
    "button_tick": "checklist",
    "button_untick": "checklist",
}


@pytest.mark.parametrize(("question", "entry_id"), ENTRIES.items(), ids=ENTRIES)
def test_a_question_gets_the_answer_that_helps(dialogue: Dialogue, question: str, entry_id: str):
    decision = dialogue.decide(question)

    assert decision.outcome is Outcome.ANSWER
    assert decision.chosen is not None
    assert decision.chosen.id == entry_id


@pytest.mark.parametrize(("words", "kind"), (SMALL_TALK | OUTSIDE).items(), ids=SMALL_TALK | OUTSIDE)
def test_what_asks_for_no_answer_gets_its_own_short_word(dialogue: Dialogue, words: str, kind: str):
    decision = dialogue.decide(words)

    assert decision.outcome is (Outcome.SMALLTALK if words in SMALL_TALK else Outcome.FALLBACK)
    assert decision.chosen is not None
    assert decision.chosen.id == kind


@pytest.mark.parametrize("word", ["だから？", "つまり？", "続きは？", "もっと詳しく"])
def test_a_word_that_is_small_talk_alone_goes_on_from_the_answer_that_it_replies_to(dialogue: Dialogue, word: str):
    entry = dialogue.knowledge.entries["m3-points"]
    answer = str(dialogue.press(f"1|a|{entry.id}").messages[0].text)

    offer = dialogue.reply_to(answer, word).messages[0]

    assert entry.question in str(offer.text)


@pytest.mark.parametrize(("button", "command"), TYPED_BUTTONS.items(), ids=TYPED_BUTTONS)
def test_the_words_of_a_button_typed_do_what_it_does(dialogue: Dialogue, button: str, command: str):
    words = getattr(dialogue.knowledge.messages, button)

    assert dialogue.question(words) == dialogue.command(command)


def test_the_names_of_the_commands_are_understood_without_a_slash(dialogue: Dialogue):
    for name in dialogue.commands:
        assert dialogue.question(name) == dialogue.command(name), name


def test_the_label_of_an_entry_typed_opens_it(dialogue: Dialogue, knowledge: Knowledge):
    opened = {entry.label: dialogue.decide(entry.label).chosen for entry in knowledge.entries.values()}

    assert {label: match and match.id for label, match in opened.items()} == {
        entry.label: entry.id for entry in knowledge.entries.values()
    }


def test_the_label_of_a_category_typed_opens_one_of_its_entries(dialogue: Dialogue, knowledge: Knowledge):
    for category in knowledge.categories.values():
        chosen = dialogue.decide(category.label).chosen
        assert chosen is not None, category.label
        assert chosen.id in category.entries, category.label


def test_who_wants_no_calls_is_told_what_to_say_of_calls(knowledge: Knowledge):
    answer = str(knowledge.entries["pause"].answer)

    assert "お電話やメールでのご連絡をお控え" in answer
    assert "電話やメールがすべて止まるかどうかは、この案内ではわかりません" in answer


def test_what_the_source_does_not_tell_of_the_agent_is_said_to_be_unknown(knowledge: Knowledge):
    *_, last = str(knowledge.entries["about"].answer).strip().split("\n\n")

    assert "「薬キャリエージェント」との違い" in last
    assert "この案内ではわかりません" in last
