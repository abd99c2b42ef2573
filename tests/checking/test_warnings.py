"""Each kind of advice: where, what, what to do; and nothing where all is well."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from bot.checking import abridged, warnings, wordings
from bot.errors import Problem, Severity
from bot.knowledge import Knowledge, Place, load_with_files
from bot.matching import Matcher, Ranking
from tests.checking.conftest import PHONE, POINTS, TODAY, Folder, Spoil


def changed(old: str, new: str) -> Spoil:
    return lambda folder: folder.change(old, new)


def changed_in(name: str, old: str, new: str) -> Spoil:
    return lambda folder: folder.change(old, new, name)


def written(name: str, text: str) -> Spoil:
    return lambda folder: folder.write(name, text)


def day_at_one_entry(folder: Folder) -> None:
    folder.change("checked_on: 2026-11-22\n", "")
    folder.change("    related: [phone]\n", "    related: [phone]\n    checked_on: 2026-11-22\n")


GUARDED = "- {id: other, label: 他, answer: 他の話です。, guard: [電話で伝えて], phrases: [他の用件]}\n"
TEMPLATES = """\
- {id: one, label: 連絡, title: 一通目, recipient: support, text: 一通目です。}
- {id: two, label: 連絡！, title: 二通目, recipient: support, text: 二通目です。}
"""

PRELUDE = "長い前置きの後で" * 5
CUT = f"'{PRELUDE[:39]}…'"
LONG_QUESTIONS = f"""\
id: more
label: 他
source: x
checked_on: 2026-11-22
entries:
  - id: fax
    question: {PRELUDE}ファクスで書類を送ることはもうできないのですか
    phrases: [ファクス(は|を|と|が|も|の|って|ある|ない)]
    answer: いいえ。
  - id: telex
    question: {PRELUDE}テレックスの番号はどの頁の何行目に載っていますか
    phrases: [テレックス(は|を|と|が|も|の|って|ある|ない)]
    answer: 一頁です。
