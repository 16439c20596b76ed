"""Rows of files: columns of records as they are stored, some hundred customers at a time.

To make objects of them would cost more than to read and to write them.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import (
    Boolean,
    Column,
    ColumnElement,
    Select,
    Text,
    and_,
    case,
    func,
    select,
    true,
    type_coerce,
)

from crm_tui.db.id_lists import by_ids, rows_by_ids
from crm_tui.db.queries.customers.records import may_be_shown
from crm_tui.db.schema.contacts import CONTACT, CONTACT_AFFILIATION, CONTACT_PHONE
from crm_tui.db.schema.customers import CUSTOMER
from crm_tui.db.schema.deals import DEAL
from crm_tui.db.schema.dictionaries import DICTIONARY_ITEM
from crm_tui.db.schema.follow_ups import FOLLOW_UP
from crm_tui.db.schema.pools import POOL
from crm_tui.db.schema.tasks import TASK
from crm_tui.db.schema.users import USER
from crm_tui.db.unit_of_work import View

_MOST_NAMES = 100_000

Stored = Sequence[Any]
"""A row as the driver gives it: instants as milliseconds, choices and lists as text."""


def customer_rows(view: View, fields: Sequence[str], ids: Sequence[int]) -> Mapping[int, Stored]:
    """Return (id, owner, fields…) of those customers that this person may see, by id."""
    columns = [CUSTOMER.c[name] for name in fields]
    statement = (
        select(CUSTOMER.c.id, CUSTOMER.c.owner_id, *columns)
        .select_from(by_ids(CUSTOMER))
        .where(may_be_shown(view.person))
    )
    return {row[0]: row for row in rows_by_ids(view.connection, statement, ids)}


def contact_rows(view: View, fields: Sequence[str], customer_ids: Sequence[int]) -> list[Stored]:
    """Return (customer, id, fields…) of the contacts of customers, the key ones first."""
    columns = [CONTACT.c[name] for name in fields]
    statement = (
        select(CONTACT.c.customer_id, CONTACT.c.id, *columns)
        .select_from(by_ids(CONTACT, CONTACT.c.customer_id))
        .where(CONTACT.c.deleted_at.is_(None))
        .order_by(CONTACT.c.customer_id, CONTACT.c.is_key.desc(), CONTACT.c.id)
    )
    return list(rows_by_ids(view.connection, statement, customer_ids))


def phones(view: View, contact_ids: Sequence[int]) -> Mapping[int, list[tuple[str, str]]]:
    """Return number and extension of the phones of contacts, in their order."""
    phone = CONTACT_PHONE.c
    statement = (
        select(phone.contact_id, phone.number, phone.extension)
        .select_from(by_ids(CONTACT_PHONE, phone.contact_id))
        .order_by(phone.contact_id, phone.position, phone.id)
    )
    found: dict[int, list[tuple[str, str]]] = {}
    for contact_id, number, extension in rows_by_ids(view.connection, statement, contact_ids):
        found.setdefault(contact_id, []).append((number, extension))
    return found


def most_contacts(view: View, customer_ids: Sequence[int]) -> int:
    """Return how many contacts those of the customers have that have most."""
    statement = (
        select(func.count())
        .select_from(by_ids(CONTACT, CONTACT.c.customer_id))
        .where(CONTACT.c.deleted_at.is_(None))
        .group_by(CONTACT.c.customer_id)
        .order_by(func.count().desc())
        .limit(1)
    )
    rows = rows_by_ids(view.connection, statement, customer_ids)
    return int(rows[0][0]) if rows else 0


def used_contact_fields(
    view: View, fields: Sequence[str], customer_ids: Sequence[int]
) -> frozenset[str]:
    """Return those of the fields in which any contact of the customers has something."""
    said = [
        func.max(case((_says_something(CONTACT.c[name]), 1), else_=0)).label(name)
        for name in fields
    ]
    statement = (
        select(*said)
        .select_from(by_ids(CONTACT, CONTACT.c.customer_id))
        .where(CONTACT.c.deleted_at.is_(None))
    )
    rows = rows_by_ids(view.connection, statement, customer_ids)
    return frozenset(name for name, is_used in zip(fields, rows[0], strict=True) if is_used)


def _says_something(column: Column[Any]) -> ColumnElement[bool]:
    if isinstance(column.type, Boolean):
        return column.is_(true())
    text = type_coerce(column, Text)
    return and_(text.is_not(None), text.not_in(("", "{}")))


def follow_up_rows(view: View, fields: Sequence[str], customer_ids: Sequence[int]) -> list[Stored]:
    """Return (customer, id, fields…) of the follow-ups of customers, the oldest first."""
    return _rows_of(view, FOLLOW_UP, fields, customer_ids, FOLLOW_UP.c.happened_at)


def deal_rows(view: View, fields: Sequence[str], customer_ids: Sequence[int]) -> list[Stored]:
    """Return (customer, id, fields…) of the deals of customers, the oldest first."""
    return _rows_of(view, DEAL, fields, customer_ids, DEAL.c.deal_day)


def task_rows(view: View, fields: Sequence[str], customer_ids: Sequence[int]) -> list[Stored]:
    """Return (customer, id, fields…) of the tasks of customers, by when they are due."""
    return _rows_of(view, TASK, fields, customer_ids, TASK.c.due_at)


def own_task_rows(view: View, fields: Sequence[str], limit: int) -> list[Stored]:
    """Return (None, id, fields…) of this person's tasks that belong to no customer."""
    statement = (
        select(TASK.c.customer_id, TASK.c.id, *(TASK.c[name] for name in fields))
        .where(
            TASK.c.assignee_id == view.person.user_id,
            TASK.c.customer_id.is_(None),
            TASK.c.deleted_at.is_(None),
        )
        .order_by(TASK.c.due_at, TASK.c.id)
        .limit(limit)
    )
    result = view.connection.execute(statement)
    return list(result.cursor.fetchall()) if result.cursor else []


