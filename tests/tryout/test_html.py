"""The HTML parse mode: what Telegram keeps, and what it refuses with which words."""

from typing import Any

import pytest
from telegram import MessageEntity

from bot.tryout.entities import settle
from bot.tryout.html import parse_html
from bot.tryout.links import checked_link
from bot.tryout.refusal import BadRequest


def entity(kind: str, offset: int, length: int, **more: Any) -> dict[str, Any]:
    return {"type": kind, "offset": offset, "length": length} | more


KEPT = {
    "plain": ("hello", "hello", []),
    "bold": ("a <b>b</b>", "a b", [entity("bold", 2, 1)]),
    "strong": ("<strong>b</strong>", "b", [entity("bold", 0, 1)]),
    "upper case tag": ("<B>b</B>", "b", [entity("bold", 0, 1)]),
    "italic": ("<i>a</i><em>b</em>", "ab", [entity("italic", 0, 1), entity("italic", 1, 1)]),
    "underline": ("<u>a</u> <ins>b</ins>", "a b", [entity("underline", 0, 1), entity("underline", 2, 1)]),
    "strike": ("<s>a</s><del>b</del>", "ab", [entity("strikethrough", 0, 1), entity("strikethrough", 1, 1)]),
    "spoiler": ('<span class="tg-spoiler">a</span>', "a", [entity("spoiler", 0, 1)]),
    "spoiler tag": ("<tg-spoiler>a</tg-spoiler>", "a", [entity("spoiler", 0, 1)]),
    "code": ("<code>x</code>", "x", [entity("code", 0, 1)]),
    "pre": ("<pre>x\ny</pre>", "x\ny", [entity("pre", 0, 3)]),
    "pre with language": (
        '<pre><code class="language-python">x</code></pre>',
        "x",
        [entity("pre", 0, 1, language="python")],
    ),
    "quote": ("<blockquote>q</blockquote>", "q", [entity("blockquote", 0, 1)]),
    "long quote": ("<blockquote expandable>q</blockquote>", "q", [entity("expandable_blockquote", 0, 1)]),
    "link": (
        '<a href="https://a.jp/?x=1&amp;y=2">l</a>',
        "l",
        [entity("text_link", 0, 1, url="https://a.jp/?x=1&y=2")],
    ),
    "link without href": ("<a>b.jp</a>", "b.jp", [entity("text_link", 0, 4, url="http://b.jp/")]),
    "mailto becomes a web address": (
        '<a href="mailto:a@b.jp">m</a>',
        "m",
        [entity("text_link", 0, 1, url="http://mailto:a@b.jp/")],
    ),
    "tel is dropped": ('<a href="tel:0312345678">t</a>', "t", []),
    "nested": ("<b>a<i>b</i></b>", "ab", [entity("bold", 0, 2), entity("italic", 1, 1)]),
    "emoji counts two": ("😀<b>𠮷野家</b>", "😀𠮷野家", [entity("bold", 2, 4)]),
    "empty entity": ("a<b></b>", "a", []),
    "short end tag": ("<b>a</>", "a", [entity("bold", 0, 1)]),
    "references": ("&lt;&gt;&amp;&quot;&#12354;&#x3042;", '<>&"ああ', []),
    "no semicolon": ("&lt b", "< b", []),
    "unknown references stay": ("&nbsp;&copy;&apos;", "&nbsp;&copy;&apos;", []),
}


@pytest.mark.parametrize(("source", "text", "entities"), KEPT.values(), ids=KEPT.keys())
def test_html_becomes_text_and_entities(source: str, text: str, entities: list[dict[str, Any]]) -> None:
    assert parse_html(source) == (text, entities)


@pytest.mark.parametrize(("source", "text", "entities"), KEPT.values(), ids=KEPT.keys())
def test_entities_cut_in_ptb_what_was_marked(source: str, text: str, entities: list[dict[str, Any]]) -> None:
    """PTB knows every type, and its offsets mean the same."""
    for given in entities:
        kept = MessageEntity.de_json(dict(given), None)
        assert kept.type in MessageEntity.ALL_TYPES
        units = text.encode("utf-16-le")
        assert len(units) // 2 >= kept.offset + kept.length


