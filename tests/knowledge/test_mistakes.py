"""Every mistake that a person can make in the knowledge is reported: where, what, what to do."""

import os
import re
from collections.abc import Callable
from pathlib import Path

import pytest

from bot.errors import CannotStart, KnowledgeError
from bot.knowledge import load

Change = Callable[[str, str, str], None]
Complaints = Callable[[], list[str]]

FAQ, MESSAGES, TEMPLATES = "faq/a.yaml", "messages.yaml", "templates.yaml"

# Each row: file, what stands there, what is written instead, and all complaints about it ({} is the directory).
ONE_MISTAKE = {
    "unknown key": (
        FAQ,
        "    answer: |\n",
        "    anwser: x\n    answer: |\n",
        [
            "faq/a.yaml:14: 'anwser' is not a key here; did you mean 'answer'?",
        ],
    ),
    "unknown key like no other": (
        FAQ,
        "label: 分類\n",
        "label: 分類\nzzzz: x\n",
        [
            "faq/a.yaml:3: 'zzzz' is not a key here; remove it",
        ],
    ),
    "duplicate key": (
        FAQ,
        "label: 分類\n",
        "label: 分類\nlabel: 種類\n",
        [
            "faq/a.yaml:3: 'label' stands here a second time (first in line 2); keep one",
        ],
    ),
    "missing key": (
        FAQ,
        "    question: 二つ目の質問ですか？\n",
        "",
        [
            "faq/a.yaml:9: 'question' is missing; add it",
        ],
    ),
    "missing message": (
        MESSAGES,
        "button_back: ← 戻る\n",
        "",
        [
            "messages.yaml:1: 'button_back' is missing; add it",
        ],
    ),
    "unquoted no": (
        FAQ,
        "一つ目の答えです。",
        "no",
        [
            "faq/a.yaml:8: YAML reads this as true or false; put it in quotes: 'no'",
        ],
    ),
    "unquoted Yes": (
        FAQ,
        "label: 二つ目",
        "label: Yes",
        [
            "faq/a.yaml:11: YAML reads this as true or false; put it in quotes: 'Yes'",
        ],
    ),
    "unquoted number": (
        FAQ,
        "source: 記事",
        "source: 1.5",
        [
            "faq/a.yaml:3: YAML reads this as a number; put it in quotes: '1.5'",
        ],
    ),
    "key on": (
        FAQ,
        "source: 記事",
        "source: 記事\non: x",
        [
            "faq/a.yaml:4: 'on' is not a key here; remove it",
            "faq/a.yaml:4: YAML reads this as true or false; put it in quotes: 'on'",
        ],
    ),
    "key 1": (
        TEMPLATES,
        "    name: お名前\n",
        "    name: お名前\n    1: 番号\n",
        [
            "templates.yaml:7: YAML reads this as a number; put it in quotes: '1'",
            "templates.yaml:7: the blank '1' is not in the text; use or remove it",
        ],
    ),
    "key null": (
        FAQ,
        "source: 記事",
        "source: 記事\n~: x",
        [
            "faq/a.yaml:4: '~' is not a key here; remove it",
        ],
    ),
    "key that is a list": (
        FAQ,
        "source: 記事",
        "source: 記事\n? [a]\n: x",
        [
            "faq/a.yaml:4: a key must be a plain word; rewrite the line as key: value",
        ],
    ),
    "id with capitals and blanks": (
        FAQ,
        "id: two",
        "id: Pass Word!",
        [
            "faq/a.yaml:9: id 'Pass Word!' must be 1 to 40 of a–z, A–Z, 0–9, '-' and '_', first a letter or digit; "
            "try 'pass-word'",
        ],
    ),
    "id in Japanese": (
        FAQ,
        "id: cat",
        "id: 分類",
        [
            "faq/a.yaml:1: id '分類' must be 1 to 40 of a–z, A–Z, 0–9, '-' and '_', first a letter or digit; "
            "choose a short English word",
        ],
    ),
    "id of 41": (
        FAQ,
        "id: two",
        "id: " + 41 * "x",
        [
            f"faq/a.yaml:9: id '{41 * 'x'}' must be 1 to 40 of a–z, A–Z, 0–9, '-' and '_', first a letter or digit; "
            f"try '{40 * 'x'}'",
        ],
    ),
    "id that begins with a mark": (
        FAQ,
        "id: two",
        "id: _Two",
        [
            "faq/a.yaml:9: id '_Two' must be 1 to 40 of a–z, A–Z, 0–9, '-' and '_', first a letter or digit; try 'two'",
        ],
    ),
    "duplicate entry id": (
        FAQ,
        "id: two",
        "id: one",
        [
            "faq/a.yaml:9: the entry id 'one' is already used in {}/faq/a.yaml:6; choose another",
        ],
    ),
    "dangling related": (
        FAQ,
        "related: [one]",
        "related: [oen]",
        [
            "faq/a.yaml:16: there is no entry 'oen'; did you mean 'one'?",
        ],
    ),
    "dangling template": (
        FAQ,
        "template: [letter]",
        "template: [mail]",
        [
            "faq/a.yaml:17: there is no template 'mail'; add the template or remove the line",
        ],
    ),
    "no suggestion": (
        MESSAGES,
        "suggested: [one]",
        "suggested: []",
        [
            "messages.yaml:1: 'suggested' is an empty list; add an item",
        ],
    ),
    "eight suggestions": (
        MESSAGES,
        "suggested: [one]",
        "suggested: [one, one, one, one, one, one, one, one]",
        [
            "messages.yaml:1: 'suggested' has 8 items, more than 7; remove some",
        ],
    ),
    "empty answer": (
        FAQ,
        "一つ目の答えです。",
        "''",
        [
            "faq/a.yaml:8: this is empty; write the text or remove the line",
        ],
    ),
    "invisible answer": (
        FAQ,
        "一つ目の答えです。",
        "\u200b\u3000",
        [
            "faq/a.yaml:8: this is empty; write the text or remove the line",
        ],
    ),
    "null answer": (
        FAQ,
        " 一つ目の答えです。",
        "",
        [
            "faq/a.yaml:8: 'answer' is empty; write the text or remove the line",
        ],
    ),
    "null phrase": (
        FAQ,
        "- 二番目(の質問|)",
        "-",
        [
            "faq/a.yaml:13: item 1 is empty; write the text or remove the line",
        ],
    ),
    "empty phrase": (
        FAQ,
        "- 二番目(の質問|)",
        "- ' '",
        [
            "faq/a.yaml:13: this is empty; write the text or remove the line",
        ],
    ),
    "empty variant": (
        FAQ,
        "- 二番目(の質問|)",
        "- (二番目|)",
        [
            "faq/a.yaml:13: one variant of this phrase is empty; put a word outside the parentheses",
        ],
    ),
    "null phrases": (
        FAQ,
        "    phrases:\n      - 二番目(の質問|)",
        "    phrases:",
        [
            "faq/a.yaml:12: 'phrases' must be a list; begin each item with '- '",
        ],
    ),
    "phrases as a text": (
        FAQ,
        "    phrases:\n      - 二番目(の質問|)",
        "    phrases: 二番目",
        [
            "faq/a.yaml:12: 'phrases' must be a list; begin each item with '- '",
        ],
    ),
    "phrases as a mapping": (
        FAQ,
        "- 二番目(の質問|)",
        "a: 二番目",
        [
            "faq/a.yaml:12: 'phrases' must be a list; begin each item with '- '",
        ],
    ),
    "answer as a list": (
        FAQ,
        "一つ目の答えです。",
        "[a, b]",
        [
            "faq/a.yaml:8: 'answer' must be a text; write it on the line or after |",
        ],
    ),
    "answer with a key in it": (
        FAQ,
        " 一つ目の答えです。",
        "\n      注意: 一つ目の答えです。",
        [
            "faq/a.yaml:8: 'answer' must be a text, and YAML reads key: value from it; put it in quotes or after |",
        ],
    ),
    "key in full width": (
        FAQ,
        "    answer: |\n",
        "    ｓｏｕｒｃｅ: x\n    answer: |\n",
        [
            "faq/a.yaml:14: 'ｓｏｕｒｃｅ' is not a key here; did you mean 'source'?",
        ],
    ),
    "id in full width": (
        FAQ,
        "id: cat",
        "id: ｃａｔ",
        [
            "faq/a.yaml:1: id 'ｃａｔ' must be 1 to 40 of a–z, A–Z, 0–9, '-' and '_', first a letter or digit; "
            "try 'cat'",
        ],
    ),
    "ids with a Japanese comma between": (
        FAQ,
        "related: [one]",
        "related: [one、two]",
        [
            "faq/a.yaml:16: id 'one、two' must be 1 to 40 of a–z, A–Z, 0–9, '-' and '_', first a letter or digit; "
            "if these are several, write [one, two]",
            "faq/a.yaml:16: there is no entry 'one、two'; did you mean 'two'?",
        ],
    ),
    "entry as a text": (
        FAQ,
        "  - id: two",
        "  - ただの文\n  - id: two",
        [
            "faq/a.yaml:9: item 2 must be a block of key: value lines; compare it with the shipped files",
        ],
    ),
    "blanks as a list": (
        TEMPLATES,
        "    name: お名前",
        "    - name",
        [
            "templates.yaml:5: 'blanks' must be a block of key: value lines; compare it with the shipped files",
            "templates.yaml:7: '{name}' is not among the blanks; add it there or remove it",
        ],
    ),
    "unclosed group": (
        FAQ,
        "二番目(の質問|)",
        "二番目(の質問|",
        [
            r"faq/a.yaml:13: the ( at character 4 is never closed; close it or write \(",
        ],
    ),
    "too many variants": (
        FAQ,
        "二番目(の質問|)",
        "(0|1|2|3|4|5|6|7|8|9)" * 4,
        [
            "faq/a.yaml:13: this expands to 10,000 variants, more than 2,000; split the phrase",
        ],
    ),
    "a phrase of 301": (
        FAQ,
        "二番目(の質問|)",
        "あ" * 301,
        [
            "faq/a.yaml:13: a phrase has 301 characters, more than 300; shorten it",
        ],
    ),
    "deeply nested phrase": (
        FAQ,
        "二番目(の質問|)",
        "(" * 100_000,
        [
            "faq/a.yaml:13: a phrase has 100,000 characters, more than 300; shorten it",
        ],
    ),
    "same phrase in two entries": (
        FAQ,
        "二番目(の質問|)",
        "(別の話|一つ目、の質問(デス|です)か!)",
        [
            "faq/a.yaml:13: the phrase '一つ目、の質問デスか!' of 'two' is the same as one of 'one' "
            "({}/faq/a.yaml:7); keep it in one of them",
        ],
    ),
    "bold not closed": (
        FAQ,
        "一つ目の答えです。",
        "'**一つ目の答えです。'",
        [
            "faq/a.yaml:8: ** is opened and not closed in '**一つ目の答えです。'; close it or write \\*",
        ],
    ),
    "code that marks nothing": (
        FAQ,
        "一つ目の答えです。",
        "'あ``い'",
        [
            "faq/a.yaml:8: ` marks nothing in 'あ``い'; write \\` for the sign itself",
        ],
    ),
    "copy text of 257": (
        TEMPLATES,
        "  title:",
        f"  to: {'a' * 257}\n  title:",
        [
            "templates.yaml:3: a text to copy has 257 characters, more than 256; shorten it",
        ],
    ),
    "copy text of 129 emoji, which count twice": (
        TEMPLATES,
        "  title:",
        f"  subject: {'😀' * 129}\n  title:",
        [
            "templates.yaml:3: a text to copy has 129 characters, more than 256; shorten it",
        ],
    ),
    "label of 41": (
        FAQ,
        "label: 二つ目",
        "label: " + "あ" * 41,
        [
            "faq/a.yaml:11: a button label has 41 characters, more than 40; shorten it",
        ],
    ),
    "category label of 41": (
        FAQ,
        "label: 分類",
        "label: " + "あ" * 41,
        [
            "faq/a.yaml:2: a button label has 41 characters, more than 40; shorten it",
        ],
    ),
    "question of 301": (
        FAQ,
        "一つ目の質問ですか？",
        "あ" * 301,
        [
            "faq/a.yaml:7: a question has 301 characters, more than 300; shorten it",
        ],
    ),
    "source of 201": (
        FAQ,
        "source: 記事",
        "source: " + "あ" * 201,
        [
            "faq/a.yaml:3: this has 201 characters, more than 200; shorten it",
        ],
    ),
    "day in Japanese": (
        FAQ,
        "2026-11-22",
        "2026年11月22日",
        [
            "faq/a.yaml:4: this must be a day written as 2026-11-22; rewrite it",
        ],
    ),
    "day without dashes": (
        FAQ,
        "2026-11-22",
        "'20261122'",
        [
            "faq/a.yaml:4: this must be a day written as 2026-11-22; rewrite it",
        ],
    ),
    "day that is none": (
        FAQ,
        "2026-11-22",
        "2026-02-30",
        [
            "faq/a.yaml:4: this must be a day written as 2026-11-22; rewrite it",
        ],
    ),
    "day as seconds": (
        FAQ,
        "2026-11-22",
        "'86400'",
        [
            "faq/a.yaml:4: this must be a day written as 2026-11-22; rewrite it",
        ],
    ),
    "blank that is not declared": (
        TEMPLATES,
        "{name}です。",
        "{name}です。{date}",
        [
            "templates.yaml:7: '{date}' is not among the blanks; add it there or remove it",
        ],
    ),
    "blank that is not used": (
        TEMPLATES,
        "{name}です。",
        "私です。",
        [
            "templates.yaml:6: the blank 'name' is not in the text; use or remove it",
        ],
    ),
    "placeholder missing": (
        MESSAGES,
        'date_format: "{year}年{month}月{day}日"',
        "date_format: '{year}年{month}月'",
        [
            "messages.yaml:LINE: {day} is missing; put it where the value shall stand",
        ],
    ),
    "placeholder unknown": (
        MESSAGES,
        'date_format: "{year}年{month}月{day}日"',
        "date_format: '{year}{month}{day}{era}'",
        [
            "messages.yaml:LINE: {era} is not known here (known: {year}, {month}, {day}); remove it",
        ],
    ),
    "eight templates": (
        FAQ,
        "template: [letter]",
        f"template: [{', '.join(['letter'] * 8)}]",
        [
            "faq/a.yaml:17: 'template' has 8 items, more than 7; remove some",
        ],
    ),
    "null related": (
        FAQ,
        "related: [one]",
        "related:",
        [
            "faq/a.yaml:16: 'related' must be a list; begin each item with '- '",
        ],
    ),
    "control character in a text": (
        FAQ,
        "一つ目の答えです。",
        '"あ\\x07い"',
        [
            "faq/a.yaml:8: this holds the invisible character U+0007; remove it",
        ],
    ),
}


