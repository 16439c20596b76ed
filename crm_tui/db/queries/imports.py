"""What an import asks the database: who has which key, and whether the file was here before."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from datetime import datetime
from itertools import islice
from typing import Any

from sqlalchemy import Integer, cast, exists, false, func, insert, or_, select, update

from crm_tui.db.functions import listed
from crm_tui.db.queries.customers import duplicate_match, has_current_key, match_columns
from crm_tui.db.queries.reveals import hidden
from crm_tui.db.schema.batches import BATCH, EVENT
from crm_tui.db.schema.contacts import CONTACT
from crm_tui.db.schema.customers import CUSTOMER, DUPLICATE_KEY
from crm_tui.db.schema.dictionaries import DICTIONARY_ITEM
from crm_tui.db.schema.expenses import EXPENSE
from crm_tui.db.schema.follow_ups import FOLLOW_UP
from crm_tui.db.schema.imports import IMPORT_MAPPING, IMPORTED_FILE
from crm_tui.db.schema.pools import OWNERSHIP_PERIOD, POOL
from crm_tui.db.schema.users import DEPARTMENT, USER
from crm_tui.db.unit_of_work import Unit, View
from crm_tui.db.visibility import unscoped, visible_to
from crm_tui.domain.customers import DuplicateMatch
from crm_tui.domain.dictionaries import DictionaryKind
from crm_tui.domain.duplicates import is_nobodys
from crm_tui.domain.identifiers import BatchId, ContactId, CustomerId, PoolId, UserId
from crm_tui.values import dataclass

Key = tuple[str, str]

_KEYS_A_STATEMENT = 20_000
_HOLDERS_OF_A_KEY = 20
"""A switchboard may be the number of thousands: so many are looked at."""
_TOUCHED = 5_000
_NAME_CHARACTERS = 255


@dataclass(frozen=True, slots=True)
class FormerHolder:
    """Somebody who held a customer once that has this key, or had it."""

    customer_id: CustomerId
    customer: str
    pool_id: PoolId
    user_id: UserId
    person: str


@dataclass(frozen=True, slots=True)
class Holders:
    """Which customers have some keys now, and which of the keys others had once."""

    now: Mapping[Key, Sequence[Any]]
    """Rows of which `match_of` makes what a person is told."""
    once: frozenset[Key]
    owners: Mapping[int, UserId | None]
    """Whose the customers are that have one now, by their ids."""


def known_keys(
    view: View, keys: Iterable[Key], stored_kinds: Callable[[str], Sequence[str]]
) -> frozenset[Key]:
    """Return which of these keys anybody here has or had under one of their stored kinds."""
    wanted: dict[str, list[str]] = {}
    for kind, key in keys:
        wanted.setdefault(kind, []).append(key)
    found: set[Key] = set()
    for kind, same in wanted.items():
        kinds = stored_kinds(kind)
        for start in range(0, len(same) if kinds else 0, _KEYS_A_STATEMENT):
            chunk = listed(same[start : start + _KEYS_A_STATEMENT])
            values = view.connection.execute(_known(chunk, kinds)).scalars()
            found.update((kind, value) for value in values)
    return frozenset(found)


def _known(wanted: Any, kinds: Sequence[str]) -> Any:
    stored = DUPLICATE_KEY.c
    is_stored = [
        exists().where(stored.kind == kind, stored.key == wanted.c.value) for kind in kinds
    ]
    return select(wanted.c.value).where(or_(*is_stored))


def holders(view: View, keys: Iterable[Key]) -> Holders:
    """Return who has these keys, or had them: the exception to scope, for exact keys alone."""
    wanted: dict[str, dict[str, None]] = {}
    for kind, key in keys:
        wanted.setdefault(kind, {})[key] = None
    now: dict[Key, list[Any]] = {}
    once: set[Key] = set()
    for kind, same in wanted.items():
        found, kept = _stored(view, kind, same)
        if found:
            for row in view.connection.execute(_details(view, kind, found)):
                now.setdefault((kind, row.key), []).append(row)
        once |= {(kind, key) for key in kept}
    now = {key: rows for key, rows in now.items() if not is_nobodys(key[0], len(rows))}
    owners = {row.id: row.owner_id for rows in now.values() for row in rows}
    return Holders(now, frozenset(once), owners)


def former_holders(view: View, keys: Iterable[Key]) -> Mapping[Key, Sequence[FormerHolder]]:
    """Return who held customers once that have or had these keys, wherever those are now."""
    wanted: dict[str, dict[str, None]] = {}
    for kind, key in keys:
        wanted.setdefault(kind, {})[key] = None
    return {
        (kind, key): former
        for kind, same in wanted.items()
        for key, former in _former(view, kind, same).items()
    }


def match_of(view: View, row: Any, *, asked: str, name: str) -> DuplicateMatch:
    """Return what this person is told of a customer found by a key of a row with this name."""
    return duplicate_match(
        view, row, visible=row.visible, is_hidden=row.is_hidden, asked=asked, name=name
    )


def _stored(view: View, kind: str, keys: Iterable[str]) -> tuple[list[str], list[str]]:
    """Return which of the keys customers have, and which they had: most have neither."""
    key = DUPLICATE_KEY.c
    now: dict[str, None] = {}
    once: dict[str, None] = {}
    remaining = iter(keys)
    while chunk := list(islice(remaining, _KEYS_A_STATEMENT)):
        wanted = listed(chunk)
        rows = view.connection.execute(
            select(key.key, key.kept_until_day).select_from(
                wanted.join(DUPLICATE_KEY, (key.key == wanted.c.value) & (key.kind == kind))
            )
        )
        for row in rows:
            (now if row.kept_until_day is None else once)[row.key] = None
    return list(now), list(once)


def _details(view: View, kind: str, keys: list[str]) -> Any:
    customer, key = CUSTOMER.c, DUPLICATE_KEY.c
    wanted = listed(keys)
    place = func.row_number().over(partition_by=key.key, order_by=key.customer_id)
    held = (
        select(key.kind, key.key, key.customer_id, place.label("place"))
        .select_from(wanted.join(DUPLICATE_KEY, (key.key == wanted.c.value) & (key.kind == kind)))
        .where(key.kept_until_day.is_(None))
        .subquery("held")
    )
    return (
        select(
            *match_columns(USER),
            visible_to(view.person).label("visible"),
            func.coalesce(hidden(view), false()).label("is_hidden"),
        )
        .select_from(
            held.join(
                DUPLICATE_KEY,
                (key.kind == held.c.kind)
                & (key.key == held.c.key)
                & (key.customer_id == held.c.customer_id),
            )
            .join(CUSTOMER, customer.id == key.customer_id)
            .join(POOL, POOL.c.id == customer.pool_id)
            .outerjoin(USER, USER.c.id == customer.owner_id)
            .outerjoin(DEPARTMENT, DEPARTMENT.c.id == USER.c.department_id)
            .outerjoin(DICTIONARY_ITEM, DICTIONARY_ITEM.c.id == customer.standing_reason_id)
        )
        .where(
            held.c.place <= _HOLDERS_OF_A_KEY,
            has_current_key(),
            unscoped("the duplicate check answers for exact keys"),
        )
        .order_by(customer.id)
    )


def _former(view: View, kind: str, keys: Iterable[str]) -> dict[str, list[FormerHolder]]:
    found: dict[str, dict[tuple[int, int], FormerHolder]] = {}
    remaining = iter(keys)
    while chunk := list(islice(remaining, _KEYS_A_STATEMENT)):
        for row in view.connection.execute(_held_keys(kind, chunk)):
            holder = FormerHolder(
                CustomerId(row.id),
                row.name,
                PoolId(row.pool_id),
                UserId(row.user_id),
                row.person,
            )
            found.setdefault(row.key, {})[row.id, row.user_id] = holder
    return {key: list(each.values()) for key, each in found.items()}


def _held_keys(kind: str, keys: list[str]) -> Any:
    customer, key, period = CUSTOMER.c, DUPLICATE_KEY.c, OWNERSHIP_PERIOD.c
    wanted = listed(keys)
    return (
        select(
            key.key,
            customer.id,
            customer.name,
            customer.pool_id,
            USER.c.id.label("user_id"),
            USER.c.name.label("person"),
        )
        .distinct()
        .select_from(
            wanted.join(DUPLICATE_KEY, (key.key == wanted.c.value) & (key.kind == kind))
            .join(CUSTOMER, customer.id == key.customer_id)
            .join(OWNERSHIP_PERIOD, period.customer_id == customer.id)
            .join(USER, USER.c.id == period.owner_id)
        )
        .where(
            period.ended_at.is_not(None),
            unscoped("a cool-off is not escaped by entering what one may not see again"),
        )
        .order_by(customer.id, USER.c.id)
    )


# What others did meanwhile ------------------------------------------------------------------------


def last_event(view: View) -> int:
    """Return the number of the newest event, by which it is known whether anything happened."""
    return int(view.connection.execute(select(func.coalesce(func.max(EVENT.c.id), 0))).scalar_one())


def touched_since(view: View, event_id: int) -> frozenset[int] | None:
    """Return the customers on which something was done after an event.

    None for too many, and where something was done that is about no customer alone, such as a rule.
    """
    rows = view.connection.execute(
        select(EVENT.c.customer_id).where(EVENT.c.id > event_id).distinct().limit(_TOUCHED + 1)
    ).scalars()
    found = frozenset(rows)
    return None if len(found) > _TOUCHED or None in found else found


def keys_of_all(view: View, customer_ids: Collection[int]) -> frozenset[Key]:
    """Return all keys that these customers have or had."""
    if not customer_ids:
        return frozenset()
    wanted = listed(sorted(customer_ids))
    rows = view.connection.execute(
        select(DUPLICATE_KEY.c.kind, DUPLICATE_KEY.c.key).select_from(
            wanted.join(DUPLICATE_KEY, DUPLICATE_KEY.c.customer_id == cast(wanted.c.value, Integer))
        )
    )
    return frozenset((row.kind, row.key) for row in rows)


def shuts_out_readers(view: View) -> bool:
    """Return whether nobody can read while much is written: a file without a write-ahead log."""
    if view.connection.dialect.name != "sqlite":
        return False
    mode = view.connection.exec_driver_sql("PRAGMA journal_mode").scalar_one()
    return str(mode).lower() != "wal"


# Files and mappings -------------------------------------------------------------------------------


def imported_before(view: View, sha256: str) -> BatchId | None:
    """Return the newest batch that imported a file of these bytes and still stands."""
    file = IMPORTED_FILE.c
    found = view.connection.execute(
        select(file.batch_id)
        .join(BATCH, BATCH.c.id == file.batch_id)
        .where(file.sha256 == sha256, BATCH.c.undone_by_id.is_(None))
        .order_by(file.id.desc())
        .limit(1)
    ).scalar_one_or_none()
    return None if found is None else BatchId(found)


def note_file(
    unit: Unit, *, subject: str, name: str, sha256: str, counts: Mapping[str, int]
) -> None:
    """Note that the unit's batch imported a file, by which it is known again."""
    unit.connection.execute(
        insert(IMPORTED_FILE).values(
            batch_id=unit.batch_id,
            subject=subject,
            name=name[-_NAME_CHARACTERS:],
            sha256=sha256,
            user_id=unit.person.user_id,
            at=unit.now,
            counts=dict(counts),
        )
    )


