"""A sound knowledge becomes values: phrases expanded, references kept, defaults filled in."""

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from bot.knowledge import files_of, load, stale_entries
from bot.text import Mark

Change = Callable[[str, str, str], None]


def test_a_knowledge_of_faq_and_messages_is_a_whole_one(directory: Path, change: Change):
    change("faq/a.yaml", "    template: [letter]\n", "")
    (directory / "templates.yaml").unlink()
    (directory / "phrases").rmdir()

    knowledge = load(directory)

    assert list(knowledge.entries) == ["one", "two"]
    assert (knowledge.templates, knowledge.smalltalk, knowledge.out_of_scope) == ({}, {}, {})


def test_an_entry_has_all_that_stands_in_its_block(directory: Path):
    entry = load(directory).entries["two"]

    assert entry.question == "二つ目の質問ですか？"
    assert entry.label == "二つ目"
    assert entry.phrases == ("二つ目の質問ですか？", "二番目の質問", "二番目")
    assert str(entry.answer) == "二つ目の答えです。"
    assert (entry.related, entry.templates) == (("one",), ("letter",))
    assert (entry.source, entry.checked_on) == ("記事", date(2026, 11, 22))


def test_without_a_label_the_question_stands_on_the_button(directory: Path):
    assert load(directory).entries["one"].label == "一つ目の質問ですか？"


def test_a_long_question_without_a_label_is_cut_on_its_button(directory: Path, change: Change):
    change("faq/a.yaml", "一つ目の質問ですか？", "あ" * 41)

    entry = load(directory).entries["one"]

    assert (entry.question, entry.label) == ("あ" * 41, "あ" * 39 + "…")


def test_a_question_that_just_fits_stands_on_its_button_whole(directory: Path, change: Change):
    change("faq/a.yaml", "一つ目の質問ですか？", "あ" * 40)

    assert load(directory).entries["one"].label == "あ" * 40


def test_two_entries_may_have_one_question(directory: Path, change: Change):
    change("faq/a.yaml", "二つ目の質問ですか？", "一つ目の質問ですか?")  # but for the width of its mark

    assert [entry.question for entry in load(directory).entries.values()] == [
        "一つ目の質問ですか？",
        "一つ目の質問ですか?",
    ]


@pytest.mark.parametrize("missing", ["source: 記事\n", "checked_on: 2026-11-22\n"], ids=["source", "day"])
def test_an_entry_may_lack_source_and_day(directory: Path, change: Change, missing: str):
    change("faq/a.yaml", missing, "")

    entry = load(directory).entries["one"]

    assert (entry.source, entry.checked_on) in [("", date(2026, 11, 22)), ("記事", None)]
    assert (entry.source == "") is missing.startswith("source")


def test_what_has_no_day_is_never_stale(directory: Path, change: Change):
    change("faq/a.yaml", "    label: 二つ目\n", "    label: 二つ目\n    checked_on: 2025-01-31\n")
    change("faq/a.yaml", "source: 記事\nchecked_on: 2026-11-22\n", "source: 記事\n")

    assert [entry.id for entry in stale_entries(load(directory), date(2026, 12, 1), 30)] == ["two"]


def test_suggestions_that_are_not_there_are_left_out(directory: Path, change: Change):
    change("messages.yaml", "suggested: [one]", "suggested: [three, two, four]")

    assert load(directory).messages.suggested == ["two"]


def test_where_no_suggestion_is_there_the_first_entries_of_seven_categories_are(directory: Path, change: Change):
    change("messages.yaml", "suggested: [one]", "suggested: [three, four]")
    faq = (
        "id: {0}\nlabel: x\nentries:\n- {{id: first-{0}, question: '{0}', answer: x}}\n"
        "- {{id: other-{0}, question: '{0} {0}', answer: x}}\n"
    )
    for name in "bcdefghi":
        (directory / "faq" / f"{name}.yaml").write_text(faq.format(name))

    assert load(directory).messages.suggested == ["one", *(f"first-{name}" for name in "bcdefg")]


def test_ids_may_have_capitals_and_underscores(directory: Path, change: Change):
    change("faq/a.yaml", "id: two", "id: Q_0002")
    (directory / "phrases" / "more.yaml").write_text("Q_0002: [セカンド]\n")

    assert load(directory).entries["Q_0002"].phrases[-1] == "セカンド"


