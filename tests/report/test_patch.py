"""The patch is YAML that the knowledge takes as it is: nothing twice, nothing that is not literal."""

import shutil
import sys
from pathlib import Path

import pytest

from bot.knowledge import Knowledge, load
from bot.knowledge.yaml_file import read, written
from bot.records import Unanswered
from bot.report import patch
from tests.report.conftest import asked, over

STRANGE = [
    "m3(ドットコム)のポイント|期限\\は",
    "- ポイント: いつ # まで",
    "'ポイント' と \"期限\"",
    "yes",
    "2026-11-22",
    "*ポイント &期限 !いつ",
    "［名前］さんのポイント",
    "{ポイント}[期限]",
    "ポイント\nの\r\n期限\u2028は\x1b[31m",
    "😊ポイント？",
    "%TAG @ `x`",
]


def accepted(small: Knowledge, folder: Path, tmp_path: Path, *unanswered: Unanswered) -> Knowledge:
    """Put the patch where it says it belongs, and load the knowledge with it."""
    directory = shutil.copytree(folder, tmp_path / "knowledge")
    (directory / "phrases").mkdir()
    found = patch(over(small, *unanswered), small)
    (directory / "phrases" / "learnt.yaml").write_text(found.text, encoding="utf-8")
    return load(directory)


def test_new_wordings_are_learnt_by_the_entry_proposed(small: Knowledge, folder: Path, tmp_path: Path):
    known = accepted(
        small,
        folder,
        tmp_path,
        asked("家族にポイントを譲れますか", "m3-points"),
        asked("家族にポイントをゆずれますか", "m3-points"),
        asked("送り先の住所", "email"),
        asked("確定申告の書類はありますか"),
    )
    assert set(known.entries["m3-points"].phrases) - set(small.entries["m3-points"].phrases) == {
        "家族にポイントを譲れますか",
        "家族にポイントをゆずれますか",
    }
    assert set(known.entries["email"].phrases) - set(small.entries["email"].phrases) == {"送り先の住所"}
    assert known.entries["consultant"].phrases == small.entries["consultant"].phrases


@pytest.mark.parametrize("question", STRANGE)
def test_whatever_was_asked_is_learnt_to_the_letter(question: str, small: Knowledge, folder: Path, tmp_path: Path):
    known = accepted(small, folder, tmp_path, asked(question, "m3-points"))
    (new,) = set(known.entries["m3-points"].phrases) - set(small.entries["m3-points"].phrases)
    assert new == " ".join(question.replace("\x1b", "").split())


@pytest.mark.parametrize("question", STRANGE)
def test_whatever_was_asked_stays_within_its_comment(question: str, small: Knowledge):
    found = patch(over(small, asked(question)), small)
    assert found.phrases == 0
    assert "ポイント" in found.text or question in found.text
    assert all(line.startswith("#") or not line for line in found.text.split("\n"))
    assert len(found.text.splitlines()) == found.text.count("\n")


def test_what_the_knowledge_has_already_is_left_out(small: Knowledge):
    questions = [
        asked("ポイントは消える！！", "m3-points"),
        asked("ﾒｰﾙの送り先", "m3-points"),
        asked("今日の天気？", "email"),
        asked("メールの送り先！"),
    ]
    found = patch(over(small, *questions), small)
    assert found.phrases == 0
    assert all(line.startswith("#") or not line for line in found.text.splitlines())


@pytest.mark.parametrize("question", ["長" * 301, "長" + "(" * 150, "？", "---", "~", "<<", "😊", "\ufe0f"], ids=ascii)
def test_what_can_be_no_phrase_is_left_out(question: str, small: Knowledge):
    assert patch(over(small, asked(question, "email")), small).phrases == 0


def test_the_comments_tell_how_often_and_what_stays_open(small: Knowledge):
    questions = [asked("送り先の住所", "email", outcome="suggest"), asked("送り先の住所", "email")]
    text = patch(over(small, *questions, asked("確定申告の書類はありますか")), small).text
    assert f"# {small.entries['email'].question}\nemail:\n" in text
    assert "  # asked 2 times, last on 2026-11-22, 1 without any suggestion\n  - 送り先の住所\n" in text
    assert "# asked 1 time, last on 2026-11-22, 1 without any suggestion\n#   - 確定申告の書類はありますか\n" in text


def test_every_sign_survives_being_written_and_read(tmp_path: Path):
    signs = "".join(char for char in map(chr, range(0x3100)) if char.isprintable())
    texts = [signs, *(f"{mark}ポイント {mark}" for mark in signs[:100]), "no", "1", "長" * 5000]
    file = tmp_path / "phrases.yaml"
    file.write_text(written({"no": texts}), encoding="utf-8")
    found = read(file)
    assert found.content == {"no": texts}
    assert found.problems == []


@pytest.mark.parametrize("nothing", ["［メール］", "［名前］［電話］", "あ", "ｱ！"])
def test_what_asks_for_nothing_by_itself_is_not_proposed(nothing: str, small: Knowledge):
    assert patch(over(small, asked(nothing, "m3-points")), small).phrases == 0


def test_what_does_not_fit_into_one_file_is_left_out_and_counted(
    small: Knowledge, folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    wordings = [f"{first}{second}を譲る方法" for first in "甲乙丙丁戊己" for second in "子丑寅卯辰巳"]
    far, near = [asked(wording) for wording in wordings], [asked(wording, "m3-points") for wording in wordings[::-1]]
    for questions in (near, far):
        for limit in (5_000, 6_500):
            monkeypatch.setattr(sys.modules["bot.report.patch"], "MAX_BYTES", limit)
            found = patch(over(small, *questions), small)
            written_down = sum(wording in found.text for wording in wordings)
            assert 0 < written_down < len(wordings)
            assert found.left_out == len(wordings) - written_down
            assert f"# {found.left_out} more wordings did not fit into a file of {limit:,} bytes" in found.text
            assert len(found.text.encode()) <= limit
    monkeypatch.undo()
    assert len(accepted(small, folder, tmp_path, *near).entries["m3-points"].phrases) >= len(wordings)
    assert "did not fit" not in patch(over(small, *near), small).text