@pytest.mark.parametrize(("file", "old", "new", "said"), ONE_MISTAKE.values(), ids=ONE_MISTAKE)
def test_a_mistake_is_reported_with_its_place_and_its_cure(
    directory: Path, change: Change, complaints: Complaints, file: str, old: str, new: str, said: list[str]
):
    change(file, old, new)
    line = next((n for n, text in enumerate((directory / file).read_text().splitlines(), 1) if new in text), 0)

    expected = [sentence.replace("{}", str(directory)).replace("LINE", str(line)) for sentence in said]
    assert complaints() == expected


# Each row: what is written to a file of its own, and the one complaint about it.
BROKEN_FILE: dict[str, tuple[bytes, str]] = {
    "empty": (b"", ":1: the file is empty; fill it or delete it"),
    "blank": (b" \n\n", ":1: the file is empty; fill it or delete it"),
    "only a byte order mark": (b"\xef\xbb\xbf", ":1: the file is empty; fill it or delete it"),
    "only comments": (b"# later\n", ":1: the file holds only comments; fill it or delete it"),
    "null": (b"~\n", ":1: the file must be a block of key: value lines; compare it with the shipped files"),
    "list": (b"- id: x\n", ":1: the file must be a block of key: value lines; compare it with the shipped files"),
    "text": (b"hello\n", ":1: the file must be a block of key: value lines; compare it with the shipped files"),
    "Shift JIS": ("id: x\nlabel: 分類\n".encode("cp932"), ":2: this is not UTF-8; save the file as UTF-8"),
    "UTF-16": ("id: x\n".encode("utf-16"), ":1: this is not UTF-8; save the file as UTF-8"),
    "UTF-16 without a mark": (
        "id: x\n".encode("utf-16-le"),
        ":1: the invisible character U+0000 stands here; remove it",
    ),
    "control character": (b"id: x\nlabel: \x07\n", ":2: the invisible character U+0007 stands here; remove it"),
    "line end of YAML alone": (
        "id: x\nlabel: x\u2028source: y\n".encode(),
        ":2: the invisible character U+2028 stands here; remove it",
    ),
    "oversized": (b"#" * 20_000_001, ":1: the file has 20,000,001 bytes, more than 20,000,000; split it"),
    "alias bomb": (
        b"a: &a [x, x]\nb: &b [*a, *a]\n",
        ":1: anchors (&) and aliases (*) are not used here; write the text out or quote it",
    ),
    "alias as a key": (
        b"*a : x\n",
        ":1: anchors (&) and aliases (*) are not used here; write the text out or quote it",
    ),
    "anchor at a key": (
        b"&a id: x\n",
        ":1: anchors (&) and aliases (*) are not used here; write the text out or quote it",
    ),
    "tag": (
        b"id: !!python/object/apply:os.system [x]\n",
        ":1: the tag 'tag:yaml.org,2002:python/object/apply:os.system' is not used here; remove it or quote the text",
    ),
    "tag at a key": (b"!secret id: x\n", ":1: the tag '!secret' is not used here; remove it or quote the text"),
    "two documents": (b"id: x\n---\nid: y\n", ":2: a second document begins here; remove the line ---"),
    "flow nested 100,000 deep": (
        b"[" * 100_000,
        ":1: this is nested more than 12 deep; the files here need four levels",
    ),
    "mapping nested 100 deep": (
        b"".join(b" " * n + b"a:\n" for n in range(100)),
        ":14: this is nested more than 12 deep; the files here need four levels",
    ),
}


