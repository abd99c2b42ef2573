"""The few marks of answers: `**bold**`, `` `code` ``, lines that begin with `> `; a backslash frees a mark."""

from __future__ import annotations

import re
from functools import cache
from typing import Final

from bot.errors import shown
from bot.text import Mark, Span, Text

_QUOTE: Final = re.compile(r"^> ?", re.MULTILINE)
_TOKEN: Final = re.compile(r"\\(?P<literal>[\\*`>])|(?P<bold>\*\*)|(?P<code>`)|(?P<char>.)", re.DOTALL)


class MarkupError(ValueError):
    """A mark is opened and not closed, or encloses nothing; the text says which and what to do."""


@cache
def parse(source: str) -> Text:
    """Turn an answer as written in YAML into marked text; raises MarkupError.

    A mark ends in the line in which it begins, so that a forgotten one does not swallow the rest.
    """
    spans: list[Span] = []
    lines = source.strip("\n").split("\n")
    for number, line in enumerate(lines):
        quoted = _QUOTE.match(line) is not None
        content = _QUOTE.sub("", line, count=1) if quoted else line
        spans += _line(content, quoted)
        if number < len(lines) - 1:
            spans.append(Span("\n", quoted=quoted and lines[number + 1].startswith(">")))
    return Text(_merged(spans))


def _line(line: str, quoted: bool) -> list[Span]:
    spans: list[Span] = []
    mark, run = Mark.PLAIN, ""
    for token in _TOKEN.finditer(line):
        kind = token.lastgroup
        if kind == "literal":
            run += token["literal"]
        elif (kind == "bold" and mark is not Mark.CODE) or (kind == "code" and mark is not Mark.BOLD):
            if mark is not Mark.PLAIN and not run.strip():
                raise MarkupError(
                    f"{token[0]} marks nothing in {shown(line)}; write \\{token[0][0]} for the sign itself"
                )
            spans.append(Span(run, mark, quoted))
            opened = Mark.BOLD if kind == "bold" else Mark.CODE
            mark, run = (opened if mark is Mark.PLAIN else Mark.PLAIN), ""
        else:
            run += token[0]
    if mark is not Mark.PLAIN:
        sign = "**" if mark is Mark.BOLD else "`"
        raise MarkupError(f"{sign} is opened and not closed in {shown(line)}; close it or write \\{sign[0]}")
    spans.append(Span(run, mark, quoted))
    return spans


def _merged(spans: list[Span]) -> tuple[Span, ...]:
    merged: list[Span] = []
    for span in filter(lambda span: span.text, spans):
        if merged and (merged[-1].mark, merged[-1].quoted) == (span.mark, span.quoted):
            merged[-1] = Span(merged[-1].text + span.text, span.mark, span.quoted)
        else:
            merged.append(span)
    return tuple(merged)
