"""Rank the entries of the knowledge for a question, and say why."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Final, NamedTuple

import numpy as np

from bot.knowledge import Aside, Entry, Knowledge, Synonyms
from bot.matching.analysis import Analyser, Analysis
from bot.matching.classifier import LEARNT_FROM, Classifier
from bot.matching.confidence import Evidence, confidence
from bot.matching.correction import Correction, Corrector
from bot.matching.features import emphasis, features, view_of
from bot.matching.guards import Guards
from bot.matching.phrasebook import MIN_SIMILARITY, Phrasebook
from bot.matching.ranking import Explanation, Kind, Match, Ranking
from bot.matching.sentences import halves, names_things, sentences, shortened
from bot.matching.vectors import Floats, Numbers, Vector, Vectoriser, Vocabulary

_MAX_SENTENCES: Final = 12
_MIN_SENTENCE: Final = 5
_MAX_GREETING: Final = 12
_MAX_JOINT: Final = 60
_SURELY_SMALL_TALK: Final = 0.5
_RANKED: Final = 100
# Where entries have many phrases each, a feature of one phrase alone teaches nothing about the others.
_MANY: Final = 20
_MIN_PHRASES: Final = 2
# Confidence from which a sentence is clear by itself; below which the whole message is unclear; and below which it is
# about something else, so that no sentence may be taken out of it.
_CLEAR: Final = 0.8
_UNCLEAR: Final = 0.5
_OUTSIDE: Final = 0.15
# The score of what is out of scope, for a knowledge that has nothing out of scope: as for a doubtful question.
_OUTSIDE_UNKNOWN: Final = 0.3


@dataclass(frozen=True)
class _Seen:
    """A text as the views see it; `nearest` gives the nearest phrase of an entry and its likeness, 0.7 to 1."""

    analysis: Analysis
    corrections: tuple[Correction, ...]
    concepts: tuple[str, ...]
    vector: Vector
    unknown: float
    nearest: Mapping[int, tuple[str, float]]
    guard: tuple[str, str] | None
    excluded: frozenset[str]


class _Scored(NamedTuple):
    """A sentence, the score of each entry for it, and how probable the best one of the FAQ is."""

    sentence: str
    scores: Floats
    confidence: float
    evidence: Evidence


class _Learnt(NamedTuple):
    """A text to learn from; `features` as the vocabulary numbers them."""

    analysis: Analysis
    features: bytes


class Matcher:
    """Learns all phrases of the knowledge when made, in a few seconds; then a question takes milliseconds."""

    def __init__(self, knowledge: Knowledge, before: Matcher | None = None) -> None:
        """Learn; what `before`, over an earlier state of the knowledge, has analysed is not analysed again."""
        tables: dict[Kind, Mapping[str, Entry | Aside]] = {
            Kind.FAQ: knowledge.entries,
            Kind.SMALLTALK: knowledge.smalltalk,
            Kind.OUT_OF_SCOPE: knowledge.out_of_scope,
        }
        self._kinds = {entry_id: kind for kind, table in tables.items() for entry_id in table}
        self._ids = tuple(self._kinds)  # those of the FAQ come first
        self._faq = len(knowledge.entries)
        entries = [entry for table in tables.values() for entry in table.values()]
        self._phrases = [(number, phrase) for number, entry in enumerate(entries) for phrase in entry.phrases]
        self._synonyms: Synonyms = knowledge.synonyms
        if before and before._synonyms != knowledge.synonyms:
            before = None
        self._analyser: Analyser = before._analyser if before else Analyser(knowledge.synonyms)
        self._guarding = {kind: (aside.guards, aside.unless) for kind, aside in knowledge.out_of_scope.items()}
        reusable = before and before._guarding == self._guarding
        self._guards: Guards = before._guards if before and reusable else self._learnt_guards()
        self._taught = _taught(knowledge)
        answers = _answers(knowledge)
        texts = [*(phrase for _, phrase in self._phrases), *answers]
        self._vocabulary: Vocabulary = Vocabulary(before._vocabulary if before else None)
        known: dict[str, _Learnt] = before._learnt if before else {}
        self._learnt: dict[str, _Learnt] = {text: known.get(text) or self._learn(text) for text in texts}
        analyses = [self._learnt[phrase].analysis for _, phrase in self._phrases]
        self._corrector = Corrector(analyses)
        self._phrasebook = Phrasebook([analysis.reading for analysis in analyses])
        least = _MIN_PHRASES if len(self._phrases) > _MANY * len(self._ids) else 1
        documents = [self._learnt[text].features for text in texts]
        self._vectoriser, vectors = Vectoriser.learn(self._vocabulary, documents, least)
        labels = [*(number for number, _ in self._phrases), *range(len(answers))]
        self._classifier = Classifier(vectors, labels, len(self._ids))

    def teaches_nothing_new(self, knowledge: Knowledge) -> bool:
        """Tell whether a knowledge teaches what this matcher has learnt: one edited in its messages, for instance."""
        return self._taught == _taught(knowledge)

    def rank(self, question: str) -> Ranking:
        """Rank the entries, small talk and out-of-scope kinds for `question`; pure and deterministic.

        In a message of several sentences, greetings and thanks are passed over, and the story around the question can
        blur it: where the whole is not clear and one sentence alone is, that sentence decides. What sentences, or the
        halves of one, clearly ask for are `wishes`.
        """
        score = cache(self._score)  # for a greeting is scored twice
        whole = score(shortened(question))
        parts = self._sentences(whole.sentence, score)[-_MAX_SENTENCES:]
        if len(parts) < 2:
            return self._ranking(whole, self._joint_wishes(whole, score))
        scored = list(map(score, parts))
        asking = [part for part in scored if not self._is_small_talk(part)]
        if 0 < len(asking) < len(scored):
            without = score("。".join(part.sentence for part in asking))
            whole = without if without.confidence >= max(_UNCLEAR, whole.confidence) else whole
        if len(asking) < 2:
            return self._ranking(whole, self._joint_wishes(whole, score))
        clear = [part for part in asking if part.confidence >= _CLEAR and len(part.sentence) >= _MIN_SENTENCE]
        wishes = tuple(dict.fromkeys(map(self._best_entry, clear)))
        if not wishes or whole.confidence < _OUTSIDE:
            return self._ranking(whole, wishes)
        clearest = max(clear, key=lambda part: part.confidence)
        chosen = clearest if whole.confidence < _UNCLEAR else whole
        return self._ranking(chosen, wishes if len(wishes) > 1 else ())

    def explain(self, sentence: str, *entry_ids: str) -> Explanation:
        """Say how the sentence of a ranking was understood, and what each view adds to the score of these entries."""
        seen = self._see(sentence)
        numbers = {self._ids.index(entry_id): entry_id for entry_id in entry_ids}
        return Explanation(
            words=tuple(word.form for word in seen.analysis.words),
            reading=seen.analysis.reading,
            corrections=tuple((fix.written, fix.meant) for fix in seen.corrections),
            concepts=seen.concepts,
            guard=seen.guard[0] if seen.guard else "",
            nearest={numbers[number]: phrase for number, (phrase, _) in seen.nearest.items() if number in numbers},
            views={entry_id: self._views(seen, number) for number, entry_id in numbers.items()},
        )

    def _joint_wishes(self, whole: _Scored, score: Callable[[str], _Scored]) -> tuple[str, ...]:
        """Look for two things that one sentence asks for at once, where one alone is not clearly meant."""
        clear = whole.confidence >= _CLEAR and not names_things(whole.sentence)
        if clear or whole.confidence < _OUTSIDE or len(whole.sentence) > _MAX_JOINT:
            return ()
        for pair in halves(whole.sentence):
            wishes = {self._best_entry(half) for half in map(score, pair) if half.confidence >= _CLEAR}
            if len(wishes) > 1:
                return tuple(sorted(wishes))
        return ()

    def _sentences(self, question: str, score: Callable[[str], _Scored]) -> list[str]:
        """Cut a message into sentences; a greeting up to a comma counts as one."""
        parts = sentences(question)
        greeting, _, rest = parts[0].partition("、") if parts else ("", "", "")
        if rest and len(greeting) <= _MAX_GREETING and self._is_small_talk(score(greeting)):
            return [greeting, rest, *parts[1:]]
        return parts

    def _score(self, sentence: str) -> _Scored:
        seen = self._see(sentence)
        scores = self._scores(seen)
        evidence = self._evidence(seen, scores)
        # Words of asking alone ask for nothing, unless an entry is asked for in just these words.
        says_something = bool(seen.analysis.words) or _is_phrase(seen)
        sure = not seen.guard and says_something and scores.any()
        trust = confidence(evidence, learnt=self._classifier.learnt) if sure else 0.0
        return _Scored(sentence, scores, trust, evidence)

    def _best_entry(self, scored: _Scored) -> str:
        return self._ids[int(scored.scores[: self._faq].argmax())]

    def _is_small_talk(self, scored: _Scored) -> bool:
        best = int(scored.scores.argmax())
        return bool(scored.scores[best] >= _SURELY_SMALL_TALK) and self._kinds[self._ids[best]] is Kind.SMALLTALK

    def _ranking(self, scored: _Scored, wishes: tuple[str, ...]) -> Ranking:
        """List the best entries, those of the FAQ and the others, best first."""
        scores = scored.scores
        numbers = np.concatenate([_largest(scores[: self._faq]), self._faq + _largest(scores[self._faq :])])
        numbers = numbers[np.argsort(-scores[numbers], kind="stable")]
        shares = np.clip(scores[numbers], 0, 1).tolist()
        ids = [self._ids[number] for number in numbers.tolist()]
        matches = tuple(map(Match, ids, map(self._kinds.__getitem__, ids), shares))
        return Ranking(matches, scored.confidence, scored.sentence, scored.evidence, wishes)

    def _evidence(self, seen: _Seen, scores: Floats) -> Evidence:
        top, second = [*np.sort(scores[: self._faq])[:-3:-1].tolist(), 0.0, 0.0][:2]
        # Where nothing is known of what lies outside, a lone entry or a lack of rivals must not look like certainty.
        outside = float(scores[self._faq :].max(initial=0.0)) if len(scores) > self._faq else _OUTSIDE_UNKNOWN
        return Evidence(top, min(1.0, top - second), outside, seen.unknown)

    def _learnt_guards(self) -> Guards:
        characters = self._analyser.characters
        return Guards(
            {characters(guard): kind for kind, (guards, _) in self._guarding.items() for guard in guards},
            {kind: tuple(map(characters, unless)) for kind, (_, unless) in self._guarding.items()},
        )

    def _learn(self, text: str) -> _Learnt:
        analysis = self._analyser.analyse(text)
        return _Learnt(analysis, self._vocabulary.learn(self._understood(analysis)[1]))

    def _see(self, sentence: str) -> _Seen:
        analysis = self._analyser.analyse(shortened(sentence))
        corrections = self._corrector.corrections(analysis)
        concepts, found = self._understood(analysis, corrections)
        vector, unknown = self._vectoriser.vector(found, emphasis(analysis.characters))
        excluded = self._guards.excluded(analysis.characters)
        nearest: dict[int, tuple[str, float]] = {}
        for near in self._phrasebook.nearest(analysis.reading):
            entry, phrase = self._phrases[near.phrase]
            nearest.setdefault(entry, (phrase, near.similarity))
        return _Seen(
            analysis=analysis,
            corrections=corrections,
            concepts=concepts,
            vector=vector,
            unknown=unknown,
            nearest=nearest,
            guard=self._guards.find(analysis.characters, excluded),
            excluded=excluded,
        )

    def _understood(
        self, analysis: Analysis, corrections: tuple[Correction, ...] = ()
    ) -> tuple[tuple[str, ...], list[str]]:
        """Return the concepts and the features of a text, its corrections included."""
        words = [*(word.form for word in analysis.words), *(correction.meant for correction in corrections)]
        concepts = self._analyser.concepts(words)
        return concepts, features(words, concepts, analysis.characters, analysis.reading)

    def _scores(self, seen: _Seen) -> Floats:
        """Score every entry, mostly 0 to 1; all are 0 for a text that says nothing."""
        if _says_nothing(seen):
            return np.zeros(len(self._ids), dtype=np.float32)
        scores = self._classifier.scores(seen.vector)
        for number, (_, similarity) in seen.nearest.items():
            scores[number] += similarity - MIN_SIMILARITY
        scores[[self._ids.index(kind) for kind in seen.excluded]] = 0
        if seen.guard:
            scores[self._ids.index(seen.guard[1])] = max(1.0, float(scores.max()) + 0.01)
        return scores

    def _views(self, seen: _Seen, number: int) -> dict[str, float]:
        views: dict[str, float] = defaultdict(float)
        contributions = self._classifier.contributions(seen.vector, number).tolist()
        for feature, contribution in zip(self._vectoriser.names(seen.vector), contributions, strict=True):
            views[view_of(feature)] += contribution
        if number in seen.nearest:
            views["nearest"] = seen.nearest[number][1] - MIN_SIMILARITY
        return dict(views)


def _taught(knowledge: Knowledge) -> tuple[object, ...]:
    """Return all that a matcher learns from."""
    phrases = [(entry_id, entry.phrases) for entry_id, entry in knowledge.entries.items()]
    chats = [(aside_id, aside.phrases) for aside_id, aside in knowledge.smalltalk.items()]
    outside = [(one.id, one.phrases, one.guards, one.unless) for one in knowledge.out_of_scope.values()]
    return phrases, chats, outside, knowledge.synonyms, _answers(knowledge)


def _answers(knowledge: Knowledge) -> list[str]:
    """Return the answers, by entry, where they teach something.

    An answer counts as one more phrase: much where an entry has its question only, nothing among a hundred.
    """
    phrases = sum(len(entry.phrases) for entry in knowledge.entries.values())
    few = phrases < LEARNT_FROM * len(knowledge.entries)
    return [str(entry.answer) for entry in knowledge.entries.values()] if few else []


def _largest(scores: Floats) -> Numbers:
    """Return where the hundred largest scores are, in order of place."""
    if len(scores) <= _RANKED:
        return np.arange(len(scores), dtype=np.int32)
    return np.sort(np.argpartition(-scores, _RANKED)[:_RANKED]).astype(np.int32)


def _says_nothing(seen: _Seen) -> bool:
    """Say whether a text is empty, or a single letter that is no phrase and begins a thousand words."""
    characters = seen.analysis.characters
    return not characters or (len(characters) == 1 and characters.isalnum() and not _is_phrase(seen))


def _is_phrase(seen: _Seen) -> bool:
    return any(similarity == 1 for _, similarity in seen.nearest.values())
