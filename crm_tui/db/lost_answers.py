"""Commits whose answer was lost with the connection: whether the server carried them out."""

from __future__ import annotations

from types import TracebackType

from sqlalchemy import Connection, Engine, select
from sqlalchemy.exc import DBAPIError

from crm_tui.db.schema.batches import BATCH, EVENT
from crm_tui.errors import CrmError, DatabaseUnavailableError
from crm_tui.values import dataclass


@dataclass(frozen=True, slots=True)
class Traces:
    """What only one transaction has written: where it is found, that transaction took place."""

    operation_id: str | None = None
    """Of the batch that it began; None where it went on with one."""
    event_id: int | None = None
    """Of the event that it recorded last."""


class Settling:
    """Lets a transaction end well when only the answer to its commit is missing.

    Inside, `committing` is called last. A server may carry out what it was told with nobody left
    to tell: who then did all of it once more would have it twice.
    """

    def __init__(self, writers: Engine) -> None:
        self._writers = writers
        self._traces: Traces | None = None

    def __enter__(self) -> Settling:
        return self

    def committing(self, traces: Traces) -> None:
        """Note that nothing is left to do but the commit."""
        self._traces = traces

    def __exit__(
        self,
        _kind: type[BaseException] | None,
        error: BaseException | None,
        _traceback: TracebackType | None,
    ) -> bool:
        """Return whether the commit took place whose answer was lost.

        Raises DatabaseUnavailableError where that cannot be found out.
        """
        is_lost = isinstance(error, DBAPIError) and error.connection_invalidated
        if self._traces is None or not is_lost:
            return False
        try:
            # Whoever writes waits for the one before: what was lost has ended by now.
            with self._writers.connect() as connection, connection.begin():
                found = _took_place(connection, self._traces)
        except (DBAPIError, CrmError) as trouble:
            raise DatabaseUnavailableError("commit_unknown", "") from trouble
        if found is None:
            raise DatabaseUnavailableError("commit_unknown", "") from error
        return found


def _took_place(connection: Connection, traces: Traces) -> bool | None:
    if traces.operation_id is not None:
        asked = select(BATCH.c.id).where(BATCH.c.operation_id == traces.operation_id)
    elif traces.event_id is not None:
        asked = select(EVENT.c.id).where(EVENT.c.id == traces.event_id)
    else:
        return None
    return connection.execute(asked).first() is not None
