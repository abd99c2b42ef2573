"""Masking: nothing that tells who wrote a question gets through, and ordinary questions stay as they are."""

from __future__ import annotations

import time

import pytest

from bot.knowledge import Knowledge
from bot.masking import masked

NAMES = ("薬キャリ", "m3", "エムスリー")

MASKED = [
    # mail
    ("taro.yamada@example.co.jpに返事がない", "［メール］に返事がない"),
    ("メールはTaro+m3@Example.comです", "メールは［メール］です"),
    ("ｔａｒｏ＠ｅｘａｍｐｌｅ．ｃｏｍを変えたい", "［メール］を変えたい"),
    ("taro (at) example.com と taro[at]example.com", "［メール］ と ［メール］"),
    ("taroアットマークgmailドットcom", "［メール］"),
    # telephone
    ("090-1234-5678に電話がほしい", "［電話］に電話がほしい"),
    ("電話は09012345678です", "電話は［電話］です"),
    ("０９０－１２３４－５６７８", "［電話］"),
    ("０９０ー１２３４ー５６７８にかけて", "［電話］にかけて"),
    ("090‐1234−5678、03–1234—5678", "［電話］、［電話］"),
    ("(03) 1234-5678 または 03(1234)5678", "［電話］ または ［電話］"),
    ("03.1234.5678", "［電話］"),
    ("090 1234 5678", "［電話］"),
    ("090の1234の5678まで", "［電話］まで"),
    ("+81 90-1234-5678", "［電話］"),
    ("+81(0)3-1234-5678", "［電話］"),
    ("＋８１９０１２３４５６７８", "［電話］"),
    ("0120-123-456からの着信", "［電話］からの着信"),
    ("0460-12-3456", "［電話］"),
    ("⓪⑨⓪①②③④⑤⑥⑦⑧", "［電話］"),
    # numbers
    ("会員番号は12345678", "会員番号は［番号］"),
    ("登録番号1234でログインできない", "登録番号［番号］でログインできない"),
    ("1234-5678-9012-3456のカード", "［番号］のカード"),
    ("1234 5678 9012 3456のカード", "［番号］のカード"),
    ("郵便番号は100-0001", "郵便番号は［番号］"),
    ("1985/5/3生まれ", "［番号］生まれ"),
    ("1985年3月4日生まれの薬剤師です", "［番号］生まれの薬剤師です"),
    ("昭和60年3月4日 生まれ", "［番号］ 生まれ"),
    ("生年月日：S60.3.4", "生年月日：［番号］"),
    ("薬剤師名簿 第五六七八九〇号", "薬剤師名簿 第［番号］号"),
    # addresses
    ("〒100-0001 東京都千代田区千代田1-1に郵便物が届く", "［住所］に郵便物が届く"),
    ("〒１０００００１に住んでいます", "［住所］に住んでいます"),
    ("東京都港区芝公園４丁目２番８号に転居", "［住所］に転居"),
    ("横浜市西区みなとみらい2-3-1です", "［住所］です"),
    ("札幌市中央区北1条西2丁目です", "［住所］です"),
    ("札幌市中央区北一条西二丁目です", "［住所］です"),
    # IDs, handles, links
    ("IDはyamada_taro01です", "IDは［ID］です"),
    ("ID：tanakaで入れない", "ID：［ID］で入れない"),
    ("パスワードはhimitsuなのに", "パスワードは［ID］なのに"),
    ("ab12345が使えない", "［ID］が使えない"),
    ("＠yamada_taroに送って", "［ID］に送って"),
    ("会員番号AB12です", "会員番号［ID］です"),
    ("会員番号はAB12です", "会員番号は［ID］です"),
    ("LINEはtaro_yamadaです", "LINEは［ID］です"),
    ("LINE：tanaka", "LINE：［ID］"),
    ("https://m3.com/mypage?id=12345&t=abcを開くとエラー", "［URL］を開くとエラー"),
    ("t.me/yamada_taroまで", "［URL］まで"),
    # names
    ("担当の山田さんに言いづらい", "担当の［名前］さんに言いづらい"),
    ("担当者佐藤様への文面", "担当者［名前］様への文面"),
    ("山田　太郎さんに伝えました", "［名前］さんに伝えました"),
    ("山田 太郎　様", "［名前］　様"),
    ("斎藤サンに言われた", "［名前］サンに言われた"),
    ("Sato-sanに伝えた", "［名前］-sanに伝えた"),
    ("担当者は田中です", "担当者は［名前］です"),
    ("エージェントはヤマダでした", "エージェントは［名前］でした"),
    ("ヤマダ タロウです。退会したい", "［名前］です。退会したい"),
    ("佐々木氏に断られた", "［名前］氏に断られた"),
    ("鈴木先生に相談した", "［名前］先生に相談した"),
    ("田中ちゃんに聞いた", "［名前］ちゃんに聞いた"),
    ("小林くんに紹介された", "［名前］くんに紹介された"),
    ("タナカさんから電話", "［名前］さんから電話"),
    ("たなかさんから電話", "［名前］さんから電話"),
    ("担当のさとうさまに送る", "担当の［名前］さまに送る"),
    ("Tanakaさんに連絡", "［名前］さんに連絡"),
    ("ﾀﾅｶさんに連絡", "［名前］さんに連絡"),
    ("先日山田さんに退会と言った", "先日［名前］さんに退会と言った"),
    ("私は山田太郎です。退会したい", "私は［名前］です。退会したい"),
    ("わたしの名前は山田花子です", "わたしの名前は［名前］です"),
    ("山田と申します。退会したいです", "［名前］と申します。退会したいです"),
    ("山田花子と申しますが、退会できますか", "［名前］と申しますが、退会できますか"),
    ("やまだといいます。退会は？", "［名前］といいます。退会は？"),
    ("ヤマダと言います", "［名前］と言います"),
    ("お世話になっております。山田です。退会したい", "お世話になっております。［名前］です。退会したい"),
    ("氏名：山田　太郎\n電話：03-1234-5678", "氏名：［名前］\n電話：［電話］"),
    ("名前は山田太郎、登録を消したい", "名前は［名前］、登録を消したい"),
    # several
    ("123⑨6789@taro_yに送って", "［番号］［ID］に送って"),
    ("山田です。taro@example.com 090-1234-5678", "［名前］です。［メール］ ［電話］"),
]

