"""What one block alone cannot show: double ids, references to nothing, phrases that two entries claim.

Works on the raw content, so that a file with a misspelt key still has its other mistakes reported.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Any

from bot import limits
from bot.errors import Problem
from bot.knowledge.markup import MarkupError, parse
from bot.knowledge.patterns import PatternError, expand
from bot.knowledge.yaml_file import Location, YamlFile
from bot.normalise import normalise

_BLANK = re.compile(r"\{([^{}]*)\}")
# The heading, the blank lines and the line with source and day that stand around an answer.
_AROUND_AN_ANSWER = 100


@dataclass(frozen=True)
class Files:
    """The files of a knowledge directory, as read; what is missing is empty."""

    faq: tuple[YamlFile, ...]
    phrases: tuple[YamlFile, ...]
    messages: tuple[YamlFile, ...]
    templates: tuple[YamlFile, ...]
    smalltalk: tuple[YamlFile, ...]
    out_of_scope: tuple[YamlFile, ...]


@dataclass(frozen=True)
class _Place:
    """A value somewhere in a file."""

    file: YamlFile
    location: Location
    value: Any

    def child(self, key: str | int) -> _Place:
        value = self.value.get(key) if isinstance(self.value, dict) else None
        return _Place(self.file, (*self.location, key), value)

    def items(self) -> Iterator[_Place]:
        """The strings or blocks of a list; a single string counts as a list of one."""
        if isinstance(self.value, str):
            yield self
        for index, value in enumerate(self.value if isinstance(self.value, list) else ()):
            yield _Place(self.file, (*self.location, index), value)

    @property
    def text(self) -> str:
        return self.value if isinstance(self.value, str) else ""

    @property
    def where(self) -> str:
        problem = self.file.problem(self.location, "")
        return f"{problem.path}:{problem.line}"

    def problem(self, what: str) -> Problem:
        return self.file.problem(self.location, what)


def problems(files: Files) -> Iterator[Problem]:
    """Find every mistake that lies between blocks or files."""
    categories = [_Place(file, (), file.content) for file in files.faq]
    entries = [entry for category in categories for entry in category.child("entries").items()]
    templates = _blocks(files.templates)
    asides = [*_blocks(files.smalltalk), *_blocks(files.out_of_scope)]
    entry_ids = _ids(entries)
    template_ids = _ids(templates)

    yield from _double_ids("category", categories)
    yield from _double_ids("entry", [*entries, *asides])
    yield from _double_ids("template", templates)
    for entry in [*entries, *asides]:
        yield from _dangling(entry.child("related"), entry_ids, "entry")
        yield from _dangling(entry.child("template"), template_ids, "template")
    for file in files.messages:
        yield from _dangling(_Place(file, (), file.content).child("suggested"), entry_ids, "entry")
    wordings = list(_wordings(files.phrases))
    for wording in wordings:
        yield from _dangling_id(wording, str(wording.location[0]), entry_ids, "entry")
    yield from _claimed_twice([*_own_phrases([*entries, *asides]), *_further_phrases(wordings)])
    for category in categories:
        for entry in category.child("entries").items():
            yield from _source(category, entry)
            yield from _length(category, entry)
    for template in templates:
        yield from _blanks(template)


def _blocks(files: Iterable[YamlFile]) -> list[_Place]:
    return [block for file in files for block in _Place(file, (), file.content).items()]


def _ids(blocks: Iterable[_Place]) -> set[str]:
    return {block.child("id").text for block in blocks} - {""}


def _double_ids(kind: str, blocks: Iterable[_Place]) -> Iterator[Problem]:
    first: dict[str, _Place] = {}
    for place in (block.child("id") for block in blocks):
        if place.text and (other := first.setdefault(place.text, place)) is not place:
            yield place.problem(f"the {kind} id {place.text!r} is already used in {other.where}; choose another")


def _dangling(references: _Place, known: set[str], kind: str) -> Iterator[Problem]:
    for place in references.items():
        if place.text:
            yield from _dangling_id(place, place.text, known, kind)


def _dangling_id(place: _Place, reference: str, known: set[str], kind: str) -> Iterator[Problem]:
    if reference not in known:
        close = get_close_matches(reference, known, n=1)
        cure = f"did you mean {close[0]!r}?" if close else f"add the {kind} or remove the line"
        yield place.problem(f"there is no {kind} {reference!r}; {cure}")


def _wordings(files: Iterable[YamlFile]) -> Iterator[_Place]:
    for file in files:
        root = _Place(file, (), file.content)
        for entry_id in file.content if isinstance(file.content, dict) else ():
            yield root.child(entry_id)


def _own_phrases(blocks: Iterable[_Place]) -> Iterator[tuple[str, _Place]]:
    for block in blocks:
        owner = block.child("id").text
        for place in (block.child("question"), *block.child("phrases").items()):
            yield owner, place


def _further_phrases(wordings: Iterable[_Place]) -> Iterator[tuple[str, _Place]]:
    for wording in wordings:
        for place in wording.items():
            yield str(wording.location[0]), place


def _claimed_twice(phrases: Iterable[tuple[str, _Place]]) -> Iterator[Problem]:
    first: dict[str, tuple[str, _Place]] = {}
    for owner, place in phrases:
        for variant in _variants(place.text):
            other_owner, other = first.setdefault(normalise(variant), (owner, place))
            if other_owner != owner:
                yield place.problem(
                    f"the phrase {variant!r} of {owner!r} is the same as one of {other_owner!r} ({other.where}); "
                    "keep it in one of them"
                )


def _variants(pattern: str) -> list[str]:
    try:
        return expand(pattern) if pattern else []
    except PatternError:
        return []


def _source(category: _Place, entry: _Place) -> Iterator[Problem]:
    for key in ("source", "checked_on"):
        if isinstance(entry.value, dict) and not (entry.child(key).text or category.child(key).text):
            yield entry.problem(f"{key} is missing here and at the category; add {key}: to one of them")


def _length(category: _Place, entry: _Place) -> Iterator[Problem]:
    answer = entry.child("answer")
    source = entry.child("source").text or category.child("source").text
    try:
        length = len(parse(answer.text)) + len(entry.child("question").text) + len(source) + _AROUND_AN_ANSWER
    except MarkupError:
        return
    if length > limits.MESSAGE_CHARACTERS >= len(answer.text):
        yield answer.problem(
            f"the answer with its heading and source has about {length:,} characters, "
            f"more than {limits.MESSAGE_CHARACTERS:,}; shorten it"
        )


def _blanks(template: _Place) -> Iterator[Problem]:
    declared = template.child("blanks").value
    names = set(declared) if isinstance(declared, dict) else set()
    used = set(_BLANK.findall(template.child("text").text))
    for name in sorted(used - names):
        yield template.child("text").problem(f"{{{name}}} is not among the blanks; add it there or remove it")
    for name in sorted(names - used):
        yield template.child("blanks").child(name).problem(f"the blank {name!r} is not in the text; use or remove it")
