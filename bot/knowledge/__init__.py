"""Floor 1: the knowledge, from YAML files to checked values."""

from bot.knowledge.load import load
from bot.knowledge.model import Aside, Category, Choice, Entry, Item, Knowledge, Step, Synonyms, Template

__all__ = ["Aside", "Category", "Choice", "Entry", "Item", "Knowledge", "Step", "Synonyms", "Template", "load"]
