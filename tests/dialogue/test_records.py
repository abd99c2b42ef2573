"""What the operator may learn from a reply: masked, and nothing of what people fill in."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.dialogue import Decision, Dialogue, Outcome
from bot.knowledge import Knowledge
from bot.matching import Matcher
from bot.records import Asked, Opened, Voted
from bot.reply import Reply

from .walk import texts

UNKNOWN = "qzxv wvk jjq"


def noted(reply: Reply) -> Asked:
    assert isinstance(reply.record, Asked)
    return reply.record


def test_an_answered_question_is_counted_and_its_words_are_not_kept(dialogue: Dialogue):
    record = noted(dialogue.question("ポイントって消える？"))
    assert (record.outcome, record.entry, record.question) == ("answer", "m3-points", "")
    assert record.candidates[0] == "m3-points"


def test_an_unanswered_question_is_kept_with_what_came_near(dialogue: Dialogue):
    record = noted(dialogue.question(UNKNOWN))
    assert (record.outcome, record.entry, record.question) == ("fallback", None, UNKNOWN)
    assert record.candidates == ()  # the best of what does not resemble it at all is near to nothing


def test_an_unclear_question_is_kept_with_what_was_offered(dialogue: Dialogue):
    question = "退会したらマイページの履歴書は見られる"
    record = noted(dialogue.question(question))
    offered = tuple(match.id for match in dialogue.decide(question).offered)
    assert (record.outcome, record.entry, record.question) == ("suggest", None, question)
    assert record.candidates[: len(offered)] == offered != ()


def test_what_tells_who_asked_is_masked(dialogue: Dialogue):
    question = f"{UNKNOWN}\n山田さん taro@example.com m3さん"
    for reply in (dialogue.question(question), dialogue.group_question(question)):
        words = noted(reply).question
        assert words == f"{UNKNOWN} ［名前］さん ［メール］ m3さん"


def test_a_long_story_is_cut(dialogue: Dialogue):
    assert len(noted(dialogue.question("qzxv " * 800)).question) == 500


def test_small_talk_and_what_is_out_of_scope_are_counted(dialogue: Dialogue):
    tables = {"smalltalk": dialogue.knowledge.smalltalk, "outside": dialogue.knowledge.out_of_scope}
    for outcome, table in tables.items():
        for aside in table.values():
            record = noted(dialogue.question(aside.phrases[0]))
            assert (record.outcome, record.entry, record.question) == (outcome, aside.id, "")


def test_two_wishes_were_understood_so_their_words_are_no_gap(dialogue: Dialogue):
    both = "ポイントは消えますか。あと、退会用のメールアドレスを教えてください。"
    for reply in (dialogue.question(both), dialogue.group_question(both)):
        record = noted(reply)
        assert (record.outcome, record.entry, record.question) == ("suggest", None, "")
        assert {"m3-points", "email"} <= set(record.candidates)


class OfferedInItsOwnOrder(Dialogue):
    """A dialogue that offers the second and the third best entry."""

    def decide(self, question: str) -> Decision:
        decision = super().decide(question)
        return replace(decision, outcome=Outcome.SUGGEST, chosen=None, offered=decision.candidates[1:3])


def test_what_was_offered_first_is_the_first_candidate(knowledge: Knowledge, matcher: Matcher):
    dialogue = OfferedInItsOwnOrder(knowledge, matcher)
    best, second, third = (match.id for match in dialogue.decide("ポイントって消える？").candidates[:3])
    assert noted(dialogue.question("ポイントって消える？")).candidates == (second, third, best)


def test_a_group_is_recorded_like_a_private_chat(dialogue: Dialogue):
    for question in ("ポイントって消える？", UNKNOWN, "ありがとう"):
        assert dialogue.group_question(question).record == dialogue.question(question).record


def test_a_follow_up_is_counted_without_its_words(dialogue: Dialogue):
    """They say nothing without what they follow."""
    entry = dialogue.knowledge.entries["m3-points"]
    original = texts(dialogue.press("1|a|m3-points"))[0]

    offered = noted(dialogue.reply_to(original, "それで？"))
    assert (offered.outcome, offered.entry, offered.question) == ("suggest", None, "")
    assert set(offered.candidates) <= set(entry.related)

    [in_group] = texts(dialogue.group_question(entry.question))
    answered = noted(dialogue.group_question("それで？", in_group))
    assert (answered.outcome, answered.entry) == ("answer", answered.candidates[0])


def test_a_related_question_that_a_reply_names_is_counted_as_asked(dialogue: Dialogue):
    original = texts(dialogue.press("1|a|email"))[0]
    record = noted(dialogue.reply_to(original, "返事が来ない"))
    assert (record.outcome, record.entry, record.question) == ("answer", "email-after", "")


def test_taps_links_and_votes_are_counted(dialogue: Dialogue):
    assert dialogue.press("1|a|email").record == Opened("email")
    assert dialogue.command("start", "email").record == Opened("email")
    assert dialogue.press("1|h|email|y").record == Voted("email", helpful=True)
    assert dialogue.press("1|h|email|n").record == Voted("email", helpful=False)


@pytest.mark.parametrize("text", ["/privacy", "メニュー", "ヘルプ"])
def test_commands_are_not_recorded(dialogue: Dialogue, text: str):
    reply = dialogue.command(text[1:]) if text.startswith("/") else dialogue.question(text)
    assert reply.record is None


NAMES = "山田花子\n佐藤"


def test_what_is_filled_in_is_never_recorded(dialogue: Dialogue):
    for template in dialogue.knowledge.templates.values():
        if template.blanks:
            [prompt] = texts(dialogue.press(f"1|f|{template.id}"))
            assert dialogue.reply_to(prompt, NAMES).record is None
            assert dialogue.reply_to(prompt, "長い名前" * 100).record is None


def test_what_was_to_be_filled_into_a_template_of_yesterday_is_not_recorded(
    dialogue: Dialogue, knowledge: Knowledge, matcher: Matcher
):
    template = next(one for one in knowledge.templates.values() if one.blanks)
    [prompt] = texts(dialogue.press(f"1|f|{template.id}"))
    others = {one.id: one for one in knowledge.templates.values() if one.id != template.id}
    entries = {entry.id: replace(entry, templates=()) for entry in knowledge.entries.values()}
    today = Dialogue(replace(knowledge, templates=others, entries=entries), matcher)

    assert noted(today.reply_to(prompt, NAMES)).question == ""
    assert noted(today.reply_to("別の話です。", UNKNOWN)).question == UNKNOWN


def test_privacy_tells_what_is_kept_and_for_how_long(knowledge: Knowledge, matcher: Matcher, dialogue: Dialogue):
    keeping = Dialogue(knowledge, matcher, retention_days=77)
    [told] = texts(keeping.command("privacy"))
    assert keeping.may_keep_records
    assert "77日" in told
    assert "答えをお示しできなかった、または候補を複数お示ししたご質問" in told

    [told] = texts(dialogue.command("privacy"))
    assert not dialogue.may_keep_records
    assert "保存せず" in told


def test_where_privacy_does_not_tell_it_nothing_is_kept(knowledge: Knowledge, matcher: Matcher):
    """The messages of an operator may be older than the store."""
    messages = knowledge.messages.model_copy(update={"privacy_kept": None})
    silent = Dialogue(replace(knowledge, messages=messages), matcher, retention_days=77)
    assert not silent.may_keep_records
    assert "保存せず" in texts(silent.command("privacy"))[0]
