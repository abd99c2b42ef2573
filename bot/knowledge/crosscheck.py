"""What one block alone cannot show: double ids, references to nothing, phrases that two entries claim.

Works on the raw content, so that a file with a misspelt key still has its other mistakes reported.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from difflib import get_close_matches

from bot import limits
from bot.errors import Problem, shown
from bot.knowledge.files import Files, Phrase, blocks
from bot.knowledge.place import Place
from bot.knowledge.yaml_file import YamlFile
from bot.normalise import normalise
from bot.text import fill, names_in


def problems(files: Files) -> Iterator[Problem]:
    """Find every mistake that lies between blocks or files."""
    categories, entries, asides = files.categories(), files.entries(), files.asides()
    templates = blocks(files.templates)
    entry_ids = _known(files.faq, entries)
    template_ids = _known(files.templates, templates)

    yield from _double_ids("category", categories)
    yield from _double_ids("entry", [*entries, *asides])
    yield from _double_ids("template", templates)
    # The prompt for the blanks is recognised by its text, of which the title is a part.
    yield from _double("template title", (template.child("title") for template in templates))
    for entry in [*entries, *asides]:
        yield from _dangling(entry.child("related"), entry_ids, "entry")
        yield from _dangling(entry.child("template"), template_ids, "template")
    readable = [file for file in files.messages if file.content is not None]
    messages = Place(readable[0], (), readable[0].content) if readable else None
    if messages:
        yield from _recipients(templates, messages)
        yield from _privacy_length(messages)
        yield from _framed_labels(blocks(files.checklist), messages)
    for item in blocks(files.checklist):
        yield from _dangling(item.child("entry"), entry_ids, "entry")
    yield from _steps(blocks(files.choose), entry_ids)
    for wording in files.wordings():
        yield from _dangling_id(wording, str(wording.location[0]), entry_ids, "entry")
    yield from _claimed_twice(files.all_phrases())
    category_ids = _known(files.faq, categories)
    for file in files.aliases:
        aliases = Place(file, (), file.content)
        yield from _aliases(aliases.child("entries"), entry_ids, "entry")
        yield from _aliases(aliases.child("templates"), template_ids, "template")
        yield from _aliases(aliases.child("categories"), category_ids, "category")
    for template in templates:
        yield from _blanks(template)
        yield from _letter_length(template, messages)


def _ids(blocks: Iterable[Place]) -> set[str]:
    return {block.child("id").text for block in blocks} - {""}


def _known(files: Iterable[YamlFile], blocks: Iterable[Place]) -> set[str] | None:
    """Collect the ids that may be referred to; None where one of the files could not be read, so that nobody knows."""
    return None if any(file.content is None for file in files) else _ids(blocks)


def _double_ids(kind: str, blocks: Iterable[Place]) -> Iterator[Problem]:
    yield from _double(f"{kind} id", (block.child("id") for block in blocks))


def _double(what: str, places: Iterable[Place]) -> Iterator[Problem]:
    first: dict[str, Place] = {}
    for place in places:
        if place.text and (other := first.setdefault(place.text, place)) is not place:
            yield place.problem(f"the {what} {shown(place.text)} is already used in {other.where}; choose another")


def _dangling(references: Place, known: set[str] | None, kind: str, to: str = "") -> Iterator[Problem]:
    for place in references.items():
        if place.text:
            yield from _dangling_id(place, place.text, known, kind, to)


def _dangling_id(place: Place, reference: str, known: set[str] | None, kind: str, to: str = "") -> Iterator[Problem]:
    if known is not None and reference not in known:
        close = get_close_matches(reference, sorted(known), n=1)
        cure = f"did you mean {close[0]!r}?" if close else f"add the {kind}{to} or remove the line"
        yield place.problem(f"there is no {kind} {shown(reference)}; {cure}")


def _aliases(aliases: Place, known: set[str] | None, kind: str) -> Iterator[Problem]:
    """An alias leads to what is there in one step, and never hides what has its id."""
    written = aliases.value if isinstance(aliases.value, dict) else {}
    for alias in written:
        target = aliases.child(alias)
        if known is not None and alias in known:
            yield target.problem(f"{shown(alias)} is still the id of {_a(kind)}, not an old one; remove the line")
        elif target.text in written:
            yield target.problem(f"{shown(target.text)} is itself an old id; name what it stands for today")
        else:
            yield from _dangling(target, known, kind)


def _a(kind: str) -> str:
    return f"an {kind}" if kind[0] in "aeiou" else f"a {kind}"


def _recipients(templates: Iterable[Place], messages: Place) -> Iterator[Problem]:
    recipients = messages.child("recipients").value
    known = set(recipients) if isinstance(recipients, dict) else set()
    for template in templates:
        yield from _dangling(template.child("recipient"), known, "recipient", " to messages.yaml")


def _privacy_length(messages: Place) -> Iterator[Problem]:
    """Refuse words on privacy that are too long only with those on handing questions over."""
    more = messages.child("hand_over").child("privacy").text.strip()
    for privacy in (messages.child("privacy"), messages.child("privacy_kept")):
        length = len(privacy.text.strip()) + len("\n\n") + len(more)
        if more and length > limits.MESSAGE_CHARACTERS >= len(privacy.text):
            yield privacy.problem(
                f"this has with the privacy of hand_over {length:,} characters, more than "
                f"{limits.MESSAGE_CHARACTERS:,}; shorten it"
            )


def _steps(steps: list[Place], entry_ids: set[str] | None) -> Iterator[Problem]:
    """The steps of /choose lead on only, down the file: so no way goes in circles, and each step can be reached."""
    yield from _double_ids("step", steps)
    known = _ids(steps)
    passed: set[str] = set()
    reached = {step.child("id").text for step in steps[:1]}
    for step in steps:
        step_id = step.child("id").text
        passed.add(step_id)
        yield from _dangling(step.child("entries"), entry_ids, "entry")
        if step_id and step_id not in reached:
            yield step.problem("no step before this one leads here; move it behind the step that does, or remove it")
        for following in (choice.child("next") for choice in step.child("choices").items()):
            yield from _dangling(following, known, "step")
            if following.text in passed:
                yield following.problem(f"this leads back to {shown(following.text)}; name a step further down")
            reached.add(following.text)


def _framed_labels(items: Iterable[Place], messages: Place) -> Iterator[Problem]:
    """Refuse a label that is too long only with its tick."""
    ticks = [(item.child("label"), "label", frame) for item in items for frame in ("item_open", "item_done")]
    votes = [(messages.child(key), "vote", "button_voted") for key in ("button_helpful", "button_not_helpful")]
    for label, name, frame in ticks + votes:
        length = len(fill(messages.child(frame).text, **{name: label.text}).strip())
        if length > limits.LABEL_CHARACTERS >= len(label.text):
            yield label.problem(
                f"a button label with its tick has {length} characters, more than {limits.LABEL_CHARACTERS}; shorten it"
            )


def _claimed_twice(phrases: Iterable[Phrase]) -> Iterator[Problem]:
    """Find phrases that lead to two entries; that two have the same question may be, as in two departments."""
    first: dict[str, Phrase] = {}
    for phrase in phrases:
        clashes: list[Problem] = []
        for variant in phrase.variants:
            normalised = normalise(variant)
            other = first.setdefault(normalised, phrase)
            both_ask = other.is_question and phrase.is_question
            if other.owner != phrase.owner and normalised and not both_ask:
                clashes.append(
                    phrase.place.problem(
                        f"the phrase {shown(variant)} of {shown(phrase.owner)} is the same as one of "
                        f"{shown(other.owner)} ({other.place.where}); keep it in one of them"
                    )
                )
        yield from clashes[:1]  # one a pattern tells enough


def _blanks(template: Place) -> Iterator[Problem]:
    text, blanks = template.child("text"), template.child("blanks")
    declared = set(blanks.value) if isinstance(blanks.value, dict) else set()
    used = names_in(text.text)
    for name in sorted(used - declared):
        yield text.problem(f"{shown('{' + name + '}')} is not among the blanks; add it there or remove it")
    for name in sorted(declared - used):
        yield blanks.child(name).problem(f"the blank {shown(name)} is not in the text; use or remove it")


def _letter_length(template: Place, messages: Place | None) -> Iterator[Problem]:
    """Refuse a text that is too long with the most that a person may put into its blanks."""
    text = template.child("text")
    written = text.text.strip()
    blank = max(messages.child("blank").text if messages else "", "○" * limits.BLANK_CHARACTERS, key=len)
    letter = fill(written, **dict.fromkeys(names_in(written), blank))
    if len(letter) > limits.MESSAGE_CHARACTERS >= len(written):
        yield text.problem(
            f"the text with its blanks filled in has {len(letter):,} characters, "
            f"more than {limits.MESSAGE_CHARACTERS:,}; shorten it"
        )
