"""Read YAML files safely, with the line of every value, and write YAML; the only door to the yaml library."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

import yaml

from bot.errors import Problem, shown
from bot.knowledge.yaml_mistakes import ODD_BLANKS, LibrarysWords, indented_by, mistake

MAX_BYTES: Final = 20_000_000
MAX_DEPTH: Final = 12


Location = tuple[str | int, ...]

_LOADER: Final = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_RESOLVER: Final = yaml.resolver.Resolver()
# The last three end a line for YAML, and for hardly any editor.
_NOT_PRINTABLE: Final = re.compile(rf"{yaml.reader.Reader.NON_PRINTABLE.pattern}|[\x85\u2028\u2029]")
_LINE_END: Final = re.compile(r"\r\n|\r|\n")
_NEVER_FOLD: Final = sys.maxsize
_READ_AS: Final = {"bool": "true or false", "int": "a number", "float": "a number"}


@dataclass
class YamlFile:
    """The content of one file: plain lists, dicts, strings and None; `lines` maps each place to its line."""

    path: Path
    content: Any = None
    lines: dict[Location, int] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)

    def problem(self, location: Location, what: str) -> Problem:
        """Say `what` is wrong at the line of `location`, or of the nearest place around it."""
        while location and location not in self.lines:
            location = location[:-1]
        return Problem(self.path, self.lines.get(location, 1), what)


class _RefusedError(Exception):
    """The file cannot be read on; the problem is already noted."""


def read(path: Path) -> YamlFile:
    """Read one file; whatever is wrong with it stands in `problems`, never in an exception."""
    file = YamlFile(path)
    text = ""
    try:
        text = _text(file)
        events = yaml.parse(text, Loader=_LOADER)
        file.content = _document(file, events)
    except _RefusedError:
        pass
    except yaml.MarkedYAMLError as error:
        file.problems.append(_not_yaml(file, _LINE_END.split(text), error))
    return file


def written(content: Any) -> str:
    """Write lists, dicts and strings as YAML that `read` gives back: a value a line, quoted where YAML needs it."""
    return yaml.dump(content, Dumper=_Dumper, allow_unicode=True, sort_keys=False, width=_NEVER_FOLD)


class _Dumper(yaml.SafeDumper):
    """Indents the items of a list below their key, as the files of the knowledge do."""

    def increase_indent(self, flow: bool = False, indentless: bool = False) -> None:  # noqa: ARG002 - the library's
        super().increase_indent(flow, indentless=False)


def _refuse(file: YamlFile, line: int, what: str) -> _RefusedError:
    file.problems.append(Problem(file.path, line, what))
    return _RefusedError()


def _not_yaml(file: YamlFile, lines: list[str], error: yaml.MarkedYAMLError) -> Problem:
    """Say in plain words what the library complains of, or else in its own."""
    ahead = error.problem_mark.line if error.problem_mark else 0
    line = min(1 + ahead, len(lines))  # what ends too early is missed in the line behind the last
    # Of a block it knows only where it begins, which may be far above.
    began = None if "block" in str(error.context) else error.context_mark
    start = 1 + began.line if began else line
    words = LibrarysWords(line, start, str(error.problem))
    found = mistake(lines, max(file.lines.values(), default=1), words)
    reason = " ".join(filter(None, (error.context, error.problem)))
    number, what = found or (line, f"this is not YAML ({reason}); mend the line or the one above")
    return Problem(file.path, number, what)


def _text(file: YamlFile) -> str:
    try:
        if not file.path.is_file():  # a directory, a link to nowhere, or a pipe, which would block
            raise _refuse(file, 1, "this is no file that can be read; remove or rename it")
        if (size := file.path.stat().st_size) > MAX_BYTES:
            raise _refuse(file, 1, f"the file has {size:,} bytes, more than {MAX_BYTES:,}; split it")
        data = file.path.read_bytes()
    except OSError as error:
        raise _refuse(file, 1, f"the file cannot be read ({error.strerror}); check its rights") from None
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise _refuse(file, line, "this is not UTF-8; save the file as UTF-8") from None
    if not text.strip():
        raise _refuse(file, 1, "the file is empty; fill it or delete it")
    if control := _NOT_PRINTABLE.search(text):
        line = text.count("\n", 0, control.start()) + 1
        raise _refuse(file, line, f"the invisible character U+{ord(control[0]):04X} stands here; remove it")
    return text


def _document(file: YamlFile, events: Iterator[Any]) -> Any:
    next(events)  # the stream's start
    if isinstance(next(events), yaml.StreamEndEvent):
        raise _refuse(file, 1, "the file holds only comments; fill it or delete it")
    content = _value(file, next(events), events, ())
    next(events)  # the document's end
    if not isinstance(event := next(events), yaml.StreamEndEvent):
        raise _refuse(file, event.start_mark.line + 1, "a second document begins here; remove the line ---")
    return content


def _value(file: YamlFile, event: Any, events: Iterator[Any], at: Location) -> Any:
    line = event.start_mark.line + 1
    file.lines.setdefault(at, line)
    _check_plain(file, event, line)
    if len(at) > MAX_DEPTH:
        raise _refuse(file, line, f"this is nested more than {MAX_DEPTH} deep; the files here need four levels")
    if isinstance(event, yaml.SequenceStartEvent):
        return _list(file, events, at)
    if isinstance(event, yaml.MappingStartEvent):
        return _mapping(file, events, at)
    return _scalar(file, event, line)


def _check_plain(file: YamlFile, event: Any, line: int) -> None:
    if isinstance(event, yaml.AliasEvent) or event.anchor is not None:
        raise _refuse(file, line, "anchors (&) and aliases (*) are not used here; write the text out or quote it")
    if getattr(event, "tag", None) not in (None, "tag:yaml.org,2002:str"):
        raise _refuse(file, line, f"the tag {shown(event.tag)} is not used here; remove it or quote the text")


def _list(file: YamlFile, events: Iterator[Any], at: Location) -> list[Any]:
    items: list[Any] = []
    while not isinstance(event := next(events), yaml.SequenceEndEvent):
        items.append(_value(file, event, events, (*at, len(items))))
    return items


def _mapping(file: YamlFile, events: Iterator[Any], at: Location) -> dict[str, Any]:
    items: dict[str, Any] = {}
    while not isinstance(event := next(events), yaml.MappingEndEvent):
        line = event.start_mark.line + 1
        _check_plain(file, event, line)
        if not isinstance(event, yaml.ScalarEvent):
            raise _refuse(file, line, "a key must be a plain word; rewrite the line as key: value")
        key = _key(file, _scalar(file, event, line) or event.value, line)
        first = file.lines.get((*at, key))
        if key in items:
            file.problems.append(
                Problem(file.path, line, f"{shown(key)} stands here a second time (first in line {first}); keep one")
            )
        file.lines.setdefault((*at, key), line)
        items[key] = _value(file, next(events), events, (*at, key))
    return items


def _key(file: YamlFile, written: str, line: int) -> str:
    """Take the blanks from a key that YAML takes for letters; what they are in the way of is told once."""
    key = written.strip(ODD_BLANKS)
    if key and key != written:
        ahead = written[0] in ODD_BLANKS
        what = indented_by(written[0]) if ahead else f"an odd blank stands before this colon; write it as {shown(key)}:"
        file.problems.append(Problem(file.path, line, what))
    return key or written


def _scalar(file: YamlFile, event: Any, line: int) -> str | None:
    tag = event.tag or _RESOLVER.resolve(yaml.ScalarNode, event.value, event.implicit)  # type: ignore[no-untyped-call]
    kind = str(tag).rpartition(":")[2]
    if kind == "null":
        return None
    if kind in _READ_AS:
        what = f"YAML reads this as {_READ_AS[kind]}; put it in quotes: {shown(event.value)}"
        file.problems.append(Problem(file.path, line, what))
    if control := _NOT_PRINTABLE.search(event.value):
        what = f"this holds the invisible character U+{ord(control[0]):04X}; remove it"
        file.problems.append(Problem(file.path, line, what))
    return str(event.value)
