"""Grade the bot's decisions on labelled questions, and the knowledge by its own phrases."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from difflib import get_close_matches
from pathlib import Path
from statistics import fmean
from typing import Final, Literal

from pydantic import BaseModel, ValidationError

from bot.dialogue import THRESHOLDS, Decision, Outcome, Thresholds, decide
from bot.errors import CannotStart, shown, unreadable
from bot.knowledge import Aside, Entry, Knowledge
from bot.matching import Kind, Matcher, Ranking

# Figures that are better the smaller they are; a gate on them is an upper bound.
LOWER_IS_BETTER: Final = {"wrong", "false", "calibration_error"}
# The figures that questions of each `expect` bring; of all questions there is calibration_error.
_FIGURES: Final = {
    "answer": ("answered", "reached", "wrong", "p_at_1", "hit_at_3"),
    "none": ("false",),
    "smalltalk": ("smalltalk",),
}
_FOLDS: Final = 8
_BINS: Final = 10
_EXAMPLE: Final = '{"question": "…", "expect": "answer", "topics": ["m3-points"]}'


class Labelled(BaseModel, frozen=True):
    """A question with what is expected: an answer (`topics` are the accepted entries), none, or small talk."""

    question: str
    expect: Literal["answer", "none", "smalltalk"]
    topics: tuple[str, ...] = ()
    style: str = ""


@dataclass(frozen=True)
class Graded:
    """A labelled question with the bot's decision."""

    labelled: Labelled
    decision: Decision

    @property
    def answered(self) -> str | None:
        """The entry that was answered, None if none was."""
        chosen = self.decision.chosen
        return chosen.id if chosen and self.decision.outcome is Outcome.ANSWER else None

    @property
    def right(self) -> bool:
        """Whether the bot did what is expected, a suggestion with an accepted entry included."""
        match self.labelled.expect:
            case "answer":
                return self.answered in self.labelled.topics or self.suggested
            case "none":
                return self.answered is None
            case "smalltalk":
                return self.decision.outcome is Outcome.SMALLTALK

    @property
    def suggested(self) -> bool:
        """Whether an accepted entry is among the suggestions."""
        return any(match.id in self.labelled.topics for match in self.decision.offered)

    def ranked(self, best: int) -> bool:
        """Whether an accepted entry is among the `best` first of the ranking, whatever the decision."""
        return any(match.id in self.labelled.topics for match in self.decision.candidates[:best])


def read(path: Path, knowledge: Knowledge) -> list[Labelled]:
    """Read labelled questions, a JSON object a line, their topics by the ids of today.

    Raises CannotStart that names the first line that is bad or has a topic which is no entry of the knowledge.
    """
    try:
        lines = path.read_text(encoding="utf-8-sig").split("\n")
    except (OSError, UnicodeDecodeError) as error:
        raise CannotStart(f"{path}: {unreadable(error)}") from None
    labelled = [
        _labelled(f"{path}:{number}", line, knowledge) for number, line in enumerate(lines, start=1) if line.strip()
    ]
    if not labelled:
        raise CannotStart(f"{path}: there is no question in this file; write one a line, as {_EXAMPLE}")
    return labelled


def _labelled(place: str, line: str, knowledge: Knowledge) -> Labelled:
    try:
        labelled = Labelled.model_validate_json(line)
    except ValidationError as error:
        raise CannotStart(f"{place}: {_complaint(error.errors()[0]['loc'])}; write it as {_EXAMPLE}") from None
    topics = tuple(_topic(place, topic, knowledge) for topic in labelled.topics)
    return labelled.model_copy(update={"topics": topics})


def _complaint(location: tuple[int | str, ...]) -> str:
    match location:
        case ("question" | "style" as key, *_):
            return f"{key}: a text is missing here"
        case ("expect", *_):
            return "expect: this has to be answer, none or smalltalk"
        case ("topics", *_):
            return "topics: this has to be a list of ids of entries"
    return "the line: this is no JSON object"


