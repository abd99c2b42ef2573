"""What tells who wrote a text, as patterns; each marks the telling part as its group `it`."""

from __future__ import annotations

import re
from typing import Final

MAIL: Final = "［メール］"
PHONE: Final = "［電話］"
NUMBER: Final = "［番号］"
ADDRESS: Final = "［住所］"
NAME: Final = "［名前］"
ID: Final = "［ID］"
URL: Final = "［URL］"
MARKS: Final = (MAIL, PHONE, NUMBER, ADDRESS, NAME, ID, URL)

PARTICLES: Final = "のはがをにへともでや"
# Behind one of these stands さん as the western form of a verb: 消さんといて.
VERBS: Final = "消残出話貸返押直渡戻起落増減回隠外通許試示写移足越探"

_KANJI: Final = "一-鿿々〆ヶケ"
_KATAKANA: Final = "ァ-ヴー"
_KANA: Final = "ぁ-んー"
# What people type between the digits of a number, ー and の included.
_HYPHENS: Final = "-‐‑‒–—―−ー─━〜~･・"
_BETWEEN: Final = rf"[{_HYPHENS}.()\s/の]{{0,2}}"

_HOST: Final = r"(?:[a-z0-9-]{1,63}\.)+[a-z]{2,}"
_AT: Final = r"(?:@|[(\[]\s?(?:at|アット)\s?[)\]]|\sat\s|アットマーク|アット)"
_DOT: Final = r"(?:\.|\s?ドット\s?|\sdot\s)"

_COUNTED: Final = r"(?:万|千|百|円|ポイント|pt|p(?![a-z])|人|名|件|社|通|文字|字|日|回|年|時|分|歳|%)"
_MEASURED: Final = r"(?:pt|p|mg|ml|g|kg|l|cm|mm|km|kb|mb|gb|h|d|x)(?![a-z0-9_])"

_PREFECTURE: Final = rf"(?:東京都|北海道|大阪府|京都府|[{_KANJI}]{{2,3}}県)"
# In Sapporo: 北1条西2丁目, 北一条西二丁目.
_COUNT: Final = r"[一二三四五六七八九十]{1,3}"
_BLOCK: Final = (
    rf"(?:\d{{1,4}}|{_COUNT}(?=丁目|条[東西南北]))"
    rf"(?:(?:丁目|番地?|号|条[東西南北]?|[{_HYPHENS}])(?:{_COUNT}(?=丁目|番|号)|\d{{0,4}})){{1,4}}室?"
)

_DATE: Final = (
    r"(?:(?:19|20)\d\d|(?:大正|昭和|平成|令和|[tshr])\s?(?:\d{1,2}|元))\s?[年./-]"
    r"(?:\s?\d{1,2}\s?[月./-]?(?:\s?\d{1,2}日?)?)?"
)

# A name in any script but hiragana, whose ends nothing shows; with or without a blank between its parts.
_WORD: Final = (
    rf"(?:[{_KANJI}]{{1,6}}(?:\s[{_KANJI}]{{1,4}})?|[{_KATAKANA}・]{{2,12}}(?:\s[{_KATAKANA}]{{2,8}})?"
    r"|[a-z][a-z.]{1,15}(?:\s[a-z]+)?)"
)
_TWO_PARTS: Final = rf"(?:[{_KANJI}]{{2,5}}(?:\s[{_KANJI}]{{1,4}})?|[{_KATAKANA}]{{2,8}}\s[{_KATAKANA}]{{2,8}})"
# In hiragana it has to stand free, and must not end like a verb (やめると申します).
_FREE_KANA: Final = rf"(?<![{_KANJI}{_KATAKANA}{_KANA}])[{_KANA}]{{2,7}}(?<![るたずない])"

_SAN: Final = r"さん"
_SAMA: Final = r"さま(?![よざた])"  # not さまざま, さまよう
_HONORIFIC: Final = rf"(?:{_SAN}|{_SAMA}|様(?![々子式相態])|殿|氏(?![名姓神])|先生|ちゃん(?!と)|君)"
# With a blank before it. Behind katakana, サン is the end of a word (デッサン).
_APART: Final = rf"\s(?:{_SAN}|{_SAMA}|様(?![々子式相態])|殿|氏(?![名姓神]))"
_IN_KATAKANA: Final = rf"(?:サン|サマ|チャン|クン)(?![{_KATAKANA}])"
_IN_LATIN: Final = r"[-\s](?:san|sama|sensei|kun|chan)(?![a-z0-9])"
# Many a verb ends alike: 届くんですか.
_KUN: Final = r"(?<![書行聞届続働動引着付置向開空描抜解説招])くん(?!で|だ|じゃ|の|か|よ|な|け)"

_I_AM: Final = r"(?:私|わたし|わたくし|僕|ぼく|俺|自分)(?:の名前)?(?:は|、)\s*"
_MY_NAME: Final = r"(?:お?名前|氏名|本名|姓名|フルネーム|ハンドルネーム)\s?[:はが]\s?"
_THEY_ARE: Final = r"(?:担当(?:者|の方|の人)?|エージェント|コンサルタント|アドバイザー)(?:の名前)?は、?\s?"
# 退会したいと申しております says no name.
_SAID: Final = (
    r"(?=と申し(?![上出込てま]|まして?お)|と申しま|と申す|といいます|と言います|という者|と言う者|ともうします)"
)
_IS: Final = r"です(?!か)"