def test_an_answer_may_be_longer_than_a_message(directory: Path, change: Change):
    change("faq/a.yaml", "一つ目の答えです。", "あ" * 10_000)

    assert len(load(directory).entries["one"].answer) == 10_000


def test_source_and_day_of_an_entry_win_over_those_of_its_category(directory: Path, change: Change):
    change("faq/a.yaml", "    label: 二つ目\n", "    label: 二つ目\n    source: 公報\n    checked_on: 2025-01-31\n")

    entry = load(directory).entries["two"]

    assert (entry.source, entry.checked_on) == ("公報", date(2025, 1, 31))


def test_one_reference_may_be_written_without_brackets(directory: Path, change: Change):
    change("faq/a.yaml", "related: [one]", "related: one")
    change("faq/a.yaml", "template: [letter]", "template: letter")

    entry = load(directory).entries["two"]

    assert (entry.related, entry.templates) == (("one",), ("letter",))


def test_further_phrases_follow_those_beside_the_answer_without_repetition(directory: Path):
    (directory / "phrases" / "b.yaml").write_text("two: [二番目, セカンド]\none: [はじめ]\n")
    (directory / "phrases" / "a.yaml").write_text("two: [(に|2)つめ]\n")

    entries = load(directory).entries

    assert entries["two"].phrases == (
        "二つ目の質問ですか？",
        "二番目の質問",
        "二番目",
        "につめ",
        "2つめ",
        "セカンド",
    )
    assert entries["one"].phrases == ("一つ目の質問ですか？", "はじめ")


def test_the_same_phrase_twice_in_one_entry_is_no_mistake(directory: Path, change: Change):
    change("faq/a.yaml", "- 二番目(の質問|)", "- 二番目\n      - ニ番目\n      - 二番目!")

    assert load(directory).entries["two"].phrases[1] == "二番目"


def test_parentheses_in_a_question_are_no_pattern(directory: Path, change: Change):
    change("faq/a.yaml", "一つ目の質問ですか？", "退会(解約|脱会)はできますか？")

    assert load(directory).entries["one"].phrases == ("退会(解約|脱会)はできますか？",)


def test_files_are_read_in_the_order_of_their_names(directory: Path):
    faq = (
        "id: {0}\nlabel: x\nsource: x\nchecked_on: 2026-11-22\nentries: [{{id: e-{0}, question: '{0}?', answer: x}}]\n"
    )
    for name in ("c", "b"):
        (directory / "faq" / f"{name}.yaml").write_text(faq.format(name))

    knowledge = load(directory)

    assert list(knowledge.categories) == ["cat", "b", "c"]
    assert list(knowledge.entries) == ["one", "two", "e-b", "e-c"]


@pytest.mark.parametrize(
    "spoil",
    [
        lambda data: b"\xef\xbb\xbf" + data,
        lambda data: data.replace(b"\n", b"\r\n"),
        lambda data: b"\xef\xbb\xbf# Windows\r\n---\r\n" + data.replace(b"\n", b"\r\n"),
        lambda data: b"%YAML 1.1\n---\n" + data + b"...\n",
    ],
    ids=["byte order mark", "CRLF", "both, and a document marker", "a directive"],
)
def test_what_editors_add_to_a_file_changes_nothing(directory: Path, spoil: Callable[[bytes], bytes]):
    expected = load(directory)

    for path in directory.rglob("*.yaml"):
        path.write_bytes(spoil(path.read_bytes()))

    assert load(directory) == expected


def test_quotes_make_a_text_of_what_yaml_would_read_otherwise(directory: Path, change: Change):
    change("faq/a.yaml", "label: 二つ目", "label: 'no'")
    change("faq/a.yaml", "source: 記事", 'source: "2026"')
    change("faq/a.yaml", "一つ目の答えです。", "!!str 1.5")

    knowledge = load(directory)

    assert knowledge.entries["two"].label == "no"
    assert knowledge.entries["two"].source == "2026"
    assert str(knowledge.entries["one"].answer) == "1.5"


@pytest.mark.parametrize("name", [".#a.yaml", "._a.yaml", "a.yaml~", "a.yaml.swp", "README.md"])
def test_what_lies_beside_the_files_is_left_alone(directory: Path, name: str):
    (directory / "faq" / name).write_bytes(b"\xff not YAML")

    assert list(load(directory).categories) == ["cat"]


