"""What somebody did once, they take back only with what they may do and see today."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from crm_tui.db.queries.customers import departures
from crm_tui.db.unit_of_work import Unit
from crm_tui.domain.events import (
    ApprovalAnswered,
    ApprovalSettingsChanged,
    BankReceiptAdded,
    BankReceiptConfirmed,
    BankReceiptRefused,
    BankReceiptReopened,
    BankReceiptSetAside,
    CalendarChanged,
    ContactAdded,
    CustomerAssigned,
    CustomerClaimed,
    CustomerCreated,
    CustomerDeleted,
    CustomerGivenUp,
    CustomerHandedOver,
    CustomerInvalidated,
    CustomerMerged,
    CustomerMoved,
    CustomerReclaimed,
    CustomerRestored,
    CustomerReturned,
    CustomerTransferred,
    CustomFieldSet,
    DefaultPoolChanged,
    DisputeDecided,
    DisputeFiled,
    DisputeWithdrawn,
    EventRow,
    HoldingLimitSet,
    OfficeChanged,
    PapersChanged,
    PoolAdded,
    PoolDeleted,
    PoolEdited,
    PoolMemberSet,
    PoolRoutesSet,
    PoolRulesSaved,
    PoolRulesWithdrawn,
    ProductAdded,
    ProductDeleted,
    ProductEdited,
    ProductRestored,
    TargetSet,
    TargetSettingsChanged,
    TeamMemberChanged,
    TeamMemberRemoved,
)
from crm_tui.domain.identifiers import PoolId
from crm_tui.domain.users import Permission
from crm_tui.errors import NotPermittedError
from crm_tui.services.pool_settings.checking import refuse_not_pool_admin
from crm_tui.services.undo.events import record_id_of

_OF_OFFICE = frozenset(
    each.kind()
    for each in (
        *(OfficeChanged, CalendarChanged, CustomFieldSet, PoolAdded, PoolDeleted),
        *(DefaultPoolChanged, PoolRoutesSet, PapersChanged, TargetSettingsChanged),
        ApprovalSettingsChanged,
    )
)
"""What only who runs the office changes."""
_OF_POOLS = frozenset({PoolEdited.kind(), PoolMemberSet.kind()})
_OF_RULES = frozenset({PoolRulesSaved.kind(), PoolRulesWithdrawn.kind()})
_OF_PRODUCTS = frozenset(
    each.kind() for each in (ProductAdded, ProductEdited, ProductDeleted, ProductRestored)
)
_OF_BANK = frozenset(
    each.kind()
    for each in (
        *(BankReceiptAdded, BankReceiptConfirmed, BankReceiptRefused),
        *(BankReceiptSetAside, BankReceiptReopened),
    )
)
"""What is decided on money that came into the bank."""
_MOVES = frozenset(
    each.kind()
    for each in (
        *(CustomerCreated, CustomerClaimed, CustomerAssigned, CustomerReturned),
        *(CustomerReclaimed, CustomerTransferred, CustomerHandedOver, CustomerMoved),
        *(CustomerDeleted, CustomerInvalidated, CustomerRestored, CustomerMerged),
        *(CustomerGivenUp, DisputeDecided, TeamMemberChanged, TeamMemberRemoved),
    )
)
"""What by itself may take a customer out of one's sight, and brings it back when taken back."""
_NEEDING: Mapping[str, Permission] = {
    **dict.fromkeys(_OF_PRODUCTS, Permission.EDIT_PRODUCT),
    **dict.fromkeys(_OF_BANK, Permission.CONFIRM_PAYMENT),
    TargetSet.kind(): Permission.SET_TARGET,
}
"""What asks today for the permission that it asked for when it was done."""
_OF_OTHERS = frozenset({DisputeFiled.kind(), DisputeWithdrawn.kind(), ApprovalAnswered.kind()})
"""What one says of a customer that a colleague holds, seen or not."""


def refuse_lost(unit: Unit, events: Sequence[EventRow]) -> None:
    """Raise for settings that this person may not change any more."""
    for event in events:
        if event.kind in _OF_OFFICE:
            _refuse_who_runs_no_office(unit)
        elif event.kind in _OF_POOLS:
            refuse_not_pool_admin(unit, PoolId(record_id_of(event)))
        elif event.kind in _OF_RULES:
            refuse_not_pool_admin(unit, PoolId(int(str(event.after["pool_id"]))))
        elif (permission := _NEEDING.get(event.kind)) is not None:
            _refuse_without(unit, permission)
        elif event.kind == HoldingLimitSet.kind():
            _refuse_limit(unit, event)


def out_of_sight(unit: Unit, events: Sequence[EventRow]) -> Collection[int]:
    """Return the customers that this person sees no more, but for those that this took away."""
    exempt = _MOVES | _OF_OTHERS
    moved = {event.customer_id for event in events if event.kind in exempt or _is_passed_on(event)}
    ids = {each.customer_id for each in events if each.customer_id is not None}
    return departures.out_of_sight(unit, sorted(ids - moved))


def _is_passed_on(event: EventRow) -> bool:
    # A contact for a colleague's customer, which was out of sight when it was given, too.
    return event.kind == ContactAdded.kind() and bool(event.after.get("told"))


def _refuse_who_runs_no_office(unit: Unit) -> None:
    _refuse_without(unit, Permission.MANAGE_OFFICE)


def _refuse_without(unit: Unit, permission: Permission) -> None:
    if not unit.person.may(permission):
        raise NotPermittedError(permission.value)


def _refuse_limit(unit: Unit, event: EventRow) -> None:
    kept: Any = event.after.get("limit") or event.before.get("limit")
    if kept["pool_id"] is None:
        _refuse_who_runs_no_office(unit)
    else:
        refuse_not_pool_admin(unit, PoolId(kept["pool_id"]))
