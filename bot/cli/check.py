"""The command check: all problems of the knowledge at once, and what it could do better."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

from bot import checking
from bot.cli.outcome import FAULT_FOUND, FINE, with_progress
from bot.errors import KnowledgeError, Problem, Severity
from bot.knowledge import Knowledge, load_with_files
from bot.knowledge.json_schema import write_json_schemas
from bot.settings import Settings


def check(options: argparse.Namespace, settings: Settings, directory: Path) -> int:
    """Print errors and warnings, for people not all of a kind; the exit code is 1 if there is any error."""
    knowledge, problems = _checked(directory, settings.stale_after_days)
    if options.schema:
        written = write_json_schemas(directory)
        if not options.json:
            print(f"{written}: the schemas of the files are written")
    if options.json:
        print(json.dumps({"problems": list(map(_as_json, problems))}, ensure_ascii=False, indent=2))
    else:
        for problem in checking.abridged(problems):
            print(problem)
    if knowledge is None:
        errors = sum(problem.severity is Severity.ERROR for problem in problems)
        if not options.json:
            print(f"{errors} problem(s) in {directory}", file=sys.stderr)
        return FAULT_FOUND
    if not options.json:
        phrases = sum(len(entry.phrases) for entry in knowledge.entries.values())
        fine = f"fine, with {len(problems):,} warning(s)" if problems else "fine"
        print(f"{directory}: {fine}; {len(knowledge.entries):,} entries with {phrases:,} phrases")
    return FINE


def _checked(directory: Path, stale_after: int) -> tuple[Knowledge | None, Sequence[Problem]]:
    """Load the knowledge, None if it is broken, and list all that is to be said of it in reading order."""
    try:
        knowledge, files = load_with_files(directory)
    except KnowledgeError as error:
        return None, sorted([*error.problems, *checking.file_name_warnings(directory)])
    today = datetime.now().astimezone().date()
    advice = checking.warnings(
        knowledge, files, today, stale_after, lambda blocks: with_progress(blocks, "learning and asking phrases")
    )
    return knowledge, sorted([*advice, *checking.file_name_warnings(directory)])


def _as_json(problem: Problem) -> dict[str, object]:
    return {
        "file": str(problem.path),
        "line": problem.line,
        "severity": problem.severity.value,
        "problem": problem.what,
    }
