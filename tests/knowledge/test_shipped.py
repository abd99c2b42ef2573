"""The shipped knowledge says what it must: every topic, every fact, every polite message."""

import json
import re
import unicodedata
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml

from bot import limits
from bot.knowledge import Knowledge
from bot.normalise import normalise

SHIPPED = Path(__file__).parent.parent.parent / "knowledge"

# What the source says of each topic; derived from the project's list of topics, all lists in full and in order.
FACTS: dict[str, dict[str, Any]] = json.loads(
    (Path(__file__).parent.parent / "data" / "facts.json").read_text(encoding="utf-8")
)


def said(text: object) -> str:
    return unicodedata.normalize("NFKC", str(text))


def in_order(passages: list[str], text: str) -> bool:
    """Whether the passages stand in the text one after the other."""
    position = 0
    for passage in passages:
        found = text.find(passage, position)
        if found < 0:
            return False
        position = found + len(passage)
    return True


def test_all_24_topics_have_their_entry(knowledge: Knowledge):
    assert len(FACTS) == 24
    assert set(FACTS) <= set(knowledge.entries)


@pytest.mark.parametrize("entry_id", FACTS)
def test_an_answer_carries_its_facts(knowledge: Knowledge, entry_id: str):
    answer = said(knowledge.entries[entry_id].answer)

    assert [fact for fact in FACTS[entry_id]["says"] if fact not in answer] == []


@pytest.mark.parametrize("entry_id", [entry_id for entry_id, facts in FACTS.items() if facts["lists"]])
def test_an_answer_has_its_lists_in_full_and_in_order(knowledge: Knowledge, entry_id: str):
    answer = said(knowledge.entries[entry_id].answer)

    for items in FACTS[entry_id]["lists"]:
        assert in_order(items, answer), items


def test_every_answer_names_a_third_party_as_its_source_and_the_day_it_was_checked(knowledge: Knowledge):
    assert {entry.source for entry in knowledge.entries.values()} == {"第三者の解説記事"}
    assert {entry.checked_on for entry in knowledge.entries.values()} == {date(2026, 11, 22)}


def test_the_welcome_and_the_help_say_that_it_is_unofficial(knowledge: Knowledge):
    for text in (knowledge.messages.welcome, knowledge.messages.help, knowledge.messages.source_line):
        assert "非公式" in text


def test_at_least_six_questions_are_suggested_and_none_twice(knowledge: Knowledge):
    suggested = knowledge.messages.suggested

    assert len(suggested) >= 6
    assert len(set(suggested)) == len(suggested)


def test_every_entry_is_in_one_category(knowledge: Knowledge):
    listed = [entry_id for category in knowledge.categories.values() for entry_id in category.entries]

    assert sorted(listed) == sorted(knowledge.entries)


def test_no_entry_is_related_to_itself_or_twice_to_another(knowledge: Knowledge):
    for entry in knowledge.entries.values():
        assert entry.related, entry.id
        assert entry.id not in entry.related, entry.id
        assert len(set(entry.related)) == len(entry.related), entry.id


def test_no_two_buttons_have_the_same_label(knowledge: Knowledge):
    labels = [normalise(entry.label) for entry in knowledge.entries.values()]
    categories = [normalise(category.label) for category in knowledge.categories.values()]
    templates = [normalise(template.label) for template in knowledge.templates.values()]

    for group in (labels, categories, templates):
        assert len(set(group)) == len(group)


def test_every_entry_has_more_wordings_than_its_question(knowledge: Knowledge):
    assert [entry.id for entry in knowledge.entries.values() if len(entry.phrases) < 10] == []


def test_the_message_to_the_consultant_follows_the_sources_order(knowledge: Knowledge):
    first = knowledge.templates[knowledge.entries["consultant-message"].templates[0]]

    assert in_order(
        [
            "{consultant}様",
            "お世話になり",
            "他のサイト経由で内定が決ま",
            "薬キャリを退会",
            "薬キャリ経由で転職を完了でき",
            "申し訳",
            "サポート",
            "感謝",
            "お祈り",
            "{name}",
        ],
        first.text,
    )
    assert first.blanks.keys() == {"consultant", "name"}


