"""Settings: the environment over `.env` over the defaults; read once, by the command line."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Annotated, Final, Literal

from pydantic import Field, HttpUrl, PositiveInt, SecretStr, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict

from bot.errors import CannotStart

_TOKEN: Final = re.compile(r"\d{6,12}:[A-Za-z0-9_-]{30,}")


class Settings(BaseSettings):
    """All settings by name; `.env.example` says what each is for."""

    model_config = SettingsConfigDict(
        env_file=".env", env_file_encoding="utf-8", env_ignore_empty=True, extra="ignore", frozen=True
    )

    telegram_bot_token: SecretStr | None = None
    telegram_bot_token_file: Path | None = None
    telegram_api_url: HttpUrl | None = None
    knowledge_dir: Path = Path("knowledge")
    database_url: SecretStr = SecretStr("sqlite:///data/bot.sqlite3")
    retention_days: Annotated[int, Field(ge=1, le=3650)] = 180
    stale_after_days: PositiveInt = 365
    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = "INFO"

    @classmethod
    def read(cls) -> Settings:
        """Read the settings; raises CannotStart that names every wrong one without its value."""
        try:
            return cls()
        except ValidationError as error:
            wrong = (f"{str(detail['loc'][0]).upper()}: {detail['msg']}" for detail in error.errors())
            raise CannotStart(f"settings: {'; '.join(wrong)}; see .env.example") from None
        except (OSError, UnicodeDecodeError) as error:
            raise CannotStart(f".env: the file cannot be read ({error}); save it as UTF-8 text") from None

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
        if _TOKEN.fullmatch(token.strip()) is None:
            raise CannotStart(
                f"{source}: this is not a bot token (digits, a colon, about 35 letters); copy it again from @BotFather"
            )
        return token.strip()


def _read(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else "not UTF-8 text"
        raise CannotStart(f"TELEGRAM_BOT_TOKEN_FILE: {path} cannot be read ({reason}); check the path") from None
