"""The chat page in a real Chromium: inline mode, and the buttons that lead somewhere."""

import pytest
from playwright.async_api import Locator, Page, expect

from bot.tryout.local_telegram import LocalTelegram

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]


def rows(page: Page) -> Locator:
    return page.get_by_role("group", name="検索結果").locator(".result")


async def links(page: Page) -> None:
    """Let the bot send its message with links."""
    await page.locator("#text").fill("/links")
    await page.keyboard.press("Enter")
    await expect(page.get_by_role("button", name="Open")).to_be_visible()


async def test_result_is_chosen_while_typing(started: Page, telegram: LocalTelegram) -> None:
    field = started.locator("#text")
    await field.press_sequentially("@local_bot ")
    await expect(rows(started)).to_have_count(3)
    await expect(rows(started).first).to_contain_text("What of my points?")
    await expect(rows(started).first).to_contain_text("About points")
    await field.press_sequentially("po")
    await expect(rows(started)).to_have_count(2)
    assert len(telegram.called("answerInlineQuery")) <= 3  # not one for each key

    await rows(started).first.click()
    sent = started.locator(".message.out").last
    await expect(sent.locator(".bubble")).to_contain_text("via @local_bot")
    await expect(sent.locator("strong")).to_have_text("What of my points?")
    await expect(rows(started).first).to_be_hidden()
    await expect(field).to_have_value("")

    await sent.get_by_role("button", name="More").click()
    await expect(sent.locator(".bubble")).to_contain_text("More of it")
    await expect(started.locator(".message.in")).to_have_count(1)


async def test_name_is_offered_and_enter_takes_the_first_row(started: Page) -> None:
    await started.locator("#text").press_sequentially("@lo")
    await started.keyboard.press("Enter")
    await expect(started.locator("#text")).to_have_value("@local_bot ")
    await expect(rows(started)).to_have_count(3)
    await started.keyboard.press("ArrowDown")
    await started.keyboard.press("ArrowDown")
    await expect(rows(started).first).to_be_focused()
    await started.keyboard.press("ArrowDown")
    await started.keyboard.press("Enter")

    await expect(started.locator(".message.out .bubble").last).to_contain_text("The postal address")


async def test_escape_closes_the_list_and_what_was_typed_can_be_sent(started: Page) -> None:
    await started.locator("#text").fill("@local_bot mail")
    await expect(rows(started)).to_have_count(1)
    await expect(started.get_by_role("button", name="検索をやめる")).to_be_visible()
    await started.keyboard.press("Escape")
    await expect(rows(started)).to_be_hidden()
    await started.get_by_role("button", name="送信").click()

    await expect(started.locator(".message.in .bubble").last).to_contain_text("@local_bot mail")


async def test_more_results_come_at_the_end_of_the_list(started: Page) -> None:
    await started.locator("#text").fill("@local_bot many")
    await expect(rows(started)).to_have_count(50)
    await rows(started).last.scroll_into_view_if_needed()

    await expect(rows(started)).to_have_count(60)
    await expect(rows(started).last).to_contain_text("No. 59")


async def test_nothing_found_says_so_and_leaves_the_button(started: Page) -> None:
    await started.locator("#text").fill("@local_bot nothing")
    await expect(started.get_by_text("該当する項目はありません")).to_be_visible()
    await started.get_by_role("button", name="Ask the bot").click()

    await expect(started.locator(".message.out .bubble").last).to_contain_text("/start inl")
    await expect(started.get_by_text("該当する項目はありません")).to_be_hidden()


async def test_deep_link_button_starts_with_its_payload(started: Page) -> None:
    await links(started)
    await started.get_by_role("button", name="Open").click()

    await expect(started.locator(".message.out .bubble").last).to_contain_text("/start m3-points")
    await expect(started.locator(".message.in .bubble").last).to_contain_text("Welcome")


async def test_share_button_shows_the_text_and_sends_nothing(started: Page) -> None:
    await links(started)
    await started.get_by_role("button", name="Share").click()
    dialog = started.get_by_role("dialog", name="共有")
    await expect(dialog).to_contain_text("https://t.me/local_bot\nLook", use_inner_text=True)
    await dialog.get_by_role("button", name="コピー").click()
    assert await started.evaluate("navigator.clipboard.readText()") == "https://t.me/local_bot\nLook"
    await dialog.get_by_role("button", name="閉じる").click()

    await expect(dialog).to_be_hidden()


async def test_other_links_are_explained(started: Page) -> None:
    await links(started)
    await started.get_by_role("button", name="Site").click()
    await expect(started.locator(".toast")).to_have_text("試用版ではリンクを開きません：https://example.jp/faq")
    await started.get_by_role("button", name="Tell").click()
    await expect(started.get_by_role("dialog")).to_contain_text("@local_bot points")
    await started.get_by_role("button", name="OK").click()
    await started.get_by_role("button", name="Search").click()

    await expect(started.locator("#text")).to_have_value("@local_bot po")
    await expect(rows(started)).to_have_count(2)
