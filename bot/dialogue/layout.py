"""How buttons are set on a screen, and long lists in pages."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Final

from bot import limits
from bot.dialogue.actions import press_button
from bot.knowledge import Knowledge
from bot.reply import Button, Press, Rows

ITEMS_A_PAGE: Final = limits.BUTTONS_A_SCREEN - 3  # beside them: to the previous page, to the next, back
NEW_MENU: Final = "n"  # the verb of the button that leads on from everywhere; what it does stands in menu.py


def column(buttons: Iterable[Button]) -> Rows:
    """Set buttons below each other: Japanese labels need the whole width of a phone."""
    return tuple((button,) for button in buttons)


def menu_button(knowledge: Knowledge) -> Press:
    """Make the button that opens the menu in a new message."""
    return press_button(knowledge.messages.button_menu, NEW_MENU)


def menu_row(knowledge: Knowledge) -> Rows:
    """Make the row that leads on to the menu."""
    return column([menu_button(knowledge)])


def pages(ids: Sequence[str]) -> dict[str, Sequence[str]]:
    """Split what a screen lists into pages, numbered from 1."""
    starts = range(0, len(ids), ITEMS_A_PAGE)
    return {str(number): ids[start : start + ITEMS_A_PAGE] for number, start in enumerate(starts, start=1)}


def page_with(item: str, numbered: Mapping[str, Sequence[str]]) -> str:
    """Return the number of the page that an item is on."""
    return next(page for page, shown in numbered.items() if item in shown)


def turns(knowledge: Knowledge, numbered: Mapping[str, object], page: str, button: Callable[[str, str], Press]) -> Rows:
    """Make the row that turns the page; no row where there is one page only."""
    back, on = str(int(page) - 1), str(int(page) + 1)
    labels = {back: knowledge.messages.button_previous, on: knowledge.messages.button_next}
    row = tuple(button(label, other) for other, label in labels.items() if other in numbered)
    return (row,) if row else ()
