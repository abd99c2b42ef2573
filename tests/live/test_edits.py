"""Edits of the knowledge become live as a whole, however they are written."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from watchfiles import awatch

from bot.cli.outcome import dialogue_over
from bot.dialogue import Dialogue
from bot.live import LiveDialogue, Reloaded
from tests.cli.conftest import FAQ
from tests.live.conftest import Follow, Follower, answer

NEW = "ポイントは退会の日に消えます。"


def edited() -> str:
    return FAQ.replace("ポイントは消滅します。", NEW)


def by_writing(faq: Path) -> None:
    faq.write_text(edited(), encoding="utf-8")


def by_renaming(faq: Path) -> None:
    """As vim, and every editor that fears a crash."""
    beside = faq.with_name(".leaving.yaml.swp")
    beside.write_text(edited(), encoding="utf-8")
    beside.rename(faq)


def with_a_backup(faq: Path) -> None:
    """As Emacs: the old file is moved away, and a new one is written."""
    faq.rename(faq.with_name("leaving.yaml~"))
    faq.write_text(edited(), encoding="utf-8")


def as_another_file(faq: Path) -> None:
    faq.unlink()
    (faq.parent / "1-leaving.yaml").write_text(edited(), encoding="utf-8")


def as_a_whole_directory(faq: Path) -> None:
    """As a deployment does."""
    old = faq.parents[1]
    new = old.with_name("new")
    shutil.copytree(old, new)
    (new / "faq" / faq.name).write_text(edited(), encoding="utf-8")
    old.rename(old.with_name("old"))
    new.rename(old)


WAYS = (by_writing, by_renaming, with_a_backup, as_another_file, as_a_whole_directory)


@pytest.mark.parametrize("write", WAYS, ids=lambda write: write.__name__)
async def test_an_edit_is_live_whatever_the_editor(follower: Follower, write: Callable[[Path], None]):
    before = follower.live.current()
    write(follower.faq)
    await follower.answers("m3-points", NEW)
    assert follower.live.current() is not before
    assert before.knowledge.entries["m3-points"] != follower.live.current().knowledge.entries["m3-points"]
    assert follower.faults == []


async def test_edit_after_edit_is_live(follower: Follower):
    for words in ("一つ目。", "二つ目。", "三つ目。"):
        follower.edit(answer(follower.live, "m3-points"), words)
        await follower.answers("m3-points", words)
    assert follower.faults == []


async def test_a_directory_that_appears_is_read(follower: Follower, directory: Path):
    (directory / "phrases").mkdir()
    (directory / "phrases" / "m3-points.yaml").write_text("m3-points: [ポイントの行方]\n", encoding="utf-8")
    await follower.hears(lambda: bool(follower.changes))
    assert "ポイントの行方" in follower.live.current().knowledge.entries["m3-points"].phrases
    assert follower.live.current().decide("ポイントの行方").candidates[0].id == "m3-points"

    shutil.rmtree(directory / "phrases")
    await follower.hears(lambda: len(follower.changes) > 1)
    assert "ポイントの行方" not in follower.live.current().knowledge.entries["m3-points"].phrases


async def test_a_git_checkout_is_live_as_a_whole(follower: Follower, directory: Path):
    def git(*arguments: str) -> None:
        name = ("-c", "user.name=a", "-c", "user.email=a@example.com")
        subprocess.run(["git", *name, *arguments], cwd=directory, check=True, capture_output=True)  # noqa: S603, S607

    git("init", "--initial-branch", "one")
    git("add", ".")
    git("commit", "--message", "one")
    git("checkout", "-b", "two")
    follower.edit("ポイントは消滅します。", NEW)
    (directory / "phrases").mkdir()
    (directory / "phrases" / "more.yaml").write_text("email: [宛先はどこ]\n", encoding="utf-8")
    git("add", ".")
    git("commit", "--message", "two")
    await follower.hears(lambda: "宛先はどこ" in follower.live.current().knowledge.entries["email"].phrases)

    git("checkout", "one")
    await follower.answers("m3-points", "ポイントは消滅します。")
    assert "宛先はどこ" not in follower.live.current().knowledge.entries["email"].phrases
    assert follower.faults == []


async def test_a_link_that_leads_elsewhere_is_followed(directory: Path, tmp_path: Path):
    """As with a volume of Kubernetes, where a link is moved and no file changes."""
    second = tmp_path / "second"
    shutil.copytree(directory, second)
    (second / "faq" / "leaving.yaml").write_text(edited(), encoding="utf-8")
    link = tmp_path / "link"
    link.symlink_to(directory)
    live = LiveDialogue(link, dialogue_over)
    follower = Follower(link, live)
    async with live.watching():
        (tmp_path / "next").symlink_to(second)
        (tmp_path / "next").rename(link)
        await follower.answers("m3-points", NEW)


async def test_what_is_written_while_the_bot_starts_is_live(directory: Path):
    def learn(path: Path, before: Dialogue | None) -> Dialogue:
        dialogue = dialogue_over(path, before)
        (directory / "faq" / "leaving.yaml").write_text(edited(), encoding="utf-8")
        return dialogue

    live = LiveDialogue(directory, learn)
    follower = Follower(directory, live)
    assert NEW not in answer(live, "m3-points")
    async with live.watching():
        await follower.answers("m3-points", NEW)


async def test_what_is_no_knowledge_is_not_read(directory: Path):
    learned: list[Path] = []

    def learn(path: Path, before: Dialogue | None) -> Dialogue:
        learned.append(path)
        return dialogue_over(path, before)

    live = LiveDialogue(directory, learn)
    follower = Follower(directory, live)
    async with live.watching():
        for name in (".leaving.yaml.swp", "leaving.yaml~", "4913", "notes.txt"):
            (follower.faq.parent / name).write_text("id: [", encoding="utf-8")
            (follower.faq.parent / name).unlink()
        (follower.faq.parent / ".#leaving.yaml").symlink_to("me@here")
        follower.edit("ポイントは消滅します。", NEW)  # which comes after all of these
        await follower.answers("m3-points", NEW)
    assert len(learned) == 2
    assert follower.faults == []


@pytest.fixture(params=["no events", "no watch"])
def blind(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """A system that tells of no edits: a directory over the network, or the limit of watches is reached."""

    async def silent(*_: object, **options: Any) -> Any:
        if request.param == "no watch":
            raise OSError("inotify: no space left")
        async for changes in awatch(os.devnull, **options):
            yield changes

    monkeypatch.setattr("bot.live.awatch", silent)


@pytest.mark.usefixtures("blind")
async def test_without_events_edits_are_looked_for(follow: Follow):
    async with follow() as follower:
        follower.edit("ポイントは消滅します。", NEW)
        await follower.answers("m3-points", NEW)


async def test_polling_by_the_library_works_too(follow: Follow, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("WATCHFILES_FORCE_POLLING", "1")
    async with follow() as follower:
        follower.edit("ポイントは消滅します。", NEW)
        await follower.answers("m3-points", NEW)


async def test_the_news_name_the_entries(follower: Follower):
    follower.edit("id: consultant\n", "id: telephone\n")
    await follower.hears(lambda: bool(follower.changes))
    news = follower.changes[-1]
    assert (news.added, news.removed, news.edited) == (("telephone",), ("consultant",), ())
    assert str(news) == "new: telephone; removed: consultant"


async def test_reload_reads_again_and_says_what_is_new(directory: Path):
    live = LiveDialogue(directory, dialogue_over)
    follower = Follower(directory, live)
    before = live.current()
    outcome = await live.reload()
    assert isinstance(outcome, Reloaded)
    assert (outcome.changed, str(outcome)) == (False, "nothing has changed")
    assert live.current() is outcome.after is not before
    assert follower.changes == []

    follower.edit("ポイントは消滅します。", NEW)
    outcome = await live.reload()
    assert isinstance(outcome, Reloaded)
    assert (outcome.edited, str(outcome)) == (("m3-points",), "edited: m3-points")
    assert follower.changes == [outcome]


async def test_a_listener_that_fails_stops_nothing(follower: Follower, caplog: pytest.LogCaptureFixture):
    async def fails(_: Reloaded) -> None:
        raise RuntimeError("secret")

    follower.live.on_change(fails)
    for words in ("一つ目。", "二つ目。"):
        follower.edit(answer(follower.live, "m3-points"), words)
        await follower.answers("m3-points", words)
    await follower.live.reload()  # which waits for nothing of the above, but comes after it
    assert "RuntimeError" in caplog.text
    assert "secret" not in caplog.text
