"""Floor 1: the knowledge, from YAML files to checked values."""

from bot.knowledge.files import Files, Phrase, blocks
from bot.knowledge.freshness import stale_entries
from bot.knowledge.load import files_of, load, load_with_files, yaml_files_below
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
from bot.knowledge.place import Place
from bot.knowledge.schema import KINDS

__all__ = [
    "KINDS",
    "Aliases",
    "Aside",
    "Category",
    "Choice",
    "Entry",
    "Files",
    "Item",
    "Knowledge",
    "Phrase",
    "Place",
    "Step",
    "Synonyms",
    "Template",
    "blocks",
    "button_label",
    "files_of",
    "load",
    "load_with_files",
    "stale_entries",
    "yaml_files_below",
]