def _topic(place: str, topic: str, knowledge: Knowledge) -> str:
    entry = knowledge.entry(topic)
    if entry is not None:
        return entry.id
    close = get_close_matches(topic, [*knowledge.entries, *knowledge.aliases.entries], n=1, cutoff=0)
    cure = f"did you mean {close[0]!r}?" if close else "name an entry"
    raise CannotStart(f"{place}: topics: there is no entry {shown(topic)}; {cure}")


def grade(decide: Callable[[str], Decision], questions: Iterable[Labelled]) -> list[Graded]:
    """Ask every question."""
    return [Graded(labelled, decide(labelled.question)) for labelled in questions]


def figures(graded: Sequence[Graded]) -> dict[str, float]:
    """Compute the figures, each 0 to 1, of those kinds of questions that are there.

    answered, reached, wrong, p_at_1, hit_at_3: of the questions to be answered; false: of those not to be answered;
    smalltalk: of the small talk; calibration_error: mean distance between confidence and the share that was right, over
    ten bins of confidence (expected calibration error, Naeini et al. 2015).
    """
    answers = [one for one in graded if one.labelled.expect == "answer"]
    others = [one for one in graded if one.labelled.expect == "none"]
    chats = [one for one in graded if one.labelled.expect == "smalltalk"]
    found: dict[str, float] = {}
    if answers:
        found["answered"] = fmean(one.answered in one.labelled.topics for one in answers)
        found["reached"] = fmean(one.right for one in answers)
        found["wrong"] = fmean(one.answered not in (None, *one.labelled.topics) for one in answers)
        found["p_at_1"] = fmean(one.ranked(1) for one in answers)
        found["hit_at_3"] = fmean(one.ranked(3) for one in answers)
    if others:
        found["false"] = fmean(one.answered is not None for one in others)
    if chats:
        found["smalltalk"] = fmean(one.right for one in chats)
    found["calibration_error"] = _calibration_error(graded)
    return found


def counts(graded: Iterable[Graded]) -> Counter[str]:
    """Count the questions of each style."""
    return Counter(one.labelled.style or "-" for one in graded)


def by_style(graded: Iterable[Graded]) -> dict[str, dict[str, float]]:
    """Compute the figures for each style of writing."""
    styles: dict[str, list[Graded]] = defaultdict(list)
    for one in graded:
        styles[one.labelled.style or "-"].append(one)
    return {style: figures(ones) for style, ones in sorted(styles.items())}


def check_gates(gates: Iterable[str], expected: Iterable[str]) -> None:
    """Raise CannotStart for a gate on a figure that questions with these `expect` do not bring."""
    kinds = set(expected)
    there = [name for kind, names in _FIGURES.items() if kind in kinds for name in names] + ["calibration_error"]
    for name in gates:
        if name not in there:
            raise CannotStart(f"--gate {name}: there is no such figure; choose among {', '.join(there)}")


def failed_gates(found: dict[str, float], gates: dict[str, float]) -> list[str]:
    """Say for each gate, all of which `check_gates` has let pass, that was missed by how much."""
    failures = []
    for name, bound in gates.items():
        if found[name] > bound if name in LOWER_IS_BETTER else found[name] < bound:
            relation = "above" if name in LOWER_IS_BETTER else "below"
            failures.append(f"{name} is {found[name]:.3f}, {relation} the gate of {bound:.3f}")
    return failures


def _calibration_error(graded: Sequence[Graded]) -> float:
    bins: dict[int, list[tuple[float, bool]]] = defaultdict(list)
    for one in graded:
        confidence = one.decision.confidence
        bins[min(_BINS - 1, int(confidence * _BINS))].append((confidence, one.ranked(1)))
    gaps = (abs(sum(confidence - right for confidence, right in pairs)) for pairs in bins.values())
    return sum(gaps) / len(graded)


