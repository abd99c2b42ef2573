"""The few marks of answers become spans, and a mark that is not closed is refused."""

import pytest

from bot.knowledge.markup import MarkupError, parse
from bot.text import Mark, Span, Text

BOLD, CODE, PLAIN = Mark.BOLD, Mark.CODE, Mark.PLAIN

MARKED = {
    "nothing": ("", ()),
    "plain": ("こたえ", (Span("こたえ"),)),
    "bold": ("**太**字", (Span("太", BOLD), Span("字"))),
    "code": ("`a@b.c`へ", (Span("a@b.c", CODE), Span("へ"))),
    "both": ("**a**`b`", (Span("a", BOLD), Span("b", CODE))),
    "stars within code": ("`**`", (Span("**", CODE),)),
    "backtick within bold": ("**a`b**", (Span("a`b", BOLD),)),
    "a single star": ("2*3", (Span("2*3"),)),
    "escaped": (r"\*\*a\*\* \`b\` \\", (Span("**a** `b` \\"),)),
    "backslash before anything else": (r"\a", (Span(r"\a"),)),
    "backslash at the end": ("a\\", (Span("a\\"),)),
    "two lines": ("a\nb", (Span("a\nb"),)),
    "blank lines around": ("\n\na\n\n", (Span("a"),)),
    "quote": ("> a", (Span("a", quoted=True),)),
    "quote without a blank": (">a", (Span("a", quoted=True),)),
    "quote of two lines": ("> a\n> b", (Span("a\nb", quoted=True),)),
    "quote in the middle": ("a\n> b\nc", (Span("a\n"), Span("b", quoted=True), Span("\nc"))),
    "bold in a quote": ("> **a**", (Span("a", BOLD, quoted=True),)),
    "an arrow within a line": ("a > b", (Span("a > b"),)),
    "escaped quote": (r"\> a", (Span("> a"),)),
    "HTML is plain": ("<b>&amp;", (Span("<b>&amp;"),)),
    "other Markdown is plain": ("_a_ [b](c) # d", (Span("_a_ [b](c) # d"),)),
}


@pytest.mark.parametrize(("source", "spans"), MARKED.values(), ids=MARKED)
def test_marks_become_spans(source: str, spans: tuple[Span, ...]):
    assert parse(source) == Text(spans)


REFUSED = {
    "bold not closed": ("a **b", r"\*\* is opened and not closed in 'a \*\*b'; close it or write \\\*"),
    "code not closed": ("a `b", r"` is opened and not closed in 'a `b'; close it or write \\`"),
    "bold closed in the next line": ("**a\nb**", r"\*\* is opened and not closed in '\*\*a'"),
    "empty bold": ("****", r"\*\* marks nothing in '\*\*\*\*'; write \\\* for the sign itself"),
    "empty code": ("``", r"` marks nothing in '``'; write \\` for the sign itself"),
    "blank bold": ("** **", r"\*\* marks nothing"),
    "in a quote": ("> **a", r"\*\* is opened and not closed in '\*\*a'"),
}


@pytest.mark.parametrize(("source", "complaint"), REFUSED.values(), ids=REFUSED)
def test_a_mark_that_is_not_closed_is_refused_with_a_cure(source: str, complaint: str):
    with pytest.raises(MarkupError, match=complaint):
        parse(source)


def test_a_complaint_shows_little_of_a_long_line():
    with pytest.raises(MarkupError, match="is opened and not closed") as caught:
        parse("**" + "あ" * 100_000)

    assert len(str(caught.value)) < 200


def test_neighbours_with_the_same_mark_are_one_span():
    assert len(parse("a\nb\nc\n\nd").spans) == 1
