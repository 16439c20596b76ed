"""What an error of a driver means, told by its code and never by its text."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Protocol

from sqlalchemy.exc import DBAPIError

from crm_tui.db.engine import Location, reason_of
from crm_tui.db.interrupts import let_go_of_frames, stop_if_cancelled, was_interrupted
from crm_tui.errors import CrmError, DatabaseUnavailableError

_RETRIED_STATES = frozenset({"40001", "40P01", "55P03"})


def may_pass(error: DBAPIError) -> bool:
    """Return whether the same may succeed a moment later: a deadlock, a serialization failure."""
    state = getattr(error.orig, "sqlstate", None)
    return isinstance(state, str) and state in _RETRIED_STATES


class Located(Protocol):
    """What knows where its database is."""

    location: Location


@contextmanager
def translating(at: Located, *, is_tried_again: bool) -> Iterator[None]:
    """Raise errors of ours in the place of a driver's, but for those after which it is tried again.

    What was taken back raises SupersededError.
    """
    try:
        yield
    except (DBAPIError, sqlite3.DatabaseError) as error:
        if was_interrupted(getattr(error, "orig", error)):
            let_go_of_frames(error)
            stop_if_cancelled()
            raise DatabaseUnavailableError("stopped", str(at.location)) from error
        if is_tried_again and isinstance(error, DBAPIError) and may_pass(error):
            raise
        raise translated(error, at) from error
    except DatabaseUnavailableError as error:
        raise located(error, at) from error.__cause__


def translated(error: DBAPIError | sqlite3.DatabaseError, at: Located | None = None) -> CrmError:
    """Return the error of ours that a driver's error means; raise it again where there is none."""
    cause = error.orig if isinstance(error, DBAPIError) else error
    where = "" if at is None else str(at.location)
    reason = reason_of(cause)
    if reason is not None:
        name = str(getattr(cause, "sqlite_errorname", ""))
        return DatabaseUnavailableError(reason, where, name)
    if getattr(error, "connection_invalidated", False):
        return DatabaseUnavailableError("connection_lost", where, type(cause).__name__)
    raise error


def located(error: DatabaseUnavailableError, at: Located) -> DatabaseUnavailableError:
    """Return an error that says where the database is."""
    error.location = error.location or str(at.location)
    return error
