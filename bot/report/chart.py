"""Charts as SVG to stand in a page: no script, no network, the colours of the page; the only door to pygal."""

from __future__ import annotations

import re
import sys
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import pygal
from pygal.style import Style

# Its hook for plugins, of which there are none here, makes Python 3.11 warn at every import that finds nothing.
sys.meta_path[:] = [hook for hook in sys.meta_path if not isinstance(hook, pygal.PluginImportFixer)]

_WIDTH: Final = 720
_HEIGHT: Final = 260
_BAR: Final = 30
_AROUND_BARS: Final = 64
_FONT_SIZE: Final = 13
_MOST_LABELS: Final = 8
# pygal takes a letter for 0.6 of its height wide; a Japanese one is as wide as it is high.
_TOO_NARROW: Final = 0.4


@dataclass(frozen=True)
class Bars:
    """A chart of stacked bars.

    `series`: by its name, a whole number for each label; `colours`: a CSS colour for each series; `lying`: the bars
    lie, which leaves room for long labels; `title`: unique on its page, read aloud.
    """

    title: str
    labels: Sequence[str]
    series: Mapping[str, Sequence[int]]
    colours: Sequence[str]
    lying: bool = False


def svg(bars: Bars) -> str:
    """Draw a chart as an SVG element; labels may hold anything, the same bars always give the same element."""
    chart = (_lying if bars.lying else _standing)(bars)
    chart.uuid = re.sub(r"\W+", "-", bars.title.lower())  # begins its styles; pygal's own is a random one
    chart.add_xml_filter(lambda root: _bare(root, bars.title))
    return str(chart.render(is_unicode=True))


def _standing(bars: Bars) -> Any:
    chart = pygal.StackedBar(**_look(bars), height=_HEIGHT, show_minor_x_labels=False)
    chart.x_labels = list(bars.labels)
    every = -(-len(bars.labels) // _MOST_LABELS)
    chart.x_labels_major = list(bars.labels[::every])
    for name, values in bars.series.items():
        chart.add(name, list(values))
    return chart


def _lying(bars: Bars) -> Any:
    height = _AROUND_BARS + _BAR * len(bars.labels)
    wide = max((sum(unicodedata.east_asian_width(char) in "WF" for char in label) for label in bars.labels), default=0)
    chart = pygal.HorizontalStackedBar(**_look(bars), height=height)
    chart.margin_left = round(_TOO_NARROW * _FONT_SIZE * wide)
    chart.x_labels = list(reversed(bars.labels))  # drawn from the bottom up
    for name, values in bars.series.items():
        chart.add(name, list(reversed(values)))
    return chart


def _look(bars: Bars) -> dict[str, Any]:
    return {
        "width": _WIDTH,
        "style": Style(
            background="transparent",
            plot_background="transparent",
            foreground="var(--ink)",
            foreground_strong="var(--ink)",
            foreground_subtle="var(--line)",
            guide_stroke_color="var(--line)",
            major_guide_stroke_color="var(--line)",
            colors=tuple(bars.colours),
            value_colors=("var(--ink)",) * len(bars.colours),
            font_family="inherit",
            label_font_size=_FONT_SIZE,
            major_label_font_size=_FONT_SIZE,
            legend_font_size=_FONT_SIZE,
            opacity="1",
            opacity_hover="1",
            transition="none",
        ),
        "js": [],
        "disable_xml_declaration": True,
        "truncate_label": -1,
        "show_legend": len(bars.series) > 1,
        "legend_at_bottom": True,
        "legend_at_bottom_columns": len(bars.series),
        "legend_box_size": _FONT_SIZE,
        "margin": 8,
        "spacing": 6,
        "formatter": "{:,.0f}".format,
    }


def _bare(root: Any, title: str) -> Any:
    """Take out what only pygal's script would use, and let each bar tell its number under the pointer."""
    root.set("role", "img")
    root.set("aria-label", title)
    for element in list(root.iter()):
        told = {child.get("class"): child for child in element if child.tag == "desc"}
        for child in list(element):
            # The tag of a comment is no text.
            if child.tag in ("script", "title", "desc") or not isinstance(child.tag, str) or _is_tooltip(child):
                element.remove(child)
        if "value" in told and "x_label" in told:
            told["value"].tag = "title"
            told["value"].text = f"{told['x_label'].text}: {told['value'].text}"
            element.append(told["value"])
        if element is not root:
            element.attrib.pop("id", None)  # the same in every chart
    return root


def _is_tooltip(element: Any) -> bool:
    return bool(element.get("class") == "plot tooltip-overlay")
