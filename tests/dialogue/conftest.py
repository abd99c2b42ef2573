"""Bots on knowledge of extreme size."""

from pathlib import Path
from typing import Any

import pytest
import yaml

from bot.dialogue import Dialogue
from bot.knowledge import load
from bot.matching import Matcher

SHIPPED = Path(__file__).parent.parent.parent / "knowledge"


def long_id(kind: str, number: int) -> str:
    return f"{kind}-{number:03}-".ljust(40, "x")


def dumped(content: Any) -> str:
    """Write YAML without anchors, which the loader refuses."""
    dumper = yaml.SafeDumper
    dumper.ignore_aliases = lambda *_: True  # type: ignore[method-assign]
    return yaml.dump(content, Dumper=dumper, allow_unicode=True)


def messages(**changed: Any) -> str:
    """The shipped fixed phrases, with some of them changed."""
    shipped = yaml.safe_load((SHIPPED / "messages.yaml").read_text(encoding="utf-8"))
    return dumped(shipped | changed)


def widest_messages() -> str:
    """Fixed phrases as long as the loader lets through."""
    shipped = yaml.safe_load((SHIPPED / "messages.yaml").read_text(encoding="utf-8"))
    longest = {key: label.ljust(40, "＿") for key, label in shipped.items() if key.startswith("button_")}
    longest |= {key: shipped[key].ljust(38, "＿") for key in ("button_helpful", "button_not_helpful")}
    longest["button_voted"] = "✓ {vote}"
    for key in ("category", "fill_prompt", "fill_line", "follow_up", "share_text", "source_line", "template_lead"):
        longest[key] = shipped[key].strip().ljust(200, "＿")
    return messages(
        **longest,
        suggested=[long_id("Entry_3", number) for number in range(7)],
        recipients={long_id("to", number): f"{number}へ".ljust(40, "＿") for number in range(7)},
        helpful_notice="謝" * 200,
        fill_placeholder="入" * 64,
        blank="○" * 40,
        not_helpful="&" * 4096,
        checklist_done="&" * 4096,
    )


def widest_templates() -> str:
    """Seven messages to one person and one to each other; every second one is long and has all blanks there may be."""
    blanks = {f"blank-{number}".ljust(40, "x"): f"{number}つ目".ljust(40, "＿") for number in range(8)}
    text = "".join(f"{{{name}}}" for name in blanks)
    several = {"blanks": blanks, "text": text + "<" * (4096 - len(blanks) * 60)}
    return dumped(
        [
            {
                "id": long_id("letter", number),
                "label": long_id("letter", number),
                "title": f"{number}通目".ljust(200, "題"),
                "recipient": long_id("to", max(0, number - 6)),
                "to": "宛" * 256,
                "subject": "件" * 256,
            }
            | ({"text": "<" * 256} if number % 2 else several)
            for number in range(13)
        ],
    )


@pytest.fixture(scope="session")
def widest(tmp_path_factory: pytest.TempPathFactory) -> Dialogue:
    """The bot on a knowledge in which everything is as long and as many as the loader lets through."""
    directory = tmp_path_factory.mktemp("widest")
    (directory / "faq").mkdir()
    letters = [[long_id("letter", number) for number in numbers] for numbers in (range(7), range(6, 13))]
    for category in range(20):
        ids = [long_id(f"Entry_{category}", number) for number in range(17)]
        entries = [
            f"  - id: {entry_id}\n"
            f"    question: '{f'{category}の{number}番目'.ljust(300, '？')}'\n"
            f"    label: '{f'{category}の{number}番目'.ljust(40, '？')}'\n"
            f"    answer: '{'&' * (9000 if number % 2 else 3600)}'\n"
            f"    related: [{', '.join(other for other in ids if other != entry_id)}]\n"
            f"    template: [{', '.join(letters[number % 2])}]\n"
            for number, entry_id in enumerate(ids)
        ]
        (directory / "faq" / f"{category:02}.yaml").write_text(
            f"id: {long_id('category', category)}\nlabel: '{f'{category}番目'.ljust(40, '！')}'\n"
            f"source: {'源' * 200}\nchecked_on: 2026-11-22\nentries:\n{''.join(entries)}"
        )
    (directory / "templates.yaml").write_text(widest_templates())
    (directory / "out_of_scope.yaml").write_text(
        f"- id: elsewhere\n  label: 他\n  answer: '{'&' * 4096}'\n  phrases: [全然違う話]\n"
        f"  related: [{', '.join(long_id('Entry_0', number) for number in range(17))}]\n"
    )
    steps = [
        {
            "id": long_id("step", number),
            "text": "&" * 4096,
            "entries": [long_id("Entry_7", entry) for entry in range(3)],
            "choices": [
                {"label": f"{choice}つ目".ljust(40, "＿"), "next": long_id("step", number + 1)} for choice in range(4)
            ],
        }
        for number in range(20)
    ]
    del steps[-1]["choices"]
    (directory / "choose.yaml").write_text(dumped(steps))
    items = [{"label": f"{number}つ目".ljust(38, "＿"), "entry": long_id("Entry_9", number)} for number in range(6)]
    (directory / "checklist.yaml").write_text(dumped(items))
    (directory / "messages.yaml").write_text(widest_messages())
    knowledge = load(directory)
    return Dialogue(knowledge, Matcher(knowledge))


@pytest.fixture(scope="session")
def smallest(tmp_path_factory: pytest.TempPathFactory) -> Dialogue:
    """The bot on one question and the fixed phrases, and nothing else."""
    directory = tmp_path_factory.mktemp("smallest")
    (directory / "faq").mkdir()
    (directory / "faq" / "a.yaml").write_text(
        "id: cat\nlabel: 分類\nsource: 記事\nchecked_on: 2026-11-22\n"
        "entries: [{id: one, question: 営業時間は何時までですか, answer: 五時までです。}]\n"
    )
    (directory / "messages.yaml").write_text(messages(suggested=["one"]))
    knowledge = load(directory)
    return Dialogue(knowledge, Matcher(knowledge))
