"""`python -m tests.audit`: known vulnerabilities of the locked versions, as far as they can be looked up from here."""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from pathlib import Path

LOCK = Path(__file__).parent.parent / "requirements.lock"


def main() -> int:
    """Return 1 if a vulnerability is known; where nothing can be looked up, say so and return 0."""
    with tempfile.TemporaryDirectory() as folder:
        report = Path(folder) / "report.json"
        command = [sys.executable, "-m", "pip_audit", "--requirement", str(LOCK), "--require-hashes", "--disable-pip"]
        options = ["--progress-spinner", "off", "--format", "json", "--output", str(report)]
        # Its exit code is the same for a vulnerability and for an outage; the report tells them apart.
        subprocess.run([*command, *options], capture_output=True, check=False)  # noqa: S603 - nothing from outside
        words, found = verdict(report.read_text(encoding="utf-8") if report.exists() else "")
    print(words)  # noqa: T201 - a command
    return 1 if found else 0


def verdict(report: str) -> tuple[str, bool]:
    """Read pip-audit's JSON report: a sentence, and whether a vulnerability was found."""
    try:
        dependencies = json.loads(report)["dependencies"]
    except (ValueError, KeyError, TypeError):
        return "pip-audit: skipped: the vulnerability data cannot be reached", False
    asked = [one for one in dependencies if "skip_reason" not in one]
    if not asked:
        return "pip-audit: skipped: the package index answers, but knows no vulnerability data", False
    found = [
        f"{one['name']} {one['version']}: {bug['id']}, mended in {', '.join(bug['fix_versions']) or 'no version yet'}"
        for one in asked
        for bug in one["vulns"]
    ]
    left = f" ({len(dependencies) - len(asked)} could not be looked up)" if len(asked) < len(dependencies) else ""
    summary = f"pip-audit: {len(found)} known vulnerabilities in {len(asked)} packages{left}"
    return "\n".join([summary, *found]), bool(found)


if __name__ == "__main__":
    sys.exit(main())