def test_marks_of_an_answer_are_read(directory: Path, change: Change):
    change("faq/a.yaml", "一つ目の答えです。", "'**太字**と`code`'")

    spans = load(directory).entries["one"].answer.spans

    assert [(span.text, span.mark) for span in spans] == [
        ("太字", Mark.BOLD),
        ("と", Mark.PLAIN),
        ("code", Mark.CODE),
    ]


def test_small_talk_and_what_is_out_of_scope_are_read(directory: Path):
    (directory / "smalltalk.yaml").write_text("- id: hi\n  answer: やあ\n  phrases: [こんにち(は|わ)]\n")
    (directory / "out_of_scope.yaml").write_text(
        "- id: other\n  label: 他\n  answer: 他では\n  related: one\n  phrases: [他の話]\n"
    )

    knowledge = load(directory)

    assert knowledge.smalltalk["hi"].phrases == ("こんにちは", "こんにちわ")
    assert str(knowledge.out_of_scope["other"].answer) == "他では"
    assert knowledge.out_of_scope["other"].related == ("one",)


def test_a_template_has_its_blanks_address_and_subject(directory: Path, change: Change):
    change("templates.yaml", "  recipient: support\n", "  recipient: support\n  to: a@example.com\n  subject: 件名\n")

    template = load(directory).templates["letter"]

    assert (template.to, template.subject) == ("a@example.com", "件名")
    assert template.blanks == {"name": "お名前"}
    assert template.text == "{name}です。"


def test_loading_twice_gives_the_same(directory: Path):
    assert load(directory) == load(directory)


def test_a_knowledge_without_steps_and_checklist_has_none(directory: Path):
    knowledge = load(directory)

    assert (knowledge.steps, knowledge.checklist) == ({}, ())


def test_steps_know_the_first_step_that_leads_to_them(directory: Path):
    (directory / "choose.yaml").write_text(
        "- id: start\n  text: '**始め**'\n"
        "  choices: [{label: 近道, next: end}, {label: 遠回り, next: middle}]\n"
        "- id: middle\n  text: 途中\n  choices: [{label: 先へ, next: end}]\n"
        "- id: end\n  text: 終わり\n  entries: one\n"
    )

    steps = load(directory).steps

    assert list(steps) == ["start", "middle", "end"]
    assert [step.previous for step in steps.values()] == ["", "start", "start"]
    assert [(choice.label, choice.next) for choice in steps["start"].choices] == [("近道", "end"), ("遠回り", "middle")]
    assert steps["start"].text.spans[0].mark is Mark.BOLD
    assert (steps["end"].choices, steps["end"].entries) == ((), ("one",))


def test_items_of_the_checklist_keep_their_order(directory: Path):
    (directory / "checklist.yaml").write_text("- {label: 二, entry: two}\n- {label: 一, entry: one}\n")

    assert [(item.label, item.entry) for item in load(directory).checklist] == [("二", "two"), ("一", "one")]


def test_folders_within_folders_are_not_searched_for_ever(directory: Path):
    deep = directory / "faq" / "a" / "b" / "c"
    deep.mkdir(parents=True)
    (deep / "x.yaml").touch()
    (deep.parent / "x.YAML").touch()

    found = [path.relative_to(directory).as_posix() for path in files_of(directory)]

    assert found == ["faq/a/b/x.YAML", "faq/a.yaml", "messages.yaml", "templates.yaml"]


def test_the_files_of_a_directory_are_those_that_are_read_or_may_be_meant_to_be(tmp_path: Path):
    directory = tmp_path / ".hidden" / "knowledge"
    elsewhere = tmp_path / "elsewhere"
    theirs = ["messages.yaml", "smalltalk.yml", "faq/a.yaml", "faq/old/older/a.yml"]
    others = ["README.md", ".a.yaml", "faq/.#a.yaml", ".git/a.yaml", "faq/a.yaml~", "schema/faq.json"]
    for path in [*(directory / name for name in theirs + others), elsewhere / "a.yaml"]:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch()
    (directory / "phrases").symlink_to(elsewhere)
    (directory / "faq" / "round").symlink_to(directory)

    found = [path.relative_to(directory).as_posix() for path in files_of(directory)]

    assert set(found) == {*theirs, "phrases/a.yaml"}
    assert found == sorted(found)
