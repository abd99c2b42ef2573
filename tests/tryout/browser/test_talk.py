"""The chat page in a real Chromium: what a person taps and types in a talk."""

import pytest
from playwright.async_api import Page, expect

from bot.tryout.local_telegram import LocalTelegram

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]


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


async def test_button_pressed_twice_at_once_asks_twice(started: Page, telegram: LocalTelegram) -> None:
    gate = telegram.faults.hold("answerCallbackQuery")
    pressed = started.get_by_role("button", name="Say nothing")
    await pressed.dblclick()
    await gate.reached.wait()
    gate.set()
    await expect(pressed).to_have_attribute("aria-busy", "false")
    await telegram.idle()

    assert len(telegram.called("answerCallbackQuery")) == 2


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
    await expect(started.locator("#bar")).to_contain_text("Welcome to the menu")
    await started.get_by_placeholder("メッセージ").fill("my question")
    await started.keyboard.press("Enter")

    await expect(started.locator(".message.out .quoted").last).to_contain_text("Welcome to the menu")
    await expect(started.locator(".message.in .bubble").last).to_contain_text("Welcome to the menu → my question")
    await expect(started.locator("#bar")).to_be_hidden()


async def test_forced_reply_opens_the_quote_with_its_placeholder(started: Page) -> None:
    await started.get_by_placeholder("メッセージ").fill("/ask")
    await started.keyboard.press("Enter")

    field = started.get_by_placeholder("e.g. Hanako")
    await expect(field).to_be_focused()
    await expect(started.locator("#bar")).to_contain_text("Your name?")
    await started.reload()
    await expect(started.locator("#bar")).to_contain_text("Your name?")
    await field.fill("Hanako")
    await started.keyboard.press("Enter")
    await expect(started.locator(".message.in .bubble").last).to_contain_text("Your name? → Hanako")
    await expect(started.get_by_placeholder("メッセージ")).to_be_visible()


async def test_own_message_is_edited(started: Page) -> None:
    field = started.locator("#text")
    await field.fill("helo")
    await started.keyboard.press("Enter")
    own = started.locator(".message.out", has_text="helo")
    await field.fill("a draft")
    await own.hover()
    await own.get_by_role("button", name="編集").click()
    await expect(started.locator("#bar")).to_contain_text("編集")
    await expect(field).to_have_value("helo")
    await field.fill("hello")
    await started.keyboard.press("Enter")

    await expect(started.locator(".message.out .bubble").last).to_contain_text("hello編集済み", use_inner_text=False)
    await expect(started.locator(".message.out")).to_have_count(2)
    await expect(started.locator(".message.in .bubble").last).to_contain_text("now: hello")
    await expect(started.locator("#bar")).to_be_hidden()
    await expect(field).to_have_value("a draft")


async def test_long_press_on_an_own_message_offers_to_edit_it(started: Page) -> None:
    own = started.locator(".message.out .line")
    await own.locator(".bubble").dispatch_event("touchstart")
    await expect(own).to_contain_class("touched")
    await own.get_by_role("button", name="編集").click()

    await expect(started.locator("#text")).to_have_value("/start")
    await expect(own).not_to_contain_class("touched")


async def test_edit_is_given_up(started: Page) -> None:
    await started.locator("#text").focus()
    await started.keyboard.press("ArrowUp")
    await expect(started.locator("#text")).to_have_value("/start")
    await started.get_by_role("button", name="編集をやめる").click()

    await expect(started.locator("#text")).to_have_value("")
    await expect(started.locator("#bar")).to_be_hidden()
    await expect(started.locator(".message.in").get_by_role("button", name="編集")).to_have_count(0)
