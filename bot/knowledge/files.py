"""The files of a knowledge directory as they were read, with ways to the blocks and phrases in them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from bot.knowledge.patterns import PatternError, expand
from bot.knowledge.place import Place
from bot.knowledge.yaml_file import YamlFile


@dataclass(frozen=True, eq=False)
class Phrase:
    """A phrase where it is written: the id of whose it is, and all variants that it stands for."""

    owner: str
    place: Place
    variants: tuple[str, ...]

    @property
    def is_question(self) -> bool:
        """Whether it is the question of an entry, which heads its answer."""
        return self.place.location[-1] == "question"


@dataclass(frozen=True)
class Files:
    """The files of a knowledge directory, as read; what is missing is empty.

    What they hold may be wrong: only of files that have become a Knowledge is it known to be sound.
    """

    faq: tuple[YamlFile, ...]
    phrases: tuple[YamlFile, ...]
    messages: tuple[YamlFile, ...]
    templates: tuple[YamlFile, ...]
    smalltalk: tuple[YamlFile, ...]
    out_of_scope: tuple[YamlFile, ...]
    choose: tuple[YamlFile, ...] = ()
    checklist: tuple[YamlFile, ...] = ()
    aliases: tuple[YamlFile, ...] = ()

    def categories(self) -> list[Place]:
        """List the categories, one a file."""
        return [Place(file, (), file.content) for file in self.faq]

    def entries(self) -> list[Place]:
        """List the blocks of all entries, in the order of the menu."""
        return [entry for category in self.categories() for entry in category.child("entries").items()]

    def asides(self) -> list[Place]:
        """List the blocks of small talk and of what is out of scope."""
        return [*blocks(self.smalltalk), *blocks(self.out_of_scope)]

    def wordings(self) -> list[Place]:
        """List the lists of phrases/*.yaml; the last step of the location of each is the id of its entry."""
        return [
            Place(file, (), file.content).child(entry_id)
            for file in self.phrases
            for entry_id in (file.content if isinstance(file.content, dict) else ())
        ]

    def all_phrases(self) -> Iterator[Phrase]:
        """List every phrase of entries and asides, the questions of the entries included."""
        for block in [*self.entries(), *self.asides()]:
            owner, question = block.child("id").text, block.child("question")
            yield Phrase(owner, question, (question.text,))
            yield from (Phrase(owner, place, _variants(place.text)) for place in block.child("phrases").items())
        for wording in self.wordings():
            owner = str(wording.location[-1])
            yield from (Phrase(owner, place, _variants(place.text)) for place in wording.items())


def blocks(files: Iterable[YamlFile]) -> list[Place]:
    """List the blocks of files that are lists."""
    return [block for file in files for block in Place(file, (), file.content).items()]


def _variants(pattern: str) -> tuple[str, ...]:
    try:
        return tuple(expand(pattern))
    except PatternError:
        return ()
