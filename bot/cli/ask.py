"""The command ask: one answer on the terminal and why, or a JSON object a question."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

from rich.markup import escape
from rich.table import Table

from bot.cli.outcome import FAULT_FOUND, FINE, dialogue_over, show
from bot.dialogue import THRESHOLDS, Decision, Dialogue, Outcome
from bot.errors import CannotStart
from bot.matching import VIEWS, Explanation, Match
from bot.settings import Settings

_EXPLAINED: Final = 5


def ask(options: argparse.Namespace, _settings: Settings, directory: Path) -> int:
    if options.jsonl:
        if options.question:
            raise CannotStart("ask: with --jsonl the questions come from standard input; leave the question out")
        return _ask_lines(dialogue_over(directory), options.top)
    if options.top:
        raise CannotStart("ask: --top goes with --jsonl; give both or leave it out")
    question = " ".join(options.question) or _piped_question()
    if not question.strip():
        raise CannotStart("ask: there is no question; write it behind the command, or pipe it in")
    dialogue = dialogue_over(directory)
    print("\n\n".join(str(message.text) for message in dialogue.question(question).messages))
    if options.explain:
        print()
        show(_explained(dialogue, question))
    return FINE


def _piped_question() -> str:
    try:
        return _decoded(sys.stdin.buffer.read())
    except ValueError as error:
        raise CannotStart(f"ask: standard input: {error}") from None


def _decoded(data: bytes) -> str:
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise ValueError("this is not UTF-8; save it as UTF-8") from None


def _explained(dialogue: Dialogue, question: str) -> Table:
    """Show how a question was understood: what was read from it, what it comes near to, what was decided."""
    decision = dialogue.decide(question)
    best = decision.ranking.matches[:_EXPLAINED]
    why = dialogue.explain(decision.ranking.sentence, *(match.id for match in best))
    table = Table.grid(padding=(0, 2))
    for name, value in (
        ("sentence", decision.ranking.sentence),
        ("words", " ".join(why.words)),
        ("reading", why.reading),
        ("corrections", " ".join(f"{written}→{meant}" for written, meant in why.corrections)),
        ("synonyms", " ".join(why.concepts)),
        ("guard", why.guard),
        ("wishes", " ".join(decision.ranking.wishes)),
        ("decision", _decided(decision)),
    ):
        table.add_row(name, escape(value) or "-")
    table.add_row("ranking", _ranked(best, why))
    return table


def _decided(decision: Decision) -> str:
    named = " ".join(match.id for match in filter(None, [decision.chosen, *decision.offered]))
    return (
        f"{decision.outcome.value} {named}; confidence {decision.confidence:.2f} (answered from {THRESHOLDS.answer}, "
        f"suggested from {THRESHOLDS.suggest}), ahead of the next by {decision.ranking.evidence.gap:.2f} "
        f"(answered from {THRESHOLDS.margin})"
    )


def _ranked(best: Sequence[Match], why: Explanation) -> Table:
    table = Table("entry", "kind", "score", *VIEWS, "nearest phrase", box=None, padding=(0, 2, 0, 0))
    for match in best:
        views = why.views[match.id]
        added = (f"{views[view]:+.2f}" if view in views else "" for view in VIEWS)
        nearest = escape(why.nearest.get(match.id, ""))
        table.add_row(match.id, match.kind.value, f"{match.score:.2f}", *added, nearest)
    return table


def _ask_lines(dialogue: Dialogue, top: int | None) -> int:
    code = FINE
    for number, data in enumerate(sys.stdin.buffer, start=1):
        try:
            line = _decoded(data)
            if not line.strip():
                continue
            question = _question(line)
        except ValueError as error:
            print(f"standard input, line {number}: {error}", file=sys.stderr)
            code = FAULT_FOUND
            continue
        print(json.dumps(_as_json(question, dialogue.decide(question), top), ensure_ascii=False), flush=True)
    return code


def _question(line: str) -> str:
    """Take a question from a line of plain text or from a JSON object with `question`."""
    if not line.lstrip().startswith("{"):
        return line.rstrip("\r\n")
    try:
        question = json.loads(line).get("question")
    except (ValueError, RecursionError):  # a number of thousands of digits is no JSONDecodeError
        raise ValueError("this is not a JSON object; mend it, or write the question as plain text") from None
    if not isinstance(question, str):
        raise ValueError('the object has no text "question"; add it')
    return question


def _as_json(question: str, decision: Decision, top: int | None) -> dict[str, Any]:
    shown = decision.offered if decision.outcome is Outcome.SUGGEST else decision.candidates[:3]
    answered = decision.chosen if decision.outcome is Outcome.ANSWER else None
    return {
        "question": question,
        "outcome": decision.outcome.value,
        "entry": answered.id if answered else None,
        "confidence": round(decision.confidence, 4),
        "candidates": [
            {"id": match.id, "score": round(match.score, 4)} for match in (decision.candidates[:top] if top else shown)
        ],
    }
