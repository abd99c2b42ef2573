"""A public FAQ runs as it is: two thousand entries with one question each, beside the shipped messages.yaml."""

from __future__ import annotations

from datetime import date
from itertools import combinations
from pathlib import Path

import pytest
import yaml

from bot.checking import abridged, warnings, wordings
from bot.dialogue import Dialogue
from bot.knowledge import load, load_with_files, stale_entries
from bot.matching import Matcher
from tests.conftest import SHIPPED
from tests.dialogue.walk import check, check_result, presses, texts

COUNT = 2000
THINGS = [
    *(
        "住民票",
        "転入届",
        "保育園",
        "粗大ごみ",
        "水道",
        "下水道",
        "市民税",
        "固定資産税",
        "図書館",
        "体育館",
        "予防接種",
        "介護保険",
    ),
    *(
        "児童手当",
        "印鑑登録",
        "戸籍",
        "婚姻届",
        "出生届",
        "公園",
        "駐車場",
        "道路",
        "河川",
        "避難所",
        "消防団",
        "救急車",
        "給食",
    ),
    *(
        "奨学金",
        "選挙",
        "議会",
        "職員採用",
        "入札",
        "統計",
        "観光",
        "温泉",
        "美術館",
        "墓地",
        "農地",
        "漁港",
        "森林",
        "街灯",
    ),
    *("空き家", "野良猫", "蜂の巣", "国民年金", "障害者手帳", "母子手帳", "市長"),
]
TOPICS = [f"{one}と{other}の{asked}" for one, other in combinations(THINGS, 2) for asked in ("手続き", "費用")]


def entry(number: int) -> dict[str, str]:
    """An entry with a question of 20 to 290 characters and an answer of 300 to 6,000, most of it a ruled table."""
    about = TOPICS[number]
    circumstances = "".join(f"{thing}の件は済みました。" for thing in THINGS[: number % 20])
    answer = f"{about}については、第{number}号のとおりです。\n\n" + f"{'－' * 59}\n" * (99 if number % 19 == 0 else 5)
    return {"id": f"Q_{number:04}", "question": f"{about}を教えてください。{circumstances}", "answer": answer}


@pytest.fixture(scope="module")
def directory(tmp_path_factory: pytest.TempPathFactory) -> Path:
    directory = tmp_path_factory.mktemp("city")
    entries = [entry(number) for number in range(COUNT)]
    entries[1]["question"] = entries[0]["question"]  # that of two departments
    city = {"id": "city", "label": "市のよくある質問", "entries": entries}
    (directory / "faq").mkdir()
    with (directory / "faq" / "a.yaml").open("w", encoding="utf-8") as file:
        yaml.dump(city, file, Dumper=yaml.CSafeDumper, allow_unicode=True)
    (directory / "messages.yaml").write_bytes((SHIPPED / "messages.yaml").read_bytes())
    return directory


@pytest.fixture(scope="module")
def city(directory: Path) -> Dialogue:
    knowledge = load(directory)
    return Dialogue(knowledge, Matcher(knowledge))


def test_it_is_what_the_web_offers(directory: Path):
    """So that the other tests are about something: a large file, long texts."""
    entries = [entry(number) for number in range(COUNT)]

    assert (directory / "faq" / "a.yaml").stat().st_size > 3_000_000
    assert min(len(one["answer"]) for one in entries) >= 300
    assert max(len(one["answer"]) for one in entries) > 5900
    assert 200 < max(len(one["question"]) for one in entries) <= 300


def test_every_entry_is_there_as_it_is_written(city: Dialogue):
    knowledge = city.knowledge

    assert len(knowledge.entries) == COUNT
    assert knowledge.entries["Q_0000"].question == knowledge.entries["Q_0001"].question
    assert {len(one.label) for one in knowledge.entries.values()} <= set(range(1, 41))
    assert knowledge.messages.suggested == ["Q_0000"]
    assert stale_entries(knowledge, date(2026, 12, 1), 0) == ()


@pytest.mark.parametrize("number", [8, 19, 437, 1235, 1999])
def test_its_questions_lead_to_their_whole_answers(city: Dialogue, number: int):
    asked = city.knowledge.entries[f"Q_{number:04}"]

    reply = city.question(asked.question)
    if f"1|a|{asked.id}" in presses(reply):  # where it looks like others it is offered with them
        check(reply)
        reply = city.press(f"1|a|{asked.id}")

    check(reply)
    assert texts(reply)[0].startswith(f"{asked.question}\n\n")
    lines = [line for text in texts(reply) for line in text.splitlines() if line]
    assert lines == [line for line in f"{asked.question}\n{asked.answer}".splitlines() if line]


def test_of_the_same_question_both_are_thought_of_first(city: Dialogue):
    candidates = city.decide(city.knowledge.entries["Q_0000"].question).candidates

    assert {candidate.id for candidate in candidates[:2]} == {"Q_0000", "Q_0001"}


def test_all_ways_to_it_keep_all_limits(city: Dialogue):
    last = f"Q_{COUNT - 1}"

    for reply in (
        city.command("start"),
        city.command("start", last),
        city.press("1|c|city|400"),
        city.press(f"1|i|{last}"),
        city.press(f"1|h|{last}|n"),
        city.group_question(city.knowledge.entries[last].question),
    ):
        check(reply)
    for query in ("", "保育園", city.knowledge.entries[last].question):
        for result in city.inline(query):
            check_result(result)
    assert f"1|i|{last}" in presses(city.press("1|c|city|400"))


def test_what_is_advised_fits_on_a_few_screens(directory: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(wordings, "_LETTERS", 1000)  # to ask more would take its time and change no count
    found = warnings(*load_with_files(directory), date(2026, 12, 1), 365)

    like_others = [problem.line for problem in found if "reads almost like" in problem.what]
    assert 1000 < len(like_others) == len(set(like_others))
    assert [problem.what for problem in found if "one wording" in problem.what] == [
        "'Q_0000' and 1,999 other entries have one wording, their question; add some to phrases/, for with 10 or more "
        "people are understood far better"
    ]
    shown = abridged(found)
    assert 40 < len(shown) < 100
    assert sum("more like these" in problem.what for problem in shown) == 3
