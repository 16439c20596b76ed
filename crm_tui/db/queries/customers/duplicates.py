"""Duplicates by exact key: who has them, a customer's keys, and those kept for the cool-off."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from functools import cache
from typing import Any

from sqlalchemy import (
    BindParameter,
    ColumnElement,
    Delete,
    Integer,
    Select,
    Update,
    and_,
    bindparam,
    case,
    delete,
    insert,
    or_,
    select,
    update,
)

from crm_tui.db.schema.customers import CUSTOMER, DUPLICATE_KEY
from crm_tui.db.schema.dictionaries import DICTIONARY_ITEM
from crm_tui.db.schema.pools import OWNERSHIP_PERIOD, POOL
from crm_tui.db.schema.users import DEPARTMENT, USER
from crm_tui.db.unit_of_work import Unit, View
from crm_tui.db.visibility import unscoped, visible_to
from crm_tui.domain.customers import DuplicateMatch, Standing
from crm_tui.domain.identifiers import CustomerId, UserId

Key = tuple[str, str]
"""What is exactly the same in two customers: its kind, name or phone, and the value."""
_OWNER = USER.alias("owner")
_NEW_KEY = insert(DUPLICATE_KEY)
_LONGEST_COOL_OFF = case(
    (POOL.c.cool_off_return_days > POOL.c.cool_off_reclaim_days, POOL.c.cool_off_return_days),
    else_=POOL.c.cool_off_reclaim_days,
)


def duplicates(view: View, keys: Iterable[Key]) -> list[DuplicateMatch]:
    """Return the customers that have one of these (kind, key) pairs, whoever may see them.

    The recorded exception to visibility: it answers for exact keys only. One that was deleted is
    found as long as its keys are kept.
    """
    wanted = [pair for pair in keys if pair[1]]
    if not wanted:
        return []
    statement = (
        select(*match_columns(view, _OWNER))
        .select_from(
            DUPLICATE_KEY.join(CUSTOMER, CUSTOMER.c.id == DUPLICATE_KEY.c.customer_id)
            .join(POOL, POOL.c.id == CUSTOMER.c.pool_id)
            .outerjoin(_OWNER, _OWNER.c.id == CUSTOMER.c.owner_id)
            .outerjoin(DEPARTMENT, DEPARTMENT.c.id == _OWNER.c.department_id)
            .outerjoin(DICTIONARY_ITEM, DICTIONARY_ITEM.c.id == CUSTOMER.c.standing_reason_id)
        )
        .where(
            _is_one_of(wanted),
            or_(has_current_key(), _was_deleted_lately(view)),
            unscoped("the duplicate check answers for exact keys"),
        )
        .order_by(CUSTOMER.c.id)
        .limit(20)
    )
    return [duplicate_match(view, row) for row in view.connection.execute(statement)]


Kinds = tuple[str, ...]


def _kinds_and_keys(pairs: Iterable[Key]) -> tuple[Kinds, dict[str, list[str]]]:
    """Return the kinds of some keys in order, and the keys by the parameter of their kind."""
    keys: dict[str, list[str]] = {}
    for kind, key in pairs:
        keys.setdefault(kind, []).append(key)
    kinds = tuple(sorted(keys))
    return kinds, {f"keys_{kind}": keys[kind] for kind in kinds}


def _is_asked(kinds: Kinds) -> ColumnElement[bool]:
    # Kind by kind: SQLite walks the whole table for a list of pairs.
    return or_(
        *(
            and_(
                DUPLICATE_KEY.c.kind == kind,
                DUPLICATE_KEY.c.key.in_(bindparam(f"keys_{kind}", expanding=True)),
            )
            for kind in kinds
        )
    )


def _is_one_of(pairs: Iterable[Key]) -> ColumnElement[bool]:
    # Kind by kind: SQLite walks the whole table for a list of pairs.
    keys: dict[str, list[str]] = {}
    for kind, key in pairs:
        keys.setdefault(kind, []).append(key)
    return or_(
        *(
            and_(DUPLICATE_KEY.c.kind == kind, DUPLICATE_KEY.c.key.in_(same))
            for kind, same in keys.items()
        )
    )


def match_columns(view: View, owner: Any) -> tuple[ColumnElement[Any], ...]:
    """Return the columns of which `duplicate_match` makes what the check tells."""
    customer = CUSTOMER.c
    return (
        DUPLICATE_KEY.c.kind,
        DUPLICATE_KEY.c.key,
        customer.id,
        customer.name,
        customer.owner_id,
        customer.pool_id,
        customer.standing,
        customer.deleted_at,
        owner.c.name.label("owner"),
        DEPARTMENT.c.name.label("department"),
        POOL.c.name.label("pool"),
        DICTIONARY_ITEM.c.name.label("standing_reason"),
        visible_to(view.person).label("visible"),
    )


def has_current_key() -> ColumnElement[bool]:
    """Return whether a customer has a key now: it is among the others, invalid or blacklisted."""
    stands_aside = CUSTOMER.c.standing.in_((Standing.INVALID, Standing.BLACKLISTED))
    return and_(
        DUPLICATE_KEY.c.kept_until_day.is_(None), or_(CUSTOMER.c.deleted_at.is_(None), stands_aside)
    )


def _was_deleted_lately(view: View) -> ColumnElement[bool]:
    return and_(
        DUPLICATE_KEY.c.kept_until_day >= view.today, CUSTOMER.c.standing == Standing.DELETED
    )


def duplicate_match(view: View, row: Any) -> DuplicateMatch:
    """Return what the duplicate check tells this person of a customer found by an exact key."""
    is_here = row.deleted_at is None
    return DuplicateMatch(
        kind=row.kind,
        key=row.key,
        customer_id=CustomerId(row.id),
        customer=row.name,
        owner=row.owner or "",
        department=row.department or "",
        pool=row.pool,
        visible=is_here and bool(row.visible),
        claimable=is_here and row.owner_id is None and row.pool_id in view.person.pool_ids,
        standing=row.standing,
        standing_reason=row.standing_reason or "",
    )


def customers_held_before(
    view: View, keys: Iterable[Key], user_ids: Collection[UserId]
) -> list[CustomerId]:
    """Return what any of these held once that has or had one of the keys, whoever may see it."""
    wanted = [pair for pair in keys if pair[1]]
    if not wanted:
        return []
    kinds, asked = _kinds_and_keys(wanted)
    rows = view.connection.execute(_held_before(kinds), {**asked, "asked_user_ids": list(user_ids)})
    return [CustomerId(row.customer_id) for row in rows]


# Asked by every edit of a name or phone, so these are built once for each set of kinds.
@cache
def _held_before(kinds: Kinds) -> Select[tuple[int]]:
    period = OWNERSHIP_PERIOD.c
    held = select(period.id).where(
        period.customer_id == DUPLICATE_KEY.c.customer_id,
        period.owner_id.in_(bindparam("asked_user_ids", expanding=True)),
        period.ended_at.is_not(None),
    )
    return (
        select(DUPLICATE_KEY.c.customer_id)
        .where(_is_asked(kinds), held.exists())
        .distinct()
        .order_by(DUPLICATE_KEY.c.customer_id)
        .limit(1000)
    )


_KEYS_OF = (
    select(DUPLICATE_KEY.c.kind, DUPLICATE_KEY.c.key)
    .where(
        DUPLICATE_KEY.c.customer_id == bindparam("asked_id", type_=Integer),
        DUPLICATE_KEY.c.kept_until_day.is_(None),
    )
    .order_by(DUPLICATE_KEY.c.kind, DUPLICATE_KEY.c.key)
    .limit(5000)
)


@cache
def _forgetting(kinds: Kinds) -> Delete:
    is_own = DUPLICATE_KEY.c.customer_id == bindparam("asked_id", type_=Integer)
    return delete(DUPLICATE_KEY).where(is_own, _is_asked(kinds))


@cache
def _keeping(kinds: Kinds) -> Update:
    is_own = DUPLICATE_KEY.c.customer_id == bindparam("asked_id", type_=Integer)
    return _kept(and_(is_own, _is_asked(kinds)), bindparam("asked_day", type_=Integer))


def keys_of(view: View, customer_id: CustomerId) -> list[Key]:
    """Return the keys that a customer has now."""
    rows = view.connection.execute(_KEYS_OF, {"asked_id": customer_id})
    return [(row.kind, row.key) for row in rows]


def replace_duplicate_keys(unit: Unit, customer_id: CustomerId, keys: Iterable[Key]) -> None:
    """Store the exact keys of a customer; those it has no more are kept through the cool-off."""
    wanted = dict.fromkeys(pair for pair in keys if pair[1])
    held = keys_of(unit, customer_id)
    gone = [pair for pair in held if pair not in wanted]
    new = [pair for pair in wanted if pair not in set(held)]
    if gone:
        kinds, asked = _kinds_and_keys(gone)
        days = {"asked_id": customer_id, "asked_day": unit.today}
        unit.connection.execute(_keeping(kinds), {**asked, **days})
    if new:
        kinds, asked = _kinds_and_keys(new)
        unit.connection.execute(_forgetting(kinds), {**asked, "asked_id": customer_id})
        unit.connection.execute(
            _NEW_KEY,
            [{"kind": kind, "key": key, "customer_id": customer_id} for kind, key in new],
        )


def keep_keys(unit: Unit, ids: Sequence[int]) -> None:
    """Keep the keys of customers that are deleted, for as long as anybody may have to wait."""
    of_these = DUPLICATE_KEY.c.customer_id.in_(ids)
    unit.connection.execute(
        _kept(and_(of_these, DUPLICATE_KEY.c.kept_until_day.is_(None)), unit.today)
    )


def free_keys(unit: Unit, ids: Sequence[int]) -> None:
    """Let go of the keys of customers, at once."""
    unit.connection.execute(delete(DUPLICATE_KEY).where(DUPLICATE_KEY.c.customer_id.in_(ids)))


def _kept(chosen: ColumnElement[bool], today: int | BindParameter[int]) -> Update:
    """Return the statement that keeps keys from today on for the pool's longest cool-off."""
    days = (
        select(_LONGEST_COOL_OFF)
        .select_from(POOL.join(CUSTOMER, CUSTOMER.c.pool_id == POOL.c.id))
        .where(
            CUSTOMER.c.id == DUPLICATE_KEY.c.customer_id,
            unscoped("how long a key is kept does not depend on who looks"),
        )
        .correlate(DUPLICATE_KEY)
        .scalar_subquery()
    )
    return update(DUPLICATE_KEY).where(chosen).values(kept_until_day=days + today)
