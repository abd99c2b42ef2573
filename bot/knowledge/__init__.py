"""Floor 1: the knowledge, from YAML files to checked values."""

from bot.knowledge.load import load
from bot.knowledge.model import Aliases, Aside, Category, Choice, Entry, Item, Knowledge, Step, Synonyms, Template

__all__ = [
    "Aliases",
    "Aside",
    "Category",
    "Choice",
    "Entry",
    "Item",
    "Knowledge",
    "Step",
    "Synonyms",
    "Template",
    "load",
]
