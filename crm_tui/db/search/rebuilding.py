"""Make the indexes anew from the rows, in the caller's transaction."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import field
from typing import Any, Final

from sqlalchemy import Connection, inspect

from crm_tui.db.queries.custom_fields import stored_fields
from crm_tui.db.raw import rows, run_each
from crm_tui.db.search import indexes
from crm_tui.domain.custom_fields import CustomField, by_holder
from crm_tui.domain.custom_values import from_stored, search_words
from crm_tui.domain.search import (
    SearchColumns,
    SearchFields,
    said_tokens,
    search_columns,
    tokens_of,
)
from crm_tui.values import dataclass

Progress = Callable[[str, int, int], None]
"""Told the index that is made, and how many of how many rows it has."""

ROWS_AT_ONCE: Final = 5_000

_CUSTOMERS = (
    "SELECT id, name, short_name, former_names, province, city, district, address, tags, "
    "need_tags, search_text, search_pinyin, search_initials, search_digits, search_details, "
    "search_accounts, custom, deleted_at IS NULL FROM customer WHERE id > ? ORDER BY id LIMIT ?"
)
_CONTACTS = (
    "SELECT id, customer_id, name, email, wechat, wechat_nickname, qq FROM contact "
    "WHERE customer_id BETWEEN ? AND ? AND deleted_at IS NULL "
    "ORDER BY customer_id, is_key DESC, id"
)
_PEOPLES_OWN = (
    "SELECT id, custom FROM contact WHERE customer_id BETWEEN ? AND ? AND custom <> '{}' "
    "UNION ALL SELECT c.id, c.custom FROM contact_affiliation AS a JOIN contact AS c "
    "ON c.id = a.contact_id WHERE a.customer_id BETWEEN ? AND ? AND c.custom <> '{}'"
)
"""What contacts hold in the office's own fields."""
_PHONES = (
    "SELECT p.contact_id, p.number FROM contact AS c CROSS JOIN contact_phone AS p "
    "WHERE p.contact_id = c.id AND c.customer_id BETWEEN ? AND ? AND c.deleted_at IS NULL "
    "ORDER BY p.contact_id, p.position, p.id"
)
_SHARED = (
    "SELECT c.id, a.customer_id, c.name, c.email, c.wechat, c.wechat_nickname, c.qq "
    "FROM contact_affiliation AS a CROSS JOIN contact AS c WHERE c.id = a.contact_id "
    "AND a.customer_id BETWEEN ? AND ? AND a.until_day IS NULL AND a.deleted_at IS NULL "
    "AND c.deleted_at IS NULL "
    "ORDER BY a.customer_id, a.id"
)
"""Contacts whose home is another customer."""
_SHARED_PHONES = (
    "SELECT p.contact_id, p.number FROM contact_phone AS p WHERE p.contact_id IN "
    "(SELECT contact_id FROM contact_affiliation "
    "WHERE customer_id BETWEEN ? AND ? AND until_day IS NULL AND deleted_at IS NULL) "
    "ORDER BY p.contact_id, p.position, p.id"
)
_STORE = (
    "UPDATE customer SET search_text = ?, search_pinyin = ?, search_initials = ?, "
    "search_digits = ?, search_details = ?, search_accounts = ? WHERE id = ?"
)
_FOLLOW_UPS = (
    "SELECT id, content FROM follow_up WHERE id > ? AND deleted_at IS NULL ORDER BY id LIMIT ?"
)


def rebuild(connection: Connection, progress: Progress | None = None) -> None:
    """Make both indexes anew, and the texts they are made of where those are not true.

    Until the transaction ends everybody finds by the old ones; when it is cut off they stay.
    """
    _fill(connection, indexes.CUSTOMERS, "customer", _customers(connection), progress)
    _fill(connection, indexes.FOLLOW_UPS, "follow_up", _follow_ups(connection), progress)
    for name in (indexes.CUSTOMERS, indexes.FOLLOW_UPS):
        indexes.put_in_place(connection, name)


def _fill(
    connection: Connection,
    name: str,
    table: str,
    chunks: Iterator[tuple[int, list[tuple[int, str]]]],
    progress: Progress | None,
) -> None:
    ((total,),) = rows(connection, f"SELECT count(*) FROM {table}")  # noqa: S608 - one of two tables
    building = indexes.begin_building(connection, name)
    done = 0
    for read, words in chunks:
        indexes.put(connection, building, words)
        done += read
        if progress is not None:
            progress(name, done, total)
    indexes.end_building(connection, name)


