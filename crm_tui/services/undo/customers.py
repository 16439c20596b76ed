"""Take back what was done to customers and their contacts."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from crm_tui.db.queries import contacts, customers, notices
from crm_tui.db.unit_of_work import Unit
from crm_tui.domain.contacts import Attitude, ContactFields, DecisionRole, Phone
from crm_tui.domain.custom_values import from_stored
from crm_tui.domain.customers import (
    CUSTOM_PREFIX,
    CustomerKind,
    CustomerType,
    Level,
    with_changes,
)
from crm_tui.domain.events import EventRow
from crm_tui.domain.identifiers import ContactId, CustomerId
from crm_tui.domain.notices import NoticeKind
from crm_tui.domain.pinyin import person_pinyin
from crm_tui.services import protection
from crm_tui.services.customers import refresh_further, refresh_search, store_fields
from crm_tui.services.groups import why_not_under
from crm_tui.services.undo.events import (
    TakeBack,
    customer_id_of,
    record_id_of,
)


def _unedit(unit: Unit, event: EventRow) -> bool:
    customer_id = customer_id_of(event)
    row = customers.stored(unit, customer_id)
    before = dict(event.before)
    if not _may_stand_under(unit, customer_id, before.get("parent_id")):
        return False
    match = before.pop("protection", {})
    store_fields(unit, customer_id, row, with_changes(customers.fields_of(row), _typed(before)))
    protection.rematched(unit, customer_id, match if isinstance(match, Mapping) else {})
    return True


def _may_stand_under(unit: Unit, customer_id: CustomerId, parent_id: object) -> bool:
    """Return whether a customer may belong again to whom it belonged, if to anybody."""
    if not isinstance(parent_id, int):
        return True
    # By now the parent may belong to the customer, be deleted, or be removed for good.
    parent = customers.stored(unit, CustomerId(parent_id))
    is_there = parent is not None and parent.deleted_at is None
    return is_there and why_not_under(unit, customer_id, CustomerId(parent_id)) is None


def _typed(values: Mapping[str, object]) -> dict[str, Any]:
    """Return stored JSON values of a customer's fields as the domain's types."""
    typed: dict[str, Any] = dict(values)
    for name, kind in (("kind", CustomerKind), ("type", CustomerType), ("level", Level)):
        if typed.get(name) is not None:
            typed[name] = kind(typed[name])
    for name in ("tags", "need_tags"):
        if name in typed:
            typed[name] = tuple(typed[name] or ())
    for name, value in typed.items():
        if name.startswith(CUSTOM_PREFIX) and isinstance(value, list):
            typed[name] = tuple(value)
    return typed


def _unadd_contact(unit: Unit, event: EventRow) -> bool:
    row = customers.stored(unit, customer_id_of(event))
    contacts.delete_contact(unit, ContactId(record_id_of(event)))
    told = event.after.get("told")
    if isinstance(told, list):
        notices.take_back(unit, NoticeKind.CONTACT_PASSED_ON, record_id_of(event), told)
    refresh_search(unit, row)
    return True


def _unedit_contact(unit: Unit, event: EventRow) -> bool:
    values: dict[str, Any] = dict(event.before)
    values["phones"] = tuple(Phone(**phone) for phone in values["phones"])
    for name, kind in (("decision_role", DecisionRole), ("attitude", Attitude)):
        values[name] = None if values[name] is None else kind(values[name])
    values["custom"] = from_stored(values.get("custom"))
    fields = ContactFields(**values)
    contacts.update_contact(
        unit, ContactId(record_id_of(event)), fields, person_pinyin(fields.name)
    )
    refresh_search(unit, customers.stored(unit, customer_id_of(event)))
    refresh_further(unit, ContactId(record_id_of(event)))
    return True


TAKE_BACK: dict[str, TakeBack] = {
    "customer_edited": _unedit,
    "contact_added": _unadd_contact,
    "contact_edited": _unedit_contact,
}
