"""All settings by name and type, and what they hold."""

from __future__ import annotations

import re
import unicodedata
from pathlib import Path
from typing import Annotated, Any, Final, Literal, NamedTuple
from urllib.parse import unquote, urlsplit

from pydantic import (
    AfterValidator,
    BeforeValidator,
    Field,
    HttpUrl,
    PositiveInt,
    SecretStr,
    ValidationError,
    model_validator,
)
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from bot.errors import CannotStart, unreadable
from bot.redaction import TOKEN
from bot.settings.complaints import complaint
from bot.settings.env_file import ENCODING, ENV_FILE

_SECRET_LETTERS: Final = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-")
_LONGEST_SECRET: Final = 256
_KEYS: Final = ("password", "sslpassword")
# A self-hosted Bot API server takes any.
_TELEGRAMS_PORTS: Final = (443, 80, 88, 8443)
_IDS: Final = 1 << 52  # as Telegram promises


class Address(NamedTuple):
    """Where a server listens."""

    host: str
    port: int


def _address(value: object) -> object:
    if isinstance(value, Address):
        return value
    try:
        parts = urlsplit(f"//{value}")
        if parts.hostname and parts.port is not None and parts.netloc == str(value) and parts.username is None:
            return Address(parts.hostname, parts.port)
    except ValueError:  # the port is no number, or too high
        pass
    raise ValueError("this is no address to listen on")


def _https(url: HttpUrl) -> HttpUrl:
    if url.scheme != "https" or url.username or url.fragment:
        raise ValueError("Telegram calls only https addresses")
    return url


def _secret(secret: SecretStr) -> SecretStr:
    letters = secret.get_secret_value()
    if not _SECRET_LETTERS.issuperset(letters) or len(letters) > _LONGEST_SECRET:
        raise ValueError("Telegram takes 1 to 256 of A-Z, a-z, 0-9, _ and -; make one with: openssl rand -hex 32")
    return secret


ChatId = Annotated[int, Field(gt=-_IDS, lt=_IDS)]


def _listed(value: Any) -> Any:
    """Read numbers with commas between; blanks, a comma too many and full width do no harm."""
    if not isinstance(value, str):
        return value
    written = unicodedata.normalize("NFKC", value).replace("、", ",")
    numbers = [number.strip() for number in written.split(",") if number.strip()]
    if not all(re.fullmatch("[0-9]{1,16}", number) and 0 < int(number) < _IDS for number in numbers):
        raise ValueError("write the numbers of the accounts with commas between, such as 123456789,987654321")
    return frozenset(map(int, numbers))


class Settings(BaseSettings):
    """All settings by name; `.env.example` says what each is for."""

    model_config = SettingsConfigDict(
        env_file=ENV_FILE, env_file_encoding=ENCODING, env_ignore_empty=True, extra="ignore", frozen=True
    )

    telegram_bot_token: SecretStr | None = None
    telegram_bot_token_file: Path | None = None
    telegram_api_url: HttpUrl | None = Field(default=None, examples=["http://127.0.0.1:8081"])
    knowledge_dir: Path = Path("knowledge")
    database_url: SecretStr = SecretStr("sqlite:///data/bot.sqlite3")
    retention_days: Annotated[int, Field(ge=1, le=3650)] = 180
    stale_after_days: PositiveInt = 365
    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = "INFO"
    log_format: Literal["text", "json"] = "text"
    webhook_url: Annotated[HttpUrl, AfterValidator(_https)] | None = Field(
        default=None, examples=["https://bot.example.jp/telegram"]
    )
    webhook_secret: Annotated[SecretStr, AfterValidator(_secret)] | None = None
    webhook_listen: Annotated[Address, NoDecode, BeforeValidator(_address)] = Field(
        default=Address("127.0.0.1", 8443), examples=["127.0.0.1:8443"]
    )
    metrics_listen: Annotated[Address, NoDecode, BeforeValidator(_address)] | None = Field(
        default=None, examples=["127.0.0.1:9100"]
    )
    admin_user_ids: Annotated[frozenset[int], NoDecode, BeforeValidator(_listed)] = frozenset()
    admin_digest: Literal["weekly", "none"] = "none"
    staff_chat_id: ChatId | None = Field(default=None, examples=[-1001234567890])

    @model_validator(mode="after")
    def _webhook_is_whole(self) -> Settings:
        """Refuse a webhook without a secret, which anybody could call, and a port that Telegram never calls."""
        if self.webhook_url is None:
            return self
        if self.webhook_secret is None:
            raise ValueError("WEBHOOK_SECRET: WEBHOOK_URL needs one; make it with: openssl rand -hex 32")
        if self.telegram_api_url is None and self.webhook_url.port not in _TELEGRAMS_PORTS:
            raise ValueError("WEBHOOK_URL: Telegram calls only the ports 443, 80, 88 and 8443; choose one of them")
        return self

    @classmethod
    def read(cls) -> Settings:
        """Read the settings; raises CannotStart that names every wrong one, and repeats no value but a number."""
        try:
            return cls()
        except ValidationError as error:
            wrong = "; ".join(complaint(detail, cls) for detail in error.errors())
            raise CannotStart(f"settings: {wrong}; see .env.example") from None
        except (OSError, UnicodeDecodeError) as error:
            raise CannotStart(f"{ENV_FILE}: {unreadable(error)}") from None

    def token(self) -> str | None:
        """Give the bot's token from the setting or its file, None if neither is set.

        Raises CannotStart for a file that cannot be read and for what does not look like a token.
        """
        if self.telegram_bot_token is not None:
            token, source = self.telegram_bot_token.get_secret_value(), "TELEGRAM_BOT_TOKEN"
        elif self.telegram_bot_token_file is not None:
            token, source = _read(self.telegram_bot_token_file), "TELEGRAM_BOT_TOKEN_FILE"
        else:
            return None
        if TOKEN.fullmatch(token.strip()) is None:
            raise CannotStart(
                f"{source}: this is not a bot token (digits, a colon, about 35 letters); copy it again from @BotFather"
            )
        return token.strip()

    def secrets(self) -> list[str]:
        """Give all that no line of the log may show."""
        held = (self.telegram_bot_token, self.webhook_secret)
        known = [secret.get_secret_value() for secret in held if secret]
        try:
            url = urlsplit(self.database_url.get_secret_value())
            password = url.password
        except ValueError:  # no address at all: the store says so
            return known
        # libpq takes it behind the ? as well.
        written = [value for name, _, value in (part.partition("=") for part in url.query.split("&")) if name in _KEYS]
        return known + [form for one in (password, *written) if one for form in (one, unquote(one))]


def _read(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except (OSError, ValueError) as error:  # a ValueError also for a NUL in the path
        raise CannotStart(f"TELEGRAM_BOT_TOKEN_FILE: {path}: {unreadable(error)}") from None
