"""What a list shows of customers in columns beyond the usual ones."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from sqlalchemy import Row, Select, func, select

from crm_tui.db.queries.customers.records import may_be_shown
from crm_tui.db.queries.opportunities import totals_of
from crm_tui.db.queries.reveals import hidden_ids
from crm_tui.db.schema.customers import CUSTOMER
from crm_tui.db.schema.deals import DEAL
from crm_tui.db.schema.follow_ups import FOLLOW_UP
from crm_tui.db.schema.users import USER
from crm_tui.db.unit_of_work import View
from crm_tui.domain.custom_values import from_stored
from crm_tui.domain.list_figures import RowExtras
from crm_tui.domain.masking import mask_text, masked_own
from crm_tui.domain.opportunities import CustomerTotals

CHUNK = 500
_WORDS = 200
"""No line of a list shows more characters of a follow-up."""

_LAST_WORDS = (
    select(func.substr(FOLLOW_UP.c.content, 1, _WORDS))
    .where(FOLLOW_UP.c.customer_id == CUSTOMER.c.id, FOLLOW_UP.c.deleted_at.is_(None))
    .order_by(FOLLOW_UP.c.happened_at.desc(), FOLLOW_UP.c.id.desc())
    .limit(1)
    .correlate(CUSTOMER)
    .scalar_subquery()
)
_STATEMENT: Select[Any] = select(
    CUSTOMER.c.id,
    CUSTOMER.c.owner_id,
    CUSTOMER.c.short_name,
    CUSTOMER.c.district,
    CUSTOMER.c.address,
    CUSTOMER.c.website,
    CUSTOMER.c.introduced_by,
    CUSTOMER.c.tags,
    CUSTOMER.c.need_tags,
    CUSTOMER.c.budget_minor,
    CUSTOMER.c.first_contact_day,
    CUSTOMER.c.owned_since,
    CUSTOMER.c.updated_at,
    CUSTOMER.c.custom,
    USER.c.name.label("created_by"),
    _LAST_WORDS.label("last_words"),
).select_from(CUSTOMER.outerjoin(USER, USER.c.id == CUSTOMER.c.created_by_id))


def extras_of(view: View, ids: Sequence[int]) -> Mapping[int, RowExtras]:
    """Return what such columns show, by customer; what may not be seen is left out."""
    found: dict[int, RowExtras] = {}
    in_pools: list[int] = []
    for start in range(0, len(ids), CHUNK):
        chunk = [int(each) for each in ids[start : start + CHUNK]]
        statement = _STATEMENT.where(CUSTOMER.c.id.in_(chunk), may_be_shown(view.person))
        rows = view.connection.execute(statement).all()
        sold = _deals(view, [row.id for row in rows])
        totals = totals_of(view, [row.id for row in rows])
        for row in rows:
            extras = _extras(row, view.office.currency, sold.get(row.id, ()))
            found[row.id] = _with_total(extras, totals.get(row.id))
            if row.owner_id is None:
                in_pools.append(row.id)
    for each in hidden_ids(view, in_pools) if in_pools else ():
        found[each] = _masked(found[each])
    return found


def _deals(view: View, shown_ids: Sequence[int]) -> Mapping[int, tuple[tuple[str, int], ...]]:
    sold: dict[int, list[tuple[str, int]]] = defaultdict(list)
    statement = (
        select(DEAL.c.customer_id, DEAL.c.currency, func.sum(DEAL.c.amount_minor).label("amount"))
        .where(
            DEAL.c.customer_id.in_(shown_ids),
            DEAL.c.deleted_at.is_(None),
            DEAL.c.voided_at.is_(None),
        )
        .group_by(DEAL.c.customer_id, DEAL.c.currency)
    )
    for row in view.connection.execute(statement):
        sold[row.customer_id].append((row.currency, int(row.amount)))
    return {each: tuple(sums) for each, sums in sold.items()}


def _with_total(extras: RowExtras, total: CustomerTotals | None) -> RowExtras:
    if total is None:
        return extras
    return replace(extras, opportunities_minor=total.total_minor, open_minor=total.open_minor)


def _extras(row: Row[Any], currency: str, deals: tuple[tuple[str, int], ...]) -> RowExtras:
    return RowExtras(
        short_name=row.short_name,
        district=row.district,
        address=row.address,
        website=row.website,
        introduced_by=row.introduced_by,
        tags=tuple(row.tags or ()),
        need_tags=tuple(row.need_tags or ()),
        budget_minor=row.budget_minor,
        currency=currency,
        first_contact_day=row.first_contact_day,
        owned_since=row.owned_since,
        created_by=row.created_by or "",
        updated_at=row.updated_at,
        deals=deals,
        last_words=row.last_words or "",
        own=from_stored(row.custom),
    )


def _masked(extras: RowExtras) -> RowExtras:
    return replace(
        extras,
        address=mask_text(extras.address),
        website=mask_text(extras.website),
        introduced_by=mask_text(extras.introduced_by),
        tags=tuple(map(mask_text, extras.tags)),
        need_tags=tuple(map(mask_text, extras.need_tags)),
        last_words=mask_text(extras.last_words),
        own=masked_own(extras.own),
    )
