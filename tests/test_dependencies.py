"""Every dependency has its reason, the lock file is true to pyproject.toml, and what CI looks up is read rightly."""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Iterator
from importlib.metadata import requires
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from tests.audit import LOCK, verdict

ROOT = Path(__file__).parent.parent
PYPROJECT = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
PROJECT = tomllib.loads(PYPROJECT)["project"]
EXTRAS = PROJECT["optional-dependencies"]
# What the lock file is for; the tools of development stay free within their ranges.
LOCKED = [Requirement(text) for text in [*PROJECT["dependencies"], *EXTRAS.get("postgresql", [])]]
AGAIN = "write the lock anew with the command on top of it"


def blocks() -> list[str]:
    return re.split(r"^(?=[a-z0-9])", LOCK.read_text(encoding="utf-8"), flags=re.MULTILINE)[1:]


def pins() -> list[Requirement]:
    """Read what is locked for this machine; other platforms and versions of Python may have lines of their own."""
    every = [Requirement(block.partition("\n")[0].rstrip("\\ ")) for block in blocks()]
    return [pin for pin in every if pin.marker is None or pin.marker.evaluate()]


def needed(requirement: Requirement, seen: set[tuple[str, str]]) -> Iterator[str]:
    """Walk what a requirement needs here, by the metadata of what is installed."""
    name = canonicalize_name(requirement.name)
    yield name
    for extra in ["", *requirement.extras]:
        if (name, extra) in seen:
            continue
        seen.add((name, extra))
        for text in requires(name) or []:
            inner = Requirement(text)
            if inner.marker is None or inner.marker.evaluate({"extra": extra}):
                yield from needed(inner, seen)


@pytest.mark.parametrize("text", [*PROJECT["dependencies"], *(text for extra in EXTRAS.values() for text in extra)])
def test_a_dependency_has_its_reason_above_it(text: str):
    lines = [line.strip() for line in PYPROJECT.splitlines()]
    places = [place for place, line in enumerate(lines) if f'"{text}"' in line]
    assert places
    for place in places:
        assert lines[place - 1].startswith("# ")


@pytest.mark.parametrize("requirement", LOCKED, ids=lambda one: one.name)
def test_the_lock_holds_a_version_that_pyproject_allows(requirement: Requirement):
    name = canonicalize_name(requirement.name)
    versions = [
        specifier.version for pin in pins() if canonicalize_name(pin.name) == name for specifier in pin.specifier
    ]
    assert len(versions) == 1, f"{requirement.name} is missing in {LOCK.name}; {AGAIN}"
    assert requirement.specifier.contains(versions[0]), f"{versions[0]} is not what pyproject.toml asks for; {AGAIN}"


def test_the_lock_holds_all_that_is_needed_and_nothing_else():
    seen: set[tuple[str, str]] = set()
    wanted = {name for requirement in LOCKED for name in needed(requirement, seen)}
    here = {canonicalize_name(pin.name) for pin in pins()}
    assert (wanted - here, here - wanted) == (set(), set()), AGAIN


def test_every_locked_version_has_its_hashes_and_no_address():
    text = LOCK.read_text(encoding="utf-8")
    assert all("--hash=sha256:" in block for block in blocks())
    assert "://" not in text
    assert "index-url" not in text


BUG = {"id": "CVE-2026-1", "fix_versions": ["2.0"]}
UNKNOWN = {"name": "b", "skip_reason": "not found"}


@pytest.mark.parametrize(
    ("report", "words", "found"),
    [
        ("", "skipped: the vulnerability data cannot be reached", False),
        ("Traceback", "skipped: the vulnerability data cannot be reached", False),
        ([UNKNOWN], "skipped: the package index answers, but knows no", False),
        ([{"name": "a", "version": "1.0", "vulns": []}], "0 known vulnerabilities in 1 packages", False),
        ([{"name": "a", "version": "1.0", "vulns": [BUG]}], "a 1.0: CVE-2026-1, mended in 2.0", True),
        ([UNKNOWN, {"name": "a", "version": "1.0", "vulns": [BUG]}], "(1 could not be looked up)", True),
    ],
    ids=["unreachable", "crashed", "without data", "fine", "vulnerable", "partly"],
)
def test_what_the_audit_says(report: object, words: str, found: bool):
    text = report if isinstance(report, str) else json.dumps({"dependencies": report})
    told, failed = verdict(text)
    assert words in told
    assert failed is found
