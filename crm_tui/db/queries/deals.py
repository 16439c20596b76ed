"""成交登记: deals of customers, and what follows from them."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, and_, func, insert, or_, select, true, update

from crm_tui.db.queries.hidden_texts import says
from crm_tui.db.queries.newest import READ, first_found
from crm_tui.db.schema.batches import EVENT
from crm_tui.db.schema.customers import CUSTOMER
from crm_tui.db.schema.deals import DEAL
from crm_tui.db.schema.users import USER
from crm_tui.db.unit_of_work import Unit, View
from crm_tui.db.visibility import visible_customers, visible_to
from crm_tui.domain.customers import CustomerType
from crm_tui.domain.deals import DealFields, DealRow
from crm_tui.domain.events import ChangeUndone, DealMarked, DealRecorded
from crm_tui.domain.identifiers import CustomerId, DealId, UserId, written_id
from crm_tui.errors import NotFoundError

_VOIDER = USER.alias("voider")
_LAST = DEAL.alias("last")
_NEWEST_READ = 10_000
"""Deals whose notes are read for some words: there is no index of them."""
_LATER = EVENT.alias("later")


def deals_of(view: View, customer_id: CustomerId | None = None, limit: int = 100) -> list[DealRow]:
    """Return the deals of visible customers, void ones too, the newest first."""
    newest_first = (DEAL.c.deal_day.desc(), DEAL.c.id.desc())
    statement = _statement(view).order_by(*newest_first)
    if customer_id is None:
        newest = select(DEAL.c.id).order_by(*newest_first)
        beginnings = (DEAL.c.id.in_(newest.limit(times * limit)) for times in READ)
        reach = visible_customers(view.person)
        rest = true() if reach is None else DEAL.c.customer_id.in_(reach)
        rows = first_found(view, statement, (*beginnings, rest), limit)
    else:
        of_one = statement.where(DEAL.c.customer_id == customer_id).limit(limit)
        rows = view.connection.execute(of_one).all()
    return [_row(row) for row in rows]


def deals_saying(view: View, words: str, limit: int) -> list[DealRow]:
    """Return deals of visible customers with this number, or whose note says the words."""
    newest = select(func.max(_LAST.c.id)).scalar_subquery() - _NEWEST_READ
    is_said = says(view, DEAL.c.note, words.lower())
    fits: ColumnElement[bool] = and_(DEAL.c.id > func.coalesce(newest, 0), is_said)
    number = written_id(words)
    if number is not None:
        fits = or_(fits, DEAL.c.id == number)
    statement = _statement(view).where(fits).order_by(DEAL.c.id.desc()).limit(limit)
    return [_row(row) for row in view.connection.execute(statement)]


def deal(view: View, deal_id: DealId) -> DealRow:
    """Return a deal; raise NotFoundError when there is none this person may see."""
    row = view.connection.execute(_statement(view).where(DEAL.c.id == deal_id)).one_or_none()
    if row is None:
        raise NotFoundError("deal", str(deal_id))
    return _row(row)


def _statement(view: View) -> Any:
    return (
        select(
            DEAL,
            CUSTOMER.c.name.label("customer"),
            USER.c.name.label("owner"),
            _VOIDER.c.name.label("voided_by"),
        )
        .join(CUSTOMER, CUSTOMER.c.id == DEAL.c.customer_id)
        .join(USER, USER.c.id == DEAL.c.owner_id)
        .outerjoin(_VOIDER, _VOIDER.c.id == DEAL.c.voided_by_id)
        .where(
            DEAL.c.deleted_at.is_(None), CUSTOMER.c.deleted_at.is_(None), visible_to(view.person)
        )
    )


def _row(row: Any) -> DealRow:
    return DealRow(
        id=DealId(row.id),
        customer_id=CustomerId(row.customer_id),
        customer=row.customer,
        amount_minor=row.amount_minor,
        currency=row.currency,
        day=row.deal_day,
        owner_id=UserId(row.owner_id),
        owner=row.owner,
        note=row.note,
        voided_day=row.voided_day,
        voided_by=row.voided_by or "",
        void_reason=row.void_reason,
    )


def add_deal(unit: Unit, customer_id: CustomerId, fields: DealFields, owner_id: UserId) -> DealId:
    """Insert a deal, in the office's currency unless it names one, and return the id."""
    result = unit.connection.execute(
        insert(DEAL).values(
            customer_id=customer_id,
            owner_id=owner_id,
            amount_minor=fields.amount_minor,
            currency=fields.currency or unit.office.currency,
            deal_day=fields.day,
            note=fields.note,
            created_at=unit.now,
            created_by_id=unit.person.user_id,
            updated_at=unit.now,
            updated_by_id=unit.person.user_id,
        )
    )
    (key,) = result.inserted_primary_key or (0,)
    return DealId(int(key))