def _customers(connection: Connection) -> Iterator[tuple[int, list[tuple[int, str]]]]:
    """Yield how many customers were read, and the tokens of those that are not set aside."""
    last = 0
    while found := customers_after(connection, last, ROWS_AT_ONCE):
        last = found[-1][0][0]
        stale = [(*columns, row[0]) for row, columns in found if columns != stored_texts(row)]
        if stale:
            run_each(connection, _STORE, stale)
        yield len(found), [(row[0], tokens_of(columns)) for row, columns in found if row[-1]]


def customers_after(
    connection: Connection, last: int, limit: int
) -> list[tuple[Sequence[Any], SearchColumns]]:
    """Return the next customers as stored, the last value being whether they are listed.

    With each come the texts that it should be found by.
    """
    found = rows(connection, _CUSTOMERS, (last, limit))
    if not found:
        return []
    first, last = found[0][0], found[-1][0]
    own = _OwnWords.of(connection, first, last)
    people = _people(connection, first, last)
    return [(row, search_columns(_fields(row, people.get(row[0], ()), own))) for row in found]


def stored_texts(row: Sequence[Any]) -> SearchColumns:
    """Return the texts that are stored beside one of these customers."""
    return SearchColumns(*row[10:16])


def _follow_ups(connection: Connection) -> Iterator[tuple[int, list[tuple[int, str]]]]:
    last = 0
    while found := follow_ups_after(connection, last, ROWS_AT_ONCE):
        last = found[-1][0]
        yield len(found), found


def follow_ups_after(connection: Connection, last: int, limit: int) -> list[tuple[int, str]]:
    """Return the next follow-ups with their tokens."""
    return [(row[0], said_tokens(row[1])) for row in rows(connection, _FOLLOW_UPS, (last, limit))]


def _people(connection: Connection, first: int, last: int) -> Mapping[int, Sequence[_Reached]]:
    people: dict[int, list[_Reached]] = {}
    asked = [(_CONTACTS, _PHONES)]
    if inspect(connection).has_table("contact_affiliation"):
        # A file of an older version is searched before it has this table.
        asked.append((_SHARED, _SHARED_PHONES))
    for asked_people, asked_phones in asked:
        phones: dict[int, list[str]] = {}
        for contact_id, number in rows(connection, asked_phones, (first, last)):
            phones.setdefault(contact_id, []).append(number)
        for contact_id, customer_id, *texts in rows(connection, asked_people, (first, last)):
            found = _Reached(contact_id, texts, phones.get(contact_id, ()))
            people.setdefault(customer_id, []).append(found)
    return people


@dataclass(frozen=True, slots=True)
class _Reached:
    """A contact: its name, then how it is reached."""

    contact_id: int
    texts: Sequence[str]
    phones: Sequence[str]


@dataclass(frozen=True, slots=True)
class _OwnWords:
    """What customers and contacts are found by in the fields that the office defined."""

    of_customers: Sequence[CustomField] = ()
    of_contacts: Sequence[CustomField] = ()
    peoples: Mapping[int, str] = field(default_factory=dict)

    @classmethod
    def of(cls, connection: Connection, first: int, last: int) -> _OwnWords:
        """Return what some customers and their contacts hold."""
        if not inspect(connection).has_table("custom_field"):
            # A file of an older version is searched before it has this table.
            return cls()
        of_customers, of_contacts = by_holder(stored_fields(connection))
        asked = (first, last, first, last)
        peoples = dict(rows(connection, _PEOPLES_OWN, asked)) if of_contacts else {}
        return cls(of_customers, of_contacts, peoples)

    def customers(self, custom: str) -> tuple[str, ...]:
        """Return the words of a customer."""
        return search_words(self.of_customers, from_stored(json.loads(custom or "{}")))

    def contacts(self, contact_id: int) -> tuple[str, ...]:
        """Return the words of a contact."""
        held = self.peoples.get(contact_id)
        return search_words(self.of_contacts, from_stored(json.loads(held))) if held else ()


def _fields(row: Sequence[Any], people: Sequence[_Reached], own: _OwnWords) -> SearchFields:
    return SearchFields(
        name=row[1],
        short_name=row[2],
        aliases=(row[3],) if row[3] else (),
        contact_names=tuple([each.texts[0] for each in people]),
        phones=tuple([number for each in people for number in each.phones]),
        details=(
            *row[4:8],
            *_listed(row[8]),
            *_listed(row[9]),
            *own.customers(row[16]),
            *(word for each in people for word in own.contacts(each.contact_id)),
        ),
        accounts=tuple([account for each in people for account in each.texts[1:] if account]),
    )


def _listed(written: str | None) -> tuple[str, ...]:
    return tuple(json.loads(written)) if written and written != "[]" else ()
