"""Charts as SVG to stand in a page: no script, no network, the colours of the page; the only door to pygal."""

from __future__ import annotations

import re
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import pygal
from pygal.style import Style

# Its hook for plugins, of which there are none here, makes Python 3.11 warn at every import that finds nothing.
sys.meta_path[:] = [hook for hook in sys.meta_path if not isinstance(hook, pygal.PluginImportFixer)]

_FONT_SIZE: Final = 13
_DIGIT: Final = 8  # pixels in that size
_BETWEEN_LABELS: Final = 30
_MOST_LINES: Final = 6


@dataclass(frozen=True)
class Bars:
    """A chart of stacked bars.

    `series`: by its name, a whole number for each label; `colours`: a CSS colour for each series; `title`: read aloud.
    """

    title: str
    labels: Sequence[str]
    series: Mapping[str, Sequence[int]]
    colours: Sequence[str]


def svg(bars: Bars, width: int, height: int) -> str:
    """Draw a chart as an SVG element; labels may hold anything, the same bars always give the same element.

    There is at least one label. Where the element is shown `width` pixels wide, writing has the size of the page.
    """
    chart = pygal.StackedBar(**_look(bars), width=width, height=height)
    chart.x_labels = list(bars.labels)
    label_width = _DIGIT * max(map(len, bars.labels))
    chart.margin_right = label_width // 2  # half of the last label stands beyond its bar
    every = -(-len(bars.labels) * (label_width + _BETWEEN_LABELS) // width)
    chart.x_labels_major = list(bars.labels[::-1][::every])  # the last one is today
    for label, values in bars.series.items():
        chart.add(label, list(values))
    name = re.sub(r"\W+", "-", bars.title.lower())
    chart.uuid = f"{name}-{width}"  # begins its styles; pygal's own is a random one
    chart.add_xml_filter(lambda root: _bare(root, bars.title))
    return str(chart.render(is_unicode=True))


def _look(bars: Bars) -> dict[str, Any]:
    return {
        "style": Style(
            background="transparent",
            plot_background="transparent",
            foreground="var(--quiet)",
            foreground_strong="var(--quiet)",
            foreground_subtle="var(--line)",
            guide_stroke_color="var(--line)",
            guide_stroke_dasharray="none",
            major_guide_stroke_color="var(--line)",
            major_guide_stroke_dasharray="none",
            colors=tuple(bars.colours),
            font_family="inherit",
            label_font_size=_FONT_SIZE,
            major_label_font_size=_FONT_SIZE,
            opacity="1",
            opacity_hover="1",
            transition="none",
        ),
        "js": [],
        "disable_xml_declaration": True,
        "truncate_label": -1,
        "show_legend": False,
        "show_minor_x_labels": False,
        "order_min": 0,  # nobody asks half a question
        "max_scale": _MOST_LINES,
        "margin": 4,
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
