"""What somebody sees, a byte for each customer: hits of a common word are thinned out unread.

Nothing is shown because it stands here: what is found so is read under the visibility. But what
does not stand here is not found, so it follows the history: whoever changes what people see says
so in an event of the same commit. A server needs none of it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from enum import IntEnum
from typing import Any

from sqlalchemy import Connection, Select, case, func, select

from crm_tui.db.raw import numbers, rows
from crm_tui.db.schema.customers import CUSTOMER
from crm_tui.db.visibility import OF_POOLS, sight_of, unscoped, visible_to
from crm_tui.domain.customers import CustomerView
from crm_tui.domain.users import Person, Scope
from crm_tui.values import dataclass

_FOLLOWED = 2_000
"""After more changes than this it is made anew."""
_AT_ONCE = 500
_OF_EVENTS = "SELECT coalesce(max(id), 0) FROM event"
_CHANGED = "SELECT DISTINCT customer_id FROM event WHERE id > ? LIMIT ?"


class Share(IntEnum):
    """What a customer is to somebody."""

    UNSEEN = 0
    OTHERS = 1
    """Held by somebody else, and in sight."""
    OWN = 2
    FREE = 3
    """Nobody's, and in sight."""


@dataclass(frozen=True, slots=True)
class Among:
    """Which customers are wanted: those whose byte, the first being that of id 1, lies between."""

    marks: bytes
    least: bytes
    most: bytes

    def holds(self, customer_id: int) -> bool:
        """Return whether a customer is among them."""
        at = customer_id - 1
        return at < len(self.marks) and self.least <= self.marks[at : at + 1] <= self.most


@dataclass(frozen=True, slots=True)
class Horizon:
    """What one person sees, as of an event."""

    marks: bytes
    whose: tuple[object, ...]
    event_id: int
    tells_free: bool
    """Whether what is nobody's is told from what somebody else holds."""

    def among(self, shown: CustomerView) -> Among:
        """Return the customers that a view can hold, and perhaps some more."""
        match shown:
            case CustomerView.MINE | CustomerView.INCOMPLETE:
                least = most = Share.OWN
            case CustomerView.SUBORDINATES:
                least = most = Share.OTHERS
            case _ if shown in OF_POOLS and self.tells_free:
                least = most = Share.FREE
            case _:
                least, most = Share.OTHERS, Share.FREE
        return Among(self.marks, bytes((least,)), bytes((most,)))


class Horizons:
    """What those see who search again and again at this program: mostly one person."""

    def __init__(self) -> None:
        self._known: dict[int, Horizon] = {}

    def prepare(self, connection: Connection, person: Person) -> None:
        """Find out what a person sees, so that `of` knows it from now on."""
        if connection.dialect.name == "sqlite" and self.of(connection, person) is None:
            self._known[person.user_id] = _made(connection, person, _last_event(connection))

    def of(self, connection: Connection, person: Person) -> Horizon | None:
        """Return what a person sees in this transaction, or None when nobody prepared it."""
        known = self._known.get(person.user_id)
        if known is None:
            return None
        last = _last_event(connection)
        if known.whose != _whose(person) or last < known.event_id:
            found = _made(connection, person, last)
        elif last > known.event_id:
            found = _followed(connection, person, known, last)
        else:
            return known
        self._known[person.user_id] = found
        return found


def _whose(person: Person) -> tuple[object, ...]:
    """Return all of a person that decides what they see; their staff follows from events."""
    return (
        person.scope,
        person.pool_ids,
        person.covered_ids,
        person.department_id,
        person.department_path,
        person.as_of_day,
    )


def _last_event(connection: Connection) -> int:
    return int(rows(connection, _OF_EVENTS)[0][0])


def _made(connection: Connection, person: Person, event_id: int) -> Horizon:
    customer = CUSTOMER.c
    last = connection.execute(select(func.max(customer.id)).where(_MARKED)).scalar_one() or 0
    sees_all = person.scope is Scope.ALL
    marks = bytearray(bytes((Share.OTHERS if sees_all else Share.UNSEEN,)) * last)
    signed = case((customer.owner_id.is_(None), -customer.id), else_=customer.id).label("id")
    sight = sight_of(person, CustomerView.ALL)
    for branch in () if sees_all else (*sight.wide, *sight.narrow):
        for each in numbers(connection, _alive(signed).where(branch)):
            marks[abs(each) - 1] = Share.OTHERS if each > 0 else Share.FREE
    for each in numbers(connection, _alive(customer.id).where(customer.owner_id == person.user_id)):
        marks[each - 1] = Share.OWN
    return Horizon(bytes(marks), _whose(person), event_id, tells_free=not sees_all)


_MARKED = unscoped("one byte for each id, seen or not")


def _alive(column: Any) -> Select[Any]:
    return select(column).where(CUSTOMER.c.deleted_at.is_(None))


def _followed(connection: Connection, person: Person, known: Horizon, last: int) -> Horizon:
    changed = [each for (each,) in rows(connection, _CHANGED, (known.event_id, _FOLLOWED + 1))]
    # What is no customer's own, a change of departments, say, may concern all of them.
    if None in changed or len(changed) > _FOLLOWED:
        return _made(connection, person, last)
    marks = bytearray(known.marks)
    marks.extend(bytes(max(0, max(changed, default=0) - len(marks))))
    for each in changed:
        marks[each - 1] = Share.UNSEEN
    for customer_id, owner_id in _still_seen(connection, person, changed):
        marks[customer_id - 1] = _share(owner_id, person)
    return Horizon(bytes(marks), known.whose, last, known.tells_free)


def _still_seen(
    connection: Connection, person: Person, ids: Sequence[int]
) -> Iterable[tuple[int, int | None]]:
    customer = CUSTOMER.c
    seen = _alive(customer.id).add_columns(customer.owner_id).where(visible_to(person))
    for start in range(0, len(ids), _AT_ONCE):
        some = seen.where(customer.id.in_(ids[start : start + _AT_ONCE]))
        yield from [(row[0], row[1]) for row in connection.execute(some)]


def _share(owner_id: int | None, person: Person) -> Share:
    if owner_id is None:
        return Share.FREE
    return Share.OWN if owner_id == person.user_id else Share.OTHERS