@pytest.mark.parametrize(("content", "said"), BROKEN_FILE.values(), ids=BROKEN_FILE)
def test_a_broken_file_is_reported_in_one_sentence(directory: Path, complaints: Complaints, content: bytes, said: str):
    (directory / "faq" / "b.yaml").write_bytes(content)

    assert complaints() == [f"faq/b.yaml{said}"]


INDENTED = "indents this line; indent it with plain blanks, as its neighbours"
MISFIT = "this line does not fit what stands above it; indent it exactly as its neighbours"
NO_KEY = "this line is no 'key: …'; mend it, or indent it deeper than its key if it goes on with the text above"
NO_BLANK = "there is no plain blank after the colon; write it as '{}: …'"
FULL_WIDTH = "the colon is in full width; write it as '{}: …'"
NO_ITEM = "there is no plain blank after the - of this item; write it as '- …'"
RESERVED = "a text cannot begin with {} in YAML; put it in quotes, or after | on lines of its own"
OPEN = "the {} is opened here and not closed; add {}, or put the text in quotes if it is one"
OPEN_QUOTE = "the quote {} is opened here and not closed; close it at the end of the text, or remove it"
COLON = "there is a ': ' within this text, which makes a key of its beginning; put the text in quotes"
QUESTION = "    question: 一つ目の質問ですか？"
# Each row: what stands in the category file, what is written instead, and the one complaint about it.
NOT_YAML = {
    "tab as indentation": (QUESTION, "\tquestion: x", f"7: a tab {INDENTED}"),
    "tab after blanks": (QUESTION, "    \tquestion: x", f"7: a tab {INDENTED}"),
    "tab before an item": ("  - id: two", "\t- id: two", f"9: a tab {INDENTED}"),
    "tab in a text of lines": ("      二つ目の答え", "\t二つ目の答え", f"15: a tab {INDENTED}"),
    "full-width indentation": (QUESTION, "　　question: x", f"7: a blank in full width (U+3000) {INDENTED}"),
    "partly full-width indentation": (QUESTION, "    　question: x", f"7: a blank in full width (U+3000) {INDENTED}"),
    "full-width indentation of an item": (
        "  - id: two",
        "　- id: two",
        f"9: a blank in full width (U+3000) {INDENTED}",
    ),
    "full-width indentation of a text": (
        "      二つ目の",
        "　　　二つ目の",
        f"15: a blank in full width (U+3000) {INDENTED}",
    ),
    "blanks of a web page": (QUESTION, "\xa0\xa0\xa0\xa0question: x", f"7: the odd blank U+00A0 {INDENTED}"),
    "blank that does not show": ("label: 分類", "\u200blabel: 分類", f"2: the odd blank U+200B {INDENTED}"),
    "full-width blank before a colon": (
        "label: 分類",
        "label　: 分類",
        "2: an odd blank stands before this colon; write it as 'label':",
    ),
    "full-width blank after a colon": ("label: 分類", "label:　分類", f"2: {NO_BLANK.format('label')}"),
    "full-width blank after a dash": ("      - 二番目", "      - 一番\n      -　二番目", f"14: {NO_ITEM}"),
    "full-width colon in the first line": ("id: cat", "id：cat", f"1: {FULL_WIDTH.format('id')}"),
    "full-width colon": (QUESTION, "    question：x", f"7: {FULL_WIDTH.format('question')}"),
    "full-width colon before a text of lines": ("answer: |", "answer：|", f"14: {FULL_WIDTH.format('answer')}"),
    "full-width colon before a list": ("entries:", "entries：", f"5: {FULL_WIDTH.format('entries')}"),
    "full-width colon in the last line": (
        "template: [letter]",
        "template：[letter]",
        f"17: {FULL_WIDTH.format('template')}",
    ),
    "no blank after a colon": ("label: 分類", "label:分類", f"2: {NO_BLANK.format('label')}"),
    "no blank after the colon of an id": ("- id: two", "- id:two", f"9: {NO_BLANK.format('id')}"),
    "no blank after a dash": ("      - 二番目", "      - 一番\n      -二番目", f"14: {NO_ITEM}"),
    "no blank after the dash of an id": ("  - id: two", "  -id: two", f"9: {NO_ITEM}"),
    "dot of a Japanese list": (
        "      - 二番目",
        "      - 一番\n      ・二番目",
        "14: ・ begins no item of a list; write '- ', with a plain blank after it",
    ),
    "unclosed quote": (QUESTION, '    question: "x', f"7: {OPEN_QUOTE.format(chr(34))}"),
    "unclosed single quote": ("template: [letter]", "template: 'letter", f"17: {OPEN_QUOTE.format(chr(39))}"),
    "text after a quote": (
        QUESTION,
        '    question: "x"y',
        '7: the text goes on after its closing "; put all of it in quotes, and write each " within it as \\"',
    ),
    "apostrophe in quotes": (
        QUESTION,
        "    question: 'it's'",
        "7: the text goes on after its closing '; put all of it in quotes, and write each ' within it twice",
    ),
    "backslash in quotes": (
        QUESTION,
        '    question: "C:\\Users"',
        r"""7: within "…" a \ has a meaning of its own; write \\, or take '…' for quotes""",
    ),
    "unclosed bracket": ("related: [one]", "related: [one", f"16: {OPEN.format('[', ']')}"),
    "unclosed brace": (QUESTION, "    question: {name", f"7: {OPEN.format('{', '}')}"),
    "text after a bracket": (
        QUESTION,
        "    question: [急ぎ] x",
        "7: the text goes on after ]; put all of it in quotes",
    ),
    "bold text": ("一つ目の答えです。", "**太字**です。", f"8: {RESERVED.format('*')}"),
    "text to copy": ("一つ目の答えです。", "`taikai@m3.com`", f"8: {RESERVED.format('`')}"),
    "quiet line": ("一つ目の答えです。", "> 注意", f"8: {RESERVED.format('>')}"),
    "text beside |": (
        "answer: |\n      二つ目の答えです。",
        "answer: | 二つ目の答えです。",
        f"14: {RESERVED.format('|')}",
    ),
    "a colon too many": (QUESTION, "    question: 注意: x", f"7: {COLON}"),
    "item indented too little": ("      - 二番目", "      - 一番\n     - 二番目", f"14: {MISFIT}"),
    "entry indented too much": ("  - id: two", "   - id: two", f"9: {MISFIT}"),
    "key indented too little": ("    question: 二つ目の質問ですか？", "   question: x", f"10: {MISFIT}"),
    "key indented too much": ("label: 分類", " label: 分類", f"2: {MISFIT}"),
    "text of lines indented too little": (
        "      二つ目の答えです。",
        "      二つ目の答えです。\n  三行目",
        f"16: {NO_KEY}",
    ),
    "merge": (
        "label: 分類",
        "<<<<<<< HEAD\nlabel: 分類\n=======\nlabel: 種類\n>>>>>>> main",
        "2: this is a mark of a merge that git could not do; keep one of the two versions and remove the marks",
    ),
}


