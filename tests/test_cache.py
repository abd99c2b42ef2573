"""What was learnt is read again, and never trusted further than it deserves."""

import os
import pickle
from pathlib import Path
from shutil import copytree

import pytest

from bot import cache
from bot.errors import KnowledgeError
from bot.knowledge import Knowledge, load
from bot.matching import Matcher

MESSAGES = Path(__file__).parent.parent / "knowledge" / "messages.yaml"
FAQ = """id: leaving
label: 退会
source: 記事
checked_on: 2026-11-22
entries:
  - {id: points, question: ポイントは消えますか？, answer: 消えます。}
  - {id: mail, question: 退会メールの送り先はどこですか？, answer: 公式サイトに書いてあります。}
"""


@pytest.fixture
def directory(tmp_path: Path) -> Path:
    directory = tmp_path / "knowledge"
    (directory / "faq").mkdir(parents=True)
    (directory / "faq" / "a.yaml").write_text(FAQ, encoding="utf-8")
    lines = MESSAGES.read_text(encoding="utf-8").splitlines(keepends=True)
    messages = ["suggested: [points]\n", *(line for line in lines if not line.startswith("suggested:"))]
    (directory / "messages.yaml").write_text("".join(messages), encoding="utf-8")
    return directory


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "learnt"


def test_what_was_learnt_is_not_learnt_again(directory: Path, folder: Path, monkeypatch: pytest.MonkeyPatch):
    knowledge, matcher = cache.learnt(directory, folder=folder)
    monkeypatch.setattr(cache, "Matcher", None)  # whoever learns now, fails
    again, kept = cache.learnt(directory, folder=folder)
    assert again == knowledge
    assert kept.rank("ポイントどうなる") == matcher.rank("ポイントどうなる")
    assert kept.explain("ポイント", "points") == matcher.explain("ポイント", "points")


def test_the_shipped_knowledge_comes_back_as_it_was(knowledge: Knowledge, matcher: Matcher, folder: Path):
    directory = MESSAGES.parent
    cache.learnt(directory, folder=folder)
    again, kept = cache.learnt(directory, folder=folder)
    assert again == knowledge
    for question in ("大会したらぽいんと消える", "マイナビを退会したい", "😊"):
        assert kept.rank(question) == matcher.rank(question)


def test_an_edit_is_learnt(directory: Path, folder: Path):
    cache.learnt(directory, folder=folder)
    edited = FAQ.replace("消えます。", "消えません。")
    (directory / "faq" / "a.yaml").write_text(edited, encoding="utf-8")
    knowledge, _ = cache.learnt(directory, folder=folder)
    assert str(knowledge.entries["points"].answer) == "消えません。"


def test_a_broken_edit_is_refused_although_the_state_before_is_kept(directory: Path, folder: Path):
    cache.learnt(directory, folder=folder)
    (directory / "faq" / "a.yaml").write_text("id: [", encoding="utf-8")
    with pytest.raises(KnowledgeError):
        cache.learnt(directory, folder=folder)


def test_a_file_that_the_loader_refuses_is_seen_at_any_depth(directory: Path, folder: Path):
    cache.learnt(directory, folder=folder)
    (directory / "faq" / "old" / "older").mkdir(parents=True)
    (directory / "faq" / "old" / "older" / "a.yml").touch()
    with pytest.raises(KnowledgeError, match="only names in"):
        cache.learnt(directory, folder=folder)


@pytest.mark.parametrize(
    "content", [b"", b"\x80\x05garbage", pickle.dumps("a text")[:-3]], ids=["empty", "foreign", "torn"]
)
def test_a_file_that_is_none_is_learnt_over(directory: Path, folder: Path, content: bytes):
    cache.learnt(directory, folder=folder)
    (kept,) = folder.iterdir()
    whole = kept.read_bytes()
    kept.write_bytes(content)
    assert cache.learnt(directory, folder=folder)[1].rank("ポイント").matches[0].id == "points"
    assert len(kept.read_bytes()) == len(whole)


@pytest.fixture
def in_a_folder_of_its_own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


class _Trap:
    def __reduce__(self) -> tuple[object, tuple[str]]:
        return (Path.touch, (Path("sprung"),))  # type: ignore[return-value]


def through_our_module(name: str, argument: str) -> bytes:
    """Pickle a call of what one of the bot's modules has imported."""
    module = "bot.matching.classifier"
    texts = [b"\x8c" + bytes([len(text)]) + text.encode() for text in (module, name, argument)]
    return b"\x80\x04" + texts[0] + texts[1] + b"\x93" + texts[2] + b"\x85R."


TRAPS = {
    "a call": pickle.dumps(_Trap()),
    "what a module imports": through_our_module("np.f2py.os.system", "touch sprung"),
    "a function of ours": through_our_module("_means", "sprung"),
}


@pytest.mark.parametrize("trap", TRAPS.values(), ids=TRAPS)
def test_a_file_cannot_make_the_bot_do_things(
    directory: Path, folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, trap: bytes
):
    monkeypatch.chdir(tmp_path)
    cache.learnt(directory, folder=folder)
    (kept,) = folder.iterdir()
    kept.write_bytes(trap)
    cache.learnt(directory, folder=folder)
    assert not (tmp_path / "sprung").exists()


def test_what_is_edited_while_it_is_learnt_is_not_kept(directory: Path, folder: Path, monkeypatch: pytest.MonkeyPatch):
    def edited_meanwhile(path: Path) -> Knowledge:
        knowledge = load(path)
        (path / "faq" / "a.yaml").write_text(FAQ.replace("消えます。", "残ります。"), encoding="utf-8")
        return knowledge

    monkeypatch.setattr(cache, "load", edited_meanwhile)
    cache.learnt(directory, folder=folder)
    assert not folder.exists()


def test_only_the_owner_may_read_it_and_only_the_latest_stay(directory: Path, folder: Path, tmp_path: Path):
    for number in range(5):
        copy = copytree(directory, tmp_path / f"copy{number}")
        (copy / "faq" / "a.yaml").write_text(FAQ.replace("消えます。", f"{number}日で消えます。"), encoding="utf-8")
        cache.learnt(copy, folder=folder)
    kept = list(folder.iterdir())
    assert len(kept) == 3
    assert all(path.stat().st_mode & 0o077 == 0 for path in kept)


def test_a_folder_that_cannot_be_made_costs_only_time(directory: Path, tmp_path: Path):
    (tmp_path / "file").touch()
    _, matcher = cache.learnt(directory, folder=tmp_path / "file" / "learnt")
    assert matcher.rank("ポイント").matches[0].id == "points"


def test_a_pipe_among_the_files_is_told_and_does_not_block(directory: Path, folder: Path):
    os.mkfifo(directory / "faq" / "b.yaml")

    with pytest.raises(KnowledgeError, match=r"b\.yaml:1: this is no file that can be read"):
        cache.learnt(directory, folder=folder)
