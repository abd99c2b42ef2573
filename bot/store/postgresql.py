"""Connections to PostgreSQL on which nothing waits for ever: not for a lock, nor for a server that fell silent."""

from __future__ import annotations

from time import monotonic
from typing import Any, Final, TypeVar

import psycopg
from psycopg.abc import PQGen, PQGenConn
from sqlalchemy import Engine, event

ANSWERS_WITHIN_SECONDS: Final = 5
# The server gives up first where it can, for then it is known that nothing was done.
_GRACE_SECONDS: Final = 1.0

_Result = TypeVar("_Result")


class PatientConnection(psycopg.Connection[Any]):
    """Waits for each answer of the server for some seconds, and then closes itself and raises OperationalError.

    Keep-alives do not help: a proxy or a firewall may go on acknowledging what never reaches the server.
    """

    def wait(self, gen: PQGen[_Result], *args: Any, **kwargs: Any) -> _Result:
        """Run an exchange with the server."""
        try:
            return super().wait(_in_time(gen), *args, **kwargs)
        except SilentServerError:
            self.pgconn.finish()  # in this thread, for nobody else may touch a connection that is waited for
            raise


class SilentServerError(psycopg.OperationalError):
    """The server did not answer in time."""


def be_patient(engine: Engine) -> None:
    """Let all connections of `engine` be such."""
    event.listen(engine, "do_connect", _connect)


def _connect(_dialect: object, _record: object, args: tuple[str, ...], parameters: dict[str, Any]) -> PatientConnection:
    connection = PatientConnection.connect(*args, **parameters)
    # Not among the options of the connection, which poolers such as PgBouncer refuse.
    connection.execute(f"SET statement_timeout = '{ANSWERS_WITHIN_SECONDS}s'")  # type: ignore[arg-type,unused-ignore]
    connection.commit()
    return connection


def _in_time(exchange: PQGen[_Result] | PQGenConn[_Result]) -> PQGen[_Result]:
    """Look at the clock whenever psycopg wakes up, which it does ten times a second even if nothing comes."""
    deadline = monotonic() + ANSWERS_WITHIN_SECONDS + _GRACE_SECONDS
    try:
        wanted = next(exchange)
        while True:
            ready = yield wanted  # type: ignore[misc]
            if not ready and monotonic() > deadline:
                raise SilentServerError("no answer in time")
            wanted = exchange.send(ready)
    except StopIteration as end:
        result: _Result = end.value
        return result