@pytest.mark.parametrize(("old", "new", "said"), NOT_YAML.values(), ids=NOT_YAML)
def test_what_is_not_yaml_is_told_in_plain_words(directory: Path, change: Change, old: str, new: str, said: str):
    change(FAQ, old, new)

    with pytest.raises(KnowledgeError) as caught:
        load(directory)
    assert [
        f"{problem.line}: {problem.what}" for problem in caught.value.problems if problem.path.name == "a.yaml"
    ] == [said]


# Each row: a file of its own, and the line to which the complaint has to point.
CUT_SHORT = {
    "bracket in the last line": (b"id: x\nlabel: [", f"2: {OPEN.format('[', ']')}"),
    "bracket in the only line": (b"id: [x\n", f"1: {OPEN.format('[', ']')}"),
    "line end of Windows": (b"id: x\r\nentries:\r\n\t- id: y\r\n", f"3: a tab {INDENTED}"),
    "what looks like a mistake within a text": ("a: |\n  m3：x\n  t:x\n b: c\n".encode(), f"4: {MISFIT}"),
    # libyaml's own words stand in the parentheses; they are not ours to promise.
    "none of the usual": (b"id: x\n%foo\n", "2: this is not YAML ("),
}


@pytest.mark.parametrize(("content", "said"), CUT_SHORT.values(), ids=CUT_SHORT)
def test_a_file_that_is_not_yaml_is_reported_with_its_line(
    directory: Path, complaints: Complaints, content: bytes, said: str
):
    (directory / "faq" / "b.yaml").write_bytes(content)

    [told] = complaints()
    assert told.startswith(f"faq/b.yaml:{said}")
    assert "(" not in said or told.endswith("); mend the line or the one above")


