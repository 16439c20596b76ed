"""Events one by one: which are asked for, as numbers, and what stands in some of them."""

from __future__ import annotations

from array import array
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from sqlalchemy import ColumnElement, and_, select

from crm_tui.db.id_lists import one_of
from crm_tui.db.queries.batches import asked_for
from crm_tui.db.queries.expenses import is_told
from crm_tui.db.schema.batches import BATCH, EVENT
from crm_tui.db.schema.customers import CUSTOMER
from crm_tui.db.schema.users import USER
from crm_tui.db.unit_of_work import View
from crm_tui.db.visibility import visible_to
from crm_tui.domain.audits import AuditRow
from crm_tui.domain.events import HistoryFilter
from crm_tui.domain.identifiers import BatchId, CustomerId
from crm_tui.domain.users import Permission, Scope


def sees_everything(view: View) -> bool:
    """Return whether somebody sees what everybody did to everything."""
    return view.person.scope is Scope.ALL and view.person.may(Permission.UNDO_OTHERS)


def event_ids(
    view: View, asked: HistoryFilter, *, after_id: int = 0, limit: int | None = None
) -> array[int]:
    """Return the numbers of the events that are asked for and may be seen, the newest first.

    Numbers alone take eight bytes each, so that a list over a million of them is a window too.
    """
    found = array("q")
    # A page of the newest is walked; for all of them the customers are read once.
    one_by_one = limit is not None and _sees_many(view)
    for visible in _branches(view, one_by_one=one_by_one):
        found.extend(_ids(view, asked, visible, after_id=after_id, limit=limit))
    ordered = sorted(found, reverse=True)
    return array("q", ordered if limit is None else ordered[:limit])


def _sees_many(view: View) -> bool:
    """Return whether somebody sees so many customers that the newest events are soon of some."""
    return view.person.scope is not Scope.SELF or bool(view.person.pool_ids)


def _branches(view: View, *, one_by_one: bool) -> Iterator[ColumnElement[bool] | None]:
    """Yield disjoint conditions whose union is what somebody may see.

    The customers of few events are looked at one by one, those of many are put together first.
    """
    if sees_everything(view):
        yield None
        return
    customers = select(CUSTOMER.c.id).where(visible_to(view.person))
    if one_by_one:
        of_event = customers.where(CUSTOMER.c.id == EVENT.c.customer_id).correlate(EVENT)
        yield and_(EVENT.c.customer_id.is_not(None), of_event.exists())
    else:
        yield EVENT.c.customer_id.in_(customers)
    own = select(BATCH.c.id).where(BATCH.c.actor_id == view.person.user_id)
    yield and_(EVENT.c.customer_id.is_(None), EVENT.c.batch_id.in_(own))


def _ids(
    view: View,
    asked: HistoryFilter,
    visible: ColumnElement[bool] | None,
    *,
    after_id: int,
    limit: int | None,
) -> Iterator[int]:
    statement = select(EVENT.c.id).where(is_told(view))
    of_batches = list(asked_for(replace(asked, customer_id=None)))
    if of_batches:
        statement = statement.join(BATCH, BATCH.c.id == EVENT.c.batch_id).where(*of_batches)
    if visible is not None:
        statement = statement.where(visible)
    if asked.customer_id is not None:
        statement = statement.where(EVENT.c.customer_id == asked.customer_id)
    if after_id:
        statement = statement.where(EVENT.c.id > after_id)
    if limit is not None:
        statement = statement.order_by(EVENT.c.id.desc()).limit(limit)
    return iter(view.connection.execute(statement).scalars())


def event_rows(view: View, ids: Sequence[int]) -> list[AuditRow]:
    """Return some events that may be seen still, in the order of their numbers given."""
    found: dict[int, AuditRow] = {}
    for visible in _branches(view, one_by_one=True):
        statement = (
            select(
                EVENT,
                BATCH.c.operation,
                BATCH.c.road,
                USER.c.name.label("actor"),
                USER.c.login,
            )
            .join(BATCH, BATCH.c.id == EVENT.c.batch_id)
            .outerjoin(USER, USER.c.id == BATCH.c.actor_id)
            .where(one_of(EVENT.c.id, ids), is_told(view))
        )
        rows = view.connection.execute(
            statement if visible is None else statement.where(visible)
        ).all()
        names = _names(view, {row.customer_id for row in rows if row.customer_id is not None})
        for row in rows:
            found[row.id] = AuditRow(
                id=row.id,
                batch_id=BatchId(row.batch_id),
                at=row.at,
                kind=row.kind,
                operation=row.operation,
                road=row.road.value,
                actor=row.actor or "",
                login=row.login or "",
                customer_id=None if row.customer_id is None else CustomerId(row.customer_id),
                customer=names.get(row.customer_id, ""),
                record_id=row.record_id,
                before=row.before or {},
                after=row.after or {},
            )
    return [found[each] for each in ids if each in found]


def _names(view: View, customer_ids: set[int]) -> Mapping[int, str]:
    if not customer_ids:
        return {}
    rows = view.connection.execute(
        select(CUSTOMER.c.id, CUSTOMER.c.name).where(
            one_of(CUSTOMER.c.id, sorted(customer_ids)), visible_to(view.person)
        )
    )
    return {row.id: row.name for row in rows}
