"""Marked text is counted, joined and filled without losing a mark."""

import re

import pytest

from bot.telegram.render import html
from bot.text import Mark, Span, Text, fill, names_in


def test_the_bare_characters_are_those_of_all_spans():
    text = Text((Span("太字", Mark.BOLD), Span("と"), Span("引用", quoted=True)))

    assert str(text) == "太字と引用"
    assert len(text) == 5


def test_length_counts_characters_as_telegram_does_not_bytes():
    assert len(Text.of("あ😀")) == 2


def test_joined_texts_keep_their_marks():
    assert Text.of("a", Mark.BOLD) + Text.of("b") == Text((Span("a", Mark.BOLD), Span("b")))


def test_a_value_stands_where_its_name_stood_with_the_same_mark():
    text = Text((Span("{name}様", Mark.BOLD), Span("、{name}", quoted=True)))

    assert text.fill(name="山田") == Text((Span("山田様", Mark.BOLD), Span("、山田", quoted=True)))


@pytest.mark.parametrize(
    ("text", "values", "filled"),
    [
        ("{other}", {"name": "x"}, "{other}"),
        ("{}", {"name": "x"}, "{}"),
        ("{name", {"name": "x"}, "{name"),
        ("{{name}}", {"name": "x"}, "{x}"),
        ("{a}{b}", {"a": "{b}", "b": "y"}, "{b}y"),
        ("{name}", {"name": r"\1 **<b>&{0}"}, r"\1 **<b>&{0}"),
        ("{self}{my-name}", {"self": "x", "my-name": "y"}, "xy"),
    ],
    ids=["unknown name", "no name", "open brace", "two braces", "braces in a value", "marks in a value", "odd names"],
)
def test_values_are_taken_literally_and_other_braces_stay(text: str, values: dict[str, str], filled: str):
    assert str(Text.of(text).fill(**values)) == filled


def test_the_names_in_braces_are_found():
    assert names_in("{a} {b}{a} {} {c") == {"a", "b", ""}


@pytest.mark.parametrize(
    ("text", "filled"),
    [
        ("{name}様", "{other}様"),
        ("{ {name} }", "{ {other} }"),
        ("{{name}}", "{{other}}"),
        ("{name", "{name"),
        ("{0}{}{x}", "{0}{}{x}"),
    ],
    ids=["a value with braces", "braces around", "double braces", "not closed", "other names"],
)
def test_a_value_is_taken_literally_and_other_braces_stay(text: str, filled: str):
    assert fill(text, name="{other}", other="never") == filled


SENTENCE = "これは二十字になるように書いた文です。"
# Each row: a text, the limit, and its parts.
CUTS = {
    "what fits is left alone": ("一行\n\n\n二行\n", 8, ["一行\n\n\n二行\n"]),
    "nothing": ("", 8, [""]),
    "at a paragraph": ("あいう。\nえ\n\nお", 8, ["あいう。\nえ", "お"]),
    "at the last paragraph": ("あ\n\nい\n\nう\n\nえ", 8, ["あ\n\nい\n\nう", "え"]),
    "at a paragraph that begins where the part is full": ("あいうえ\n\nお", 4, ["あいうえ", "お"]),
    "at blank lines with blanks in them": ("あいうえ\n \n\u3000\n\u3000お", 8, ["あいうえ", "\u3000お"]),
    "at a line": ("あい。う\nえおか", 6, ["あい。う", "えおか"]),
    "behind a sentence": ("あいう。えおか", 6, ["あいう。", "えおか"]),
    "not within brackets where there is another end": ("あいう。（え。）おか", 7, ["あいう。", "（え。）おか"]),
    "anywhere": ("あいうえおかき", 3, ["あいう", "えおか", "き"]),
    "no part is half empty for a paragraph": ("あ\n\nいうえおかきくけ", 8, ["あ\n\nいうえおか", "きくけ"]),
    "blank lines longer than a part": ("あ" + "\n" * 20 + "い", 4, ["あ", "い"]),
    "a limit of one": ("あ\nい。", 1, ["あ", "い", "。"]),
}


@pytest.mark.parametrize(("text", "limit", "parts"), CUTS.values(), ids=CUTS)
def test_a_long_text_is_cut_at_the_best_place(text: str, limit: int, parts: list[str]):
    assert [str(part) for part in Text.of(text).parts(limit)] == parts


def test_a_mark_goes_on_in_the_next_part():
    text = Text((Span("あい", Mark.BOLD), Span("うえ", Mark.CODE), Span("おか", quoted=True)))

    assert text.parts(3) == (
        Text((Span("あい", Mark.BOLD), Span("う", Mark.CODE))),
        Text((Span("え", Mark.CODE), Span("おか", quoted=True))),
    )


def a_long_text() -> Text:
    """Paragraphs, lines and sentences of many lengths, with every mark."""
    marks = list(Mark)
    spans = []
    for number in range(400):
        ending = ("", "\n", "\n\n", "\n \n\n")[number % 4]
        spans.append(Span(f"{number}{SENTENCE * (number % 9)}{ending}", marks[number % 4], quoted=number % 5 == 0))
    return Text(tuple(spans))


@pytest.mark.parametrize("limit", [10, 100, 1000, 4096])
def test_parts_lose_nothing_but_the_blanks_at_their_cuts(limit: int):
    text = a_long_text()

    parts = text.parts(limit)

    def characters(one: Text) -> list[tuple[str, Mark, bool]]:
        """Each character that can be seen, with its marks."""
        return [(char, span.mark, span.quoted) for span in one.spans for char in span.text if not char.isspace()]

    assert all(0 < len(part) <= limit and str(part).strip() == str(part) for part in parts)
    assert [seen for part in parts for seen in characters(part)] == characters(text)
    lines = [line for part in parts for line in str(part).splitlines() if line.strip()]
    if limit == 4096:  # there a cut never falls within a line
        assert lines == [line for line in str(text).splitlines() if line.strip()]


@pytest.mark.parametrize(
    "spans",
    [
        (Span("'" * 100_000),),
        (Span("'", Mark.CODE), Span('"')) * 5000,
        (Span("<", Mark.CODE, quoted=True), Span("&")) * 5000,
        (Span("'", Mark.BOLD, quoted=True), Span('"', quoted=True)) * 5000,
    ],
    ids=["quotes", "code", "quoted code", "bold in one block"],
)
def test_every_part_fits_as_markup_and_keeps_its_marks(spans: tuple[Span, ...]):
    parts = Text(spans).parts(4096)

    assert "".join(map(str, parts)) == str(Text(spans))
    for part in parts:
        markup = html(part)
        assert len(markup.encode()) <= 32_768
        assert len(re.findall("<(?=[a-z])", markup)) <= 100