REFUSED = {
    "line break": ("a<br>b", 'Unsupported start tag "br" at byte offset 1'),
    "paragraph": ("<p>a</p>", 'Unsupported start tag "p" at byte offset 0'),
    "bytes, not characters": ("あ<ul>", 'Unsupported start tag "ul" at byte offset 3'),
    "smaller-than": ("1 < 2", 'Unsupported start tag "" at byte offset 2'),
    "unclosed tag": ("a <b", "Unclosed start tag at byte offset 2"),
    "unclosed attribute": ('<a href="x', 'Unclosed start tag "a" at byte offset 0'),
    "never closed": ("<b>a", 'Can\'t find end tag corresponding to start tag "b"'),
    "wrong nesting": ("<b><i>a</b></i>", 'Unmatched end tag at byte offset 7, expected "</i>", found "</b>"'),
    "end without start": ("a</b>", "Unexpected end tag at byte offset 1"),
    "unclosed end": ("<b>a</b", "Unclosed end tag at byte offset 4"),
    "span": ('<span class="red">a</span>', 'Tag "span" must have class "tg-spoiler" at byte offset 0'),
    "attribute without name": ('<a ="x">a</a>', 'Empty attribute name in the tag "a" at byte offset 0'),
    "half a surrogate": (
        "&#xD800;",
        "Text contains invalid Unicode characters after decoding HTML entities, "
        "check for unmatched surrogate code units",
    ),
    "token": ("<a href=x_y>a</a>", "Unexpected end of name token at byte offset 8"),
}


@pytest.mark.parametrize(("source", "words"), REFUSED.values(), ids=REFUSED.keys())
def test_html_is_refused_with_telegrams_words(source: str, words: str) -> None:
    with pytest.raises(BadRequest) as refusal:
        parse_html(source)

    assert refusal.value.description == f"Bad Request: can't parse entities: {words}"


SETTLED = {
    "trimmed": ("\n <b>a</b>b \n", "ab", [entity("bold", 0, 1)]),
    "bold around code is cut": (
        "<b>a<code>b</code>c</b>",
        "abc",
        [entity("bold", 0, 1), entity("code", 1, 1), entity("bold", 2, 1)],
    ),
    "bold inside code is lost": ("<code><b>a</b></code>", "a", [entity("code", 0, 1)]),
    "quote in a quote is lost": (
        "<blockquote>a<blockquote>b</blockquote></blockquote>",
        "ab",
        [entity("blockquote", 0, 2)],
    ),
    "address found": ("see https://a.jp/x.", "see https://a.jp/x.", [entity("url", 4, 14)]),
    "e-mail found": ("to a@b.co.jp へ", "to a@b.co.jp へ", [entity("email", 3, 9)]),
    "command found after emoji": ("😀 /help です", "😀 /help です", [entity("bot_command", 3, 5)]),
    "nothing found in code": ("<code>/help a.jp</code>", "/help a.jp", [entity("code", 0, 10)]),
    "a fraction is no command": ("1/2 a/b", "1/2 a/b", []),
}


@pytest.mark.parametrize(("source", "text", "entities"), SETTLED.values(), ids=SETTLED.keys())
def test_text_is_settled_as_telegram_keeps_it(source: str, text: str, entities: list[dict[str, Any]]) -> None:
    assert settle(*parse_html(source)) == (text, entities)


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("a.jp", "http://a.jp/"),
        ("HTTPS://a.jp", "https://a.jp/"),
        ("https://a.jp/b", "https://a.jp/b"),
        ("tg://resolve?domain=x", "tg://resolve?domain=x"),
        ("ftp://a.jp", ""),
        ("javascript:alert(1)", ""),
        ("https://localhost/", ""),
        ("", ""),
    ],
)
def test_addresses_are_kept_or_dropped(given: str, kept: str) -> None:
    assert checked_link(given) == kept
