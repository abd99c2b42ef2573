"""Settings: the environment over .env over the defaults, and no wrong value is ever repeated."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from pathlib import Path

import pytest

from bot.errors import CannotStart
from bot.settings import Settings, oversights
from tests.cli.conftest import ROOT, TOKEN, Finished

Call = Callable[..., Finished]
OTHER = "987654321:" + "y" * 35


@pytest.fixture(autouse=True)
def bare(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder without .env, and an environment without any setting."""
    for name in list(os.environ):
        if name.lower() in Settings.model_fields:
            monkeypatch.delenv(name)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def write_env(text: str) -> None:
    Path(".env").write_text(text, encoding="utf-8")


def test_nothing_has_to_be_set():
    settings = Settings.read()
    assert settings.token() is None
    assert settings.telegram_api_url is None
    assert (settings.knowledge_dir, settings.log_level) == (Path("knowledge"), "INFO")


def test_the_example_sets_nothing_but_the_defaults():
    write_env((ROOT / ".env.example").read_text(encoding="utf-8"))
    assert Settings.read() == Settings()
    assert Settings.read().token() is None


def test_the_example_names_every_setting():
    text = (ROOT / ".env.example").read_text(encoding="utf-8")
    names = {line.split("=")[0] for line in text.splitlines() if line and not line.startswith("#")}
    assert names == {name.upper() for name in Settings.model_fields}


def test_a_file_gives_settings_and_the_environment_wins(monkeypatch: pytest.MonkeyPatch):
    write_env(f"TELEGRAM_BOT_TOKEN={OTHER}\nLOG_LEVEL=DEBUG\nKNOWLEDGE_DIR='other dir'\n# a remark\nUNKNOWN=1\n")
    monkeypatch.setenv("TELEGRAM_BOT_TOKEN", TOKEN)
    settings = Settings.read()
    assert settings.token() == TOKEN
    assert (settings.knowledge_dir, settings.log_level) == (Path("other dir"), "DEBUG")


def test_an_empty_variable_is_no_setting(monkeypatch: pytest.MonkeyPatch):
    write_env(f"TELEGRAM_BOT_TOKEN={TOKEN}\nTELEGRAM_API_URL=\n")
    for name in Settings.model_fields:
        monkeypatch.setenv(name.upper(), "")
    settings = Settings.read()
    assert settings.token() == TOKEN
    assert settings.log_level == "INFO"


def test_a_token_may_lie_in_a_file(monkeypatch: pytest.MonkeyPatch):
    Path("secret").write_text(f"{TOKEN}\n", encoding="utf-8")
    monkeypatch.setenv("TELEGRAM_BOT_TOKEN_FILE", "secret")
    assert Settings.read().token() == TOKEN
    monkeypatch.setenv("TELEGRAM_BOT_TOKEN", OTHER)
    assert Settings.read().token() == OTHER


@pytest.mark.parametrize(
    "content", [None, b"", b"\xff\xfe", b"nonsense"], ids=["missing", "empty", "binary", "nonsense"]
)
def test_a_token_file_without_a_token_is_refused(monkeypatch: pytest.MonkeyPatch, content: bytes | None):
    if content is not None:
        Path("secret").write_bytes(content)
    monkeypatch.setenv("TELEGRAM_BOT_TOKEN_FILE", "secret")
    with pytest.raises(CannotStart, match=r"^TELEGRAM_BOT_TOKEN_FILE: ") as caught:
        Settings.read().token()
    assert "nonsense" not in str(caught.value)


def test_a_path_that_can_be_none_is_refused_in_one_sentence():
    Path(".env").write_bytes(b"TELEGRAM_BOT_TOKEN_FILE=secret\0file\n")
    with pytest.raises(CannotStart, match=r"^TELEGRAM_BOT_TOKEN_FILE: .* for no file can have this name"):
        Settings.read().token()


MALFORMED = ["nonsense", TOKEN[:-20], TOKEN.replace(":", ""), f"bot{TOKEN}", f"{TOKEN} {TOKEN}", f"{TOKEN}/x", " "]


@pytest.mark.parametrize("token", MALFORMED)
def test_a_malformed_token_is_refused_before_the_network_and_not_repeated(monkeypatch: pytest.MonkeyPatch, token: str):
    monkeypatch.setenv("TELEGRAM_BOT_TOKEN", token)
    with pytest.raises(CannotStart, match=r"this is not a bot token .* copy it again from @BotFather") as caught:
        Settings.read().token()
    assert not token.strip() or token not in str(caught.value)


