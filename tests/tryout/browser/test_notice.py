"""What the chat page says about the files of the knowledge, in a real Chromium."""

import pytest
from playwright.async_api import Page, expect

from bot.tryout.notice import KnowledgeNotice

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]

PLACE = "knowledge/faq/a-file-with-a-name-that-is-longer-than-a-narrow-screen.yaml:7"
GONE_MS = 15_000


async def test_what_is_wrong_stands_there_until_it_is_mended(started: Page, notice: KnowledgeNotice) -> None:
    broken = started.get_by_role("status", name="案内のファイルの誤り")
    await expect(broken).to_be_hidden()
    notice.refused([f"{PLACE}: there is no entry <b>'emial'</b>; did you mean 'email'?"])
    await expect(broken).to_contain_text("案内のファイルに誤りがあります")
    await expect(broken.locator("code")).to_have_text(PLACE)
    await expect(broken).to_contain_text("there is no entry <b>'emial'</b>; did you mean 'email'?")
    await started.reload()
    await expect(broken).to_be_visible()

    notice.updated(added=(), edited=("email",), removed=())
    await expect(broken).to_be_hidden()


async def test_many_faults_leave_room_for_the_chat(started: Page, notice: KnowledgeNotice) -> None:
    await started.set_viewport_size({"width": 320, "height": 568})
    notice.refused(
        [f"{PLACE}{number}: {'a long sentence about what is wrong and what to do; ' * 4}" for number in "123"]
    )
    broken = started.get_by_role("status", name="案内のファイルの誤り")
    await expect(broken).to_contain_text("ほか1件")
    assert await broken.evaluate("node => node.scrollWidth <= node.clientWidth")
    assert await broken.evaluate("node => node.getBoundingClientRect().height < innerHeight / 3")
    await started.get_by_placeholder("メッセージ").fill("still here")
    await started.get_by_role("button", name="送信").click()
    newest = started.locator(".message.in", has_text="still here").locator(".bubble")
    await expect(newest).to_be_in_viewport(ratio=1)


async def test_an_edit_that_is_live_is_said_for_a_moment(started: Page, notice: KnowledgeNotice) -> None:
    updated = started.get_by_role("status", name="案内の更新")
    await expect(updated).to_be_hidden()
    notice.updated(added=("new",), edited=("a", "b", "c"), removed=())
    await expect(updated).to_contain_text("案内を更新しました")
    await expect(updated.locator("small")).to_have_text(["追加：new", "変更：a、b、ほか1件"])
    await started.get_by_role("button", name="Turn the page").click()  # nothing lies over the chat
    await expect(started.get_by_text("Page two")).to_be_visible()
    await expect(updated).to_be_hidden(timeout=GONE_MS)


async def test_files_that_are_sound_again_are_said_to_be_so(started: Page, notice: KnowledgeNotice) -> None:
    notice.refused([f"{PLACE}: 'id' is missing; add it"])
    notice.mended()
    await expect(started.get_by_role("status", name="案内の更新")).to_have_text("誤りがなくなりました")
    notice.refused([f"{PLACE}: 'id' is missing; add it"])
    await expect(started.get_by_role("status", name="案内の更新")).to_be_hidden()
