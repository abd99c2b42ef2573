"""Broken knowledge never becomes live: the last good one stays, and each fault is told once."""

from __future__ import annotations

import asyncio
import errno
import os
import shutil
from pathlib import Path

import pytest

import bot.live as live_module
from bot.cli.outcome import dialogue_over
from bot.dialogue import Dialogue
from bot.errors import CannotStart, KnowledgeError
from bot.knowledge import Knowledge, load
from bot.live import LiveDialogue, Refused, Reloaded
from bot.matching import Matcher
from tests.cli.conftest import FAQ
from tests.live.conftest import Follower, answer


def errors(caplog: pytest.LogCaptureFixture) -> list[str]:
    return [record.getMessage() for record in caplog.records if record.levelname == "ERROR"]


def move(path: Path, to: Path) -> None:
    path.rename(to)


async def test_the_last_good_knowledge_stays_and_the_fault_is_told(
    follower: Follower, caplog: pytest.LogCaptureFixture
):
    good = follower.live.current()
    follower.edit("related: [email]", "related: [emial]")
    await follower.hears(lambda: bool(follower.faults))
    assert follower.live.current() is good
    ((complaint,),) = [refused.complaints for refused in follower.faults]
    line = FAQ.splitlines().index("    related: [email]") + 1
    assert complaint == f"{follower.faq}:{line}: there is no entry 'emial'; did you mean 'email'?"
    assert errors(caplog) == [f"{complaint} (the knowledge from before stays live)"]


async def test_a_fault_is_told_once_until_it_is_mended(follower: Follower, caplog: pytest.LogCaptureFixture):
    follower.edit("related: [email]", "related: [emial]")
    await follower.hears(lambda: len(follower.faults) == 1)
    follower.edit("id: leaving\n", "# a line more, and the fault stands elsewhere\nid: leaving\n")
    follower.edit("メールの送り先", "メール(の送り先")  # a second fault
    await follower.hears(lambda: len(follower.faults) == 2)
    assert [len(refused.complaints) for refused in follower.faults] == [1, 1]
    assert "never closed" in follower.faults[1].complaints[0]

    outcome = await follower.live.reload()  # who asks is told everything
    assert isinstance(outcome, Refused)
    assert len(outcome.complaints) == 2
    assert len(follower.faults) == 2

    follower.edit("メール(の送り先", "メールの送り先")
    follower.edit("related: [emial]", "related: [email]")
    follower.edit("ポイントは消滅します。", "治りました。")
    await follower.answers("m3-points", "治りました。")
    follower.edit("related: [email]", "related: [emial]")
    await follower.hears(lambda: len(follower.faults) == 3)
    assert len(errors(caplog)) == 3


async def test_every_outcome_is_told_whole(follower: Follower):
    """Also that a fault is gone where the files are as they were, which who heard of it hears as a change."""
    outcomes = follower.outcomes
    follower.edit("related: [email]", "related: [emial]")
    await follower.hears(lambda: len(outcomes) == 1)
    follower.edit("メールの送り先", "メール(の送り先")
    await follower.hears(lambda: len(outcomes) == 2)
    assert [isinstance(one, Refused) and len(one.complaints) for one in outcomes] == [1, 2]
    follower.edit("メール(の送り先", "メールの送り先")
    await follower.hears(lambda: len(outcomes) == 3)
    assert outcomes[2] == outcomes[0]
    follower.edit("related: [emial]", "related: [email]")
    await follower.hears(lambda: len(outcomes) == 4)
    assert isinstance(outcomes[3], Reloaded)
    assert not outcomes[3].changed
    await follower.hears(lambda: bool(follower.changes))
    assert follower.changes == outcomes[3:]


async def test_a_directory_that_is_gone_costs_nothing(follower: Follower, directory: Path):
    move(directory, directory.with_name("away"))
    await follower.hears(lambda: bool(follower.faults))
    assert "there is no knowledge directory here" in follower.faults[0].complaints[0]
    assert answer(follower.live, "m3-points") == "ポイントは消滅します。"
    move(directory.with_name("away"), directory)
    follower.edit("ポイントは消滅します。", "戻りました。")
    await follower.answers("m3-points", "戻りました。")


@pytest.mark.parametrize("spoil", ["id: [", "", "\x00", "- " * 30_000], ids=["no YAML", "empty", "control", "huge"])
async def test_a_file_of_rubbish_costs_nothing(follower: Follower, spoil: str):
    follower.faq.write_text(spoil, encoding="utf-8")
    await follower.hears(lambda: bool(follower.faults))
    assert answer(follower.live, "m3-points") == "ポイントは消滅します。"
    follower.faq.write_text(FAQ.replace("ポイントは消滅します。", "治りました。"), encoding="utf-8")
    await follower.answers("m3-points", "治りました。")


class Learner:
    """Learns in truth, but for some times of which it fails."""

    def __init__(self, error: Exception) -> None:
        self._error = error
        self.failing = 0

    def __call__(self, path: Path, before: Dialogue | None) -> Dialogue:
        if self.failing:
            self.failing -= 1
            raise self._error
        return dialogue_over(path, before)


