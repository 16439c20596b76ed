"""What an edit may make of a customer: known words, no other's name, no lost change."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from crm_tui.db.queries import batches, customers, dictionaries
from crm_tui.db.queries.custom_fields import own_fields
from crm_tui.db.unit_of_work import Unit, View
from crm_tui.domain.contacts import ContactFields
from crm_tui.domain.custom_fields import FieldHolder, key_of
from crm_tui.domain.customers import (
    CUSTOM_PREFIX,
    CustomerFields,
    CustomerKind,
    changed_fields,
    may_retype,
    with_changes,
)
from crm_tui.domain.dictionaries import DictionaryKind
from crm_tui.domain.events import CustomerEdited
from crm_tui.domain.identifiers import CustomerId
from crm_tui.errors import ConflictError, FieldError
from crm_tui.services.checks import checked_customer
from crm_tui.services.custom_fields.values import new_values, refuse_custom
from crm_tui.services.customers.derived import contact_keys, duplicate_keys
from crm_tui.services.duplicates import refuse_cooling_off, refuse_duplicates

_WORDS = {
    "industry_id": DictionaryKind.INDUSTRY,
    "source_id": DictionaryKind.SOURCE,
    "stage_id": DictionaryKind.STAGE,
}


def edited(
    view: View, row: Any, changes: Mapping[str, object], seen: CustomerFields | None
) -> CustomerFields:
    """Return a stored customer's fields after an edit; raise for what it may not make of them."""
    customer_id, old = CustomerId(row.id), customers.fields_of(row)
    new = _merged(view, customer_id, old, old if seen is None else seen, changes)
    names = {change.name for change in changed_fields(old, new)}
    if any(name.startswith(CUSTOM_PREFIX) for name in names):
        refuse_custom(own_fields(view, FieldHolder.CUSTOMER), new.custom, names, kind=new.kind)
    refuse_unknown(view, new, names, customer_id)
    if "type" in names and not may_retype(old.type, new.type, is_deal=row.is_deal):
        raise FieldError("type", "by_deals")
    return new


def refuse_new_keys(
    unit: Unit, row: Any, old: CustomerFields, new: CustomerFields, *, allow_duplicate: bool
) -> None:
    """Raise where a new name or code is another customer's, or that of one that is waited for."""
    held = set(duplicate_keys(old, ()))
    keys = [key for key in duplicate_keys(new, ()) if key not in held]
    if not keys:
        return
    refuse_duplicates(unit, keys, new.name, but=row.id, insists=allow_duplicate)
    refuse_waiting(unit, row, keys)


def refuse_waiting(unit: Unit, row: Any, keys: Sequence[tuple[str, str]]) -> None:
    """Raise when a customer gets a name or phone of one that its holder may not have back yet."""
    user_ids = dict.fromkeys((row.owner_id or unit.person.user_id, unit.person.user_id))
    if not customers.customers_held_before(unit, keys, user_ids):
        return
    for user_id in user_ids:
        refuse_cooling_off(unit, keys, to=user_id, but=row.id)


def with_own_values(
    view: View, fields: CustomerFields, contact: ContactFields
) -> tuple[CustomerFields, ContactFields]:
    """Return a new customer and its contact with the defaults of the office's own fields.

    Raises FieldError for a value that may not be, and for a required one that is missing.
    """
    own = own_fields(view, FieldHolder.CUSTOMER)
    custom = new_values(own, fields.custom, kind=fields.kind, view=view)
    return replace(fields, custom=custom), new_contact(view, contact, fields.kind)


def new_contact(view: View, contact: ContactFields, kind: CustomerKind) -> ContactFields:
    """Return a new contact with the defaults of the office's own fields; raise as above."""
    own = own_fields(view, FieldHolder.CONTACT)
    return replace(contact, custom=new_values(own, contact.custom, kind=kind, view=view))


def refuse_custom_of_contact(
    view: View, old: ContactFields, new: ContactFields, kind: CustomerKind
) -> None:
    """Raise FieldError when a contact gets a value in an own field that it may not have."""
    codes = (*old.custom, *new.custom)
    names = [key_of(each) for each in codes if old.custom.get(each) != new.custom.get(each)]
    refuse_custom(own_fields(view, FieldHolder.CONTACT), new.custom, names, kind=kind)


def refuse_keys_of_contact(
    unit: Unit, row: Any, old: ContactFields | None, new: ContactFields
) -> None:
    """Raise where a contact brings a phone or account that stops it, or that is waited for.

    What only warns is no fault here: people work for several; the form shows it while it is typed.
    """
    held = set() if old is None else set(contact_keys(old))
    keys = [key for key in contact_keys(new) if key not in held]
    if keys:
        refuse_duplicates(unit, keys, row.name, but=row.id, insists=True)
        refuse_waiting(unit, row, keys)


def refuse_unknown(
    view: View,
    fields: CustomerFields,
    names: Collection[str],
    customer_id: CustomerId | None = None,
) -> None:
    """Raise FieldError when one of the named fields refers to a word or customer there is not."""
    for name, kind in _WORDS.items():
        word_id: int | None = getattr(fields, name)
        if name in names and word_id is not None:
            known = {word.id for word in dictionaries.items(view.connection, kind)}
            if word_id not in known:
                raise FieldError(name, "unknown", str(word_id))
    parent_id = fields.parent_id
    if "parent_id" in names and parent_id is not None:
        from crm_tui.services.groups import refuse_parent  # noqa: PLC0415 - few name one

        if not customers.rows(view, [parent_id]):
            raise FieldError("parent_id", "unknown", str(parent_id))
        refuse_parent(view, customer_id, CustomerId(parent_id))


def last_changes(
    view: View, customer_id: CustomerId, kind: str, record_id: int | None = None
) -> dict[str, tuple[str, datetime]]:
    """Return by whom and when each field was last changed in events of a kind, of one record."""
    found: dict[str, tuple[str, datetime]] = {}
    for event in batches.events_of_customer(view, customer_id):
        if event.kind == kind and record_id in {None, event.record_id}:
            for name, value in event.after.items():
                if event.before.get(name) != value:
                    found.setdefault(name, (event.actor, event.at))
    return found


def _merged(
    view: View,
    customer_id: CustomerId,
    stored: CustomerFields,
    seen: CustomerFields,
    changes: Mapping[str, object],
) -> CustomerFields:
    """Return what is stored with what was changed since it was seen; raise for a conflict."""
    mine = checked_customer(with_changes(seen, changes))
    theirs = {change.name: change.after for change in changed_fields(seen, stored)}
    ours: dict[str, Any] = {change.name: change.after for change in changed_fields(seen, mine)}
    both = {
        name: (theirs[name], ours[name])
        for name in theirs.keys() & ours.keys()
        if theirs[name] != ours[name]
    }
    if both:
        known = last_changes(view, customer_id, CustomerEdited.kind())
        changed = {name: known[name] for name in both if name in known}
        raise ConflictError("customer", customer_id, both, changed)
    return with_changes(stored, ours)
