"""Phrases with alternatives expand to all their variants, in reading order and within limits."""

import itertools

import pytest

from bot.knowledge.patterns import MAX_CHARACTERS, MAX_VARIANTS, PatternError, expand, literal

EXPANSIONS = {
    "plain": ("退会したい", ["退会したい"]),
    "nothing": ("", [""]),
    "two alternatives": ("(退会|解約)したい", ["退会したい", "解約したい"]),
    "an empty alternative": ("退会(方法|)", ["退会方法", "退会"]),
    "an empty alternative first": ("(の|)方法", ["の方法", "方法"]),
    "two groups": ("(a|b)(c|d)", ["ac", "ad", "bc", "bd"]),
    "a group of one": ("(退会)する", ["退会する"]),
    "an empty group": ("退会()", ["退会"]),
    "nested": ("(a|b(c|d)e)f", ["af", "bcef", "bdef"]),
    "nested at the start": ("((a|b)|c)", ["a", "b", "c"]),
    "three deep": ("(a(b(c|)|)|)", ["abc", "ab", "a", ""]),
    "bar outside a group": ("a|b", ["a|b"]),
    "escaped parentheses": (r"m3\(.com\)", ["m3(.com)"]),
    "escaped bar in a group": (r"(a\|b|c)", ["a|b", "c"]),
    "escaped parenthesis in a group": (r"(\)|\()", [")", "("]),
    "escaped backslash": (r"a\\(b|c)", [r"a\b", r"a\c"]),
    "backslash before a letter": (r"\a", ["a"]),
    "backslash at the end": ("a\\", ["a\\"]),
    "full-width marks are plain": ("（a｜b）", ["（a｜b）"]),
    "equal alternatives stay": ("(a|a)", ["a", "a"]),
}


@pytest.mark.parametrize(("pattern", "variants"), EXPANSIONS.values(), ids=EXPANSIONS)
def test_a_pattern_expands_to_its_variants_in_reading_order(pattern: str, variants: list[str]):
    assert expand(pattern) == variants


REFUSALS = {
    "never closed": ("a(b|c", r"the \( at character 2 is never closed; close it or write \\\("),
    "inner never closed": ("(a(b)", r"the \( at character 1 is never closed"),
    "only opened": ("(", r"the \( at character 1 is never closed"),
    "closes nothing": ("ab)c", r"the \) at character 3 closes nothing; remove it or write \\\)"),
    "closed twice": ("(a))", r"the \) at character 4 closes nothing"),
    "the closing one is escaped": (r"(a\)", r"the \( at character 1 is never closed"),
    "product": ("(a|b)" * 11, r"this expands to 2,048 variants, more than 2,000; split the phrase"),
    "sum": (f"({'|'.join(['(0|1|2|3|4|5|6|7|8|9)(0|1|2|3|4|5|6|7|8|9)(0|1|2|3|4|5|6|7|8|9)'] * 3)})", "over 2,000"),
    "explosion": ("(a|b)" * 60, "this expands to 1,152,921,504,606,846,976 variants"),
    "length": ("あ" * 301, "a phrase has 301 characters, more than 300; shorten it"),
    "depth": ("(" * 100_000, "a phrase has 100,000 characters, more than 300; shorten it"),
}


@pytest.mark.parametrize(("pattern", "complaint"), REFUSALS.values(), ids=REFUSALS)
def test_what_cannot_be_expanded_is_refused_with_a_cure(pattern: str, complaint: str):
    with pytest.raises(PatternError, match=complaint):
        expand(pattern)


def test_the_limits_themselves_are_allowed():
    digits = "(0|1|2|3|4|5|6|7|8|9)"

    assert len(expand(f"{digits * 3}(a|b)")) == MAX_VARIANTS
    assert expand("あ" * MAX_CHARACTERS) == ["あ" * MAX_CHARACTERS]
    assert expand("(" * 150 + ")" * 150) == [""]


def test_all_short_patterns_expand_or_are_refused_and_never_crash():
    outcomes = {"expanded": 0, "refused": 0}
    for length in range(7):
        for characters in itertools.product("(|)\\a", repeat=length):
            try:
                variants = expand("".join(characters))
            except PatternError:
                outcomes["refused"] += 1
            else:
                assert variants
                assert all(set(variant) <= set("(|)\\a") for variant in variants)
                outcomes["expanded"] += 1

    assert all(outcomes.values()), outcomes


@pytest.mark.parametrize("text", ["退会したい", "m3(.com)", "a|b", "(a|b)", "a\\", "\\(", "()", "（a｜b）", "", "))(("])
def test_a_literal_text_stands_for_itself_alone(text: str):
    assert expand(literal(text)) == [text]
