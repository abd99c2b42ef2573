"""The command check: all problems of the knowledge at once."""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path

from bot.cli.outcome import FAULT_FOUND, FINE
from bot.errors import KnowledgeError
from bot.knowledge import load
from bot.settings import Settings


def check(options: argparse.Namespace, _settings: Settings, directory: Path) -> int:
    try:
        knowledge = load(directory)
    except KnowledgeError as error:
        if options.json:
            problems = [{"file": str(p.path), "line": p.line, "problem": p.what} for p in error.problems]
            print(json.dumps({"problems": problems}, ensure_ascii=False, indent=2))
        else:
            print(error)
            print(f"{len(error.problems)} problem(s) in {directory}", file=sys.stderr)
        return FAULT_FOUND
    if options.json:
        print(json.dumps({"problems": []}))
    else:
        phrases = sum(len(entry.phrases) for entry in knowledge.entries.values())
        print(f"{directory}: fine; {len(knowledge.entries)} entries with {phrases:,} phrases")
    return FINE