def test_a_directory_with_the_name_of_a_file_is_reported(directory: Path, complaints: Complaints):
    (directory / "faq" / "x.yaml").mkdir()

    assert complaints() == ["faq/x.yaml:1: this is no file that can be read; remove or rename it"]


def test_a_link_to_nowhere_is_reported(directory: Path, complaints: Complaints):
    (directory / "faq" / "x.yaml").symlink_to(directory / "nowhere")

    assert complaints() == ["faq/x.yaml:1: this is no file that can be read; remove or rename it"]


def test_a_pipe_is_reported_and_does_not_block(directory: Path, complaints: Complaints):
    os.mkfifo(directory / "faq" / "x.yaml")

    assert complaints() == ["faq/x.yaml:1: this is no file that can be read; remove or rename it"]


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_a_file_without_read_rights_is_reported(directory: Path, complaints: Complaints):
    (directory / "faq" / "a.yaml").chmod(0)

    assert "faq/a.yaml:1: the file cannot be read (Permission denied); check its rights" in complaints()


def test_a_file_named_yml_is_reported_and_not_ignored(directory: Path, complaints: Complaints):
    (directory / "phrases" / "more.yml").write_text("one: [一番]")

    assert complaints() == ["phrases/more.yml:1: only names in .yaml are read; rename it"]


def test_a_letter_that_is_too_long_once_filled_in_is_reported(directory: Path, change: Change, complaints: Complaints):
    change(TEMPLATES, "{name}です。", "{name}" * 682)  # 4,092 characters in the file
    change(MESSAGES, "blank: ○○", "blank: ○○○○○○○")

    assert complaints() == [
        "templates.yaml:7: the text with its blanks filled in has 40,920 characters, more than 4,096; shorten it"
    ]


def test_a_letter_that_is_just_short_enough_for_what_may_be_filled_in_is_fine(directory: Path, change: Change):
    change(TEMPLATES, "{name}です。", "{name}" + "あ" * 4036)

    assert len(load(directory).templates["letter"].text) == 4042


def test_a_letter_of_one_character_more_is_reported(directory: Path, change: Change, complaints: Complaints):
    change(TEMPLATES, "{name}です。", "{name}" + "あ" * 4037)

    assert complaints() == [
        "templates.yaml:7: the text with its blanks filled in has 4,097 characters, more than 4,096; shorten it"
    ]


def test_duplicate_category_and_template_ids_are_reported(directory: Path, complaints: Complaints):
    (directory / "faq" / "b.yaml").write_text(
        "id: cat\nlabel: x\nsource: x\nchecked_on: 2026-11-22\n"
        "entries:\n  - id: three\n    question: 三つ目\n    answer: x\n"
    )
    with (directory / TEMPLATES).open("a") as templates:
        templates.write("- id: letter\n  label: x\n  title: x\n  recipient: support\n  text: x\n")

    assert complaints() == [
        f"faq/b.yaml:1: the category id 'cat' is already used in {directory}/faq/a.yaml:1; choose another",
        f"templates.yaml:9: the template id 'letter' is already used in {directory}/templates.yaml:1; choose another",
    ]


STEPS = """\
- id: start
  text: 始め
  choices:
    - {label: 右, next: right}
    - {label: 左, next: left}
- id: right
  text: 右です
  entries: [one]
- id: left
  text: 左です
"""

