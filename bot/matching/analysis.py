"""From a text to words and to its kana reading; the only door to the morphological analyser and kana library."""

from __future__ import annotations

import re
import threading
from collections.abc import Sequence
from functools import lru_cache
from importlib.resources import files
from typing import Final, NamedTuple

import jaconv
from sudachipy import Dictionary, SplitMode, Tokenizer

from bot.knowledge import Synonyms
from bot.normalise import clean, compared, hiragana, normalise

_CONTENT: Final = {"名詞", "動詞", "形容詞", "副詞", "形状詞", "代名詞", "接頭辞", "接尾辞", "連体詞", "感動詞"}
# One character can stand for eighteen (ﷺ): the limits above are kept here once more, after they are written out.
_MAX_CHARACTERS: Final = 5000
_SILENT: Final = {"補助記号", "空白", "記号"}

_LATIN: Final = re.compile(r"[a-z']{2,}")
# Whole romaji syllables in Hepburn, Kunrei and what keyboards accept, and nothing left over.
_ROMAJI: Final = re.compile(
    r"(?:n'?(?![aiueoy])|n'(?=[aiueoy])|([bcdfghjkmprstwz])(?=\1)"
    r"|(?:sh|ch|ts|th|wh|[bghkmnprgzjdstc]y|[bghkmnprfjvzsdtwy])?[aiueo])+"
)
# Words of asking, in dictionary form: they are in every question and tell none from another.
_ASKING: Final = files("bot.matching").joinpath("asking.txt").read_text(encoding="utf-8").split()
# Single letters with blanks between them are one word: 退 会 し た い
_SPACED: Final = re.compile(r"(?<!\S)[ぁ-ヿ々一-鿿](?: [ぁ-ヿ々一-鿿](?!\S))+")
_OF_THREAD: Final = threading.local()
_DOUBLE_N: Final = re.compile(r"nn(?=[aiueoy])")


# Tuples, because there are twenty thousand of them to compare, to count and to keep on disk.
class Word(NamedTuple):
    """A content word: its dictionary form, the reading of what was written in hiragana, whether a dictionary has it."""

    form: str
    reading: str
    in_dictionary: bool = True


# Phrases have few different words: each is made once.
_word = lru_cache(maxsize=10_000)(Word)


class Analysis(NamedTuple):
    """A text as the search sees it.

    `characters`: its normalised form, names in one spelling; `words`: its content words in order, without the words of
    asking; `reading`: all of it in hiragana, without blanks and marks: nothing for marks and emoji alone; the letters
    themselves in a script that the dictionary cannot read.
    """

    characters: str
    words: tuple[Word, ...]
    reading: str


class Analyser:
    """Analyses texts with SudachiPy's small dictionary, the names and the synonyms of the knowledge."""

    def __init__(self, synonyms: Synonyms) -> None:
        self._stop = synonyms.stop.union(_ASKING)
        self._names = {hiragana(clean(spelling)): clean(names[0]) for names in synonyms.names for spelling in names}
        longest_first = sorted(self._names, key=len, reverse=True)
        self._name = re.compile("|".join(map(re.escape, longest_first)) or "(?!)")
        # A synonym may be several words to the dictionary: 再登録 is 再 and 登録.
        self._concepts: dict[tuple[str, ...], str] = {}
        for group in synonyms.groups:
            for written in map(clean, group):
                forms = tuple(word.form for word in self._read(written)[0])
                for one in {(written,), forms} - {()}:
                    self._concepts.setdefault(one, group[0])
        self._longest = max(map(len, self._concepts), default=0)

    def analyse(self, text: str) -> Analysis:
        """Analyse one text; the same text always gives the same analysis."""
        words: list[Word] = []
        reading = characters = ""
        for part, name in self._parts(_prepared(text)):
            characters += part + name
            if name:
                words.append(Word(name, normalise(name)))
                reading += name
            else:
                found, read = self._read(_LATIN.sub(self._from_romaji, part))
                words += found
                reading += read
        kept = tuple(word for word in words if word.form not in self._stop)
        characters = compared(characters)
        if not reading and any(map(str.isalpha, characters)):
            reading = characters
        return Analysis(characters, kept, compared(reading))

    def characters(self, text: str) -> str:
        """Return the characters of the analysis of a text, without the rest of it."""
        return compared("".join(part + name for part, name in self._parts(_prepared(text))))

    def concepts(self, forms: Sequence[str]) -> tuple[str, ...]:
        """Name the synonym groups that words in their dictionary forms, alone or side by side, belong to; each once."""
        found = (
            self._concepts.get(tuple(forms[start : start + length]))
            for start in range(len(forms))
            for length in range(1, self._longest + 1)
        )
        return tuple(dict.fromkeys(filter(None, found)))

    def _parts(self, text: str) -> list[tuple[str, str]]:
        """Cut a text at the names in it: pairs of (text between, "") and ("", name)."""
        parts: list[tuple[str, str]] = []
        position = 0
        for found in self._name.finditer(hiragana(text)):  # as long as the text itself
            parts += [(text[position : found.start()], ""), ("", self._names[found[0]])]
            position = found.end()
        return [*parts, (text[position:], "")]

    def _read(self, text: str) -> tuple[list[Word], str]:
        """Return the content words of a text and the reading of all of it."""
        words: list[Word] = []
        reading = ""
        for morpheme in _tokenizer().tokenize(text):
            part_of_speech = morpheme.part_of_speech()[0]
            if part_of_speech in _SILENT:
                continue
            read = hiragana(morpheme.reading_form() or morpheme.surface())
            if part_of_speech in _CONTENT:
                words.append(_word(morpheme.normalized_form().lower(), read, not morpheme.is_oov()))
            reading += read
        return words, reading

    def _from_romaji(self, found: re.Match[str]) -> str:
        word = found[0]
        if (word,) in self._concepts or not _ROMAJI.fullmatch(word):
            return word
        return str(jaconv.alphabet2kana(_DOUBLE_N.sub("n'n", word)))


def _prepared(text: str) -> str:
    return _SPACED.sub(lambda spaced: spaced[0].replace(" ", ""), clean(text)[:_MAX_CHARACTERS])


@lru_cache(maxsize=1)
def _dictionary() -> Dictionary:
    """Load the dictionary once; it takes about a tenth of a second and 70 MB."""
    return Dictionary(dict="small")


def _tokenizer() -> Tokenizer:
    """Return the tokenizer of this thread: one that is in use refuses a second text."""
    if not hasattr(_OF_THREAD, "tokenizer"):
        _OF_THREAD.tokenizer = _dictionary().tokenizer(SplitMode.A)
    tokenizer: Tokenizer = _OF_THREAD.tokenizer
    return tokenizer
