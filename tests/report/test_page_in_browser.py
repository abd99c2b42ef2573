"""The page as a phone and a wide window show it, in a real Chromium."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import pytest
from playwright.async_api import Browser

from bot.knowledge import Knowledge
from bot.report import Bars, page, svg
from tests.report.conftest import asked, over
from tests.report.test_page import FIGURES
from tests.tryout.browser import conftest as chromium

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]

browser = chromium.browser


@pytest.mark.parametrize("width", [320, 390, 640, 1200])
async def test_the_whole_page_is_seen_without_scrolling_aside(
    browser: Browser, small: Knowledge, tmp_path: Path, width: int
):
    unanswered = [asked("家族にポイントを譲れますか" * 9, "m3-points"), asked("a" * 400)]
    file = tmp_path / "report.html"
    file.write_text(page(over(small, *unanswered, figures=FIGURES), small), encoding="utf-8")
    window = await browser.new_page(viewport={"width": width, "height": 900})
    await window.goto(file.as_uri())
    charts = [await chart.is_visible() for chart in await window.locator("svg[role=img]").all()]
    heights = await window.locator("svg .axis.x text").evaluate_all(
        "texts => texts.map(text => text.getBoundingClientRect().height)"
    )
    assert sorted(charts) == [False, True]
    assert await window.evaluate("document.documentElement.scrollWidth") == width
    assert min(filter(None, heights)) > 10
    await window.close()


@pytest.mark.parametrize("width", [320, 820])
@pytest.mark.parametrize("label", ["11-23", "2026-11-23"])
async def test_the_days_below_the_chart_do_not_run_into_each_other(
    browser: Browser, tmp_path: Path, width: int, label: str
):
    labels = [f"{number:0{len(label)}}" for number in range(31)]
    drawn = svg(Bars("Questions", labels, {"answered": range(31)}, ["red"]), width, 220)
    file = tmp_path / "chart.html"
    file.write_text(f'<div style="width: {width}px">{drawn}</div>', encoding="utf-8")
    window = await browser.new_page(viewport={"width": 900, "height": 400})
    await window.goto(file.as_uri())
    places = await window.locator(".axis.x text").evaluate_all(
        "texts => texts.map(text => text.getBoundingClientRect()).map(box => [box.left, box.right])"
    )
    edge = await window.locator("svg[role=img]").bounding_box()
    await window.close()
    shown = sorted((left, right) for left, right in places if right > left)
    assert len(shown) >= 3
    assert all(right < left for (_, right), (left, _) in pairwise(shown))
    assert edge
    assert shown[-1][1] <= edge["x"] + edge["width"]