# In this order: what is found first cannot be mistaken for what comes later.
RULES: Final = tuple(
    (mark, re.compile(pattern, re.IGNORECASE))
    for mark, pattern in (
        (URL, rf"(?P<it>(?:https?|ftp|tg|line)://[!-~]+|(?<![a-z0-9@.]){_HOST}/[!-~]+)"),
        (MAIL, rf"(?P<it>[a-z0-9._%+-]{{1,64}}\s?{_AT}\s?[a-z0-9-]{{1,63}}(?:{_DOT}[a-z0-9-]{{1,63}})+)"),
        (ID, r"(?<![a-z0-9._%+-])(?P<it>@[a-z0-9_]{3,32})(?![a-z0-9_])"),
        (NUMBER, rf"(?P<it>{_DATE})(?=\s?(?:生ま?れ|産まれ|うまれ))"),
        (NUMBER, rf"(?:生年月日|誕生日)\s?[:はが]?\s?(?P<it>{_DATE})"),
        (ADDRESS, rf"(?P<it>〒\s?\d{{3}}[{_HYPHENS}]?\d{{4}}(?:\s?[^\s、。,!?]{{0,40}}\d)?)"),
        (ADDRESS, rf"(?P<it>{_PREFECTURE}?[{_KANJI}]{{1,6}}[市区町村郡][^\s、。,!?\d]{{0,20}}{_BLOCK})"),
        (PHONE, rf"(?<![\da-z])(?P<it>(?:\(?\+\s?81|\(?81(?=[{_HYPHENS}])|\(?0)(?:{_BETWEEN}\d){{8,12}})(?!\d)"),
        (ID, r"(?:ID|パスワード|password|アカウント名?|ユーザー名)\s?[:=はが]\s?(?P<it>(?!m3)[!-~]{4,40})"),
        (ID, r"番号\s?[:=はが]?\s?(?P<it>(?=[a-z_-]{0,39}\d)(?=[\d_-]{0,39}[a-z])[a-z0-9_-]{3,40})"),
        # A whole word of letters alone may be one of the language (LINEはiPhoneで).
        (
            ID,
            r"(?:LINE|ライン|インスタ(?:グラム)?|Instagram|Twitter|Skype|スカイプ|Telegram|テレグラム)\s?[:=はが]\s?"
            r"(?P<it>(?!m3)(?:(?=[a-z.-]{0,39}[\d_])[a-z0-9_.-]{3,40}|[a-z]{4,40}(?=です|[\s、。]|$)))",
        ),
        # Letters and three digits or more, but no amount (120ml).
        (
            ID,
            rf"(?<![a-z0-9_.-])(?!\d+{_MEASURED})(?=[a-z0-9_.-]{{0,64}}[a-z])(?=(?:[a-z_.-]{{0,64}}\d){{3}})"
            r"(?P<it>[a-z0-9_][a-z0-9_.-]{2,63})",
        ),
        # Four digits or more in a row, with what hangs on them, but no year and no amount (5000円). Bounded, or a long
        # chain like 1-1-1 would take seconds.
        (
            NUMBER,
            rf"(?<!\d)(?!20[1-3]\d(?:年|/\d|度))(?!\d{{4,6}}{_COUNTED})"
            rf"(?P<it>(?:\d{{1,3}}[{_HYPHENS}]){{0,10}}\d{{4,}}(?:[{_HYPHENS}\s]?\d+)*)",
        ),
        (NUMBER, r"(?P<it>[〇一二三四五六七八九]{5,})"),
        (NAME, rf"(?<![{_KATAKANA}])(?P<it>{_WORD}){_HONORIFIC}"),
        (NAME, rf"(?<![{_KATAKANA}])(?P<it>{_WORD}){_APART}"),
        (NAME, rf"(?P<it>[{_KANJI}]{{1,6}}){_IN_KATAKANA}"),
        (NAME, rf"(?<![a-z0-9])(?P<it>[a-z]{{2,16}}){_IN_LATIN}"),
        (NAME, rf"(?P<it>[{_KANJI}]{{2,6}}|[{_KATAKANA}]{{2,8}}){_KUN}"),
        (NAME, rf"(?:^|(?<=[^{_KANA}])|(?<=[{PARTICLES}]))(?P<it>[{_KANA}]{{2,5}})(?:{_SAN}|{_SAMA})"),
        (NAME, rf"{_MY_NAME}(?P<it>{_WORD})(?={_IS}|だ|[\s、。]|$)"),
        (NAME, rf"(?:{_MY_NAME}|{_I_AM})(?P<it>[{_KANA}]{{2,7}}){_SAID}"),
        (NAME, rf"{_I_AM}(?P<it>{_WORD})(?={_IS}|でございます)"),
        (NAME, rf"{_THEY_ARE}(?P<it>{_WORD})(?={_IS}|でした)"),
        (NAME, rf"(?:^|(?<=[。\n!]))(?P<it>{_TWO_PARTS})です(?=[。、\n!]|$)"),
        (NAME, rf"(?P<it>{_WORD}|{_FREE_KANA}){_SAID}"),
    )
)
