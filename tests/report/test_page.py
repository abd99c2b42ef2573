"""The page needs nothing else, runs nothing, and shows what strangers typed as they typed it."""

from html.parser import HTMLParser

import pytest

from bot.knowledge import Knowledge
from bot.records import EntryFigures, Figures
from bot.report import Bars, page, svg
from tests.report.conftest import HOSTILE, asked, over

FIGURES = Figures(
    {"answer": 1500, "suggest": 300, "outside": 12, "fallback": 188},
    {"email": EntryFigures(1200, 30, 5, 7), "m3-points": EntryFigures(300, 1, 0, 1), "weather": EntryFigures(12)},
)
VOID = {"meta", "br"}


class Parsed(HTMLParser):
    """The elements of a page, as a browser would find them."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.attributes: list[tuple[str, str]] = []
        self.texts: list[str] = []
        self._open: list[str] = []
        self.feed(html)
        self.close()
        assert self._open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes += [(name, value or "") for name, value in attrs]
        if tag not in VOID:
            self._open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes += [(name, value or "") for name, value in attrs]

    def handle_endtag(self, tag: str) -> None:
        assert self._open.pop() == tag

    def handle_data(self, data: str) -> None:
        if self._open and self._open[-1] != "style":
            self.texts.append(data.strip())


@pytest.fixture(scope="module")
def parsed(small: Knowledge) -> Parsed:
    unanswered = [
        asked(HOSTILE, "email", "m3-points", outcome="suggest"),
        *(asked(f"家族にポイントを{verb}", "m3-points") for verb in ("譲れますか", "譲る", "譲りたい", "譲れるか")),
        asked("確定申告の書類はありますか"),
    ]
    return Parsed(page(over(small, *unanswered, figures=FIGURES), small))


def test_what_strangers_typed_is_shown_and_not_obeyed(parsed: Parsed):
    assert HOSTILE in parsed.texts
    assert "script" not in parsed.tags


def test_the_page_asks_for_nothing_and_runs_nothing(parsed: Parsed):
    assert not {"script", "link", "img", "iframe", "object", "image", "use", "foreignobject"} & set(parsed.tags)
    assert not [name for name, _ in parsed.attributes if name.startswith("on") or name in ("src", "href", "xlink:href")]
    assert ("content", "default-src 'none'; style-src 'unsafe-inline'") in parsed.attributes


def test_the_page_tells_the_figures_and_the_clusters(parsed: Parsed, small: Knowledge):
    for text in (
        "2,000",
        "75%",
        "15%",
        "9%",
        "1%",
        "天気",
        "家族にポイントを譲る",
        "m3-points",
        "weather",
        "none is near",
    ):
        assert text in parsed.texts
    assert small.entries["m3-points"].label in parsed.texts


def test_the_page_has_its_charts_each_with_a_name(parsed: Parsed):
    names = [value for name, value in parsed.attributes if name == "aria-label"]
    assert names == ["Questions over time", "Most asked", "Most unclear", "Least helpful"]
    ids = [value for name, value in parsed.attributes if name == "id"]
    assert len(ids) == len(set(ids)) == len(names)


def test_labels_of_entries_are_escaped_in_charts():
    drawn = svg(Bars(HOSTILE, [HOSTILE, "a & b"], {"<asked>": [1, 2]}, ["red"], lying=True))
    chart = Parsed(drawn)
    assert "script" not in chart.tags
    assert {HOSTILE, "a & b", f"{HOSTILE}: 1", "a & b: 2"} <= set(chart.texts)


def test_the_same_report_gives_the_same_page(small: Knowledge):
    report = over(small, asked("何か", "email"), figures=FIGURES)
    assert page(report, small) == page(report, small)


def test_a_report_of_nothing_is_a_page_too(small: Knowledge):
    assert "0" in Parsed(page(over(small), small)).texts
