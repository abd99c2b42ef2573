"""Cut a message where one sentence, or one wish, ends and another begins."""

from __future__ import annotations

import re
from typing import Final

_MAX_CHARACTERS: Final = 1000
# Where a sentence ends, and where one wish is joined to another: ……と、……／……のと……／……、あと……
_SENTENCE_END: Final = re.compile(r"[。｡！？!?\n]+|(?<=と)、|(?<=の)と(?=..)|、(?=あと|それと|それから|ついでに)")
# Where two things may be joined that are asked for at once: 退会方法とポイントの扱い、メールも電話も
_JOINT: Final = re.compile(r"(?<=\w\w)(?:と|も|及び|および|ならびに|や)[、,]?(?=\w\w)|(?<=\w\w)[・/／+＋&＆](?=\w\w)")

# AとBを教えて, Aも知りたい: a request that names things rather than asking something of one of them.
_REQUEST: Final = re.compile(r"(?:を|も|について|に関して|のこと)(?:教え|おしえ|知りた|しりた|聞きた|ききた|伺いた)")


def shortened(message: str) -> str:
    """Keep the beginning and, longer, the end of a message beyond 1,000 characters: the question mostly comes last."""
    if len(message) <= _MAX_CHARACTERS:
        return message
    return f"{message[: _MAX_CHARACTERS // 4]}。{message[1 - _MAX_CHARACTERS * 3 // 4 :]}"


def sentences(message: str) -> list[str]:
    """Cut a message into its sentences, without blanks around them and without empty ones."""
    return [sentence.strip() for sentence in _SENTENCE_END.split(message) if sentence.strip()]


def halves(sentence: str) -> list[tuple[str, str]]:
    """List the ways to cut a sentence in two at a word that joins things."""
    return [(sentence[: joint.start()], sentence[joint.end() :]) for joint in _JOINT.finditer(sentence)]


def names_things(sentence: str) -> bool:
    """Tell whether a sentence asks to be told about the things that it names: AとBを教えて."""
    return _REQUEST.search(sentence) is not None