def saved_mapping(view: View, subject: str, header_key: str) -> dict[str, str]:
    """Return how the columns of files with this header were read last, empty when never."""
    mapping = IMPORT_MAPPING.c
    found = view.connection.execute(
        select(mapping.columns).where(mapping.subject == subject, mapping.header_key == header_key)
    ).scalar_one_or_none()
    return dict(found or {})


def save_mapping(unit: Unit, subject: str, header_key: str, columns: Mapping[str, str]) -> None:
    """Keep how the columns of files with this header are read."""
    mapping = IMPORT_MAPPING.c
    values = {"columns": dict(columns), "user_id": unit.person.user_id, "at": unit.now}
    changed = unit.connection.execute(
        update(IMPORT_MAPPING)
        .where(mapping.subject == subject, mapping.header_key == header_key)
        .values(**values)
    )
    if not changed.rowcount:
        unit.connection.execute(
            insert(IMPORT_MAPPING).values(subject=subject, header_key=header_key, **values)
        )


def pools_by_name(view: View) -> dict[str, int]:
    """Return the pools there are, by their names; whose each is, is asked where it is filled."""
    rows = view.connection.execute(
        select(POOL.c.name, POOL.c.id).where(POOL.c.deleted_at.is_(None)).limit(1000)
    )
    return {row.name: row.id for row in rows}


