"""The page needs nothing else, runs nothing, and shows what strangers typed as they typed it."""

import re
from html.parser import HTMLParser

import pytest

from bot.knowledge import Knowledge
from bot.records import EntryFigures, Figures
from bot.report import Bars, page, svg
from tests.report.conftest import HOSTILE, asked, over

FIGURES = Figures(
    {"answer": 1500, "suggest": 300, "outside": 12, "fallback": 188, "smalltalk": 4321},
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
    for text in ("2,000", "75%", "15%", "9%", "1%", "4,321", "家族にポイントを譲る", "m3-points", "none is near"):
        assert text in parsed.texts
    assert small.entries["m3-points"].label in parsed.texts


def test_every_list_names_what_it_tells_about_by_label_and_id(parsed: Parsed):
    for title in ("Most asked", "Most unclear", "Least helpful", "Out of scope"):
        assert title in parsed.texts
    for told in ("1,200 asked, 30 opened by a tap", "7 did not help, 5 helped: at least 32% unhelpful", "天気", "12"):
        assert told in parsed.texts
    assert parsed.texts[parsed.texts.index("天気") :][:3] == ["天気", "", "weather"]


def test_the_bars_of_a_list_are_measured_by_its_longest(parsed: Parsed):
    widths = [value.split("width: ")[1] for name, value in parsed.attributes if name == "style" and "width:" in value]
    assert widths[:4] == ["97.56%", "2.44%", "24.39%", "0.08%"]  # of the 1,230 times that email was read


def test_the_chart_is_drawn_for_a_phone_and_for_a_wide_window(parsed: Parsed):
    names = [value for name, value in parsed.attributes if name == "aria-label"]
    assert names == ["Questions over time"] * 2
    ids = [value for name, value in parsed.attributes if name == "id"]
    assert len(ids) == len(set(ids)) == len(names)


@pytest.mark.parametrize("most", [1, 2, 3, 7, 19, 120])
def test_the_axis_counts_whole_questions(most: int):
    drawn = svg(Bars("Questions", ["one day"], {"answered": [most]}, ["red"]), 320, 220)
    marks = re.findall(r"<text[^>]*>([^<]*)</text>", drawn.partition('class="axis y')[2])
    counts = [mark for mark in marks if mark.replace(",", "").isdigit()]
    assert len(counts) == len(set(counts)) >= 2
    assert counts[0] == "0"


def test_labels_are_escaped_in_charts():
    drawn = svg(Bars(HOSTILE, [HOSTILE, "a & b"], {"<asked>": [1, 2]}, ["red"]), 820, 260)
    chart = Parsed(drawn)
    assert "script" not in chart.tags
    assert {HOSTILE, "a & b", f"{HOSTILE}: 1", "a & b: 2"} <= set(chart.texts)


def test_the_same_report_gives_the_same_page(small: Knowledge):
    report = over(small, asked("何か", "email"), figures=FIGURES)
    assert page(report, small) == page(report, small)


def test_a_report_of_nothing_is_a_page_too(small: Knowledge):
    parsed = Parsed(page(over(small), small))
    assert "0" in parsed.texts
    assert any(text.startswith("Nothing was asked.") for text in parsed.texts)
    assert "svg" not in parsed.tags
