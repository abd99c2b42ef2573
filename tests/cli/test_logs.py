"""No line of the log shows a token, a secret, or what a person wrote, wherever it hides."""

from __future__ import annotations

import asyncio
import json
import logging
import sys
import threading
from collections.abc import Callable, Iterator

import pytest

from bot import logs
from bot.logs import JsonFormatter, RedactingFormatter
from tests.cli.conftest import TOKEN

SECRET = "Sesame-open_0123456789"  # noqa: S105 - opens nothing
QUESTION = "山田花子です。退職したいです"
FORMATTERS = [RedactingFormatter, JsonFormatter]


def formatted(message: str, *arguments: object, error: BaseException | None = None) -> str:
    return line_of(RedactingFormatter("%(levelname)s %(message)s"), message, *arguments, error=error)


def line_of(formatter: logging.Formatter, message: str, *arguments: object, error: BaseException | None = None) -> str:
    exc_info = (type(error), error, error.__traceback__) if error else None
    return formatter.format(logging.LogRecord("bot.x", logging.ERROR, __file__, 1, message, arguments, exc_info))


def raised(raise_it: Callable[[], object]) -> BaseException:
    with pytest.raises(BaseException) as caught:  # noqa: PT011 - any
        raise_it()
    return caught.value


@pytest.mark.parametrize("text", [TOKEN, f"https://api.telegram.org/bot{TOKEN}/getMe", f"'{TOKEN}',", f"x={TOKEN}&y"])
def test_a_token_is_replaced(text: str):
    line = formatted("call of %s", text)
    assert TOKEN not in line
    assert "[token]" in line


@pytest.mark.parametrize("formatter", FORMATTERS)
@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (f"header {SECRET}!", "header [secret]!"),
        ("postgresql://bot:pass+wörd@db/bot", "postgresql://bot:[password]@db/bot"),
        ("postgresql+psycopg://bot:x@[::1]:5432/bot", "postgresql+psycopg://bot:[password]@[::1]:5432/bot"),
        ("sent p@ss/wörd+1", "sent [secret]"),
        ("sent p%40ss%2Fw%C3%B6rd%2B1", "sent [secret]"),
        ('sent quote"d secret', "sent [secret]"),
    ],
)
def test_a_secret_is_replaced(formatter: type[RedactingFormatter], text: str, expected: str):
    secrets = [SECRET, "p@ss/wörd+1", 'quote"d secret', "bot"]
    assert expected in line_of(formatter(secrets=secrets), "%s", text)


def test_other_numbers_stay():
    assert formatted("at 12:30, update 123456789: fine") == "ERROR at 12:30, update 123456789: fine"


def chained() -> None:
    try:
        raise ValueError(f"{QUESTION} {TOKEN}")
    except ValueError as error:
        raise RuntimeError(f"reading {QUESTION}") from error


def in_context() -> None:
    try:
        raise KeyError(QUESTION)
    finally:
        raise RuntimeError(QUESTION)


def grouped() -> None:
    raise ExceptionGroup(QUESTION, [ValueError(QUESTION), KeyError(TOKEN)])


def noted() -> None:
    error = ValueError(QUESTION)
    error.add_note(f"while answering {QUESTION}")
    raise error


def refused() -> None:
    raise OSError(5, QUESTION, f"/{TOKEN}")


@pytest.mark.parametrize("formatter", FORMATTERS)
@pytest.mark.parametrize("fault", [chained, in_context, grouped, noted, refused])
def test_an_exception_shows_its_kind_and_place_and_none_of_its_words(
    formatter: type[RedactingFormatter], fault: Callable[[], None]
):
    error = raised(fault)
    line = line_of(formatter(), "failed", error=error)
    assert "山田" not in line
    assert TOKEN not in line
    assert fault.__name__ in line
    assert type(error).__name__ in line


def test_causes_come_before_what_they_led_to():
    line = line_of(RedactingFormatter(), "failed", error=raised(chained))
    assert line.index("\nValueError\n") < line.index("\nwhich led to:\n") < line.index("\nRuntimeError")


def test_another_handler_cannot_slip_its_text_of_an_exception_in():
    """Handlers share a record, and the first one to format it leaves its text there."""
    error = raised(chained)
    record = logging.LogRecord("x", 40, __file__, 1, "failed", (), (type(error), error, error.__traceback__))
    assert "山田" in logging.Formatter().format(record)
    assert "山田" not in RedactingFormatter().format(record)


def test_json_is_one_object_a_line_with_its_fields():
    error = raised(chained)
    line = line_of(JsonFormatter(), "one\ntwo %s", "「三」", error=error)
    assert "\n" not in line
    assert "「三」" in line  # as it is, for people who read along
    shown = json.loads(line)
    assert list(shown) == ["time", "level", "logger", "message", "exception"]
    assert (shown["level"], shown["logger"], shown["message"]) == ("ERROR", "bot.x", "one\ntwo 「三」")
    assert shown["time"].endswith("+00:00")
    assert shown["exception"].endswith("RuntimeError")
    assert list(json.loads(line_of(JsonFormatter(), "fine"))) == ["time", "level", "logger", "message"]


@pytest.fixture
def set_up() -> Iterator[Callable[..., None]]:
    """Set up logging as the program does, and undo it afterwards."""
    root = logging.getLogger()
    handlers, level, hooks = root.handlers[:], root.level, (sys.excepthook, threading.excepthook)
    yield logs.set_up
    sys.excepthook, threading.excepthook = hooks
    for name in list(root.manager.loggerDict):
        logging.getLogger(name).setLevel(logging.NOTSET)
    root.handlers[:] = handlers
    root.setLevel(level)


def test_a_fault_that_nobody_caught_is_a_line_of_the_log(
    set_up: Callable[..., None], capsys: pytest.CaptureFixture[str]
):
    set_up("INFO", "json")
    error = raised(chained)
    sys.excepthook(type(error), error, error.__traceback__)
    thread = threading.Thread(target=chained, name="writer")
    thread.start()
    thread.join()
    err = capsys.readouterr().err
    assert [json.loads(line)["level"] for line in err.splitlines()] == ["CRITICAL", "CRITICAL"]
    assert "山田" not in err


async def test_a_task_whose_fault_nobody_fetched_is_told_without_its_words(
    set_up: Callable[..., None], capsys: pytest.CaptureFixture[str]
):
    set_up("INFO")
    loop = asyncio.get_running_loop()
    loop.set_exception_handler(logs.loop_fault)
    loop.call_exception_handler({"message": "Task exception was never retrieved", "exception": raised(chained)})
    err = capsys.readouterr().err
    assert "event loop: Task exception was never retrieved" in err
    assert "RuntimeError" in err
    assert "山田" not in err


def test_libraries_that_quote_what_they_send_stay_silent_while_debugging(
    set_up: Callable[..., None], capsys: pytest.CaptureFixture[str]
):
    set_up("DEBUG", "text", [SECRET])
    for name in ("aiohttp.client", "httpx", "sqlalchemy.engine.Engine", "psycopg", "telegram.ext.Application"):
        logging.getLogger(name).info(QUESTION)
    logging.getLogger("telegram.request").error(QUESTION)
    logging.getLogger("bot").debug("with %s", SECRET)
    (line,) = capsys.readouterr().err.splitlines()
    assert line.endswith("DEBUG bot: with [secret]")
