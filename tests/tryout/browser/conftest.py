"""One Chromium for all tests of the page, a fresh context and a running bot for each: all in the session's loop."""

import os
from collections.abc import AsyncIterator

import pytest
import pytest_asyncio
from playwright.async_api import (
    Browser,
    BrowserContext,
    Page,
    Request,
    ViewportSize,
    WebSocket,
    async_playwright,
    expect,
)

from bot.tryout.local_telegram import LocalTelegram
from bot.tryout.notice import KnowledgeNotice
from bot.tryout.page import serve_page
from tests.chromium import ARGUMENTS, EXECUTABLE
from tests.tryout.small_bot import App, running


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def browser() -> AsyncIterator[Browser]:
    """A real Chromium; where there is none, tests are skipped on a desk and fail in CI."""
    if not EXECUTABLE:
        sentence = "no Chromium found: install it, or set CHROMIUM to its path"
        if os.environ.get("CI"):
            pytest.fail(sentence)
        pytest.skip(sentence)
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=EXECUTABLE, args=ARGUMENTS)
        yield browser
        await browser.close()


@pytest_asyncio.fixture(loop_scope="session")
async def application(telegram: LocalTelegram) -> AsyncIterator[App]:
    async with running(telegram) as application:
        yield application


@pytest_asyncio.fixture(loop_scope="session")
async def url(telegram: LocalTelegram, application: App, notice: KnowledgeNotice) -> AsyncIterator[str]:
    async with serve_page(telegram, 0, notice) as address:
        yield address


@pytest_asyncio.fixture(loop_scope="session")
async def context(browser: Browser) -> AsyncIterator[BrowserContext]:
    """A phone's screen with a clipboard, on which nothing moves that a test would have to wait for."""
    phone = ViewportSize(width=390, height=844)
    context = await browser.new_context(viewport=phone, locale="ja-JP", reduced_motion="reduce")
    await context.grant_permissions(["clipboard-read", "clipboard-write"])
    yield context
    await context.close()


@pytest_asyncio.fixture(loop_scope="session")
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


@pytest_asyncio.fixture(loop_scope="session")
async def started(page: Page) -> Page:
    """The page after a tap on the start button."""
    await page.get_by_role("button", name="開始").click()
    await expect(page.get_by_text("Welcome")).to_be_visible()
    return page
