"""The chat page in a real Chromium: what a person sees, taps and types."""

from collections.abc import AsyncIterator

import pytest
from playwright.async_api import Browser, BrowserContext, Locator, Page, Request, WebSocket, expect

from bot.tryout.local_telegram import LocalTelegram
from bot.tryout.page import serve_page

pytestmark = pytest.mark.browser


@pytest.fixture
async def context(browser: Browser) -> AsyncIterator[BrowserContext]:
    """A phone's screen with a clipboard."""
    context = await browser.new_context(viewport={"width": 390, "height": 844}, locale="ja-JP")
    await context.grant_permissions(["clipboard-read", "clipboard-write"])
    yield context
    await context.close()


@pytest.fixture
async def page(context: BrowserContext, url: str) -> AsyncIterator[Page]:
    """The opened page; a console error or a request to elsewhere fails the test."""
    page = await context.new_page()
    faults: list[str] = []

    def requested(request: Request) -> None:
        if not request.url.startswith(url):
            faults.append(f"request to {request.url}")

    def connected(socket: WebSocket) -> None:
        if not socket.url.startswith(url.replace("http", "ws", 1)):
            faults.append(f"socket to {socket.url}")

    page.on("request", requested)
    page.on("websocket", connected)
    page.on("console", lambda message: faults.append(message.text) if message.type in {"error", "warning"} else None)
    page.on("pageerror", lambda error: faults.append(str(error)))
    await page.goto(url)
    yield page
    assert faults == []


def bubbles(page: Page, text: str) -> Locator:
    return page.locator(".bubble", has_text=text)


@pytest.fixture
async def started(page: Page) -> Page:
    """The page after a tap on the start button."""
    await page.get_by_role("button", name="開始").click()
    await expect(page.get_by_text("Welcome")).to_be_visible()
    return page


async def test_description_and_start_button_come_first(page: Page) -> None:
    await expect(page.get_by_text("What this bot does")).to_be_visible()
    await expect(page.get_by_text("Telegramには接続していません")).to_be_visible()
    await expect(page.get_by_role("heading", name="Test bot")).to_be_visible()
    await expect(page.get_by_label("メッセージ", exact=True).and_(page.locator("textarea"))).to_be_hidden()

    await page.get_by_role("button", name="開始").click()
    await expect(page.locator(".message.out .bubble")).to_contain_text("/start")
    await expect(page.locator(".message.in strong")).to_have_text("Welcome")
    await expect(page.get_by_role("button", name="開始")).to_be_hidden()
    await expect(page.get_by_text("What this bot does")).to_be_hidden()


async def test_button_turns_the_page_in_place(started: Page) -> None:
    await started.get_by_role("button", name="Turn the page").click()

    await expect(started.locator(".toast")).to_have_text("Turned")
    await expect(started.locator(".message.in")).to_have_count(1)
    await expect(started.locator(".message.in .bubble")).to_contain_text("Page two")
    await expect(started.get_by_role("button", name="Back")).to_be_visible()
    await expect(started.get_by_role("button", name="Turn the page")).to_have_count(0)


async def test_pressed_button_shows_progress_until_it_is_answered(started: Page, telegram: LocalTelegram) -> None:
    gate = telegram.faults.hold("answerCallbackQuery")
    pressed = started.get_by_role("button", name="Say nothing")
    await pressed.click()
    await expect(pressed).to_have_attribute("aria-busy", "true")

    gate.set()
    await expect(pressed).to_have_attribute("aria-busy", "false")


async def test_alert_has_to_be_confirmed(started: Page) -> None:
    await started.get_by_role("button", name="Warn me").click()
    await expect(started.get_by_role("dialog")).to_contain_text("Careful!")

    await started.get_by_role("button", name="OK").click()
    await expect(started.get_by_role("dialog")).to_be_hidden()


async def test_copy_button_fills_the_clipboard_and_asks_the_bot_nothing(started: Page, telegram: LocalTelegram) -> None:
    await started.get_by_role("button", name="Copy").click()

    await expect(started.locator(".toast")).to_have_text("コピーしました")
    assert await started.evaluate("navigator.clipboard.readText()") == "copied text"
    assert telegram.called("answerCallbackQuery") == []


async def test_deleted_message_disappears(started: Page) -> None:
    await started.get_by_role("button", name="Delete").click()

    await expect(started.locator(".message.in")).to_have_count(0)


async def test_command_menu_lists_and_sends(started: Page) -> None:
    await started.get_by_role("button", name="メニュー").click()
    commands = started.get_by_role("group", name="コマンド").get_by_role("button")
    await expect(commands).to_have_count(2)
    await expect(commands.first).to_contain_text("Begin again")

    await commands.last.click()
    await expect(started.locator(".message.in .bubble").last).to_contain_text("Your name?")
    await expect(commands.last).to_be_hidden()


async def test_enter_sends_and_shift_enter_breaks_the_line(started: Page) -> None:
    field = started.get_by_placeholder("メッセージ")
    await field.press_sequentially("one")
    await field.press("Shift+Enter")
    await field.press_sequentially("two")
    await field.press("Enter")

    await expect(started.locator(".message.in .bubble").last).to_contain_text("one\ntwo", use_inner_text=True)
    await expect(field).to_have_value("")


async def test_enter_of_a_conversion_does_not_send(started: Page) -> None:
    """An input method ends a conversion with Enter; Chromium marks it, Safari says 229."""
    field = started.get_by_placeholder("メッセージ")
    await field.fill("たいかい")
    for key in ({"isComposing": True}, {"keyCode": 229}):
        await field.dispatch_event("keydown", {"key": "Enter", "bubbles": True} | key)
    await field.press("Enter")
    await expect(started.locator(".message.in .bubble").last).to_contain_text("たいかい")

    await expect(started.locator(".message.out", has_text="たいかい")).to_have_count(1)


async def test_reply_shows_its_quote(started: Page) -> None:
    bubble = started.locator(".message.in .line").first
    await bubble.hover()
    await bubble.get_by_role("button", name="返信").click()
    await expect(started.locator("#quoting")).to_contain_text("Welcome to the menu")
    await started.get_by_placeholder("メッセージ").fill("my question")
    await started.keyboard.press("Enter")

    await expect(started.locator(".message.out .quoted").last).to_contain_text("Welcome to the menu")
    await expect(started.locator(".message.in .bubble").last).to_contain_text("Welcome to the menu → my question")
    await expect(started.locator("#quoting")).to_be_hidden()


async def test_forced_reply_opens_the_quote_with_its_placeholder(started: Page) -> None:
    await started.get_by_placeholder("メッセージ").fill("/ask")
    await started.keyboard.press("Enter")

    field = started.get_by_placeholder("e.g. Hanako")
    await expect(field).to_be_focused()
    await expect(started.locator("#quoting")).to_contain_text("Your name?")
    await field.fill("Hanako")
    await started.keyboard.press("Enter")
    await expect(started.locator(".message.in .bubble").last).to_contain_text("Your name? → Hanako")
    await expect(started.get_by_placeholder("メッセージ")).to_be_visible()


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