async def test_a_fault_of_the_program_is_no_end(directory: Path, caplog: pytest.LogCaptureFixture):
    learn = Learner(ZeroDivisionError("quotes a question"))
    live = LiveDialogue(directory, learn)
    learn.failing = 2
    outcome = await live.reload()
    assert isinstance(outcome, Refused)
    (complaint,) = outcome.complaints
    assert "ZeroDivisionError" in complaint
    assert "kill -HUP" in complaint
    assert "bot check" not in complaint  # which finds nothing
    assert "quotes" not in caplog.text
    assert isinstance(await live.reload(), Reloaded)


async def test_a_fault_that_passes_is_no_fault_of_the_edit(directory: Path, caplog: pytest.LogCaptureFixture):
    learn = Learner(OSError(errno.EMFILE, os.strerror(errno.EMFILE), "name of a file"))
    live = LiveDialogue(directory, learn)
    learn.failing = 1
    assert isinstance(await live.reload(), Reloaded)
    assert "OSError: Too many open files" in caplog.text
    assert errors(caplog) == []


async def test_mistakes_in_the_files_are_not_learnt_twice(directory: Path):
    learn = Learner(KnowledgeError([]))
    live = LiveDialogue(directory, learn)
    learn.failing = 2
    assert isinstance(await live.reload(), Refused)
    assert learn.failing == 1


async def test_the_watch_outlives_a_directory_that_cannot_be_looked_at(
    directory: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
):
    """Not even when looking fails while nothing can be watched."""
    live = LiveDialogue(directory, dialogue_over)
    follower = Follower(directory, live)
    failed, look = 0, live_module._stamp

    def stamp(path: Path) -> object:
        nonlocal failed
        if failed < 5:
            failed += 1
            raise OSError(errno.EMFILE, os.strerror(errno.EMFILE))
        return look(path)

    monkeypatch.setattr(live_module, "_LOOK_MS", 10)
    monkeypatch.setattr(live_module, "_stamp", stamp)
    async with live.watching():
        follower.edit("ポイントは消滅します。", "見つかりました。")
        await follower.answers("m3-points", "見つかりました。")
    assert failed == 5
    told = f"{directory} cannot be looked at for edits (OSError: Too many open files); it is tried on"
    assert errors(caplog) == [told]


async def test_who_asks_hears_that_the_directory_cannot_be_looked_at(directory: Path, monkeypatch: pytest.MonkeyPatch):
    live = LiveDialogue(directory, dialogue_over)

    def stamp(_: Path) -> object:
        raise OSError(errno.EMFILE, os.strerror(errno.EMFILE))

    monkeypatch.setattr(live_module, "_stamp", stamp)
    outcome = await live.reload()
    assert isinstance(outcome, Refused)
    assert "Too many open files" in outcome.complaints[0]


async def test_the_bot_answers_while_it_learns(directory: Path):
    """Words are analysed on the loop and in the thread that learns, at once."""
    many = "".join(f"  - 退会したら{number}ポイントの有効期限はどうなるか知りたい\n" for number in range(300))
    (directory / "phrases").mkdir()
    phrases = directory / "phrases" / "m3-points.yaml"
    phrases.write_text(f"m3-points:\n{many}", encoding="utf-8")
    live = LiveDialogue(directory, lambda path, _: Dialogue(*fresh(path)))
    asked = 0
    for _ in range(3):
        learning = asyncio.create_task(live.reload())
        while not learning.done():
            question = f"退会後{asked}日のメールの送り先と、ポイントの行方を教えてください"
            assert live.current().question(question).messages
            asked += 1
            await asyncio.sleep(0)
        assert isinstance(learning.result(), Reloaded), learning.result()
    assert asked > 30  # while learning, that is


def fresh(path: Path) -> tuple[Knowledge, Matcher]:
    """Learn all of it, whatever was learnt before."""
    knowledge = load(path)
    return knowledge, Matcher(knowledge)


async def test_what_is_half_written_is_not_told(directory: Path):
    """A checkout takes its time: what is broken only because files changed during the reading is read again."""
    times = 0

    def learn(path: Path, before: Dialogue | None) -> Dialogue:
        nonlocal times
        times += 1
        if times == 2:
            faq.write_text(FAQ.replace("ポイントは消滅します。", "全部です。"), encoding="utf-8")
            raise KnowledgeError([])
        return dialogue_over(path, before)

    faq = directory / "faq" / "leaving.yaml"
    live = LiveDialogue(directory, learn)
    follower = Follower(directory, live)
    async with live.watching():
        faq.write_text(FAQ.replace("ポイントは消滅します。", "半分です。"), encoding="utf-8")
        await follower.answers("m3-points", "全部です。")
    assert follower.faults == []


@pytest.mark.parametrize("error", [KnowledgeError, CannotStart])
def test_it_does_not_start_on_broken_knowledge(directory: Path, error: type[Exception]):
    if error is KnowledgeError:
        (directory / "messages.yaml").unlink()
    else:
        shutil.rmtree(directory)
    with pytest.raises(error):
        LiveDialogue(directory, dialogue_over)


async def test_a_file_that_the_loader_refuses_is_noticed_at_any_depth(follower: Follower, directory: Path):
    place = directory / "faq" / "old" / "older"
    place.mkdir(parents=True)
    (place / "a.yml").touch()
    await follower.hears(lambda: bool(follower.faults))
    assert "a.yml:1: only names in .yaml are read; rename it" in follower.faults[0].complaints[0]
