"""Take back the merge of two customers: both are as they were, with all that was theirs."""

from __future__ import annotations

from typing import Any

from crm_tui.db import search
from crm_tui.db.queries import contacts, customers, merging, notices, users
from crm_tui.db.queries.custom_fields import all_fields
from crm_tui.db.unit_of_work import Unit
from crm_tui.domain.customers import Standing
from crm_tui.domain.events import EventRow
from crm_tui.domain.identifiers import CustomerId, UserId
from crm_tui.domain.notices import NoticeKind
from crm_tui.services import limits, protection
from crm_tui.services.customers import (
    derived_values,
    found_by,
    refresh_search,
    refresh_sharing,
)
from crm_tui.services.undo.events import TakeBack, customer_id_of, record_id_of


def _unmerge(unit: Unit, event: EventRow) -> bool:
    """Part two customers again; the former owner of the given-up one has it back within limits."""
    kept_id, given_up_id = customer_id_of(event), CustomerId(record_id_of(event))
    kept, given_up = customers.stored(unit, kept_id), customers.stored(unit, given_up_id)
    rows: Any = event.before.get("rows")
    # What was removed for good comes back by nothing.
    if rows is None or given_up is None or given_up.merged_into_id != kept_id:
        return False
    before = _customer_before(rows, given_up_id)
    if not _may_hold_again(unit, before, given_up):
        return False
    merging.put_back(unit, rows)
    if before["owner_id"] is not None:
        users.change_held(unit.connection, UserId(before["owner_id"]), +1)
    _find_again(unit, kept, kept_id)
    _index(unit, given_up_id)
    for each in (kept_id, given_up_id):
        refresh_sharing(unit, each)
    merging.put_keys_back(unit, rows, [kept_id, given_up_id])
    told: Any = event.after.get("told", [])
    notices.take_back(unit, NoticeKind.CUSTOMER_MERGED, given_up_id, told)
    for each in (kept_id, given_up_id):
        _go_on(unit, each)
    return True


def _customer_before(rows: Any, customer_id: CustomerId) -> Any:
    return next(
        each["row"]
        for each in rows["before"]
        if each["table"] == "customer" and each["row"]["id"] == customer_id
    )


def _may_hold_again(unit: Unit, before: Any, row: Any) -> bool:
    """Return whether who held the given-up one still works here and has room for it."""
    if before["owner_id"] is None:
        return True
    owner_id = UserId(before["owner_id"])
    if not users.is_active(unit.connection, owner_id):
        return False
    held = limits.held_customer(
        customers.as_if(row, {"locked_until_day": before["locked_until_day"]}),
        unit,
        is_self_found=before["is_self_found"],
    )
    return limits.fits(unit, owner_id, held)


def _find_again(unit: Unit, now: Any, kept_id: CustomerId) -> None:
    """Let the search find the kept one by what it is again, and by nothing of the other."""
    row = customers.stored(unit, kept_id)
    texts = {name: getattr(now, name) for name in now._mapping if name.startswith("search_")}  # noqa: SLF001 - public, see the manual
    refresh_search(unit, customers.as_if(row, texts))


def _index(unit: Unit, given_up_id: CustomerId) -> None:
    row = customers.stored(unit, given_up_id)
    fields = customers.fields_of(row)
    people = [contact.fields for contact in contacts.people_of(unit, given_up_id)]
    own = all_fields(unit)
    found = found_by(fields, people, own)
    customers.update_customer(unit, given_up_id, derived_values(fields, people, found, own))
    search.index(unit, given_up_id, found)


def _go_on(unit: Unit, customer_id: CustomerId) -> None:
    """Count leave, rules and calendar that changed meanwhile; what is over by now ends.

    No grace: who merges and parts again wins no days.
    """
    row = customers.stored(unit, customer_id)
    if row.owner_id is not None:
        protection.recompute_rows(unit, [row], cause="undo")
        protection.settle(unit, customer_id)


def _ungive_up(unit: Unit, event: EventRow) -> bool:
    row = customers.stored(unit, customer_id_of(event))
    return row is not None and row.standing is Standing.NORMAL and row.merged_into_id is None


TAKE_BACK: dict[str, TakeBack] = {
    "customer_merged": _unmerge,
    "customer_given_up": _ungive_up,
}