KEPT = [
    "担当者様への文面を教えてください",
    "担当さんに電話で伝えてもいい？",
    "薬剤師さん向けのサイトですか",
    "担当者は不在です",
    "担当は女性ですか",
    "採用 担当 様への文面",
    "デッサンの本",
    "LINEはiphoneで使える？",
    "番号は3つありますか",
    "横浜市で一番近い薬局",
    "2026年3月4日に退会した",
    "皆さんはどうやって辞めましたか",
    "お客様窓口はどこですか",
    "エージェントさんがしつこい",
    "キャリアアドバイザーさんを変えたい",
    "m3さんと薬キャリさんは同じですか",
    "エムスリーさんに連絡したい",
    "コンサルタント様宛のメール",
    "○○様と書けばいいですか",
    "ご担当者さまへ",
    "お母さんに相談した",
    "たくさんメールが来る",
    "同様の質問です",
    "皆様のご様子",
    "さまざまな方法がある",
    "氏名はどこに書きますか",
    "名前は必要ですか",
    "名前は本名でないとだめですか",
    "先生、教えて",
    "ちゃんと退会できたか知りたい",
    "メールが届くんですか",
    "引き止められると申しますか、困ります",
    "退会したいと申し出るには",
    "私は薬剤師です",
    "私は退会済です",
    "初心者です。教えてください",
    "2026年に退会した場合は",
    "5000ポイントはどうなる？",
    "1500円分のポイント",
    "m3.comのIDも消えますか",
    "パスワードを忘れた",
    "iphone15で開けない",
    "3ヶ月後に再登録できる？",
    "10-20分かかる？",
    "一二三",
    "〒マークは必要ですか",
    "",
    "😀❤️",
]


@pytest.mark.parametrize(("text", "expected"), MASKED)
def test_what_tells_who_wrote_is_masked(text: str, expected: str):
    assert masked(text, NAMES) == expected


@pytest.mark.parametrize("text", [text for text, _ in MASKED] + KEPT)
def test_masking_again_changes_nothing(text: str):
    assert masked(masked(text, NAMES), NAMES) == masked(text, NAMES)


@pytest.mark.parametrize("text", KEPT)
def test_an_ordinary_question_stays_as_it_is(text: str):
    assert masked(text, NAMES) == text


def test_hardly_any_wording_of_the_knowledge_is_changed(knowledge: Knowledge):
    """Thousands of questions in everybody's words: some name a person, a number or an address, few are mistaken."""
    asides = [*knowledge.smalltalk.values(), *knowledge.out_of_scope.values()]
    phrases = [phrase for entry in knowledge.entries.values() for phrase in entry.phrases]
    phrases += [phrase for aside in asides for phrase in aside.phrases]
    names = tuple(spelling for spellings in knowledge.synonyms.names for spelling in spellings)
    changed = [phrase for phrase in phrases if masked(phrase, names) != phrase]

    assert len(phrases) > 5000
    assert len(changed) <= 0.004 * len(phrases), changed


ODD = [
    "a" * 4096,
    "1" * 4096,
    "-" * 4096,
    "0-" * 2048,
    "1-" * 2048,
    "山" * 4096,
    "さん" * 2048,
    "a@" * 2048,
    "a." * 2048,
    "ん" * 4096,
]


@pytest.mark.timeout(20)
@pytest.mark.parametrize("text", [*ODD, "\ud800さん", "\0様"], ids=lambda text: ascii(text[:4]))
def test_odd_texts_take_no_time(text: str):
    assert isinstance(masked(text), str)


@pytest.mark.parametrize("piece", ["田さん", "様", "1-", "山田です。", "a_1", "担当は"])
def test_the_work_grows_as_the_text_does(piece: str, monkeypatch: pytest.MonkeyPatch):
    """Four times the text is sixteen times the work where each place is compared with all that stands before it."""
    monkeypatch.setattr("bot.masking._MAX_CHARACTERS", 20_000)

    def work(characters: int) -> float:
        text = (piece * characters)[:characters]
        times = []
        for _ in range(3):
            begun = time.thread_time()
            masked(text, NAMES)
            times.append(time.thread_time() - begun)
        return min(times)

    assert work(8_000) < 9 * work(2_000)


def test_a_story_is_masked_as_far_as_it_is_kept():
    story = "退会について伺います。" * 90  # of 990 characters
    assert masked(f"{story}taro@example.com と書きました。") == story  # whose end would be taro@examp
    assert len(masked("あ" * 4096)) > 900


def test_a_story_full_of_names_stays_as_it_is_masked():
    """The marks are longer than the names, so that there is more of it than is kept."""
    once = masked("田中さん、" * 300, NAMES)
    assert 900 < len(once) <= 1000
    assert masked(once, NAMES) == once