"""

# Each row: what is done to the knowledge, and all that is said of it.
ADVICE = {
    "nothing": (lambda folder: None, []),
    "few phrases": (
        changed(f", {POINTS[-1]}", ""),
        [
            "faq/a.yaml:7: warning: 'm3-points' has 9 wordings, its question included; add some to phrases/, "
            "for with 10 or more people are understood far better"
        ],
    ),
    "long answer": (
        changed("使い切ってから退会してください。", "長い話です。" * 170),
        [
            "faq/a.yaml:9: warning: the answer has 1,033 characters, much for a phone; shorten it to 1,000, or make "
            "two entries of it"
        ],
    ),
    "late conclusion": (
        changed("ポイントは消滅します。\n", "一行目です。\n      二行目です。\n      三行目です。\n"),
        [
            "faq/a.yaml:9: warning: the answer begins with 20 characters without a blank line; say the conclusion in "
            "two lines and leave one blank after it, for groups show nothing else"
        ],
    ),
    "long conclusion": (
        changed("answer: はい、かまいません。", f"answer: {'はい。' * 34}"),
        [
            "faq/a.yaml:17: warning: the answer begins with 102 characters without a blank line; say the conclusion in "
            "two lines and leave one blank after it, for groups show nothing else"
        ],
    ),
    "related to itself": (
        changed("related: [phone]", "related: [phone, m3-points]"),
        ["faq/a.yaml:13: warning: the entry is related to itself; remove its id here"],
    ),
    "related twice": (
        changed("related: [phone]", "related: [phone, phone]"),
        ["faq/a.yaml:13: warning: 'phone' is named twice here; remove one"],
    ),
    "related too often": (
        changed("related: [phone]", "related: [phone, phone, phone, phone]"),
        [
            "faq/a.yaml:13: warning: 'phone' is named twice here; remove one",
            "faq/a.yaml:13: warning: 4 related entries are named and only the first 3 become buttons; "
            "remove the others",
        ],
    ),
    "two equal buttons": (
        changed("related: [m3-points]\n", "related: [m3-points]\n    label: 退会すると、ポイントはどうなりますか\n"),
        [
            "faq/a.yaml:19: warning: the button '退会すると、ポイントはどうなりますか' looks like that of another "
            "entry (faq/a.yaml:7); say what differs"
        ],
    ),
    "two equal messages": (
        written("templates.yaml", TEMPLATES),
        [
            "templates.yaml:2: warning: the button '連絡！' looks like that of another template (templates.yaml:1); "
            "say what differs"
        ],
    ),
    "two equal categories": (
        written(
            "faq/b.yaml",
            "id: again\nlabel: 退会\nsource: x\nchecked_on: 2026-11-22\nentries:\n  - id: fax\n"
            "    question: ファクスは使えますか？\n    answer: いいえ。\n"
            "    phrases: [ファクス(は|を|と|が|も|の|って|ある|ない)]\n",
        ),
        [
            "faq/b.yaml:2: warning: the button '退会' looks like that of another category (faq/a.yaml:2); "
            "say what differs"
        ],
    ),
    "a question of the other": (
        changed("question: 電話で伝えてもかまいませんか？", "question: ポイントはどうなるのでしょうか？"),
        [
            "faq/a.yaml:15: warning: asked this, the bot would think of 'm3-points' if it had not learnt it by heart; "
            "word it in another way, or add phrases"
        ],
    ),
    "a guarded question": (
        written("out_of_scope.yaml", GUARDED),
        [
            "faq/a.yaml:15: warning: asked this, the bot obeys the guard '電話で伝えて' of 'other'; word it in another "
            "way, or let the guard except it by unless:"
        ],
    ),
    "near duplicates": (
        written("phrases/more.yaml", "phone: [貯まったポイントがもったいない(よ|ね)]\n"),
        [
            "phrases/more.yaml:1: warning: '貯まったポイントがもったいないよ' of 'phone' reads almost like "
            "'貯まったポイントがもったいない' of 'm3-points' (faq/a.yaml:8); keep one of them, or make clear what "
            "differs"
        ],
    ),
    "long question": (
        changed("question: 電話で伝えてもかまいませんか？", f"question: 電話で伝えてもかまいませんか{'？' * 40}"),
        [
            "faq/a.yaml:15: warning: a button shows 40 characters and the question has 54, so it says "
            f"'電話で伝えてもかまいませんか{'？' * 25}…'; add label: with a short form"
        ],
    ),
    "long question with a label": (
        changed(
            "question: 電話で伝えてもかまいませんか？",
            f"question: 電話で伝えてもかまいませんか{'？' * 40}\n    label: 電話",
        ),
        [],
    ),
    "two questions that look alike on their buttons": (
        written("faq/b.yaml", LONG_QUESTIONS),
        [
            f"faq/b.yaml:7: warning: a button shows 40 characters and the question has 63, so it says {CUT}; "
            "add label: with a short form",
            f"faq/b.yaml:11: warning: a button shows 40 characters and the question has 64, so it says {CUT}; "
            "add label: with a short form",
            f"faq/b.yaml:11: warning: the button {CUT} looks like that of another entry (faq/b.yaml:7); "
            "say what differs",
        ],
    ),
    "same question": (
        changed("question: 電話で伝えてもかまいませんか？", "question: 退会すると、ポイントはどうなりますか!"),
        [
            "faq/a.yaml:15: warning: asked this, the bot would think of 'm3-points' if it had not learnt it by heart; "
            "word it in another way, or add phrases",
            "faq/a.yaml:15: warning: this is the question of 'm3-points' too (faq/a.yaml:7), and nobody can tell "
            "the two apart; say in both what differs, or make one entry of them",
        ],
    ),
    "suggestion of nothing": (
        changed_in("messages.yaml", "suggested: [m3-points]", "suggested: [m3-points, phones, email]"),
        [
            "messages.yaml:1: warning: there is no entry 'email', so it is not offered; add the entry or remove the "
            "line",
            "messages.yaml:1: warning: there is no entry 'phones', so it is not offered; did you mean 'phone'?",
        ],
    ),
    "suggestions of nothing": (
        changed_in("messages.yaml", "suggested: [m3-points]", "suggested: [phones, email]"),
        [
            "messages.yaml:1: warning: none of the suggested entries is there, so the first of each category is "
            "offered; name some that are"
        ],
    ),
    "no source": (
        changed("source: 試験の資料\n", ""),
        [
            "faq/a.yaml:1: warning: source is missing here and at every entry, so no source is shown under their "
            "answers; add source:"
        ],
    ),
    "no day": (
        changed("checked_on: 2026-11-22\n", ""),
        [
            "faq/a.yaml:1: warning: checked_on is missing here and at every entry, so no source is shown under their "
            "answers; add checked_on:"
        ],
    ),
    "no day at one entry": (
        day_at_one_entry,
        [
            "faq/a.yaml:14: warning: checked_on is missing here and at the category, so no source is shown under the "
            "answer; add checked_on: to one of them"
        ],
    ),
    "masked words": (
        written("phrases/more.yaml", "phone: ['［名前］さんに電話していい']\n"),
        [
            "phrases/more.yaml:1: warning: ［名前］ stands where words of a person were masked, and nobody writes it; "
            "put a word in its place, or leave it out"
        ],
    ),
    "a single letter": (
        written("phrases/more.yaml", "phone: [(電|電話口で話す), 話！]\n"),
        [
            "phrases/more.yaml:1: warning: '話！' is a single letter, which says nothing of what is asked; write a "
            "phrase",
            "phrases/more.yaml:1: warning: '電' is a single letter, which says nothing of what is asked; write a "
            "phrase",
        ],
    ),
    "a single letter of small talk": (
        written("smalltalk.yaml", "- {id: laugh, answer: 楽しそうですね。, phrases: [笑, 草]}\n"),
        [],
    ),
    "very many variants": (
        written("phrases/more.yaml", f"phone: [電話{'(よ|ね|な)' * 5}]\n"),
        [
            "phrases/more.yaml:1: warning: this stands for 243 phrases, which outweigh those written one by one; "
            "leave out alternatives until it is 200 at most"
        ],
    ),
    "as many variants as may be": (written("phrases/more.yaml", f"phone: [電話{'(よ|ね|な)' * 4}]\n"), []),
    "alternatives in full width": (
        written("phrases/more.yaml", "phone:\n  - （担当者|営業）へ連絡\n  - 営業(担当｜社員)へ連絡\n"),
        [
            f"phrases/more.yaml:{line}: warning: with ( | ) in full width, or within \\( \\), this stands for itself "
            "and not for alternatives; write (A|B), or leave out the |"
            for line in (2, 3)
        ],
    ),
    "two phrases in one": (
        written("phrases/more.yaml", "phone:\n  - 営業へ連絡\n    - 社員へ連絡\n"),
        [
            "phrases/more.yaml:2: warning: there is a ' - ' within this phrase; if two were meant, begin both with "
            "'- ' at the same depth"
        ],
    ),
    "old": (
        changed("checked_on: 2026-11-22", "checked_on: 2025-11-30"),
        [
            "faq/a.yaml:4: warning: checked_on was 366 days ago; compare with the source again and write the day "
            "of today"
        ],
    ),
    "old in one entry": (
        changed("    related: [phone]\n", "    related: [phone]\n    checked_on: 2025-11-30\n"),
        [
            "faq/a.yaml:14: warning: checked_on was 366 days ago; compare with the source again and write the day "
            "of today"
        ],
    ),
    "just not old": (changed("checked_on: 2026-11-22", "checked_on: 2025-12-01"), []),
    "tomorrow": (changed("checked_on: 2026-11-22", "checked_on: 2026-12-02"), []),
    "to come": (
        changed("checked_on: 2026-11-22", "checked_on: 2026-12-03"),
        ["faq/a.yaml:4: warning: checked_on lies in the future; write the day on which it was compared"],
    ),
}


@pytest.mark.parametrize(("spoil", "said"), ADVICE.values(), ids=ADVICE)
def test_advice_says_where_what_and_what_to_do(folder: Folder, spoil: Spoil, said: list[str]):
    spoil(folder)

    assert folder.advice() == said


def test_an_entry_that_its_own_phrases_do_not_lead_to_is_told(folder: Folder):
    """Its phrases are those of the guard, but for its question."""
    folder.change(", ".join(PHONE), ", ".join(f"ファクスで{phrase}" for phrase in PHONE))
    folder.write(
        "out_of_scope.yaml", "- {id: fax, label: ファクス, answer: 使えません。, guard: [ファクス], phrases: [FAX]}\n"
    )

    assert folder.advice() == [
        "faq/a.yaml:14: warning: of 10 of its phrases only 1 lead to 'phone', others to 'fax'; make one of the two, or "
        "write phrases that tell them apart"
    ]


def test_no_more_phrases_are_asked_than_it_takes_to_tell(folder: Folder, monkeypatch: pytest.MonkeyPatch):
    asked: list[str] = []

    def rank(matcher: Matcher, question: str) -> Ranking:
        asked.append(question)
        return ranked(matcher, question)

    ranked = Matcher.rank
    monkeypatch.setattr(Matcher, "rank", rank)

    assert folder.advice() == []
    assert len(asked) == 14  # of two entries, each question and six of ten phrases: more than half


def test_progress_is_there_before_the_phrases_are_learnt(folder: Folder, monkeypatch: pytest.MonkeyPatch):
    folder.write("smalltalk.yaml", "- {id: laugh, answer: 楽しそうですね。, phrases: [笑, 草]}\n")
    knowledge, files = load_with_files(folder.path)
    seen: list[str] = []

    def learn(taught: Knowledge) -> Matcher:
        seen.append("learning")
        return Matcher(taught)

    def progress(blocks: Sequence[Place]) -> Iterator[Place]:
        for block in blocks:
            seen.append(block.child("id").text)
            yield block

    monkeypatch.setattr(wordings, "Matcher", learn)
    assert warnings(knowledge, files, TODAY, 365, progress) == []
    assert seen == ["m3-points", "learning", "phone", "laugh"]


def test_of_many_entries_with_one_wording_it_is_told_in_one_line(folder: Folder):
    things = ("ファクス", "住所", "名刺", "研修", "制服", "寮")
    entries = "".join(f"  - {{id: e{n}, question: {thing}は？, answer: 公式。}}\n" for n, thing in enumerate(things))
    folder.write("faq/b.yaml", f"id: b\nlabel: 他\nsource: x\nchecked_on: 2026-11-22\nentries:\n{entries}")

    assert folder.advice() == [
        "faq/b.yaml:6: warning: 'e0' and 5 other entries have one wording, their question; add some to phrases/, for "
        "with 10 or more people are understood far better"
    ]


def test_of_each_entry_one_near_duplicate_is_told(folder: Folder):
    folder.write("phrases/more.yaml", f"phone: [{', '.join(f'{phrase}よ' for phrase in POINTS)}]\n")

    assert [line for line in folder.advice() if "reads almost like" in line] == [
        "phrases/more.yaml:1: warning: 'ポイントの行方よ' of 'phone' reads almost like 'ポイントの行方' of "
        "'m3-points' (faq/a.yaml:8); keep one of them, or make clear what differs"
    ]


def test_of_each_kind_twenty_are_told_and_the_others_counted():
    """Kinds differ in their words; all errors are told."""

    def problem(line: int, what: str, severity: Severity = Severity.WARNING) -> Problem:
        return Problem(Path("a.yaml"), line, what, severity)

    many = [
        problem(n, f"the button 'it\\'s {n:,}' looks like \"that's {n}\" (a.yaml:{n}); cut") for n in range(1, 1501)
    ]
    few = [problem(n, f"{n} is old") for n in range(1, 21)]
    errors = [problem(n, f"{n} is wrong", Severity.ERROR) for n in range(1, 30)]

    rest = replace(many[20], what=f"... and 1,480 more like these, the first: {many[20].what}")
    assert abridged([*many[::-1], *few, *errors]) == sorted([*errors, *few, *many[:20], rest])