# Each row: what stands in choose.yaml, what is written instead, and all complaints about it.
WRONG_STEP: dict[str, tuple[str, str, list[str]]] = {
    "unknown step": (
        "next: right}",
        "next: rigth}",
        [
            "choose.yaml:4: there is no step 'rigth'; did you mean 'right'?",
            "choose.yaml:6: no step before this one leads here; move it behind the step that does, or remove it",
        ],
    ),
    "unknown step like no other": (
        "next: left}",
        "next: elsewhere}",
        [
            "choose.yaml:5: there is no step 'elsewhere'; add the step or remove the line",
            "choose.yaml:9: no step before this one leads here; move it behind the step that does, or remove it",
        ],
    ),
    "unreachable step": (
        "- id: left\n",
        "- id: nowhere\n  text: どこでもない\n- id: left\n",
        ["choose.yaml:9: no step before this one leads here; move it behind the step that does, or remove it"],
    ),
    "a step before the one that leads to it": (
        "- id: right\n  text: 右です\n",
        "- id: late\n  text: 遅い\n- id: right\n  text: 右です\n  choices: [{label: 遅い, next: late}]\n",
        [
            "choose.yaml:6: no step before this one leads here; move it behind the step that does, or remove it",
            "choose.yaml:10: this leads back to 'late'; name a step further down",
        ],
    ),
    "a step that leads to itself": (
        "  text: 左です\n",
        "  text: 左です\n  choices: [{label: もう一度, next: left}]\n",
        ["choose.yaml:11: this leads back to 'left'; name a step further down"],
    ),
    "a circle": (
        "  text: 左です\n",
        "  text: 左です\n  choices:\n    - {label: 右へ, next: right}\n    - {label: 始めへ, next: start}\n",
        [
            "choose.yaml:12: this leads back to 'right'; name a step further down",
            "choose.yaml:13: this leads back to 'start'; name a step further down",
        ],
    ),
    "dangling entry": (
        "entries: [one]",
        "entries: [one, thre]",
        ["choose.yaml:8: there is no entry 'thre'; add the entry or remove the line"],
    ),
    "double step": (
        "- id: left\n",
        "- id: right\n  text: また右\n- id: left\n",
        ["choose.yaml:9: the step id 'right' is already used in {}/choose.yaml:6; choose another"],
    ),
    "five choices": (
        "    - {label: 左, next: left}\n",
        "    - {label: 左, next: left}\n" * 4,
        ["choose.yaml:3: 'choices' has 5 items, more than 4; remove some"],
    ),
    "four entries": (
        "entries: [one]",
        "entries: [one, two, one, two]",
        ["choose.yaml:8: 'entries' has 4 items, more than 3; remove some"],
    ),
    "label of 41": (
        "label: 右,",
        f"label: {'右' * 41},",
        ["choose.yaml:4: a button label has 41 characters, more than 40; shorten it"],
    ),
    "choice without a step": (
        "- {label: 左, next: left}",
        "- {label: 左}",
        [
            "choose.yaml:5: 'next' is missing; add it",
            "choose.yaml:9: no step before this one leads here; move it behind the step that does, or remove it",
        ],
    ),
    "choice that is a text": (
        "- {label: 左, next: left}",
        "- left",
        [
            "choose.yaml:5: item 2 must be a block of key: value lines; compare it with the shipped files",
            "choose.yaml:9: no step before this one leads here; move it behind the step that does, or remove it",
        ],
    ),
    "step without a text": (
        "  text: 左です\n",
        "",
        ["choose.yaml:9: 'text' is missing; add it"],
    ),
    "bold not closed": (
        "text: 左です",
        "text: '**左です'",
        ["choose.yaml:10: ** is opened and not closed in '**左です'; close it or write \\*"],
    ),
    "no steps": (STEPS, "[]\n", ["choose.yaml:1: the file is an empty list; add an item"]),
    "no list": (STEPS, "id: start\n", ["choose.yaml:1: the file must be a list; begin each item with '- '"]),
}


@pytest.mark.parametrize(("old", "new", "said"), WRONG_STEP.values(), ids=WRONG_STEP)
def test_a_wrong_step_is_reported(directory: Path, complaints: Complaints, old: str, new: str, said: list[str]):
    assert STEPS.count(old) == 1
    (directory / "choose.yaml").write_text(STEPS.replace(old, new))

    assert complaints() == [sentence.replace("{}", str(directory)) for sentence in said]


ITEMS = "- label: 一つ目\n  entry: one\n- label: 二つ目\n  entry: two\n"

# Each row: what stands in checklist.yaml, what is written instead, and the one complaint about it.
WRONG_ITEM = {
    "dangling entry": ("entry: two", "entry: tow", ":4: there is no entry 'tow'; did you mean 'two'?"),
    "no entry": ("  entry: two\n", "", ":3: 'entry' is missing; add it"),
    "two entries": ("entry: two", "entry: [one, two]", ":4: 'entry' must be a text; write it on the line or after |"),
    "no label": ("- label: 二つ目\n  entry: two\n", "- entry: two\n", ":3: 'label' is missing; add it"),
    "empty label": ("label: 二つ目", "label: ' '", ":3: this is empty; write the text or remove the line"),
    "label of 41": (
        "label: 二つ目",
        f"label: {'二' * 41}",
        ":3: a button label has 41 characters, more than 40; shorten it",
    ),
    "label of 39, which the tick makes 41": (
        "label: 二つ目",
        f"label: {'二' * 39}",
        ":3: a button label with its tick has 41 characters, more than 40; shorten it",
    ),
    "seven items": (
        ITEMS,
        ITEMS * 3 + "- {label: x, entry: one}\n",
        ":1: the file has 7 items, more than 6; remove some",
    ),
    "no items": (ITEMS, "[]\n", ":1: the file is an empty list; add an item"),
    "unknown key": ("entry: two", "entry: two\n  done: x", ":5: 'done' is not a key here; remove it"),
}


@pytest.mark.parametrize(("old", "new", "said"), WRONG_ITEM.values(), ids=WRONG_ITEM)
def test_a_wrong_item_of_the_checklist_is_reported(
    directory: Path, complaints: Complaints, old: str, new: str, said: str
):
    assert ITEMS.count(old) == 1
    (directory / "checklist.yaml").write_text(ITEMS.replace(old, new))

    assert complaints() == [f"checklist.yaml{said}"]


