"""Settings: the environment over .env over the defaults, and no wrong value is ever repeated."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from bot.errors import CannotStart
from bot.settings import Settings
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