def add_words(unit: Unit, kind: DictionaryKind, names: Sequence[str]) -> dict[str, int]:
    """Add words behind the others of a list, or bring them back to it; return their ids."""
    item = DICTIONARY_ITEM.c
    last = unit.connection.execute(
        select(func.coalesce(func.max(item.position), 0)).where(item.kind == kind)
    ).scalar_one()
    ids: dict[str, int] = {}
    for position, name in enumerate(names, last + 1):
        known = unit.connection.execute(
            update(DICTIONARY_ITEM)
            .where(item.kind == kind, item.name == name)
            .values(enabled=True)
            .returning(item.id)
        ).scalar_one_or_none()
        if known is None:
            (known,) = unit.connection.execute(
                insert(DICTIONARY_ITEM).values(
                    kind=kind, code=f"own_{position}", name=name, position=position
                )
            ).inserted_primary_key or (0,)
        ids[name] = known
    return ids


def hide_unused(unit: Unit, field: str, word_ids: Sequence[int]) -> None:
    """Take words out of their list that no record has in this field; what is deleted is none."""
    table = next(each for each in (CUSTOMER, FOLLOW_UP, EXPENSE) if field in each.c)
    used = select(table.c[field]).where(
        table.c[field].in_(word_ids),
        table.c.deleted_at.is_(None),
        unscoped("whether a word is used by anybody"),
    )
    unit.connection.execute(
        update(DICTIONARY_ITEM)
        .where(DICTIONARY_ITEM.c.id.in_(word_ids), DICTIONARY_ITEM.c.id.not_in(used))
        .values(enabled=False)
    )


