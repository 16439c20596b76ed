"""Why a customer that was in a list a moment ago is in it no more."""

from __future__ import annotations

from enum import Enum

from crm_tui.domain.customers import CustomerView, ListRequest, Standing
from crm_tui.domain.events import CustomerHandedOver, CustomerReclaimed, CustomerTransferred
from crm_tui.domain.queries import Term
from crm_tui.values import dataclass


class DepartureKind(Enum):
    """What happened to it."""

    TAKEN = "taken"
    """Somebody claimed it, or was given it out of its pool."""
    PASSED_ON = "passed_on"
    """It went from its owner to another."""
    RECLAIMED = "reclaimed"
    """The rules took it back into its pool."""
    RETURNED = "returned"
    """It was given back to its pool."""
    MOVED = "moved"
    """It lies in another pool."""
    SET_ASIDE = "set_aside"
    """It was deleted, or marked as invalid or blacklisted."""
    RESTORED = "restored"
    """It was brought back among the others."""
    CLOSED = "closed"
    """It may not be claimed for the time being."""
    CHANGED = "changed"
    """It is not what the list asks for any more."""
    GONE = "gone"
    """It may not be seen any more."""


@dataclass(frozen=True, slots=True)
class Departure:
    """Why one customer left the list, with what is to be named."""

    kind: DepartureKind
    owner: str = ""
    pool: str = ""
    standing: Standing = Standing.NORMAL
    terms: tuple[Term, ...] = ()
    """The terms of the query that it does not meet any more."""


@dataclass(frozen=True, slots=True)
class Fate:
    """What became of a customer."""

    is_seen: bool
    """Whether who asks may still be told whose it is."""
    is_set_aside: bool
    standing: Standing
    owner_id: int | None
    owner: str
    pool_id: int
    pool: str
    asked_by_id: int
    last_move: str = ""
    """The event of its last change of hands, if there was one."""


_OF_POOLS = frozenset(
    {CustomerView.POOL, CustomerView.CLAIMABLE, CustomerView.SUITABLE, CustomerView.OPENING}
)


_STRAIGHT_ON = frozenset({CustomerTransferred.kind(), CustomerHandedOver.kind()})
_OF_OWNERS = frozenset({CustomerView.MINE, CustomerView.SUBORDINATES, CustomerView.INCOMPLETE})


def departure(fate: Fate, request: ListRequest, unmet: tuple[Term, ...]) -> Departure:
    """Return why a customer is not in the list any more; `unmet` are terms it does not meet."""
    shows_set_aside = request.view is CustomerView.SET_ASIDE
    if fate.is_set_aside is not shows_set_aside:
        kind = DepartureKind.RESTORED if shows_set_aside else DepartureKind.SET_ASIDE
        return Departure(kind, standing=fate.standing)
    if not fate.is_seen:
        return Departure(DepartureKind.GONE)
    if unmet:
        return Departure(DepartureKind.CHANGED, terms=unmet)
    return Departure(_moved_how(fate, request), owner=fate.owner, pool=fate.pool)


def _moved_how(fate: Fate, request: ListRequest) -> DepartureKind:
    if request.pool_id is not None and fate.pool_id != request.pool_id:
        return DepartureKind.MOVED
    if request.view in _OF_POOLS:
        return DepartureKind.CLOSED if fate.owner_id is None else DepartureKind.TAKEN
    if request.view not in _OF_OWNERS and request.owner_id is None:
        is_passed_on = fate.owner_id is not None and fate.last_move in _STRAIGHT_ON
        return DepartureKind.PASSED_ON if is_passed_on else DepartureKind.CHANGED
    if fate.owner_id is not None:
        is_same = request.view is CustomerView.INCOMPLETE and fate.owner_id == fate.asked_by_id
        return DepartureKind.CHANGED if is_same else DepartureKind.PASSED_ON
    is_reclaimed = fate.last_move == CustomerReclaimed.kind()
    return DepartureKind.RECLAIMED if is_reclaimed else DepartureKind.RETURNED
