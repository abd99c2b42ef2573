"""Take the pictures of the README from the try-out: python -m tests.pictures."""

from __future__ import annotations

import asyncio
from pathlib import Path

from playwright.async_api import Page, ViewportSize, async_playwright

from bot import tryout
from bot.cli.live import local_bot
from bot.cli.outcome import dialogue_over
from bot.knowledge import Knowledge
from bot.live import LiveDialogue
from tests.chromium import ARGUMENTS, EXECUTABLE

FOLDER = Path(__file__).parent
PHONE = ViewportSize(width=390, height=844)


class Phone:
    """The try-out page, in the hands of somebody who waits for each answer."""

    def __init__(self, page: Page, local: tryout.LocalTelegram) -> None:
        self._page = page
        self._local = local

    async def say(self, text: str) -> None:
        await self._page.fill("#text", text)
        await self._page.keyboard.press("Enter")
        await self._local.idle()

    async def tap(self, label: str) -> None:
        await self._page.get_by_role("button", name=label, exact=True).last.click()
        await self._local.idle()

    async def shoot(self, name: str) -> None:
        await self._page.mouse.move(0, 0)  # a button under the mouse looks pressed
        await self._page.locator("#scroll").evaluate("scroll => scroll.scrollTo(0, scroll.scrollHeight)")
        await self._page.wait_for_timeout(500)  # the bubbles slide in
        await self._page.screenshot(path=FOLDER / f"{name}.png")


async def take(phone: Phone, knowledge: Knowledge) -> None:
    """Take all pictures, each where its predecessor ended."""
    messages = knowledge.messages
    await phone.tap("開始")
    await phone.shoot("start")
    await phone.say("やめても再とおろくできる？")
    await phone.shoot("answer")
    await phone.say("担当さんへの例文ほしい")
    await phone.shoot("tryout")
    await phone.say("/menu")
    await phone.tap(next(iter(knowledge.categories.values())).label)
    await phone.shoot("menu")
    await phone.say("/choose")
    await phone.tap(next(iter(knowledge.steps.values())).choices[0].label)
    await phone.shoot("choose")
    await phone.say("/checklist")
    for item in knowledge.checklist[:2]:
        await phone.tap(messages.item_open.format(label=item.label))
        await phone.tap(messages.button_tick)
    await phone.shoot("checklist")


async def main() -> None:
    live = LiveDialogue(FOLDER.parent.parent / "knowledge", dialogue_over)
    async with (
        local_bot(live) as local,
        tryout.serve_page(local, 0) as url,
        async_playwright() as playwright,
        await playwright.chromium.launch(executable_path=EXECUTABLE, args=ARGUMENTS) as browser,
    ):
        page = await browser.new_page(viewport=PHONE, device_scale_factor=1, locale="ja-JP", timezone_id="Asia/Tokyo")
        await page.goto(url)
        await take(Phone(page, local), live.current().knowledge)


if __name__ == "__main__":
    if EXECUTABLE is None:
        raise SystemExit("no Chromium is installed; install Debian's chromium, or set CHROMIUM")
    asyncio.run(main())
