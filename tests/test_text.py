"""Marked text is counted, joined and filled without losing a mark."""

import pytest

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
