"""What an error of a driver means, told by its code and never by its text."""

from __future__ import annotations

from sqlalchemy.exc import DBAPIError

from crm_tui.db.engine import reason_of
from crm_tui.errors import CrmError, DatabaseUnavailableError

_RETRIED_STATES = frozenset({"40001", "40P01", "55P03"})


def may_pass(error: DBAPIError) -> bool:
    """Return whether the same may succeed a moment later: a deadlock, a serialization failure."""
    state = getattr(error.orig, "sqlstate", None)
    return isinstance(state, str) and state in _RETRIED_STATES


def translated(error: DBAPIError) -> CrmError:
    """Return the error of ours that a driver's error means; raise it again where there is none."""
    reason = reason_of(error.orig)
    if reason is not None:
        return DatabaseUnavailableError(
            reason, "", str(getattr(error.orig, "sqlite_errorname", ""))
        )
    if getattr(error, "connection_invalidated", False):
        return DatabaseUnavailableError("connection_lost", "", type(error.orig).__name__)
    raise error
