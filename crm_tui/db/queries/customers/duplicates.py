"""Duplicates by exact key: who has them, a customer's keys, and those kept for the cool-off."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import ColumnElement, and_, case, delete, insert, or_, select, update

from crm_tui.db.tables.customers import CUSTOMER, DUPLICATE_KEY
from crm_tui.db.tables.dictionaries import DICTIONARY_ITEM
from crm_tui.db.tables.pools import OWNERSHIP_PERIOD, POOL
from crm_tui.db.tables.users import DEPARTMENT, USER
from crm_tui.db.unit_of_work import Unit, View
from crm_tui.db.visibility import unscoped, visible_to
from crm_tui.domain.customers import DuplicateMatch, Standing
from crm_tui.domain.identifiers import CustomerId, UserId

Key = tuple[str, str]
"""What is exactly the same in two customers: its kind, name or phone, and the value."""
_OWNER = USER.alias("owner")
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


def customers_held_before(view: View, keys: Iterable[Key], user_id: UserId) -> list[CustomerId]:
    """Return what somebody held once that has or had one of these keys, whoever may see it."""
    wanted = [pair for pair in keys if pair[1]]
    if not wanted:
        return []
    period = OWNERSHIP_PERIOD.c
    held = select(period.id).where(
        period.customer_id == DUPLICATE_KEY.c.customer_id,
        period.owner_id == user_id,
        period.ended_at.is_not(None),
    )
    rows = view.connection.execute(
        select(DUPLICATE_KEY.c.customer_id)
        .where(_is_one_of(wanted), held.exists())
        .distinct()
        .order_by(DUPLICATE_KEY.c.customer_id)
        .limit(1000)
    )
    return [CustomerId(row.customer_id) for row in rows]


def keys_of(view: View, customer_id: CustomerId) -> list[Key]:
    """Return the keys that a customer has now."""
    rows = view.connection.execute(
        select(DUPLICATE_KEY.c.kind, DUPLICATE_KEY.c.key)
        .where(DUPLICATE_KEY.c.customer_id == customer_id, DUPLICATE_KEY.c.kept_until_day.is_(None))
        .order_by(DUPLICATE_KEY.c.kind, DUPLICATE_KEY.c.key)
        .limit(5000)
    )
    return [(row.kind, row.key) for row in rows]


def replace_duplicate_keys(unit: Unit, customer_id: CustomerId, keys: Iterable[Key]) -> None:
    """Store the exact keys of a customer; those it has no more are kept through the cool-off."""
    wanted = dict.fromkeys(pair for pair in keys if pair[1])
    held = keys_of(unit, customer_id)
    gone = [pair for pair in held if pair not in wanted]
    new = [pair for pair in wanted if pair not in set(held)]
    if gone:
        _keep(unit, and_(DUPLICATE_KEY.c.customer_id == customer_id, _is_one_of(gone)))
    if new:
        unit.connection.execute(
            delete(DUPLICATE_KEY).where(DUPLICATE_KEY.c.customer_id == customer_id, _is_one_of(new))
        )
        unit.connection.execute(
            insert(DUPLICATE_KEY),
            [{"kind": kind, "key": key, "customer_id": customer_id} for kind, key in new],
        )


def keep_keys(unit: Unit, ids: Sequence[int]) -> None:
    """Keep the keys of customers that are deleted, for as long as anybody may have to wait."""
    _keep(
        unit,
        and_(DUPLICATE_KEY.c.customer_id.in_(ids), DUPLICATE_KEY.c.kept_until_day.is_(None)),
    )


def free_keys(unit: Unit, ids: Sequence[int]) -> None:
    """Let go of the keys of customers, at once."""
    unit.connection.execute(delete(DUPLICATE_KEY).where(DUPLICATE_KEY.c.customer_id.in_(ids)))


def _keep(unit: Unit, chosen: ColumnElement[bool]) -> None:
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
    unit.connection.execute(
        update(DUPLICATE_KEY).where(chosen).values(kept_until_day=unit.today + days)
    )