def test_a_label_that_fits_with_its_tick_is_fine(directory: Path):
    (directory / "checklist.yaml").write_text(ITEMS.replace("二つ目", "二" * 38))

    assert [len(item.label) for item in load(directory).checklist] == [3, 38]


def test_a_vote_that_is_too_long_only_with_its_tick_is_reported(change: Change, complaints: Complaints):
    change(MESSAGES, "button_helpful: 役に立った", "button_helpful: " + "良" * 39)

    [said] = complaints()
    assert said.endswith(": a button label with its tick has 41 characters, more than 40; shorten it")


def test_a_recipient_that_is_not_named_is_reported(directory: Path, change: Change, complaints: Complaints):
    change(TEMPLATES, "recipient: support", "recipient: suport")
    with (directory / TEMPLATES).open("a") as templates:
        templates.write("- id: other\n  label: x\n  title: x\n  recipient: zzzz\n  text: x\n")

    assert complaints() == [
        "templates.yaml:4: there is no recipient 'suport'; did you mean 'support'?",
        "templates.yaml:12: there is no recipient 'zzzz'; add the recipient to messages.yaml or remove the line",
    ]


def test_two_messages_with_one_title_are_reported_because_their_prompts_would_be_the_same(
    directory: Path, complaints: Complaints
):
    with (directory / TEMPLATES).open("a") as templates:
        templates.write("- id: other\n  label: x\n  title: 丁寧な手紙\n  recipient: support\n  text: x\n")

    assert complaints() == [
        f"templates.yaml:11: the template title '丁寧な手紙' is already used in {directory}/templates.yaml:3; "
        "choose another"
    ]


def test_more_blanks_than_one_reply_can_fill_are_reported(change: Change, complaints: Complaints):
    names = [f"b{number}" for number in range(8)]
    change(TEMPLATES, "    name: お名前\n", "    name: お名前\n" + "".join(f"    {name}: x\n" for name in names))
    change(TEMPLATES, "{name}です。", "{name}" + "".join(f"{{{name}}}" for name in names))

    assert complaints() == ["templates.yaml:5: 'blanks' has 9 items, more than 8; remove some"]


def test_more_recipients_than_a_screen_shows_are_reported(change: Change, complaints: Complaints):
    change(MESSAGES, "recipients:\n", "recipients:\n" + "".join(f"  r{number}: x\n" for number in range(5)))

    [said] = complaints()
    assert said.endswith(": 'recipients' has 8 items, more than 7; remove some")


# Each row: the phrase in messages.yaml, what it becomes, and what is said of it.
WRONG_PHRASE = {
    "a placeholder of 65": ("fill_placeholder", "あ" * 65, "a placeholder has 65 characters, more than 64; shorten it"),
    "a notice of 201": ("helpful_notice", "あ" * 201, "a notice has 201 characters, more than 200; shorten it"),
    "a tick without its label": ("item_done", "済", "{label} is missing; put it where the value shall stand"),
    "a vote without its label": ("button_voted", "✓", "{vote} is missing; put it where the value shall stand"),
    "a prompt without its blanks": (
        "fill_prompt",
        "'{title}'",
        "{blanks} is missing; put it where the value shall stand",
    ),
    "a prompt of 201": (
        "fill_prompt",
        "'{title}{blanks}" + "あ" * 186 + "'",
        "this has 201 characters, more than 200; shorten it",
    ),
    "an invitation without the question": (
        "share_text",
        "x",
        "{question} is missing; put it where the value shall stand",
    ),
    "a button of 41": ("button_share", "あ" * 41, "a button label has 41 characters, more than 40; shorten it"),
}


@pytest.mark.parametrize(("phrase", "text", "said"), WRONG_PHRASE.values(), ids=WRONG_PHRASE)
def test_a_wrong_fixed_phrase_is_reported(directory: Path, complaints: Complaints, phrase: str, text: str, said: str):
    path = directory / MESSAGES
    written = path.read_text()
    changed = re.sub(
        rf"^{phrase}: (\|\n(  .*\n|\n)+|.*\n)", lambda _: f"{phrase}: {text}\n", written, flags=re.MULTILINE
    )
    assert changed != written
    path.write_text(changed)
    line = changed[: changed.index(f"\n{phrase}: ")].count("\n") + 2

    assert complaints() == [f"messages.yaml:{line}: {said}"]


def test_small_talk_and_out_of_scope_share_the_ids_and_phrases_of_the_entries(directory: Path, complaints: Complaints):
    (directory / "smalltalk.yaml").write_text("- id: one\n  answer: やあ\n  phrases: [こんにちは]\n")
    (directory / "out_of_scope.yaml").write_text(
        "- id: other\n  label: x\n  answer: x\n  related: [nothing]\n  phrases: [二番目]\n"
    )

    assert complaints() == [
        "out_of_scope.yaml:4: there is no entry 'nothing'; add the entry or remove the line",
        f"out_of_scope.yaml:5: the phrase '二番目' of 'other' is the same as one of 'two' ({directory}/faq/a.yaml:13); "
        "keep it in one of them",
        f"smalltalk.yaml:1: the entry id 'one' is already used in {directory}/faq/a.yaml:6; choose another",
    ]


def test_further_phrases_are_checked_like_those_beside_the_answer(directory: Path, complaints: Complaints):
    (directory / "phrases" / "more.yaml").write_text("one:\n  - (二番目|二番め)\n  - (a\nthree: [三番目]\nT W: []\n")

    assert complaints() == [
        f"phrases/more.yaml:2: the phrase '二番目' of 'one' is the same as one of 'two' ({directory}/faq/a.yaml:13); "
        "keep it in one of them",
        r"phrases/more.yaml:3: the ( at character 1 is never closed; close it or write \(",
        "phrases/more.yaml:4: there is no entry 'three'; add the entry or remove the line",
        "phrases/more.yaml:5: id 'T W' must be 1 to 40 of a–z, A–Z, 0–9, '-' and '_', first a letter or digit; "
        "try 't-w'",
        "phrases/more.yaml:5: there is no entry 'T W'; add the entry or remove the line",
    ]


