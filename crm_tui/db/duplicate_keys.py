"""Give customers that were there before the duplicate keys of every kind, in chunks."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, bindparam, text

from crm_tui.db.bulk import at_full_speed
from crm_tui.db.interrupts import stop_if_cancelled
from crm_tui.domain.contacts import ContactFields
from crm_tui.domain.customers import CustomerFields, CustomerKind
from crm_tui.domain.duplicates import customer_keys

CHUNK = 50_000
"""Customers that are read and written together; a few tens of MB."""
_KNOWN = frozenset({"name", "phone"})
"""The kinds that every road has kept from the beginning."""

_CUSTOMERS = text(
    "SELECT id, kind, name, short_name, former_names, credit_code, website, standing FROM customer"
    " WHERE id > :after AND id <= :upto AND (deleted_at IS NULL OR standing <> 'normal')"
)
_KEPT = text(
    "SELECT customer_id, max(kept_until_day) AS day FROM duplicate_key"
    " WHERE customer_id IN :ids AND kept_until_day IS NOT NULL GROUP BY customer_id"
).bindparams(bindparam("ids", expanding=True))
_ACCOUNTS = text(
    "SELECT customer_id, wechat, email FROM contact WHERE customer_id > :after"
    " AND customer_id <= :upto AND deleted_at IS NULL AND (wechat <> '' OR email <> '')"
)
_STORED = text(
    "SELECT kind, key, customer_id FROM duplicate_key"
    " WHERE customer_id > :after AND customer_id <= :upto"
)
_ADD = text(
    "INSERT INTO duplicate_key (kind, key, customer_id, kept_until_day)"
    " VALUES (:kind, :key, :customer_id, :kept_until_day) ON CONFLICT DO NOTHING"
)


def fill_missing_keys(connection: Connection) -> None:
    """Store the keys that customers should have, of the kinds that came later."""
    last = connection.execute(text("SELECT max(id) FROM customer")).scalar_one() or 0
    with at_full_speed(connection):
        for after in range(0, last, CHUNK):
            wanted = _wanted(connection, {"after": after, "upto": after + CHUNK})
            missing = [row for row in wanted if row["kind"] not in _KNOWN]
            # In the order of the key, so that pages of the tree are met once.
            missing.sort(key=lambda row: (row["kind"], row["key"], row["customer_id"]))
            add_keys(connection, missing)


def missing_keys(connection: Connection) -> Iterator[dict[str, object]]:
    """Yield the rows of keys that customers should have and have not; phones aside."""
    last = connection.execute(text("SELECT max(id) FROM customer")).scalar_one() or 0
    for after in range(0, last, CHUNK):
        stop_if_cancelled()
        span = {"after": after, "upto": after + CHUNK}
        stored = set(map(tuple, connection.execute(_STORED, span).all()))
        for row in _wanted(connection, span):
            if (row["kind"], row["key"], row["customer_id"]) not in stored:
                yield row


def add_keys(connection: Connection, rows: Sequence[dict[str, object]]) -> None:
    """Store keys that were missing."""
    if rows:
        connection.execute(_ADD, rows)


def _wanted(connection: Connection, span: Mapping[str, int]) -> Iterator[dict[str, Any]]:
    rows = connection.execute(_CUSTOMERS, span).all()
    people = _people(connection.execute(_ACCOUNTS, span))
    kept = _kept_days(connection, [row.id for row in rows if row.standing == "deleted"])
    for row in rows:
        # What was entered by mistake and undone the same day has no key any more: it is free.
        if row.standing == "deleted" and row.id not in kept:
            continue
        for kind, key in customer_keys(_fields(row), people.get(row.id, ())):
            day = kept.get(row.id)
            yield {"kind": kind, "key": key, "customer_id": row.id, "kept_until_day": day}


def _kept_days(connection: Connection, ids: Sequence[int]) -> dict[int, int]:
    """Return until when the keys of deleted customers are kept, those of them that have any."""
    found: dict[int, int] = {}
    for begin in range(0, len(ids), 500):
        rows = connection.execute(_KEPT, {"ids": ids[begin : begin + 500]})
        found |= {row.customer_id: row.day for row in rows}
    return found


def _people(rows: Iterable[Any]) -> dict[int, Sequence[ContactFields]]:
    found: dict[int, list[ContactFields]] = {}
    for row in rows:
        person = ContactFields("", wechat=row.wechat, email=row.email)
        found.setdefault(row.customer_id, []).append(person)
    return dict(found)


def _fields(row: Any) -> CustomerFields:
    return CustomerFields(
        name=row.name,
        kind=CustomerKind(row.kind),
        short_name=row.short_name,
        former_names=row.former_names,
        credit_code=row.credit_code,
        website=row.website,
        first_contact_day=1,
    )