# Each row: the entry that offers it, words that only this message has, and its blanks by their labels.
MESSAGES = {
    "another site": ("consultant-message", "他のサイト経由で内定", {"担当コンサルタントのお名前", "あなたのお名前"}),
    "search given up": ("consultant-message", "転職活動をやめる", {"担当コンサルタントのお名前", "あなたのお名前"}),
    "decided here": (
        "consultant-message",
        "薬キャリを通じて無事に転職が決まり",
        {"担当コンサルタントのお名前", "あなたのお名前"},
    ),
    "no reason": ("consultant-message", "一身上の都合", {"担当コンサルタントのお名前", "あなたのお名前"}),
    "leaving mail": ("email", "薬キャリを退会したく", {"施設名", "m3.comのID", "登録しているメールアドレス"}),
    "required items": (
        "email-required",
        "薬キャリを退会したく",
        {"施設名", "m3.comのID", "登録しているメールアドレス"},
    ),
    "another consultant": ("change-consultant", "担当コンサルタントの変更", {"あなたのお名前"}),
}


@pytest.mark.parametrize(("entry_id", "words", "labels"), MESSAGES.values(), ids=MESSAGES)
def test_every_polite_message_is_offered_with_its_blanks(
    knowledge: Knowledge, entry_id: str, words: str, labels: set[str]
):
    offered = [knowledge.templates[template_id] for template_id in knowledge.entries[entry_id].templates]
    [template] = [template for template in offered if words in template.text]

    assert labels <= set(template.blanks.values())
    assert all(f"{{{name}}}" in template.text for name in template.blanks)


def test_the_leaving_mail_goes_to_the_leaving_address(knowledge: Knowledge):
    [template] = [knowledge.templates[template_id] for template_id in knowledge.entries["email"].templates]

    assert template.to == "taikai@m3.com"
    assert template.subject


def test_the_only_address_in_the_knowledge_is_the_leaving_address(knowledge: Knowledge):
    texts = [str(entry.answer) for entry in knowledge.entries.values()]
    texts += [str(aside.answer) for aside in (*knowledge.smalltalk.values(), *knowledge.out_of_scope.values())]
    texts += [template.text + template.to for template in knowledge.templates.values()]

    addresses = {address for text in texts for address in re.findall(r"[\w.+-]+@[\w.-]+", text, re.ASCII)}

    assert addresses == {"taikai@m3.com"}


def test_what_telegram_shows_of_the_bot_keeps_its_limits(knowledge: Knowledge):
    messages = knowledge.messages
    commands = messages.commands.model_dump()

    assert len(messages.bot_name) <= limits.NAME_CHARACTERS
    assert len(messages.description) <= limits.DESCRIPTION_CHARACTERS
    assert len(messages.short_description) <= limits.SHORT_DESCRIPTION_CHARACTERS
    assert all(1 <= len(description) <= limits.COMMAND_DESCRIPTION_CHARACTERS for description in commands.values())


def test_every_entry_has_phrases_by_many_hands():
    for entry_id, phrases in written_phrases().items():
        assert len(phrases) >= 150, f"{entry_id} has {len(phrases)} phrases of its own"


def test_what_is_out_of_scope_and_small_talk_are_known_well(knowledge: Knowledge):
    assert len(knowledge.out_of_scope) >= 20
    assert sum(len(aside.phrases) for aside in knowledge.out_of_scope.values()) >= 400
    assert sum(len(aside.phrases) for aside in knowledge.smalltalk.values()) >= 100


def written_phrases() -> dict[str, list[str]]:
    """The phrases of phrases/*.yaml as they stand there, not expanded."""
    written: dict[str, list[str]] = {}
    for path in (SHIPPED / "phrases").glob("*.yaml"):
        written |= yaml.safe_load(path.read_text(encoding="utf-8"))
    return written
