"""Puts on record what somebody asked for and may not; it is loaded only when that happens."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import asdict, fields
from typing import TYPE_CHECKING, Any

from sqlalchemy.exc import DBAPIError

from crm_tui.db.queries import sign_ins
from crm_tui.db.queries.lately import events_since
from crm_tui.domain.events import AttemptRefused, SignInFailed
from crm_tui.domain.identifiers import UserId, written_id
from crm_tui.domain.ownership_refusals import is_of_others
from crm_tui.domain.refused_attempts import (
    ATTEMPT,
    MOST,
    REST,
    SIGN_IN,
    Barrier,
    RefusedAttempt,
    is_guarded,
    worth_noting,
)
from crm_tui.domain.users import Actor, Road
from crm_tui.errors import (
    CrmError,
    MergedAwayError,
    NotFoundError,
    NotPermittedError,
    RefusedError,
)

if TYPE_CHECKING:
    from crm_tui.db.unit_of_work import Database

_BY_THEMSELVES = frozenset({Road.SWEEP, Road.SETUP})
"""On these roads nobody asked for anything."""


def note_refused(operation: str, asked: Sequence[object], outcome: object) -> None:
    """Put on record what an operation refused somebody: an error, or an answer that holds some.

    `asked` are the service and what it was called with. Where the database takes nothing now,
    nothing is noted: the refusal comes all the same.
    """
    database = getattr(asked[0], "database", None)
    actor = next((each for each in asked[1:] if isinstance(each, Actor)), None)
    if database is None or actor is None:
        return
    record_id = _first_number(each for each in asked[1:] if each is not actor)
    if isinstance(outcome, CrmError):
        note_error(database, actor, operation, outcome, record_id)
        return
    note(database, actor, _attempts_in(operation, getattr(outcome, "refused", ())))


def note_error(
    database: Database,
    actor: Actor,
    operation: str,
    error: CrmError,
    record_id: int | None = None,
) -> None:
    """Put on record what somebody was refused by an error, if it is an attempt; each error once."""
    attempt = _attempt(operation, error, record_id)
    if attempt is not None and not error.is_on_record:
        error.is_on_record = True
        note(database, actor, [attempt])


def note(database: Database, actor: Actor, attempts: Iterable[RefusedAttempt]) -> None:
    """Put attempts of one person on record, as many as are worth it; nothing where that fails."""
    asked = list(attempts)
    if not asked or actor.road in _BY_THEMSELVES:
        return
    with suppress(CrmError, DBAPIError), database.jotting() as connection:
        now, kind = database.clock.now(), AttemptRefused.kind()
        rows = events_since(connection, actor.user_id, now - REST, ATTEMPT, kind)
        lately = {_noted(row) for row in rows}
        for each in worth_noting(asked, lately):
            facts = {
                "operation_id": str(uuid.uuid4()),
                "operation": ATTEMPT,
                "road": actor.road,
                "facts": {"attempted": each.operation},
            }
            after = {name: value for name, value in asdict(each).items() if value}
            event = AttemptRefused(record_id=after.pop("record_id", None), after=after)
            sign_ins.record(connection, event, facts=facts, actor_id=actor.user_id, now=now)


def note_at_the_door(
    database: Database, road: Road, user_id: UserId | None, after: dict[str, object]
) -> None:
    """Put on record that somebody did not get in; of logins that nobody has, so many at most.

    Nothing where the database takes nothing now.
    """
    with suppress(CrmError, DBAPIError), database.jotting() as connection:
        now, event = database.clock.now(), SignInFailed(record_id=user_id, after=after)
        rows = events_since(connection, None, now - REST, SIGN_IN, event.kind())
        if user_id is None and sum(row.record_id is None for row in rows) >= MOST:
            return
        facts = {"operation_id": str(uuid.uuid4()), "operation": SIGN_IN, "road": road}
        sign_ins.record(connection, event, facts=facts, actor_id=None, now=now)


def _noted(row: Any) -> RefusedAttempt:
    values = {each.name: row.after.get(each.name, "") for each in fields(RefusedAttempt)}
    return RefusedAttempt(**{**values, "record_id": row.record_id})


def _attempts_in(operation: str, refused: object) -> Iterator[RefusedAttempt]:
    for each in refused if isinstance(refused, tuple) else ():
        error = getattr(each, "error", None)
        if isinstance(error, CrmError):
            attempt = _attempt(operation, error, _first_number(_numbers_of(each)))
            if attempt is not None:
                yield attempt


def _numbers_of(outcome: object) -> Iterator[object]:
    """Yield what an outcome holds; of which record it is stands first."""
    for name in getattr(outcome, "__dataclass_fields__", ()):
        yield getattr(outcome, name)


def _attempt(operation: str, error: CrmError, record_id: int | None) -> RefusedAttempt | None:
    match error:
        case NotPermittedError():
            because, permission = Barrier.NOT_PERMITTED.value, error.permission
            return RefusedAttempt(operation, because, record_id, permission=permission)
        case RefusedError() if is_of_others(error.refusal):
            return RefusedAttempt(operation, Barrier.OF_OTHERS.value, record_id)
        case MergedAwayError():
            return None
        # A number is guessed, or was once in sight; a name that finds nothing is a search.
        case NotFoundError() if is_guarded(error.kind):
            number = written_id(error.reference)
            if number is None:
                return None
            return RefusedAttempt(operation, Barrier.OUT_OF_SIGHT.value, number, error.kind)
        case _:
            return None


def _first_number(asked: Iterable[object]) -> int | None:
    """Return the number of a record that was asked for; of several the first."""
    for each in asked:
        first = each[0] if isinstance(each, (list, tuple)) and each else each
        if isinstance(first, int) and not isinstance(first, bool):
            return written_id(str(first))
    return None
