"""Name in plain words the mistakes that people make when they write YAML by hand, from the lines around an error."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

# Blanks that look like the one of the keyboard, and those that do not show at all.
ODD_BLANKS: Final = "\u3000\xa0\u2002\u2003\u2009\u200b\u200c\u200d\u202f\u2060\ufeff"

_INDENT: Final = re.compile(rf" *([\t{ODD_BLANKS}])")
_KEY: Final = re.compile(r"[ -]*([A-Za-z][\w-]*)(：|:(?=[^\s/]))", re.ASCII)
_ITEM: Final = re.compile(rf" *(?:-([{ODD_BLANKS}])|([・－–—]) *\S|-(?![\s-]))")
_VALUE: Final = re.compile(r"""(?:[ -]*[^\s:"'#][^:]*:| *-) +([^\s#].*)""")
_BLOCK: Final = re.compile(r"[ -]*(?:[\w-]+: +)?[|>][-+\d]* *(?:#.*)?")
_MERGE: Final = re.compile(r"(?:<{7}|={7}|>{7})(?: |$)")
# How no text may begin unless it is in quotes.
_RESERVED: Final = re.compile(r"[@`%&*!,\]}|>]|[?-](?: |$)")
_CLOSING: Final = {"[": "]", "{": "}"}


@dataclass(frozen=True)
class LibrarysWords:
    """Where and how the library gave up; lines count from 1. It began to read what it could not end at `start`."""

    line: int
    start: int
    problem: str


def mistake(text: list[str], since: int, words: LibrarysWords) -> tuple[int, str] | None:
    """Find the line and the sentence for a file, by its lines, that was understood up to line `since`.

    Returns None for what is none of the usual mistakes.
    """
    first = max(1, min(since, words.start, words.line))
    for number in reversed(_read_as_yaml(text, first, min(words.line, len(text)))):
        for what in _signs(text[number - 1]):
            return number, what
    for number in dict.fromkeys((words.line, words.start, since)):
        for what in _values(text[number - 1] if number <= len(text) else "", words.problem):
            return number, what
    return _by_words(words)


def _read_as_yaml(text: list[str], first: int, last: int) -> list[int]:
    """List the numbers of the lines from `first` to `last` that are not the lines of a text behind | or >."""
    numbers, deeper_than = [], None
    for number in range(first, last + 1):
        line = text[number - 1]
        indent = len(line) - len(line.lstrip(" "))
        if deeper_than is not None and (not line.strip() or indent > deeper_than):
            continue
        numbers.append(number)
        deeper_than = len(line) - len(line.lstrip(" -")) if _BLOCK.fullmatch(line) else None
    return numbers


def _signs(line: str) -> Iterator[str]:
    """Recognise what is wrong in a line whatever stands around it."""
    if _MERGE.match(line):
        yield "this is a mark of a merge that git could not do; keep one of the two versions and remove the marks"
    if found := _INDENT.match(line):
        yield indented_by(found[1])
    if found := _KEY.match(line):
        why = "the colon is in full width" if found[2] == "：" else "there is no plain blank after the colon"
        yield f"{why}; write it as {found[1] + ': …'!r}"
    if found := _ITEM.match(line):
        if found[2]:
            yield f"{found[2]} begins no item of a list; write '- ', with a plain blank after it"
        else:
            yield "there is no plain blank after the - of this item; write it as '- …'"


def indented_by(blank: str) -> str:
    """Say what to do about a line that begins with a blank that is none for YAML."""
    return f"{_named(blank)} indents this line; indent it with plain blanks, as its neighbours"


def _named(blank: str) -> str:
    if blank == "\t":
        return "a tab"
    return "a blank in full width (U+3000)" if blank == "\u3000" else f"the odd blank U+{ord(blank):04X}"


def _values(line: str, problem: str) -> Iterator[str]:
    """Recognise a text that ought to be in quotes, or its quotes, in a line where the library gave up."""
    value = _VALUE.match(line)
    if value is None or _BLOCK.fullmatch(line):
        return
    text = value[1].rstrip()
    if text[0] in "\"'":
        yield from _quotes(text, problem)
    elif closing := _CLOSING.get(text[0]):
        if closing not in text:
            yield f"the {text[0]} is opened here and not closed; add {closing}, or put the text in quotes if it is one"
        elif not text.endswith(closing):
            yield f"the text goes on after {closing}; put all of it in quotes"
    elif _RESERVED.match(text):
        yield f"a text cannot begin with {text[0]} in YAML; put it in quotes, or after | on lines of its own"
    elif re.search(r":(?: |$)", text):
        yield "there is a ': ' within this text, which makes a key of its beginning; put the text in quotes"


def _quotes(text: str, problem: str) -> Iterator[str]:
    quote = text[0]
    _, closing, after = re.sub(r"\\." if quote == '"' else "''", "", text[1:]).partition(quote)
    if not closing:
        yield f"the quote {quote} is opened here and not closed; close it at the end of the text, or remove it"
    elif "escape" in problem or "hex" in problem:
        yield r"""within "…" a \ has a meaning of its own; write \\, or take '…' for quotes"""
    elif after.strip() and not after.startswith(" #"):
        cure = "each ' within it twice" if quote == "'" else r'each " within it as \"'
        yield f"the text goes on after its closing {quote}; put all of it in quotes, and write {cure}"


def _by_words(words: LibrarysWords) -> tuple[int, str] | None:
    """Say of the frequent errors that leave no sign in their line what was expected there."""
    if "expected ':'" in words.problem:
        return words.start, (
            "this line is no 'key: …'; mend it, or indent it deeper than its key if it goes on with the text above"
        )
    if "expected key" in words.problem or "'-' indicator" in words.problem or "not allowed" in words.problem:
        return words.line, "this line does not fit what stands above it; indent it exactly as its neighbours"
    return None