def test_all_problems_of_several_files_come_at_once_in_reading_order(
    directory: Path, change: Change, complaints: Complaints
):
    change(FAQ, "label: 分類", "label: no\nlable: 分類")
    change(FAQ, "related: [one]", "related: [zero]")  # which may stand in b.yaml
    change(FAQ, "一つ目の答えです。", "'**太字'")
    change(MESSAGES, "button_back: ← 戻る", "button_back: " + "あ" * 41)
    (directory / "faq" / "b.yaml").write_bytes(b"\xff")
    (directory / "phrases" / "more.yaml").write_text("- 一番\n")
    (directory / "smalltalk.yaml").write_text("id: x\n")
    (directory / TEMPLATES).unlink()

    said = complaints()

    assert [re.sub(r":\d+:.*", "", line) for line in said] == [
        "faq/a.yaml",
        "faq/a.yaml",
        "faq/a.yaml",
        "faq/a.yaml",
        "faq/b.yaml",
        "messages.yaml",
        "phrases/more.yaml",
        "smalltalk.yaml",
    ]
    for passage in (
        "faq/a.yaml:2: YAML reads this as true or false",
        "faq/a.yaml:3: 'lable' is not a key here; did you mean 'label'?",
        "faq/a.yaml:9: ** is opened and not closed",
        "faq/a.yaml:18: there is no template 'letter'",
        "faq/b.yaml:1: this is not UTF-8",
        "a button label has 41 characters",
        "phrases/more.yaml:1: the file must be a block of key: value lines",
        "smalltalk.yaml:1: the file must be a list; begin each item with '- '",
    ):
        assert any(passage in line for line in said), passage


def test_the_error_lists_all_problems_one_a_line(directory: Path, change: Change):
    change(FAQ, "label: 分類", "label: no")
    change(FAQ, "related: [one]", "related: [zero]")

    with pytest.raises(KnowledgeError, match=r"a\.yaml:2: YAML reads .*\n.*a\.yaml:16: there is no entry 'zero'"):
        load(directory)


def test_a_complaint_quotes_little_of_a_long_mistake(directory: Path, change: Change, complaints: Complaints):
    change(FAQ, "id: two", "id: " + "長" * 100_000)

    assert all(len(line) < 300 for line in complaints())


@pytest.mark.parametrize(
    "content", [b"id: x\n" + b"z: x\n" * 100, b"entries:\n" + b"  - {}\n" * 100], ids=["keys", "entries"]
)
def test_many_mistakes_are_all_reported(directory: Path, complaints: Complaints, content: bytes):
    (directory / "faq" / "b.yaml").write_bytes(content)

    assert len(complaints()) >= 100


def test_missing_files_are_reported_with_what_to_do(tmp_path: Path):
    with pytest.raises(KnowledgeError) as caught:
        load(tmp_path)

    assert str(caught.value) == (
        f"{tmp_path}/faq/*.yaml:1: this file is missing; write one file a category\n"
        f"{tmp_path}/messages.yaml:1: this file is missing; the shipped one is a good beginning"
    )


@pytest.mark.parametrize(
    ("name", "reason"),
    [("nowhere", "No such file or directory"), ("messages.yaml", "Not a directory"), ("x" * 300, "File name too long")],
    ids=["nothing", "a file", "an endless name"],
)
def test_a_knowledge_that_is_no_directory_cannot_start(directory: Path, name: str, reason: str):
    with pytest.raises(
        CannotStart, match=rf"there is no knowledge directory here \({reason}\); start from .*--knowledge"
    ):
        load(directory / name)


def test_of_a_file_with_few_keys_all_are_named(directory: Path, complaints: Complaints):
    (directory / "aliases.yaml").write_text("old: one\n")

    assert complaints() == ["aliases.yaml:1: 'old' is not a key here; the keys here are categories, entries, templates"]


def test_what_refers_into_a_file_that_is_no_yaml_is_not_blamed(directory: Path, complaints: Complaints):
    (directory / "faq" / "b.yaml").write_text("id: b\nentries:\n  - id: three\n\tquestion: x\n")
    (directory / "phrases" / "more.yaml").write_text("three: [三番目]\nfour: [四番目]\n")

    (directory / "checklist.yaml").write_text("- {label: 四, entry: four}\n")
    assert [line.split(":")[0] for line in complaints()] == ["faq/b.yaml"]
    (directory / "faq" / "b.yaml").write_text("id: [\n")
    assert [line.split(":")[0] for line in complaints()] == ["faq/b.yaml"]


def test_the_words_for_operators_may_not_be_left_out_in_part(change: Change, complaints: Complaints):
    change(MESSAGES, "  button_forget: 送った記録を消す\n", "  button_forgt: 送った記録を消す\n")
    change(MESSAGES, "  settled: 一覧から外しました。\n", "  settled: '" + "あ" * 201 + "'\n")
    said = [line.split(": ", 1)[1] for line in complaints()]
    assert said == [
        "a notice has 201 characters, more than 200; shorten it",
        "'button_forget' is missing; add it",
        "'button_forgt' is not a key here; did you mean 'button_forget'?",
    ]


def test_the_words_for_operators_may_be_left_out_as_a_whole(directory: Path):
    path = directory / MESSAGES
    everybodys, marker, _ = path.read_text(encoding="utf-8").partition("\nadmin:\n")
    assert marker
    path.write_text(everybodys + "\n", encoding="utf-8")
    messages = load(directory).messages
    assert (messages.admin, messages.hand_over) == (None, None)


@pytest.mark.parametrize(("key", "more"), [("privacy", 3800), ("privacy_kept", 3600)])
def test_privacy_has_to_fit_with_what_handing_over_adds(change: Change, complaints: Complaints, key: str, more: int):
    change(MESSAGES, f"\n{key}: |\n", f"\n{key}: |\n  " + "あ" * more + "\n")
    [said] = complaints()
    assert re.fullmatch(
        r"messages.yaml:\d+: this has with the privacy of hand_over 4,\d{3} characters, more than 4,096; shorten it",
        said,
    )
