"""Whatever stands in the files: sound knowledge, all of which can be shown, or problems with a file and a line."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from bot.dialogue import Dialogue
from bot.errors import KnowledgeError, Problem
from bot.knowledge import Knowledge, load
from bot.matching import Matcher
from tests.conftest import SHIPPED
from tests.dialogue.walk import Walk, check, openings

pytestmark = pytest.mark.timeout(1800)  # to find the smallest example takes minutes
FAQ = """\
id: leaving
label: 退会
source: 記事
checked_on: 2026-11-22
entries:
  - id: points
    question: ポイントはどうなりますか？
    label: ポイント
    phrases:
      - ポイント(は|って)(消える|残る)
    answer: |
      ポイントは**消えます**。

      > `info@example.jp` へ
    related: [mail]
    template: [letter]
  - id: mail
    question: メールの送り先はどこですか？
    answer: info@example.jp です。
"""
SMALL = {
    "faq/a.yaml": FAQ,
    "phrases/a.yaml": "points:\n  - ポイントの行方\n",
    "templates.yaml": "- id: letter\n  label: 手紙\n  title: 丁寧な手紙\n  recipient: support\n  blanks:\n"
    "    name: お名前\n  text: |\n    {name}です。\n",
    "smalltalk.yaml": "- id: hello\n  phrases: [こんにちは]\n  answer: こんにちは。\n",
    "out_of_scope.yaml": "- id: login\n  label: ログイン\n"
    "  phrases: [ログインできない]\n  answer: わかりません。\n  related: [mail]\n",
    "choose.yaml": "- id: how\n  text: どうしますか？\n  choices:\n    - label: メール\n      next: by-mail\n"
    "- id: by-mail\n  text: メールです。\n  entries: [mail]\n",
    "checklist.yaml": "- label: ポイントを使う\n  entry: points\n",
    "aliases.yaml": "entries:\n  old-points: points\n",
    "synonyms.yaml": "names:\n  - [m3, エムスリー]\nstop: [教えて]\ngroups:\n  - [退会, 解約]\n",
}
ODD_LINES = (
    *("---", "...", "- &a x", "- *a", "  x: !!python/object:os.system y", "\tx: y", "  - [", "  {a: b", "? x", "? [a]"),
    *(
        "null: null",
        "1: 2",
        "true",
        "- 12",
        "  id: on",
        "  |",
        "  >-",
        "# x",
        "'",
        '"',
        "%YAML 9",
        "id:",
        "- ",
        "- - - x",
    ),
    *(
        "\x85",
        "\u2028x: y",
        "\ufeffx: y",
        "\0",
        "\x1b",
        "\ud800",
        "x: \x85y: [",
        "[" * 300,
        "- " * 50 + "x",
        "x: '\\",
        "\r",
    ),
    *("  phrases: ['(', 'a(|b', '(a|b)(c|d)', '((((a))))']", "  answer: '**'", "  related: mail", "  - id: points"),
    *('  answer: "\\0\\e\\u2028"', "  label: '\u3000'", "  checked_on: 2026-13-99", "  question: " + "あ" * 500),
    *("  phrases: [" + "'(a|b|c|d|e|f|g|h)'" * 9 + "]", "  x: " + "y" * 5000, "  <<: *a", "  ? |\n    x\n  : y"),
)


MESSAGES = re.sub(
    r"^suggested:.*", "suggested: [points]", (SHIPPED / "messages.yaml").read_text(encoding="utf-8"), flags=re.MULTILINE
)


def shipped(name: str) -> str:
    """The beginning of a file as it is shipped."""
    path = next(iter(sorted((SHIPPED / name).parent.glob("*.yaml")))) if "/" in name else SHIPPED / name
    return "".join(path.read_text(encoding="utf-8").splitlines(keepends=True)[:60]) if path.exists() else ""


SOURCES = [(name, text) for name, small in SMALL.items() for text in (small, shipped(name)) if text]
SOURCES.append(("messages.yaml", MESSAGES))


@st.composite
def slips(draw: st.DrawFn, line: str) -> list[str]:
    """What becomes of a line by a slip of the hand, a bad merge, or an editor that means well."""
    cut = draw(st.integers(0, len(line)))
    odd = st.text(st.characters() | st.sampled_from("\x85\u2028'\"{}[]|>&*!%@`#-:?"), max_size=4)
    lost = [[], [line[:cut]], [line[:cut] + line[cut + 1 :]], [line.removeprefix("  ")], [line.replace(": ", ":")]]
    grown = [[line, line], [f"  {line}"], [line, f"{draw(st.sampled_from(ODD_LINES))}\n"]]
    changed = [[line.replace("\n", "\r\n")], [line[:cut] + draw(odd) + line[cut:]]]
    return draw(st.sampled_from([*lost, *grown, *changed]))


@st.composite
def edited(draw: st.DrawFn) -> tuple[str, bytes]:
    """The name of a file, and its bytes after a few slips."""
    name, text = draw(st.sampled_from(SOURCES))
    lines = text.splitlines(keepends=True)
    for _ in range(draw(st.integers(1, 4))):
        place = draw(st.integers(0, len(lines)))
        lines[place : place + 1] = draw(slips("".join(lines[place : place + 1])))
    return name, "".join(lines).encode("utf-8", "surrogatepass")


@pytest.fixture(scope="module")
def directory(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small sound knowledge with a file of each kind."""
    folder = tmp_path_factory.mktemp("knowledge")
    texts = SMALL | {"messages.yaml": MESSAGES}
    for name, text in texts.items():
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8")
    load(folder)
    return folder


def loaded(directory: Path, name: str, data: bytes) -> Knowledge | None:
    """Load the knowledge with one file changed; None where it has problems, each of which can be found."""
    path = directory / name
    before = path.read_bytes()
    path.write_bytes(data)
    try:
        return load(directory)
    except KnowledgeError as error:
        check_problems(error.problems)
        return None
    finally:
        path.write_bytes(before)


def check_problems(problems: Sequence[Problem]) -> None:
    """Hold problems to be on a line of a file, and in one sentence."""
    assert problems
    for problem in problems:
        lines = re.split(rb"\r\n|\r|\n", problem.path.read_bytes())
        assert 1 <= problem.line <= len(lines), str(problem)
        assert problem.what
        assert problem.what.isprintable(), ascii(problem.what)


@given(name=st.sampled_from(sorted(SMALL)), data=st.binary(max_size=200) | st.text().map(str.encode))
@example("faq/a.yaml", b"")
@example("faq/a.yaml", b"\xff\xfei\x00d\x00")
@example("faq/a.yaml", "id: a\u2028 b\x85  - x\u2029&a".encode())
@example("templates.yaml", b"[" * 2000)
def test_any_bytes_are_sound_or_have_a_file_and_a_line(directory: Path, name: str, data: bytes):
    loaded(directory, name, data)


@pytest.mark.filterwarnings("ignore:Generating overly large repr")  # of a whole messages.yaml
@given(edited())
def test_an_edited_file_is_sound_or_has_a_file_and_a_line(directory: Path, file: tuple[str, bytes]):
    knowledge = loaded(directory, *file)
    if knowledge is None:
        return
    bot = Dialogue(knowledge, Matcher(knowledge))
    walk = Walk(bot, openings(bot))
    for reply in [*openings(bot), *walk.replies.values()]:
        check(reply)
