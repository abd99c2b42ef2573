"""Load a knowledge directory: read, check and join its files; all mistakes are reported at once."""

from __future__ import annotations

import fnmatch
import os
from collections.abc import Iterator
from difflib import get_close_matches
from pathlib import Path, PurePath
from typing import Final, TypeVar

from pydantic import BaseModel, ValidationError

from bot import limits
from bot.errors import CannotStart, KnowledgeError, Problem
from bot.knowledge import crosscheck
from bot.knowledge.complaints import complaint
from bot.knowledge.files import Files
from bot.knowledge.markup import parse
from bot.knowledge.model import (
    Aliases,
    Aside,
    Category,
    Choice,
    Entry,
    Item,
    Knowledge,
    Step,
    Synonyms,
    Template,
    button_label,
)
from bot.knowledge.patterns import expand
from bot.knowledge.schema import (
    KINDS,
    AliasesFile,
    CategoryFile,
    ChecklistFile,
    ChooseFile,
    EntryBlock,
    MessagesFile,
    OutOfScopeBlock,
    OutOfScopeFile,
    PhrasesFile,
    SmalltalkBlock,
    SmalltalkFile,
    StepBlock,
    SynonymsFile,
    TemplateBlock,
    TemplatesFile,
)
from bot.knowledge.yaml_file import YamlFile, read

_File = TypeVar("_File", bound=BaseModel)
# What stands at the top of a knowledge directory, and how alike a misspelt name is at least.
_PARTS: Final = frozenset(PurePath(pattern).parts[0] for pattern in KINDS)
_ALIKE: Final = 0.8
# Below faq/ somebody may sort files into folders, which are not read; of those in them it is told.
_DEEPEST: Final = 3
_MAX_SUGGESTED: Final = limits.BUTTONS_A_SCREEN - 1  # below them stands the button of the menu


def files_of(directory: Path) -> list[Path]:
    """List the files that decide what a knowledge directory is, or what is wrong with it, in order of name.

    They are those that are read and, in folders too, those that somebody may think are read, with the ending .yml for
    instance; hidden files and folders are left out. What cannot be listed is passed over, and a directory without any
    knowledge has none.
    """
    if not _may_be_knowledge(directory):  # somebody's home, through which to walk would take minutes
        return []
    read = (path for pattern in KINDS for path in directory.glob(pattern))  # in folders that are links, too
    return sorted({path for path in read if not path.name.startswith(".")}.union(yaml_files_below(directory)))


def yaml_files_below(directory: Path) -> Iterator[Path]:
    """List, in no order, what is named like a YAML file, in folders down to the third; none that are hidden."""
    for folder, folders, names in os.walk(directory):
        deep = len(Path(folder).relative_to(directory).parts)
        folders[:] = (name for name in folders if deep < _DEEPEST and not name.startswith("."))  # that of git is large
        yield from (Path(folder, name) for name in names if fnmatch.fnmatchcase(name.lower(), "[!.]*.y*ml"))


def _may_be_knowledge(directory: Path) -> bool:
    """Say whether a file or folder of a knowledge is there, be it misspelt."""
    try:
        names = {name.lower() for name in os.listdir(directory)}  # noqa: PTH208 - of many, and nothing else of them
    except OSError:
        return False
    named = (name for name in names if PurePath(name).suffix in ("", ".yaml", ".yml"))
    return not _PARTS.isdisjoint(names) or any(get_close_matches(name, _PARTS, n=1, cutoff=_ALIKE) for name in named)


def load(directory: Path) -> Knowledge:
    """Read the knowledge in `directory`.

    Raises CannotStart where there is no such directory, and KnowledgeError with all problems of its files.
    """
    return load_with_files(directory)[0]


def load_with_files(directory: Path) -> tuple[Knowledge, Files]:
    """Read the knowledge in `directory`, and return with it where everything stands; raises what `load` raises."""
    try:
        is_empty = next(directory.iterdir(), None) is None
    except OSError as error:
        raise CannotStart(
            f"{directory}: there is no knowledge directory here ({error.strerror}); start from the project's folder "
            "or name it with --knowledge DIR or KNOWLEDGE_DIR"
        ) from None
    if not (is_empty or _may_be_knowledge(directory)):
        near = (place for place in (directory / "knowledge", directory.parent) if (place / "messages.yaml").is_file())
        place = next(near, None)
        cure = f"did you mean {place}?" if place else "name another one with --knowledge DIR or KNOWLEDGE_DIR"
        raise CannotStart(
            f"{directory}: this is no knowledge directory, for it has no faq/ and no messages.yaml; {cure}"
        )
    loading = _Loading(directory)
    knowledge = loading.knowledge()
    if loading.problems or knowledge is None:
        raise KnowledgeError(loading.problems)
    return knowledge, loading.files


