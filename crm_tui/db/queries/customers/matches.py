"""Who has a customer with the same keys: the one answer that visibility does not narrow."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from functools import cache
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, or_, select, union_all

from crm_tui.db.queries.customers.duplicates import Key, Kinds, has_one_of, kinds_and_keys
from crm_tui.db.queries.reveals import hidden_ids
from crm_tui.db.schema.customers import CUSTOMER, DUPLICATE_KEY
from crm_tui.db.schema.dictionaries import DICTIONARY_ITEM
from crm_tui.db.schema.pools import POOL
from crm_tui.db.schema.users import DEPARTMENT, USER
from crm_tui.db.unit_of_work import View
from crm_tui.db.visibility import unscoped, visible_to
from crm_tui.domain.customers import CustomerKind, DuplicateMatch, Standing
from crm_tui.domain.identifiers import CustomerId

_OWNER = USER.alias("owner")
_MOST_OF_A_KIND = 60
"""A switchboard may be the number of thousands: so many of each kind of key are looked at."""


def duplicates(view: View, keys: Iterable[Key], *, name: str = "") -> list[DuplicateMatch]:
    """Return the customers that have one of these (kind, key) pairs, whoever may see them.

    `name` is the customer's that is entered, for branches of a group weigh less. The recorded
    exception to visibility: it answers for exact keys only. Deleted customers are found by the
    keys they had.
    """
    from crm_tui.domain.duplicates import asked_keys, is_nobodys  # noqa: PLC0415 - not at start

    asked = asked_keys(keys)
    if not asked:
        return []
    kinds, by_kind = kinds_and_keys(asked)
    rows: Sequence[Any] = view.connection.execute(_statement(kinds), by_kind).all()
    holders = Counter((row.kind, row.key) for row in rows)
    rows = [row for row in rows if not is_nobodys(row.kind, holders[row.kind, row.key])]
    seen = _visible_among(view, {row.id for row in rows})
    pooled = sorted({row.id for row in rows if row.owner_id is None})
    hidden = hidden_ids(view, pooled) if pooled else frozenset[int]()
    return [
        duplicate_match(
            view,
            row,
            visible=row.id in seen,
            is_hidden=row.id in hidden,
            asked=asked[row.kind, row.key],
            name=name,
        )
        for row in rows
    ]


# Asked by every edit of a name and by each letter of a new one: built once for a set of kinds.
@cache
def _statement(kinds: Kinds) -> Select[Any]:
    held = _holders(kinds).subquery("held")
    return (
        select(*match_columns(_OWNER))
        .select_from(
            held.join(
                DUPLICATE_KEY,
                and_(
                    DUPLICATE_KEY.c.kind == held.c.kind,
                    DUPLICATE_KEY.c.key == held.c.key,
                    DUPLICATE_KEY.c.customer_id == held.c.customer_id,
                ),
            )
            .join(CUSTOMER, CUSTOMER.c.id == DUPLICATE_KEY.c.customer_id)
            .join(POOL, POOL.c.id == CUSTOMER.c.pool_id)
            .outerjoin(_OWNER, _OWNER.c.id == CUSTOMER.c.owner_id)
            .outerjoin(DEPARTMENT, DEPARTMENT.c.id == _OWNER.c.department_id)
            .outerjoin(DICTIONARY_ITEM, DICTIONARY_ITEM.c.id == CUSTOMER.c.standing_reason_id)
        )
        .where(
            or_(has_current_key(), _was_deleted()),
            unscoped("the duplicate check answers for exact keys"),
        )
        .order_by(CUSTOMER.c.id)
    )


def _holders(kinds: Kinds) -> Any:
    """Return who has the keys, kind by kind: SQLite walks the whole table for a list of pairs."""
    column = DUPLICATE_KEY.c
    parts = (
        select(column.kind, column.key, column.customer_id)
        .where(has_one_of(kind))
        .order_by(column.kept_until_day.is_not(None), column.customer_id)
        .limit(_MOST_OF_A_KIND)
        .subquery()
        for kind in kinds
    )
    return union_all(*(select(part) for part in parts))


def _visible_among(view: View, ids: Collection[int]) -> frozenset[int]:
    if not ids:
        return frozenset()
    seen = select(CUSTOMER.c.id).where(CUSTOMER.c.id.in_(sorted(ids)), visible_to(view.person))
    return frozenset(view.connection.execute(seen).scalars())


def match_columns(owner: Any) -> tuple[ColumnElement[Any], ...]:
    """Return the columns of which `duplicate_match` makes what the check tells."""
    customer = CUSTOMER.c
    return (
        DUPLICATE_KEY.c.kind,
        DUPLICATE_KEY.c.key,
        DUPLICATE_KEY.c.kept_until_day,
        customer.id,
        customer.name,
        customer.kind.label("customer_kind"),
        customer.owner_id,
        customer.pool_id,
        customer.standing,
        customer.deleted_at,
        owner.c.name.label("owner"),
        DEPARTMENT.c.name.label("department"),
        POOL.c.name.label("pool"),
        DICTIONARY_ITEM.c.name.label("standing_reason"),
    )


def has_current_key() -> ColumnElement[bool]:
    """Return whether a customer has a key now: it is among the others, invalid or blacklisted."""
    stands_aside = CUSTOMER.c.standing.in_((Standing.INVALID, Standing.BLACKLISTED))
    return and_(
        DUPLICATE_KEY.c.kept_until_day.is_(None), or_(CUSTOMER.c.deleted_at.is_(None), stands_aside)
    )


def _was_deleted() -> ColumnElement[bool]:
    # Whoever was merged into another left the keys to it.
    return and_(CUSTOMER.c.standing == Standing.DELETED, CUSTOMER.c.merged_into_id.is_(None))


def duplicate_match(
    view: View,
    row: Any,
    *,
    visible: bool,
    is_hidden: bool,
    asked: str | None = None,
    name: str = "",
) -> DuplicateMatch:
    """Return what the duplicate check tells this person of a customer found by an exact key.

    `visible` is whether they see it where it is here, `is_hidden` whether its pool hides from them
    how to reach it; `asked` is the kind of the key that found
    it, where it is another than the stored one; `name` is the customer's that is entered. Whose
    customer nobody here may see stays without its name, unless it is the name that was asked for.
    """
    from crm_tui.domain.duplicates import (  # noqa: PLC0415 - not at start
        MatchKind,
        MatchLevel,
        levels_from_json,
        match_kind,
    )

    is_here = row.deleted_at is None
    visible = is_here and visible
    claimable = is_here and row.owner_id is None and row.pool_id in view.person.pool_ids
    kind = match_kind(asked or row.kind, row.kind, row.key)
    level = levels_from_json(view.office.duplicates).of_match(kind, name, row.name)
    if row.customer_kind is CustomerKind.INDIVIDUAL and kind is MatchKind.NAME:
        # Many people have one name.
        level = level.at_most(MatchLevel.WARN)
    if row.kept_until_day is not None and row.kept_until_day < view.today:
        level = level.at_most(MatchLevel.HINT)
    return DuplicateMatch(
        kind=kind,
        key=row.key,
        customer_id=CustomerId(row.id),
        customer=row.name if visible or claimable or kind is MatchKind.NAME else "",
        owner=row.owner or "",
        department=row.department or "",
        pool=row.pool,
        visible=visible,
        claimable=claimable,
        level=level,
        standing=row.standing,
        standing_reason=row.standing_reason or "",
        is_revealing=is_hidden and kind.is_contact_detail,
    )