# Follow-ups ---------------------------------------------------------------------------------------


def said_before(
    view: View, customer_id: CustomerId, instants: Collection[datetime]
) -> frozenset[tuple[datetime, str]]:
    """Return what was said at these instants to a customer, as it is known already."""
    row = FOLLOW_UP.c
    rows = view.connection.execute(
        select(row.happened_at, row.content)
        .where(
            row.customer_id == customer_id,
            row.happened_at.in_(sorted(set(instants))),
            row.deleted_at.is_(None),
        )
        .limit(_TOUCHED)
    )
    return frozenset((each.happened_at, each.content) for each in rows)


def contacts_named(
    view: View, customer_ids: Collection[int]
) -> dict[int, list[tuple[ContactId, str]]]:
    """Return the contacts of these customers with their names."""
    wanted = listed(sorted(customer_ids))
    row = CONTACT.c
    rows = view.connection.execute(
        select(row.customer_id, row.id, row.name)
        .select_from(wanted.join(CONTACT, row.customer_id == cast(wanted.c.value, Integer)))
        .where(row.deleted_at.is_(None))
        .order_by(row.id)
    )
    found: dict[int, list[tuple[ContactId, str]]] = {}
    for each in rows:
        found.setdefault(each.customer_id, []).append((ContactId(each.id), each.name))
    return found