class _Loading:
    """One run over a directory, which collects problems instead of stopping at the first."""

    def __init__(self, directory: Path) -> None:
        self._directory = directory
        self.problems: list[Problem] = []
        self.files = Files((), (), (), (), (), ())

    def knowledge(self) -> Knowledge | None:
        """Load everything; None where a problem was found."""
        files = self.files = Files(
            faq=self._read("faq/*.yaml", required="write one file a category"),
            phrases=self._read("phrases/*.yaml"),
            messages=self._read("messages.yaml", required="the shipped one is a good beginning"),
            templates=self._read("templates.yaml"),
            smalltalk=self._read("smalltalk.yaml"),
            out_of_scope=self._read("out_of_scope.yaml"),
            choose=self._read("choose.yaml"),
            checklist=self._read("checklist.yaml"),
            aliases=self._read("aliases.yaml"),
        )
        self._note_what_is_not_read()
        categories = self._validated(files.faq, CategoryFile)
        phrases = self._validated(files.phrases, PhrasesFile)
        messages = self._validated(files.messages, MessagesFile)
        templates = self._validated(files.templates, TemplatesFile)
        smalltalk = self._validated(files.smalltalk, SmalltalkFile)
        out_of_scope = self._validated(files.out_of_scope, OutOfScopeFile)
        choose = self._validated(files.choose, ChooseFile)
        checklist = self._validated(files.checklist, ChecklistFile)
        aliases = self._validated(files.aliases, AliasesFile)
        synonyms = self._validated(self._read("synonyms.yaml"), SynonymsFile)
        self.problems += crosscheck.problems(files)
        if self.problems:
            return None
        return Knowledge(
            categories={file.id: _category(file) for file in categories},
            entries={
                block.id: _entry(block, file, [more for extra in phrases for more in extra.root.get(block.id, ())])
                for file in categories
                for block in file.entries
            },
            messages=_with_suggestions(messages[0], categories),
            templates={block.id: _template(block) for file in templates for block in file.root},
            smalltalk={block.id: _aside(block) for file in smalltalk for block in file.root},
            out_of_scope={block.id: _aside(block) for file in out_of_scope for block in file.root},
            steps=_steps(choose[0].root) if choose else {},
            checklist=tuple(Item(block.label, block.entry) for file in checklist for block in file.root),
            synonyms=_synonyms(synonyms[0]) if synonyms else Synonyms(),
            aliases=_aliases(aliases[0]) if aliases else Aliases(),
        )

    def _read(self, pattern: str, required: str = "") -> tuple[YamlFile, ...]:
        """Read the files that match; `required` is what to do where there are none."""
        # Editors leave hidden files beside the one that is open.
        paths = sorted(path for path in self._directory.glob(pattern) if not path.name.startswith("."))
        files = tuple(map(read, paths))
        if required and not files:
            self.problems.append(Problem(self._directory / pattern, 1, f"this file is missing; {required}"))
        for file in files:
            self.problems += file.problems
        return files

    def _note_what_is_not_read(self) -> None:
        for path in files_of(self._directory):
            if path.suffix == ".yml":
                self.problems.append(Problem(path, 1, "only names in .yaml are read; rename it"))

    def _validated(self, files: tuple[YamlFile, ...], model: type[_File]) -> list[_File]:
        valid: list[_File] = []
        for file in files:
            if file.content is None and file.problems:
                continue
            try:
                valid.append(model.model_validate(file.content))
            except ValidationError as error:
                self.problems += [complaint(file, detail, model) for detail in error.errors()]
        return valid


def _with_suggestions(messages: MessagesFile, categories: list[CategoryFile]) -> MessagesFile:
    """Leave out the suggestions that are not there; where none is, suggest the first entry of each category."""
    entries = {block.id for file in categories for block in file.entries}
    suggested = [entry_id for entry_id in messages.suggested if entry_id in entries]
    first = [file.entries[0].id for file in categories]
    return messages.model_copy(update={"suggested": suggested or first[:_MAX_SUGGESTED]})


def _category(file: CategoryFile) -> Category:
    return Category(file.id, file.label, tuple(block.id for block in file.entries))


def _entry(block: EntryBlock, category: CategoryFile, more_phrases: list[str]) -> Entry:
    return Entry(
        id=block.id,
        question=block.question,
        label=block.label or button_label(block.question),
        phrases=_expanded([*block.phrases, *more_phrases], first=block.question),
        answer=parse(block.answer),
        related=tuple(block.related),
        templates=tuple(block.template),
        source=block.source or category.source or "",
        checked_on=block.checked_on or category.checked_on,
    )


def _template(block: TemplateBlock) -> Template:
    return Template(
        id=block.id,
        label=block.label,
        title=block.title,
        recipient=block.recipient,
        text=block.text,
        blanks=dict(block.blanks),
        to=block.to or "",
        subject=block.subject or "",
    )


def _aside(block: SmalltalkBlock | OutOfScopeBlock) -> Aside:
    return Aside(
        id=block.id,
        phrases=_expanded(block.phrases),
        answer=parse(block.answer),
        related=tuple(block.related) if isinstance(block, OutOfScopeBlock) else (),
        guards=_expanded(block.guard) if isinstance(block, OutOfScopeBlock) else (),
        unless=_expanded(block.unless) if isinstance(block, OutOfScopeBlock) else (),
        label=block.label if isinstance(block, OutOfScopeBlock) else "",
    )


def _steps(blocks: list[StepBlock]) -> dict[str, Step]:
    previous: dict[str, str] = {}
    for block in blocks:
        for choice in block.choices:
            previous.setdefault(choice.next, block.id)
    return {
        block.id: Step(
            id=block.id,
            text=parse(block.text),
            choices=tuple(Choice(choice.label, choice.next) for choice in block.choices),
            entries=tuple(block.entries),
            previous=previous.get(block.id, ""),
        )
        for block in blocks
    }


def _synonyms(file: SynonymsFile) -> Synonyms:
    return Synonyms(tuple(map(tuple, file.names)), frozenset(file.stop), tuple(map(tuple, file.groups)))


def _aliases(file: AliasesFile) -> Aliases:
    return Aliases(dict(file.entries), dict(file.templates), dict(file.categories))


def _expanded(patterns: list[str], first: str = "") -> tuple[str, ...]:
    variants = [variant for pattern in patterns for variant in expand(pattern)]
    return tuple(dict.fromkeys([first, *variants] if first else variants))