def _rows_of(
    view: View, table: Any, fields: Sequence[str], customer_ids: Sequence[int], order: Column[Any]
) -> list[Stored]:
    statement: Select[Any] = (
        select(table.c.customer_id, table.c.id, *(table.c[name] for name in fields))
        .select_from(by_ids(table, table.c.customer_id))
        .where(table.c.deleted_at.is_(None))
        .order_by(table.c.customer_id, order, table.c.id)
    )
    return list(rows_by_ids(view.connection, statement, customer_ids))


def contact_names(view: View, contact_ids: Iterable[int]) -> Mapping[int, str]:
    """Return the names of contacts of customers that were shown."""
    statement = select(CONTACT.c.id, CONTACT.c.name).select_from(by_ids(CONTACT))
    return dict(rows_by_ids(view.connection, statement, list(contact_ids)))


def further_customers(view: View, contact_ids: Iterable[int]) -> Mapping[int, list[int]]:
    """Return the further customers that contacts belong to now, by contact."""
    at = CONTACT_AFFILIATION.c
    statement = (
        select(at.contact_id, at.customer_id)
        .select_from(by_ids(CONTACT_AFFILIATION, at.contact_id))
        .where(at.until_day.is_(None), at.deleted_at.is_(None))
        .order_by(at.contact_id, at.id)
    )
    found: dict[int, list[int]] = {}
    for contact_id, customer_id in rows_by_ids(view.connection, statement, list(contact_ids)):
        found.setdefault(contact_id, []).append(customer_id)
    return found


def customer_names(view: View, customer_ids: Iterable[int]) -> Mapping[int, str]:
    """Return the names of those customers that this person may see."""
    statement = (
        select(CUSTOMER.c.id, CUSTOMER.c.name)
        .select_from(by_ids(CUSTOMER))
        .where(may_be_shown(view.person))
    )
    return dict(rows_by_ids(view.connection, statement, list(customer_ids)))


def words(view: View) -> Mapping[int, str]:
    """Return every word of the office's lists by its id, those out of use too."""
    return _names(view, DICTIONARY_ITEM)


def pool_names(view: View) -> Mapping[int, str]:
    """Return the name of every pool."""
    return _names(view, POOL)


def people(view: View) -> list[tuple[int, str, str]]:
    """Return (id, login, name) of everybody who ever worked here."""
    statement = select(USER.c.id, USER.c.login, USER.c.name).order_by(USER.c.id).limit(_MOST_NAMES)
    return [(row.id, row.login, row.name) for row in view.connection.execute(statement)]


def _names(view: View, table: Any) -> Mapping[int, str]:
    statement = select(table.c.id, table.c.name).order_by(table.c.id).limit(_MOST_NAMES)
    return {row.id: row.name for row in view.connection.execute(statement)}
