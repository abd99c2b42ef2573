"""Rank the entries of the knowledge for a question, and say why."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Final

from bot.knowledge import Aside, Entry, Knowledge
from bot.matching.analysis import Analyser, Analysis
from bot.matching.classifier import Classifier
from bot.matching.confidence import Evidence, confidence
from bot.matching.correction import Correction, Corrector
from bot.matching.features import features
from bot.matching.phrasebook import MIN_SIMILARITY, Near, Phrasebook
from bot.matching.ranking import Explanation, Kind, Match, Ranking
from bot.matching.vectors import Vectoriser

# How much the likeness of a phrase, above the least that counts, adds to its entry's score.
_NEAREST_WEIGHT: Final = 2.0
_MAX_CHARACTERS: Final = 1000
# Where entries have many phrases each, a feature of one phrase alone teaches nothing about the others.
_MANY: Final = 20
_MIN_PHRASES: Final = 2
# Where a sentence ends, and where one wish is joined to another: ……と、……／……のと……／……、あと……
_SENTENCE_END: Final = re.compile(r"[。｡！？!?\n]+|(?<=と)、|(?<=の)と(?=..)|、(?=あと|それと|それから|ついでに)")
_MIN_SENTENCE: Final = 5
_MAX_GREETING: Final = 12
_SURELY_SMALL_TALK: Final = 0.5
_MAX_SENTENCES: Final = 12
# Confidence from which a sentence is clear by itself; below which the whole message is unclear; and below which it is
# about something else, so that no sentence may be taken out of it.
_CLEAR: Final = 0.8
_UNCLEAR: Final = 0.5
_OUTSIDE: Final = 0.15
# The score of what is out of scope, for a knowledge that has nothing out of scope: as for a doubtful question.
_OUTSIDE_UNKNOWN: Final = -0.4


@dataclass(frozen=True)
class _Seen:
    """A question as the views see it."""

    analysis: Analysis
    corrections: tuple[Correction, ...]
    concepts: tuple[str, ...]
    features: list[str]
    nearest: Mapping[str, Near]
    guard: tuple[str, str] | None
    excluded: frozenset[str]


class Matcher:
    """Learns all phrases of the knowledge when made, in a few seconds; then a question takes milliseconds."""

    def __init__(self, knowledge: Knowledge) -> None:
        tables: dict[Kind, Mapping[str, Entry | Aside]] = {
            Kind.FAQ: knowledge.entries,
            Kind.SMALLTALK: knowledge.smalltalk,
            Kind.OUT_OF_SCOPE: knowledge.out_of_scope,
        }
        self._kinds = {entry_id: kind for kind, table in tables.items() for entry_id in table}
        phrases = [
            (entry_id, phrase)
            for table in tables.values()
            for entry_id, entry in table.items()
            for phrase in entry.phrases
        ]
        self._analyser = Analyser(knowledge.synonyms)
        asides = knowledge.out_of_scope
        self._guards = {self._compared(guard): key for key, aside in asides.items() for guard in aside.guards}
        self._unless = {key: tuple(map(self._compared, aside.unless)) for key, aside in asides.items()}
        analyses = [self._analyser.analyse(phrase) for _, phrase in phrases]
        self._corrector = Corrector(analyses)
        self._phrasebook = Phrasebook([analysis.reading for analysis in analyses], phrases)
        documents = [self._understood(analysis)[1] for analysis in analyses]
        self._vectoriser = Vectoriser(documents, _MIN_PHRASES if len(phrases) > _MANY * len(self._kinds) else 1)
        self._classifier = Classifier(self._vectoriser.vectors(documents), [entry_id for entry_id, _ in phrases])

    def rank(self, question: str) -> Ranking:
        """Rank every entry, small talk and out-of-scope kind for `question`; pure and deterministic.

        In a message of several sentences, greetings and thanks are passed over, and the story around the question can
        blur it: where the whole is not clear and one sentence alone is, that sentence decides. Sentences that clearly
        ask for different things are `wishes`.
        """
        question = _shortened(question)
        whole = self._rank(question)
        sentences = self._sentences(question)[-_MAX_SENTENCES:]
        if len(sentences) < 2:
            return whole
        ranked = [(sentence, self._rank(sentence)) for sentence in sentences]
        asking = [(sentence, ranking) for sentence, ranking in ranked if not _is_small_talk(ranking)]
        if 0 < len(asking) < len(ranked):
            without = self._rank("。".join(sentence for sentence, _ in asking))
            whole = without if without.confidence >= max(_UNCLEAR, whole.confidence) else whole
        if len(asking) < 2 or whole.confidence < _OUTSIDE:
            return whole
        clear = [
            ranking for sentence, ranking in asking if ranking.confidence >= _CLEAR and len(sentence) >= _MIN_SENTENCE
        ]
        if not clear:
            return whole
        clearest = max(clear, key=lambda ranking: ranking.confidence)
        wishes = tuple(dict.fromkeys(ranking.of_kind(Kind.FAQ)[0].id for ranking in clear))
        chosen = clearest if whole.confidence < _UNCLEAR else whole
        return replace(chosen, wishes=wishes if len(wishes) > 1 else ())

    def _sentences(self, question: str) -> list[str]:
        """Cut a message into sentences; a greeting up to a comma counts as one."""
        sentences = [sentence.strip() for sentence in _SENTENCE_END.split(question) if sentence.strip()]
        greeting, _, rest = sentences[0].partition("、") if sentences else ("", "", "")
        if rest and len(greeting) <= _MAX_GREETING and _is_small_talk(self._rank(greeting)):
            return [greeting, rest, *sentences[1:]]
        return sentences

    def evidence(self, question: str) -> Evidence:
        """Return what the confidence in the ranking of a single sentence rests on."""
        seen = self._see(question)
        return self._evidence(seen, self._scores(seen))

    def explain(self, question: str, *entry_ids: str) -> Explanation:
        """Say how the question was understood, and what each view adds to the score of these entries."""
        seen = self._see(question)
        return Explanation(
            words=tuple(word.form for word in seen.analysis.words),
            reading=seen.analysis.reading,
            corrections=tuple((fix.written, fix.meant) for fix in seen.corrections),
            concepts=seen.concepts,
            guard=seen.guard[0] if seen.guard else "",
            nearest={entry_id: near.phrase for entry_id, near in seen.nearest.items() if entry_id in entry_ids},
            views={entry_id: self._views(seen, entry_id) for entry_id in entry_ids},
        )

    def _compared(self, text: str) -> str:
        return self._analyser.analyse(text).characters

    def _rank(self, sentence: str) -> Ranking:
        seen = self._see(sentence)
        if _says_nothing(seen) or not self._vectoriser.known(seen.features):
            return Ranking(tuple(Match(entry_id, kind, 0.0) for entry_id, kind in self._kinds.items()), 0.0)
        scores = self._scores(seen)
        if seen.guard:
            scores[seen.guard[1]] = max(1.0, *(score + 0.01 for score in scores.values()))
        matches = (
            Match(entry_id, self._kinds[entry_id], min(1.0, max(0.0, (scores[entry_id] + 1) / 2)))
            for entry_id in sorted(scores, key=scores.__getitem__, reverse=True)
        )
        trust = 0.0 if seen.guard else confidence(self._evidence(seen, scores))
        return Ranking(tuple(matches), trust)

    def _evidence(self, seen: _Seen, scores: Mapping[str, float]) -> Evidence:
        faq = sorted((score for entry_id, score in scores.items() if self._kinds[entry_id] is Kind.FAQ), reverse=True)
        top, second = [*faq, -1.0, -1.0][:2]
        # Where nothing is known of what lies outside, a lone entry or a lack of rivals must not look like certainty.
        others = [scores[entry_id] for entry_id in scores if self._kinds[entry_id] is not Kind.FAQ]
        outside = max(others, default=_OUTSIDE_UNKNOWN)
        return Evidence(top, min(1.0, top - second), outside, 1 - self._vectoriser.known(seen.features))

    def _see(self, question: str) -> _Seen:
        analysis = self._analyser.analyse(_shortened(question))
        corrections = self._corrector.corrections(analysis)
        concepts, found = self._understood(analysis, corrections)
        text = analysis.characters
        excluded = frozenset(kind for kind, unless in self._unless.items() if any(word in text for word in unless))
        guards = ((guard, kind) for guard, kind in self._guards.items() if kind not in excluded and guard in text)
        return _Seen(
            analysis=analysis,
            corrections=corrections,
            concepts=concepts,
            features=found,
            nearest=self._phrasebook.nearest(analysis.reading),
            guard=next(guards, None),
            excluded=excluded,
        )

    def _understood(
        self, analysis: Analysis, corrections: tuple[Correction, ...] = ()
    ) -> tuple[tuple[str, ...], list[str]]:
        """Return the concepts and the features of a text, its corrections included."""
        words = [*(word.form for word in analysis.words), *(correction.meant for correction in corrections)]
        concepts = tuple(dict.fromkeys(filter(None, map(self._analyser.concept, words))))
        return concepts, features(words, concepts, analysis.characters, analysis.reading)

    def _scores(self, seen: _Seen) -> dict[str, float]:
        """Score every entry, mostly -1 to 1."""
        learned = self._classifier.scores(self._vectoriser.vectors([seen.features]))[0].tolist()
        scores = dict(zip(self._classifier.classes, learned, strict=True))
        for near in seen.nearest.values():
            scores[near.entry_id] += _nearest_view(near)
        for entry_id in filter(seen.excluded.__contains__, scores):
            scores[entry_id] = -1.0
        return scores

    def _views(self, seen: _Seen, entry_id: str) -> dict[str, float]:
        vectors = self._vectoriser.vectors([seen.features])
        contributions = self._classifier.contributions(vectors, entry_id)
        views: dict[str, float] = defaultdict(float)
        for feature, contribution in zip(self._vectoriser.names(vectors), contributions, strict=True):
            views[feature.partition(":")[0]] += contribution
        if entry_id in seen.nearest:
            views["nearest"] = _nearest_view(seen.nearest[entry_id])
        return dict(views)


def _shortened(question: str) -> str:
    """Keep the beginning and, longer, the end of an overlong message: the question mostly comes last."""
    if len(question) <= _MAX_CHARACTERS:
        return question
    return f"{question[: _MAX_CHARACTERS // 4]}。{question[1 - _MAX_CHARACTERS * 3 // 4 :]}"


def _says_nothing(seen: _Seen) -> bool:
    """Say whether a text is empty, or a single letter that is no phrase and begins a thousand words."""
    characters = seen.analysis.characters
    is_phrase = any(near.similarity == 1 for near in seen.nearest.values())
    return not characters or (len(characters) == 1 and characters.isalnum() and not is_phrase)


def _is_small_talk(ranking: Ranking) -> bool:
    top = ranking.matches[0]
    return top.kind is Kind.SMALLTALK and top.score >= _SURELY_SMALL_TALK


def _nearest_view(near: Near) -> float:
    return _NEAREST_WEIGHT * (near.similarity - MIN_SIMILARITY)