@dataclass(frozen=True)
class HeldOut:
    """A phrase that was taken out of the knowledge before the bot was asked it; `expect` as for labelled questions."""

    phrase: str
    owner: str
    expect: Literal["answer", "none", "smalltalk"]
    ranking: Ranking

    @property
    def top(self) -> str:
        """The entry of the FAQ that came first."""
        return self.ranking.of_kind(Kind.FAQ)[0].id

    @property
    def right(self) -> bool:
        """Whether the entry that owns the phrase came first."""
        return self.top == self.owner

    def graded(self, thresholds: Thresholds = THRESHOLDS) -> Graded:
        """Decide by these thresholds."""
        labelled = Labelled(question=self.phrase, expect=self.expect, topics=(self.owner,))
        return Graded(labelled, decide(self.ranking, thresholds))


def expected_of(knowledge: Knowledge) -> dict[str, Literal["answer", "none", "smalltalk"]]:
    """Tell for each owner of at least two phrases, so that one can be left out, what is expected of them.

    Raises CannotStart where no entry of the FAQ is among them.
    """
    tables: tuple[tuple[Literal["answer", "none", "smalltalk"], dict[str, Entry] | dict[str, Aside]], ...] = (
        ("none", knowledge.out_of_scope),
        ("smalltalk", knowledge.smalltalk),
        ("answer", knowledge.entries),
    )
    expected = {key: expect for expect, table in tables for key, owner in table.items() if len(owner.phrases) > 1}
    if "answer" not in expected.values():
        raise CannotStart("no entry has two phrases, so none can be left out; add some under phrases/")
    return expected


def held_out(knowledge: Knowledge, progress: Callable[[Iterable[int]], Iterable[int]] = iter) -> Iterator[HeldOut]:
    """Ask every phrase of a knowledge without it; raises what `expected_of` raises.

    An eighth of each entry's phrases is taken out at a time, in one block: phrases stand in the order of who wrote
    them, so that the bot is asked in words of somebody whom it has hardly read.
    """
    expected = expected_of(knowledge)
    for fold in progress(range(_FOLDS)):
        kept, taken = _split(knowledge, fold)
        matcher = Matcher(kept)
        for owner, phrase in taken:
            yield HeldOut(phrase, owner, expected[owner], matcher.rank(phrase))


def _split(knowledge: Knowledge, fold: int) -> tuple[Knowledge, list[tuple[str, str]]]:
    taken: list[tuple[str, str]] = []

    def without(owner: str, phrases: tuple[str, ...]) -> tuple[str, ...]:
        start, end = len(phrases) * fold // _FOLDS, len(phrases) * (fold + 1) // _FOLDS
        if end - start == len(phrases):  # a single phrase: nothing of its entry would be left
            return phrases
        taken.extend((owner, phrase) for phrase in phrases[start:end])
        return phrases[:start] + phrases[end:]

    def asides(table: dict[str, Aside]) -> dict[str, Aside]:
        return {key: replace(aside, phrases=without(key, aside.phrases)) for key, aside in table.items()}

    kept = replace(
        knowledge,
        entries={key: replace(entry, phrases=without(key, entry.phrases)) for key, entry in knowledge.entries.items()},
        smalltalk=asides(knowledge.smalltalk),
        out_of_scope=asides(knowledge.out_of_scope),
    )
    return kept, taken


def astray(results: Iterable[HeldOut], entries: Iterable[str], least: float = 0.8) -> list[HeldOut]:
    """List the phrases of FAQ entries that clearly lead to another entry, the clearest first."""
    known = set(entries)
    lost = [result for result in results if result.owner in known and not result.right]
    clearly = (result for result in lost if result.ranking.confidence >= least)
    return sorted(clearly, key=lambda result: -result.ranking.confidence)


def rivals(results: Sequence[HeldOut], entries: Iterable[str]) -> list[tuple[str, str, float]]:
    """List which entry takes how large a share (0 to 1) of another's phrases, the largest first."""
    known = set(entries)
    owned = Counter(result.owner for result in results)
    taken = Counter((result.owner, result.top) for result in results if result.owner in known and not result.right)
    return [(owner, top, count / owned[owner]) for (owner, top), count in taken.most_common()]