def void_deal(unit: Unit, deal_id: DealId, reason: str) -> None:
    """Let a deal count for nothing from today on."""
    _change(
        unit,
        deal_id,
        voided_at=unit.now,
        voided_day=unit.today,
        voided_by_id=unit.person.user_id,
        void_reason=reason,
    )


def unvoid_deal(unit: Unit, deal_id: DealId) -> None:
    """Let a deal count again that was voided by mistake."""
    _change(unit, deal_id, voided_at=None, voided_day=None, voided_by_id=None, void_reason="")


def delete_deal(unit: Unit, deal_id: DealId) -> None:
    """Put a deal that was entered by mistake out of sight."""
    _change(unit, deal_id, deleted_at=unit.now)


def _change(unit: Unit, deal_id: DealId, **values: object) -> None:
    unit.connection.execute(
        update(DEAL)
        .where(DEAL.c.id == deal_id)
        .values(
            **values,
            version=DEAL.c.version + 1,
            updated_at=unit.now,
            updated_by_id=unit.person.user_id,
        )
    )


def valid_deals(view: View, customer_id: CustomerId) -> int:
    """Return how many deals of a customer stand, whoever asks."""
    return view.connection.execute(
        select(func.count())
        .select_from(DEAL)
        .where(
            DEAL.c.customer_id == customer_id,
            DEAL.c.voided_day.is_(None),
            DEAL.c.deleted_at.is_(None),
        )
    ).scalar_one()


def marked_by_hand(view: View, customer_id: CustomerId) -> bool | None:
    """Return what a manager last said of a customer and was not undone, or None."""
    after = _last_after(view, customer_id, DealMarked.kind())
    value = after.get("by_hand")
    return value if isinstance(value, bool) else None


def type_before_deals(view: View, customer_id: CustomerId) -> CustomerType | None:
    """Return what a customer was before a deal, or a manager's word, first made it won."""
    rows = view.connection.execute(
        select(EVENT.c.before, EVENT.c.after)
        .where(*_standing(customer_id, DealRecorded.kind(), DealMarked.kind()))
        .order_by(EVENT.c.id.desc())
        .limit(200)
    )
    typed = [row.before for row in rows if (row.after or {}).get("typed")]
    return CustomerType(typed[-1]["type"]) if typed else None


def _last_after(view: View, customer_id: CustomerId, kind: str) -> dict[str, object]:
    found = view.connection.execute(
        select(EVENT.c.after)
        .where(*_standing(customer_id, kind))
        .order_by(EVENT.c.id.desc())
        .limit(1)
    ).scalar_one_or_none()
    return found or {}


def _standing(customer_id: CustomerId, *kinds: str) -> tuple[ColumnElement[bool], ...]:
    taken_back = (
        select(_LATER.c.id)
        .where(
            _LATER.c.customer_id == EVENT.c.customer_id,
            _LATER.c.kind == ChangeUndone.kind(),
            _LATER.c.record_id == EVENT.c.id,
        )
        .exists()
    )
    return EVENT.c.customer_id == customer_id, EVENT.c.kind.in_(kinds), ~taken_back
