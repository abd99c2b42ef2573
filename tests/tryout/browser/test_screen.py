"""The chat page in a real Chromium: what a person sees, on small screens and after interruptions too."""

import pytest
from playwright.async_api import BrowserContext, Page, expect

from bot.tryout.local_telegram import LocalTelegram
from bot.tryout.page import serve_page

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]


async def test_reload_keeps_the_chat_and_a_new_tab_has_its_own(
    started: Page, context: BrowserContext, url: str
) -> None:
    await started.get_by_placeholder("メッセージ").fill("remember me")
    await started.keyboard.press("Enter")
    await expect(started.locator(".message", has_text="remember me")).to_have_count(2)
    await started.reload()
    await expect(started.locator(".message", has_text="remember me")).to_have_count(2)
    await expect(started.get_by_role("button", name="Turn the page")).to_be_visible()

    other = await context.new_page()
    await other.goto(url)
    await expect(other.get_by_role("button", name="開始")).to_be_visible()


async def test_page_comes_back_after_a_lost_server(
    context: BrowserContext, telegram: LocalTelegram, application: object
) -> None:
    """The console reports the lost socket here, so this test opens a page of its own."""
    page = await context.new_page()
    async with serve_page(telegram, 0) as url:
        await page.goto(url)
        await page.get_by_role("button", name="開始").click()
        await expect(page.get_by_text("Welcome")).to_be_visible()
        port = int(url.split(":")[2].strip("/"))
    await expect(page.get_by_role("status").first).to_have_text("接続中…")
    async with serve_page(telegram, port):
        await expect(page.get_by_role("button", name="開始")).to_be_visible()
        await expect(page.get_by_role("status").first).to_have_text("ボット")


RICH = (
    "<b>bold <i>both</i></b> <code>tap me</code> <tg-spoiler>secret</tg-spoiler> /start https://a.jp\n"
    '<pre><code class="language-mail">Dear all,\nbye</code></pre>'
    "<blockquote>quoted</blockquote>"
    "<blockquote expandable>1\n2\n3\n4\n5</blockquote>"
    "&lt;img src=x onerror=alert(1)&gt;"
)


async def test_entities_are_rendered_and_markup_in_text_stays_text(started: Page, telegram: LocalTelegram) -> None:
    [chat] = telegram.chats
    await telegram.handle("sendMessage", {"chat_id": chat.chat_id, "text": RICH, "parse_mode": "HTML"})
    bubble = started.locator(".message.in .bubble").last

    await expect(bubble.locator("strong")).to_have_text("bold both")
    await expect(bubble.locator("strong em")).to_have_text("both")
    await expect(bubble.locator(".pre pre")).to_have_text("Dear all,\nbye")
    await expect(bubble.locator(".pre .language")).to_have_text("mail")
    await expect(bubble.locator("blockquote").first).to_have_text("quoted")
    await expect(bubble).to_contain_text("<img src=x onerror=alert(1)>")
    await expect(bubble.locator("img")).to_have_count(0)

    await bubble.locator("code").click()
    assert await started.evaluate("navigator.clipboard.readText()") == "tap me"
    await bubble.get_by_role("button", name="コピー", exact=True).click()
    assert await started.evaluate("navigator.clipboard.readText()") == "Dear all,\nbye"
    more = bubble.get_by_role("button", name="引用を広げる")
    await more.click()
    await expect(bubble.get_by_role("button", name="引用をたたむ")).to_be_visible()
    await bubble.get_by_role("link", name="https://a.jp").click()
    await expect(started.locator(".toast")).to_contain_text("試用版ではリンクを開きません")
    await bubble.get_by_text("/start").click()
    await expect(started.locator(".message.out", has_text="/start")).to_have_count(2)


async def test_typing_is_shown_until_the_message_comes(started: Page, telegram: LocalTelegram) -> None:
    [chat] = telegram.chats
    await telegram.handle("sendChatAction", {"chat_id": chat.chat_id, "action": "typing"})
    await expect(started.locator("#status")).to_have_text("入力中…")

    await telegram.handle("sendMessage", {"chat_id": chat.chat_id, "text": "here"})
    await expect(started.locator("#status")).to_have_text("ボット")


async def test_nothing_sticks_out_of_a_narrow_screen(started: Page) -> None:
    await started.set_viewport_size({"width": 320, "height": 560})

    assert await started.evaluate("document.documentElement.scrollWidth") == 320
    assert await started.evaluate("document.querySelector('#scroll').scrollWidth <= 320")
    await expect(started.get_by_role("button", name="送信")).to_be_in_viewport()
