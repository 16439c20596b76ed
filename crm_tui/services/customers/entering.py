"""A new customer: its pool, its first contact, its row, and whose it becomes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from crm_tui.db import search
from crm_tui.db.queries import contacts, customers, pools
from crm_tui.db.queries.custom_fields import all_fields
from crm_tui.db.unit_of_work import Unit
from crm_tui.domain.contacts import ContactFields
from crm_tui.domain.customers import (
    EDITABLE,
    CustomerFields,
    CustomerKind,
)
from crm_tui.domain.days import NEVER
from crm_tui.domain.events import CustomerCreated
from crm_tui.domain.identifiers import CustomerId, PoolId, UserId
from crm_tui.domain.pinyin import person_pinyin
from crm_tui.domain.pools import (
    NotAMember,
    PeriodStart,
    Policy,
    opens_after_entry,
    rule_facts,
)
from crm_tui.domain.work_settings import PhonePolicy
from crm_tui.errors import FieldError, RefusedError
from crm_tui.services import limits, protection
from crm_tui.services.checks import checked_contact
from crm_tui.services.customers.checking import refuse_unknown, with_own_values
from crm_tui.services.customers.derived import derived_values, duplicate_keys, found_by
from crm_tui.services.duplicates import refuse_cooling_off, refuse_duplicates
from crm_tui.values import dataclass


@dataclass(frozen=True, slots=True)
class Entered:
    """A new customer, and whether a limit sent it to the pool instead."""

    customer_id: CustomerId
    over_limit: bool


def home_of(unit: Unit, fields: CustomerFields, pool_id: PoolId | None) -> PoolId:
    """Return the pool of a new customer: the named one, or where the routes put it.

    Raises RefusedError for a named one that the actor may not fill.
    """
    if pool_id is None:
        return pools.home_pool(unit, rule_facts(fields))
    policy = pools.policy(unit, pool_id)
    if not unit.person.is_admin and pool_id not in unit.person.pool_ids:
        raise RefusedError(NotAMember(policy.name, unit.person.name))
    return pool_id


def first_contact(
    fields: CustomerFields, contact: ContactFields | None, policy: PhonePolicy
) -> ContactFields:
    """Return the key contact of a new customer; an individual is their own."""
    if contact is None and fields.kind is CustomerKind.INDIVIDUAL:
        contact = ContactFields(name=fields.name[:100])
    if contact is None:
        raise FieldError("contact_name", "required")
    return replace(checked_contact(contact, policy), is_key=True)


def insert_new(
    unit: Unit, fields: CustomerFields, people: Sequence[ContactFields], home: Policy
) -> CustomerId:
    """Insert a customer with its contacts, duplicate keys and search texts; return the id."""
    own = all_fields(unit)
    found = found_by(fields, people, own)
    customer_id = customers.insert_customer(
        unit,
        {
            **customers.field_values(fields),
            **derived_values(fields, people, found, own),
            "pool_id": home.pool_id,
            "opens_at": opens_after_entry(unit.now, home.new_closed_hours),
            "pool_since": unit.now,
            "last_day": NEVER,
            "created_at": unit.now,
            "created_by_id": unit.person.user_id,
            "updated_at": unit.now,
            "updated_by_id": unit.person.user_id,
        },
    )
    for person in people:
        contacts.add_contact(unit, customer_id, person, person_pinyin(person.name))
    customers.replace_duplicate_keys(unit, customer_id, duplicate_keys(fields, people))
    search.index(unit, customer_id, found)
    return customer_id


def give_to_finder(
    unit: Unit,
    customer_id: CustomerId,
    home: Policy,
    finder_id: UserId,
    *,
    is_self_found: bool = True,
) -> bool:
    """Give a new customer to its finder; True when their limit kept it in the pool, reserved."""
    row = customers.stored(unit, customer_id)
    finder = limits.receiver(unit, finder_id)
    own = limits.held_customer(row, unit, is_self_found=is_self_found)
    if finder.why_not(own, home.name) is not None:
        customers.update_customer(
            unit,
            customer_id,
            {
                "reserved_for_id": finder_id,
                "reserved_until_day": unit.today + unit.office.reserve_days,
            },
        )
        return True
    holding = customers.holding_of(row)
    how = PeriodStart.CREATED
    protection.give(unit, holding, to=finder, how=how, policy=home, is_self_found=is_self_found)
    return False


def enter(  # noqa: PLR0913 - whose it becomes, and how, besides what it is
    unit: Unit,
    fields: CustomerFields,
    contact: ContactFields,
    *,
    pool_id: PoolId | None = None,
    finder_id: UserId | None = None,
    is_self_found: bool = True,
    allow_duplicate: bool = False,
) -> Entered:
    """Enter a checked customer for its finder, who acts if nobody else is named.

    One that the office brought to them is not `is_self_found`, 自拓.
    Raises what `Customers.add` raises.
    """
    finder_id = finder_id or unit.person.user_id
    keys = duplicate_keys(fields, (contact,))
    refuse_cooling_off(unit, keys, to=finder_id)
    refuse_duplicates(unit, keys, fields.name, insists=allow_duplicate)
    refuse_unknown(unit, fields, EDITABLE)
    fields, contact = with_own_values(unit, fields, contact)
    home = pools.policy(unit, home_of(unit, fields, pool_id))
    customer_id = insert_new(unit, fields, (contact,), home)
    over_limit = pool_id is None and give_to_finder(
        unit, customer_id, home, finder_id, is_self_found=is_self_found
    )
    unit.record(
        CustomerCreated(
            customer_id=customer_id,
            record_id=customer_id,
            after={"name": fields.name, "owned": pool_id is None and not over_limit},
        )
    )
    return Entered(customer_id, over_limit)
