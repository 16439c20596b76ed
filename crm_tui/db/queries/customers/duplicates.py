"""The keys of a customer: those it has, those kept for the cool-off, and who waits by them."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from functools import cache

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
from crm_tui.db.schema.pools import OWNERSHIP_PERIOD, POOL
from crm_tui.db.unit_of_work import Unit, View
from crm_tui.db.visibility import unscoped
from crm_tui.domain.identifiers import CustomerId, UserId

Key = tuple[str, str]
"""What is exactly the same in two customers: its kind, a `KeyKind`, and the value."""
_NEW_KEY = insert(DUPLICATE_KEY)
_LONGEST_COOL_OFF = case(
    (POOL.c.cool_off_return_days > POOL.c.cool_off_reclaim_days, POOL.c.cool_off_return_days),
    else_=POOL.c.cool_off_reclaim_days,
)


Kinds = tuple[str, ...]


def kinds_and_keys(pairs: Iterable[Key]) -> tuple[Kinds, dict[str, list[str]]]:
    """Return the kinds of some keys in order, and the keys by the parameter of their kind."""
    keys: dict[str, list[str]] = {}
    for kind, key in pairs:
        keys.setdefault(kind, []).append(key)
    kinds = tuple(sorted(keys))
    return kinds, {f"keys_{kind}": keys[kind] for kind in kinds}


def _is_asked(kinds: Kinds) -> ColumnElement[bool]:
    # Kind by kind: SQLite walks the whole table for a list of pairs.
    return or_(*map(has_one_of, kinds))


def has_one_of(kind: str) -> ColumnElement[bool]:
    """Return whether a key is of a kind and among those that `kinds_and_keys` tells of it."""
    is_among = DUPLICATE_KEY.c.key.in_(bindparam(f"keys_{kind}", expanding=True))
    return and_(DUPLICATE_KEY.c.kind == kind, is_among)


def customers_held_before(
    view: View, keys: Iterable[Key], user_ids: Collection[UserId]
) -> list[CustomerId]:
    """Return what any of these held once that has or had one of the keys, whoever may see it."""
    from crm_tui.domain.duplicates import asked_keys, strong_keys  # noqa: PLC0415 - not at start

    wanted = asked_keys(strong_keys(keys))
    if not wanted:
        return []
    kinds, asked = kinds_and_keys(strong_keys(wanted))
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
        kinds, asked = kinds_and_keys(gone)
        days = {"asked_id": customer_id, "asked_day": unit.today}
        unit.connection.execute(_keeping(kinds), {**asked, **days})
    if new:
        kinds, asked = kinds_and_keys(new)
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
