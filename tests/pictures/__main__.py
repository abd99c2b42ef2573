"""Take the pictures of the README from the try-out: python -m tests.pictures."""

from __future__ import annotations

import asyncio
from pathlib import Path

from playwright.async_api import Page, ViewportSize, async_playwright

from bot import telegram, tryout
from bot.dialogue import Dialogue
from bot.knowledge import load
from bot.matching import Matcher
from tests.chromium import ARGUMENTS, EXECUTABLE

FOLDER = Path(__file__).parent
PHONE = ViewportSize(width=390, height=844)


async def main() -> None:
    knowledge = load(FOLDER.parent.parent / "knowledge")
    dialogue = Dialogue(knowledge, Matcher(knowledge))
    local = tryout.LocalTelegram(bot_name=knowledge.messages.bot_name)
    transports = tryout.LocalRequest(local), tryout.LocalRequest(local)
    application = telegram.build(dialogue, "0:local", transports=transports)
    local.watch(application.update_queue.join)
    stop = asyncio.Event()
    polling = asyncio.create_task(telegram.poll(application, dialogue, stop))
    async with tryout.serve_page(local, 0) as url, async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=EXECUTABLE, args=ARGUMENTS)
        page = await browser.new_page(viewport=PHONE, device_scale_factor=1, locale="ja-JP", timezone_id="Asia/Tokyo")
        await page.goto(url)
        await page.get_by_role("button", name="開始").click()
        await local.idle()
        await shoot(page, "start")
        await say(page, local, "ぽいんとって抜けたら消えちゃう？")
        await shoot(page, "answer")
        await say(page, local, "担当さんへの例文ほしい")
        await shoot(page, "tryout")
        await say(page, local, "マイナビを退会したい")
        await say(page, local, "/menu")
        await page.get_by_role("button", name="退会の方法").last.click()
        await local.idle()
        await shoot(page, "menu")
        await browser.close()
    stop.set()
    await polling


async def say(page: Page, local: tryout.LocalTelegram, text: str) -> None:
    await page.fill("#text", text)
    await page.keyboard.press("Enter")
    await local.idle()


async def shoot(page: Page, name: str) -> None:
    await page.wait_for_timeout(500)  # the bubbles slide in
    await page.screenshot(path=FOLDER / f"{name}.png")


if __name__ == "__main__":
    if EXECUTABLE is None:
        raise SystemExit("no Chromium is installed; install Debian's chromium, or set CHROMIUM")
    asyncio.run(main())
