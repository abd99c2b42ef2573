"""What the loader puts up with because it hurts nobody, and what people see of it."""

from __future__ import annotations

from collections.abc import Iterator
from difflib import get_close_matches

from bot import limits
from bot.errors import Problem, shown
from bot.knowledge import Files, Place, button_label
from bot.normalise import normalise


def leniency_warnings(files: Files) -> Iterator[Problem]:
    """Find labels that are cut, questions that stand twice, suggestions of nothing, and facts without a source."""
    entries = files.entries()
    for entry in entries:
        yield from _cut_label(entry)
    yield from _same_questions(entries)
    ids = {entry.child("id").text for entry in entries}
    for messages in files.messages:
        yield from _suggested(Place(messages, (), messages.content).child("suggested"), ids)
    for category in files.categories():
        yield from _without_source(category)


def _cut_label(entry: Place) -> Iterator[Problem]:
    question = entry.child("question")
    label = button_label(question.text)
    if label != question.text.strip() and not entry.child("label").text:
        yield question.warning(
            f"a button shows {limits.LABEL_CHARACTERS} characters and the question has {len(question.text)}, so it "
            f"says {shown(label)}; add label: with a short form"
        )


def _same_questions(entries: list[Place]) -> Iterator[Problem]:
    first: dict[str, Place] = {}
    for entry in entries:
        question = entry.child("question")
        asked = normalise(question.text)
        other = first.setdefault(asked, entry)
        if asked and other is not entry:
            yield question.warning(
                f"this is the question of {shown(other.child('id').text)} too ({other.child('question').where}), and "
                "nobody can tell the two apart; say in both what differs, or make one entry of them"
            )


def _suggested(suggested: Place, ids: set[str]) -> Iterator[Problem]:
    missing = [place for place in suggested.items() if place.text not in ids]
    if len(missing) == len(list(suggested.items())):
        yield suggested.warning(
            "none of the suggested entries is there, so the first of each category is offered; name some that are"
        )
        return
    for place in missing:
        close = get_close_matches(place.text, sorted(ids), n=1)
        cure = f"did you mean {close[0]!r}?" if close else "add the entry or remove the line"
        yield place.warning(f"there is no entry {shown(place.text)}, so it is not offered; {cure}")


def _without_source(category: Place) -> Iterator[Problem]:
    entries = list(category.child("entries").items())
    for key in ("source", "checked_on"):
        lacking = [entry for entry in entries if not (entry.child(key).text or category.child(key).text)]
        if lacking == entries:
            yield category.child("id").warning(
                f"{key} is missing here and at every entry, so no source is shown under their answers; add {key}:"
            )
        else:
            for entry in lacking:
                yield entry.warning(
                    f"{key} is missing here and at the category, so no source is shown under the answer; "
                    f"add {key}: to one of them"
                )
