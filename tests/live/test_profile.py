"""What Telegram shows around the chat follows the knowledge."""

from __future__ import annotations

from pathlib import Path

from bot.cli.live import local_bot
from bot.cli.outcome import dialogue_over
from bot.live import LiveDialogue
from tests.live.conftest import Follower

SETTERS = ["setMyCommands", "setMyDescription", "setMyShortDescription"]


def edit(messages: Path, old: str, new: str) -> None:
    messages.write_text(messages.read_text(encoding="utf-8").replace(old, new), encoding="utf-8")


async def test_what_an_edit_changes_around_the_chat_is_published_and_nothing_else(directory: Path):
    live = LiveDialogue(directory, dialogue_over)
    async with local_bot(live) as telegram:
        follower = Follower(directory, live)  # hears of an edit after the bot
        await telegram.idle()
        follower.edit("ポイントは消滅します。", "消えます。")
        await follower.hears(lambda: len(follower.changes) == 1)
        asked = len(telegram.called("getMyCommands"))
        edit(directory / "messages.yaml", "short_description: ", "short_description: 新・")
        await follower.hears(lambda: len(follower.changes) == 2)
        assert telegram.profile.text("short_description").startswith("新・")
        assert [len(telegram.called(method)) for method in SETTERS] == [1, 1, 2]
        assert len(telegram.called("getMyCommands")) == asked + 1
