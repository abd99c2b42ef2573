"""What a database or its driver raises, in one sentence for the operator: nothing stored, no password."""

from __future__ import annotations

from typing import Final

from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError

from bot.errors import StoreError

_DAMAGED: Final = "is damaged or no SQLite database; move it away, and a new one is made"
_OVERLOADED: Final = "has no connection free; it is slow or overloaded"
_UNREACHABLE: Final = "cannot be reached, or refuses the user, the password or the name; check that it runs"

# By the beginning of SQLite's error name.
_SQLITE: Final = {
    "SQLITE_BUSY": "is locked by another program; close what holds it",
    "SQLITE_LOCKED": "is locked by another program; close what holds it",
    "SQLITE_FULL": "cannot grow, the disk is full; make room",
    "SQLITE_READONLY": "is read-only; let this user write the file and its folder",
    "SQLITE_CANTOPEN": "cannot be opened; check the path and who may read and write it",
    "SQLITE_PERM": "cannot be opened; check the path and who may read and write it",
    "SQLITE_NOTADB": _DAMAGED,
    "SQLITE_CORRUPT": _DAMAGED,
    "SQLITE_IOERR": "cannot be read or written; check the disk",
}
# By the beginning of the SQLSTATE.
_POSTGRESQL: Final = {
    "08": _UNREACHABLE,
    "28": _UNREACHABLE,
    "3D": _UNREACHABLE,
    "57014": "needs too long; it is overloaded, or locked by another program",
    "57": _UNREACHABLE,
    "53100": "cannot grow, its disk is full; make room",
    "53": _OVERLOADED,
    "25006": "is read-only; use the primary server",
    "42501": "does not let this user read, write or make the tables; grant the rights",
    "55P03": "is locked by another program; close what holds it",
}


class UnusableError(StoreError):
    """Waiting does not help: the setting, the installation or the version of the schema has to change."""


def store_error(place: str, error: Exception) -> StoreError:
    """Say what went wrong with the database at `place`."""
    return StoreError(f"{place}: the database {_reason(error)}")


def _reason(error: Exception) -> str:
    if isinstance(error, PoolTimeoutError):
        return _OVERLOADED
    if isinstance(error, OSError):
        return f"cannot be opened ({error.strerror}); check the path and who may read and write it"
    cause = error.orig if isinstance(error, DBAPIError) and error.orig else error
    name, state = getattr(cause, "sqlite_errorname", None), getattr(cause, "sqlstate", None)
    if name:
        return _of_prefix(_SQLITE, name) or f"failed ({name})"
    if state:
        return _of_prefix(_POSTGRESQL, state) or f"failed (SQLSTATE {state})"
    # By name, for the driver is an extra; without a state the server itself said nothing.
    if any(kind.__name__ == "OperationalError" and kind.__module__.startswith("psycopg") for kind in type(cause).mro()):
        return _UNREACHABLE
    return f"failed ({type(cause).__name__})"


def _of_prefix(table: dict[str, str], code: str) -> str:
    return next((words for prefix, words in table.items() if code.startswith(prefix)), "")
