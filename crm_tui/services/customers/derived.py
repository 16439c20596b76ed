"""What follows from a customer's fields and contacts: search texts, keys, completeness."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import chain
from typing import Any

from crm_tui.db import search
from crm_tui.db.queries import affiliations, contacts, customers
from crm_tui.db.queries.custom_fields import all_fields
from crm_tui.db.unit_of_work import Unit
from crm_tui.domain.contacts import ContactFields
from crm_tui.domain.custom_fields import CustomField, by_holder
from crm_tui.domain.custom_values import search_words
from crm_tui.domain.customers import (
    CustomerFields,
    completeness,
)
from crm_tui.domain.identifiers import ContactId, CustomerId
from crm_tui.domain.pinyin import pinyin as pinyin_of
from crm_tui.domain.search import SearchColumns, SearchFields, search_columns
from crm_tui.domain.text import name_key

_KEYED = frozenset({"name", "kind", "short_name", "former_names", "credit_code", "website"})
"""The fields of a customer that its duplicate keys are made of."""
DERIVED = (
    *("name_key", "pinyin", "contact_names", "search_text", "search_pinyin", "search_initials"),
    *("search_digits", "search_details", "search_accounts", "completeness", "is_incomplete"),
)
"""The columns that `derived_values` tells."""


def duplicate_keys(
    fields: CustomerFields, people: Sequence[ContactFields]
) -> list[tuple[str, str]]:
    """Return the exact keys by which the duplicate check finds a customer."""
    # Reading needs no keys.
    from crm_tui.domain.duplicates import customer_keys  # noqa: PLC0415

    return customer_keys(fields, people)


def contact_keys(person: ContactFields) -> list[tuple[str, str]]:
    """Return the keys that a contact gives to its customer."""
    from crm_tui.domain.duplicates import person_keys  # noqa: PLC0415 - as above

    return person_keys(person)


def found_by(
    fields: CustomerFields, people: Sequence[ContactFields], own: Sequence[CustomField] = ()
) -> SearchColumns:
    """Return the search texts of a customer with these contacts, in an office with `own` fields."""
    return search_columns(
        SearchFields(
            name=fields.name,
            short_name=fields.short_name,
            aliases=(fields.former_names,) if fields.former_names else (),
            contact_names=tuple([person.name for person in people]),
            phones=tuple([phone.number for person in people for phone in person.phones]),
            details=(
                fields.province,
                fields.city,
                fields.district,
                fields.address,
                *fields.tags,
                *fields.need_tags,
                *_own_words(fields, people, own),
            ),
            accounts=tuple(
                [
                    account
                    for person in people
                    for account in (person.email, person.wechat, person.wechat_nickname, person.qq)
                    if account
                ]
            ),
        )
    )


def _own_words(
    fields: CustomerFields, people: Sequence[ContactFields], own: Sequence[CustomField]
) -> Iterable[str]:
    """Return what a search finds of the office's own fields."""
    if not own:
        return ()
    of_customers, of_contacts = by_holder(own)
    words = chain.from_iterable(search_words(of_contacts, each.custom) for each in people)
    return (*search_words(of_customers, fields.custom), *words)


def derived_values(
    fields: CustomerFields,
    people: Sequence[ContactFields],
    found: SearchColumns | None = None,
    own: Sequence[CustomField] = (),
) -> dict[str, object]:
    """Return the derived columns that follow from the typed fields and the contacts."""
    columns = found or found_by(fields, people, own)
    return {
        "name_key": name_key(fields.name),
        "pinyin": pinyin_of(fields.name).replace(" ", "")[:3000],
        "contact_names": " ".join(person.name for person in people)[:2000],
        "search_text": columns.text,
        "search_pinyin": columns.pinyin,
        "search_initials": columns.initials,
        "search_digits": columns.digits,
        "search_details": columns.details,
        "search_accounts": columns.accounts,
        "completeness": completeness(fields, by_holder(own)[0])[0],
        "is_incomplete": not people,
    }


def store_fields(unit: Unit, customer_id: CustomerId, row: Any, new: CustomerFields) -> None:
    """Write the typed fields of a customer and all that follows from them."""
    people = [contact.fields for contact in contacts.people_of(unit, customer_id)]
    own = all_fields(unit)
    found = found_by(new, people, own)
    values = {**customers.field_values(new), **derived_values(new, people, found, own)}
    # A column that is set to what it holds would still be written into each of its indexes.
    changed = {name: value for name, value in values.items() if getattr(row, name) != value}
    customers.update_customer(unit, customer_id, changed, person_edit=True)
    if _KEYED & changed.keys():
        customers.replace_duplicate_keys(unit, customer_id, duplicate_keys(new, people))
    search.reindex(unit, customer_id, search.stored_columns(row), found)


def refresh_further(unit: Unit, contact_id: ContactId) -> None:
    """Bring what is derived at the further customers of a contact up to date after they changed."""
    for customer_id in affiliations.current_customers(unit, contact_id):
        refresh_search(unit, customers.stored(unit, customer_id))


def refresh_sharing(unit: Unit, customer_id: CustomerId) -> None:
    """Bring the customers up to date with which a home customer shares its contacts."""
    for each in affiliations.sharing_customers(unit, customer_id):
        refresh_search(unit, customers.stored(unit, each))


def refresh_search(unit: Unit, row: object) -> None:
    """Bring what is derived from a customer's contacts up to date after one changed.

    One that is set aside is in no index, and its keys are kept as they are until it comes back.
    """
    customer_id = CustomerId(row.id)  # type: ignore[attr-defined]  # a stored row
    fields = customers.fields_of(row)
    people = [contact.fields for contact in contacts.people_of(unit, customer_id)]
    own = all_fields(unit)
    found = found_by(fields, people, own)
    customers.update_customer(unit, customer_id, derived_values(fields, people, found, own))
    if row.deleted_at is not None:  # type: ignore[attr-defined]  # likewise
        return
    customers.replace_duplicate_keys(unit, customer_id, duplicate_keys(fields, people))
    search.reindex(unit, customer_id, search.stored_columns(row), found)