@pytest.mark.parametrize("url", ["nonsense", "ftp://127.0.0.1", "127.0.0.1:8081", "http://", "http://127.0.0.1:99999"])
def test_a_wrong_address_is_refused(monkeypatch: pytest.MonkeyPatch, url: str):
    monkeypatch.setenv("TELEGRAM_API_URL", url)
    with pytest.raises(CannotStart, match=r"^settings: TELEGRAM_API_URL: .*see \.env.example$"):
        Settings.read()


def test_all_wrong_settings_are_named_at_once(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("LOG_LEVEL", "LOUD")
    monkeypatch.setenv("TELEGRAM_API_URL", "nonsense")
    with pytest.raises(CannotStart, match=r"TELEGRAM_API_URL: .*; LOG_LEVEL: ") as caught:
        Settings.read()
    assert "LOUD" not in str(caught.value)


@pytest.mark.parametrize(
    ("written", "ids"),
    [("123", {123}), ("1,2", {1, 2}), (" 1 , 2, ", {1, 2}), ("１、２", {1, 2}), ("", set()), (",", set())],
)
def test_administrators_are_numbers_with_commas_between(monkeypatch: pytest.MonkeyPatch, written: str, ids: set[int]):
    monkeypatch.setenv("ADMIN_USER_IDS", written)
    assert Settings.read().admin_user_ids == ids


@pytest.mark.parametrize("wrong", ["@taro", "1;2", "1 2", "-5", "1.5", "九", "[1]", "0", "9" * 16, "9" * 17])
def test_administrators_that_are_no_numbers_are_refused(monkeypatch: pytest.MonkeyPatch, wrong: str):
    monkeypatch.setenv("ADMIN_USER_IDS", wrong)
    with pytest.raises(CannotStart, match=r"^settings: ADMIN_USER_IDS: [^;]*; see \.env\.example$"):
        Settings.read()


@pytest.mark.parametrize("wrong", ["@staff", "1.5", "-" + "9" * 20])
def test_a_staff_chat_that_is_no_number_is_refused(monkeypatch: pytest.MonkeyPatch, wrong: str):
    monkeypatch.setenv("STAFF_CHAT_ID", wrong)
    with pytest.raises(CannotStart, match=r"^settings: STAFF_CHAT_ID: "):
        Settings.read()
    monkeypatch.setenv("STAFF_CHAT_ID", "-1001234567890")
    assert Settings.read().staff_chat_id == -1001234567890


def test_an_env_file_that_is_not_utf8_is_refused():
    Path(".env").write_bytes("# 設定\n".encode("cp932"))
    with pytest.raises(CannotStart, match=r"^\.env: the file cannot be read"):
        Settings.read()


def test_no_setting_shows_the_token(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("TELEGRAM_BOT_TOKEN", TOKEN)
    assert TOKEN not in repr(Settings.read())


def test_a_malformed_token_ends_the_program_with_one_sentence(call: Call):
    done = call(TELEGRAM_BOT_TOKEN="12345:nonsense")  # noqa: S106 - no token
    assert (done.returncode, done.stdout) == (2, "")
    (line,) = done.stderr.splitlines()
    assert line.startswith("TELEGRAM_BOT_TOKEN: this is not a bot token")
    assert "nonsense" not in line


def test_a_wrong_level_ends_any_command_with_one_sentence(call: Call):
    done = call("check", LOG_LEVEL="LOUD")
    assert (done.returncode, done.stdout) == (2, "")
    (line,) = done.stderr.splitlines()
    assert line.startswith("settings: LOG_LEVEL: ")


def test_the_program_reads_its_env_file(call: Call, home: Path, bare: Path):
    write_env(f"KNOWLEDGE_DIR={home / 'knowledge'}\n")
    done = call("check", cwd=bare)
    assert done.returncode == 0
    assert str(home / "knowledge") in done.stdout


PUBLIC = "https://bot.example.jp/telegram"


def test_a_webhook_and_its_addresses(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("WEBHOOK_URL", f"{PUBLIC}?a=1")
    monkeypatch.setenv("WEBHOOK_SECRET", "aB3_-" * 51 + "x")  # 256
    monkeypatch.setenv("WEBHOOK_LISTEN", "[::1]:0")
    monkeypatch.setenv("METRICS_LISTEN", "0.0.0.0:9100")
    settings = Settings.read()
    assert str(settings.webhook_url) == f"{PUBLIC}?a=1"
    assert (settings.webhook_listen, settings.metrics_listen) == (("::1", 0), ("0.0.0.0", 9100))  # noqa: S104
    assert "aB3" not in repr(settings)
    assert settings.secrets() == ["aB3_-" * 51 + "x"]


@pytest.mark.parametrize(
    ("url", "hidden"),
    [
        ("postgresql://bot:p%40ssword@db/bot", ["p%40ssword", "p@ssword"]),
        ("postgresql://bot@db/bot", []),
        ("postgresql://bot@db/bot?sslmode=require&password=p%40ss", ["p%40ss", "p@ss"]),
        ("sqlite:///data/bot.sqlite3", []),
        ("postgresql://[db/bot", []),
    ],
)
def test_the_password_of_the_database_is_a_secret(monkeypatch: pytest.MonkeyPatch, url: str, hidden: list[str]):
    monkeypatch.setenv("DATABASE_URL", url)
    assert Settings.read().secrets() == hidden


def test_a_webhook_needs_a_secret(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("WEBHOOK_URL", PUBLIC)
    with pytest.raises(CannotStart, match=r"^settings: WEBHOOK_SECRET: WEBHOOK_URL needs one; make it with"):
        Settings.read()


@pytest.mark.parametrize("secret", ["with space", "ひみつ", "a" * 257, "semi;colon"])
def test_a_secret_that_telegram_would_refuse_is_refused_and_not_repeated(monkeypatch: pytest.MonkeyPatch, secret: str):
    monkeypatch.setenv("WEBHOOK_SECRET", secret)
    with pytest.raises(CannotStart, match=r"^settings: WEBHOOK_SECRET: Telegram takes 1 to 256 of") as caught:
        Settings.read()
    assert secret not in str(caught.value)


@pytest.mark.parametrize("url", ["http://bot.example.jp/", "https://u:p@bot.example.jp/", "https://a.jp/#x", "no"])
def test_a_webhook_address_that_telegram_would_not_call_is_refused(monkeypatch: pytest.MonkeyPatch, url: str):
    monkeypatch.setenv("WEBHOOK_URL", url)
    monkeypatch.setenv("WEBHOOK_SECRET", "s")
    with pytest.raises(CannotStart, match=r"^settings: WEBHOOK_URL: "):
        Settings.read()


def test_telegram_calls_four_ports_and_a_self_hosted_server_any(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("WEBHOOK_SECRET", "s")
    for port in ("", ":443", ":80", ":88", ":8443"):
        monkeypatch.setenv("WEBHOOK_URL", f"https://bot.example.jp{port}/")
        assert Settings.read().webhook_url
    monkeypatch.setenv("WEBHOOK_URL", "https://bot.example.jp:9443/")
    with pytest.raises(CannotStart, match=r"^settings: WEBHOOK_URL: Telegram calls only the ports 443, 80, 88 and"):
        Settings.read()
    monkeypatch.setenv("TELEGRAM_API_URL", "http://127.0.0.1:8081")
    assert Settings.read().webhook_url


@pytest.mark.parametrize(
    "text", ["127.0.0.1", ":8443", "host:99999", "a:b", "u@h:80", "http://h:80", "1:2:3", "h:80/x"]
)
@pytest.mark.parametrize("name", ["WEBHOOK_LISTEN", "METRICS_LISTEN"])
def test_what_is_no_address_to_listen_on_is_refused(monkeypatch: pytest.MonkeyPatch, name: str, text: str):
    monkeypatch.setenv(name, text)
    with pytest.raises(CannotStart, match=rf"^settings: {name}: this is no address to listen on"):
        Settings.read()


# Each row: the setting, what is written, and all that is said of it.
REFUSED = {
    "a choice that is none": (
        "LOG_LEVEL",
        "LOUD",
        "LOG_LEVEL: this is not one of DEBUG, INFO, WARNING, ERROR (set in the environment); choose one of them",
    ),
    "a choice in small letters": (
        "LOG_LEVEL",
        "debug",
        "LOG_LEVEL: this is not one of DEBUG, INFO, WARNING, ERROR (set in the environment); write it as DEBUG",
    ),
    "a choice misspelt": (
        "ADMIN_DIGEST",
        "weekley",
        "ADMIN_DIGEST: this is not one of weekly, none (set in the environment); write it as weekly",
    ),
    "a number too low": (
        "RETENTION_DAYS",
        "0",
        "RETENTION_DAYS: 0 is not a whole number from 1 to 3650 (set in the environment); write one",
    ),
    "a broken number": (
        "RETENTION_DAYS",
        "1.5",
        "RETENTION_DAYS: 1.5 is not a whole number from 1 to 3650 (set in the environment); write one",
    ),
    "a number with its unit": (
        "RETENTION_DAYS",
        "180日",
        "RETENTION_DAYS: this is not a whole number from 1 to 3650 (set in the environment); write one",
    ),
    "a number below an open range": (
        "STALE_AFTER_DAYS",
        "-3",
        "STALE_AFTER_DAYS: -3 is not a whole number from 1 up (set in the environment); write one",
    ),
    "a name in place of a chat's number": (
        "STAFF_CHAT_ID",
        "@staff",
        "STAFF_CHAT_ID: this is not a whole number (set in the environment); write one such as -1001234567890",
    ),
    "too long a number": (
        "STAFF_CHAT_ID",
        "-" + "9" * 18,
        f"STAFF_CHAT_ID: -{'9' * 18} has too many digits (set in the environment); write one such as -1001234567890",
    ),
    "half an address": (
        "TELEGRAM_API_URL",
        "127.0.0.1:8081",
        "TELEGRAM_API_URL: this is not a whole address, with http:// or https:// (set in the environment); "
        "write it as http://127.0.0.1:8081",
    ),
    "a webhook without encryption": (
        "WEBHOOK_URL",
        "http://bot.example.jp/",
        "WEBHOOK_URL: Telegram calls only https addresses (set in the environment); "
        "write it as https://bot.example.jp/telegram",
    ),
    "a port alone, of the webhook": (
        "WEBHOOK_LISTEN",
        "8443",
        "WEBHOOK_LISTEN: this is no address to listen on (set in the environment); write it as 127.0.0.1:8443",
    ),
    "a port alone, of the figures": (
        "METRICS_LISTEN",
        "9100",
        "METRICS_LISTEN: this is no address to listen on (set in the environment); write it as 127.0.0.1:9100",
    ),
}


@pytest.mark.parametrize(("name", "value", "said"), REFUSED.values(), ids=REFUSED)
def test_a_wrong_value_gets_a_sentence_of_our_own(monkeypatch: pytest.MonkeyPatch, name: str, value: str, said: str):
    monkeypatch.setenv(name, value)
    with pytest.raises(CannotStart) as caught:
        Settings.read()
    assert str(caught.value) == f"settings: {said}; see .env.example"


def test_the_line_of_a_wrong_value_is_told_unless_the_environment_wins(monkeypatch: pytest.MonkeyPatch):
    write_env("# days\n\nRETENTION_DAYS=1\nRETENTION_DAYS=0\nLOG_LEVEL=INFO\n")
    with pytest.raises(CannotStart, match=r"RETENTION_DAYS: 0 is not .* \(line 4 of \.env\); "):
        Settings.read()
    monkeypatch.setenv("RETENTION_DAYS", "-1")
    with pytest.raises(CannotStart, match=r"RETENTION_DAYS: -1 is not .* \(set in the environment\); "):
        Settings.read()


@pytest.mark.parametrize("name", ["RETENTION_DAYS", "LOG_LEVEL", "ADMIN_USER_IDS", "STAFF_CHAT_ID", "WEBHOOK_LISTEN"])
def test_a_secret_in_the_wrong_line_is_not_repeated(monkeypatch: pytest.MonkeyPatch, name: str):
    monkeypatch.setenv(name, TOKEN)
    with pytest.raises(CannotStart) as caught:
        Settings.read()
    assert TOKEN[:12] not in str(caught.value)


def test_the_mark_that_windows_puts_before_a_file_is_passed_over():
    Path(".env").write_bytes(b"\xef\xbb\xbf" + f"TELEGRAM_BOT_TOKEN={TOKEN}\r\nLOG_LEVEL=DEBUG\r\n".encode())
    settings = Settings.read()
    assert (settings.token(), settings.log_level) == (TOKEN, "DEBUG")
    assert oversights() == []


NO_EQUALS = "there is no = in this line, so it sets nothing; write it as {}=value, with the = of a plain keyboard"
# Each row: the file, and all that is said of it.
OVERSIGHTS = {
    "a misspelt name": (
        f"# mine\n\nTELEGRAM_BOT_TOKN={TOKEN}\n",
        [
            ".env:3: there is no setting TELEGRAM_BOT_TOKN, so the line changes nothing; did you mean "
            "TELEGRAM_BOT_TOKEN?"
        ],
    ),
    "a name of another program": (
        "POSTGRES_PASSWORD=x\n",
        [
            ".env:1: there is no setting POSTGRES_PASSWORD, so the line changes nothing; see .env.example for those "
            "that there are"
        ],
    ),
    "a name in full width": (
        f"ＴＥＬＥＧＲＡＭ_BOT_TOKEN={TOKEN}\n",
        [".env:1: this is no setting's name, so the line changes nothing; did you mean TELEGRAM_BOT_TOKEN?"],
    ),
    "an = in full width": (f"TELEGRAM_BOT_TOKEN＝{TOKEN}\n", [f".env:1: {NO_EQUALS.format('TELEGRAM_BOT_TOKEN')}"]),
    "a colon": (f"TELEGRAM_BOT_TOKEN: {TOKEN}\n", [f".env:1: {NO_EQUALS.format('TELEGRAM_BOT_TOKEN')}"]),
    "a value alone": (f"\n{TOKEN}\n", [f".env:2: {NO_EQUALS.format('NAME')}"]),
    "a secret in base64": (
        "c2VjcmV0IG9mIG1pbmU==\n",
        [".env:1: this is no setting's name, so the line changes nothing; see .env.example for those that there are"],
    ),
    "a secret in base32": (
        "ABCDEF234567ABCDEF====\n",
        [".env:1: this is no setting's name, so the line changes nothing; see .env.example for those that there are"],
    ),
    "an open quote": (
        f'LOG_LEVEL=INFO\nTELEGRAM_BOT_TOKEN="{TOKEN}\n',
        [".env:2: this line cannot be read, so it sets nothing; write it as NAME=value, and close each quote in it"],
    ),
    "a name twice": (
        "LOG_LEVEL=DEBUG\nlog_level=INFO\n",
        [".env:2: LOG_LEVEL stands here once more (first in line 1), and the last one counts; keep one"],
    ),
    "two tokens": (
        f"TELEGRAM_BOT_TOKEN={TOKEN}\nTELEGRAM_BOT_TOKEN_FILE=secret\n",
        ["TELEGRAM_BOT_TOKEN and TELEGRAM_BOT_TOKEN_FILE are both set, and the first one counts; remove one"],
    ),
    "one token": (f"TELEGRAM_BOT_TOKEN={TOKEN}\nTELEGRAM_BOT_TOKEN_FILE=\n", []),
    "a text of several lines": ("export LOG_LEVEL='INFO' # why\n  # remark = none\nKNOWLEDGE_DIR='a\nb'\n", []),
}


@pytest.mark.parametrize(("text", "said"), OVERSIGHTS.values(), ids=OVERSIGHTS)
def test_what_sets_nothing_though_it_was_meant_to_is_told(text: str, said: list[str]):
    write_env(text)
    assert oversights() == said


def test_the_example_has_no_oversights():
    write_env((ROOT / ".env.example").read_text(encoding="utf-8"))
    assert oversights() == []


def test_a_folder_in_the_place_of_the_file_is_told():
    Path(".env").mkdir()
    assert oversights() == [".env: this is a directory, so no setting is read from it; make it a file, or rename it"]
    assert Settings.read() == Settings()


def test_in_the_environment_only_what_is_nearly_a_setting_is_told(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("TELEGRAM_BOT_TOKN", TOKEN)
    monkeypatch.setenv("POSTGRES_PASSWORD", "x")
    monkeypatch.setenv("BOT_TOKEN", TOKEN)
    assert oversights() == [
        "environment: there is no setting 'TELEGRAM_BOT_TOKN', so it changes nothing; did you mean TELEGRAM_BOT_TOKEN?"
    ]
    Path(".env").write_text("TELEGRAM_BOT_TOKEN=\nLOG_LEVEL=INFO\n", encoding="utf-8")
    monkeypatch.setenv("LOG_LEVL", "DEBUG")
    assert len(oversights()) == 2
    monkeypatch.setenv("TELEGRAM_BOT_TOKEN", TOKEN)  # then the other one is no misspelling
    monkeypatch.setenv("LOG_LEVEL", "DEBUG")
    assert oversights() == []


def test_an_oversight_is_logged_and_the_command_works(call: Call, home: Path, bare: Path):
    write_env(f"KNOWLEDGE_DIR={home / 'knowledge'}\nLOG_FORMAT=json\nLOG_LEVLE=DEBUG\n")
    done = call("check", cwd=bare)
    assert done.returncode == 0
    (line,) = done.stderr.splitlines()
    assert json.loads(line)["message"].startswith(".env:3: there is no setting LOG_LEVLE")


def test_an_oversight_is_told_where_it_is_why_settings_are_refused(call: Call, bare: Path):
    write_env(f"WEBHOOK_URL={PUBLIC}\nWEBHOOK_SECERT=x\n")
    done = call("check", cwd=bare)
    assert done.returncode == 2
    overlooked, refused = done.stderr.splitlines()
    assert overlooked.startswith(".env:2: there is no setting WEBHOOK_SECERT")
    assert refused.startswith("settings: WEBHOOK_SECRET: WEBHOOK_URL needs one")
