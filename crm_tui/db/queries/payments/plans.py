"""Planned lines of orders and contracts, with what receipts that name them came to."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import ColumnElement, Select, String, func, insert, or_, select, type_coerce, update

from crm_tui.db.queries.payments.asked import asked_money
from crm_tui.db.queries.payments.documents import counts, is_open_order, of_target
from crm_tui.db.queries.record_lists import in_order, wanted
from crm_tui.db.schema.contracts import CONTRACT
from crm_tui.db.schema.customers import CUSTOMER
from crm_tui.db.schema.orders import SALES_ORDER
from crm_tui.db.schema.payments import PAYMENT, PAYMENT_PLAN, PAYMENT_SPLIT
from crm_tui.db.schema.users import USER
from crm_tui.db.unit_of_work import Unit, View
from crm_tui.db.visibility import visible_to
from crm_tui.domain.identifiers import ContractId, CustomerId, OrderId, PaymentPlanId, UserId
from crm_tui.domain.payments.records import PlanFields, PlanRow, Target
from crm_tui.domain.payments.requests import PlanRequest
from crm_tui.domain.record_lists import RecordRequest
from crm_tui.errors import NotFoundError

_P = PAYMENT_PLAN.c
_ASKED = asked_money(
    PAYMENT_PLAN,
    {
        "money_number": func.coalesce(SALES_ORDER.c.number, CONTRACT.c.number),
        "money_kind": type_coerce(_P.kind, String),
        "money_day": _P.due_day,
        "owner": func.coalesce(SALES_ORDER.c.owner_id, CONTRACT.c.owner_id),
    },
)


def plans(view: View, request: PlanRequest, asked: RecordRequest, limit: int) -> list[PlanRow]:
    """Return the planned lines asked for, of visible customers, in the order asked for."""
    gone = _P.deleted_at.is_not(None) if request.deleted else _P.deleted_at.is_(None)
    statement = _statement(view).where(gone, wanted(view, _ASKED, asked))
    if request.customer_id is not None:
        statement = statement.where(_P.customer_id == request.customer_id)
    if request.target != Target():
        statement = statement.where(of_target(_P, request.target))
    if request.until is not None:
        statement = statement.where(_P.due_day <= request.until)
    ordered = statement.order_by(*in_order(view, _ASKED, asked)).limit(limit)
    return [_row(row) for row in view.connection.execute(ordered)]


def plans_of(
    view: View, customer_ids: Sequence[int], asked: RecordRequest | None = None
) -> list[PlanRow]:
    """Return the planned lines of customers, as far as they are seen, the first to be due first."""
    statement = _statement(view).where(_P.deleted_at.is_(None), _P.customer_id.in_(customer_ids))
    if asked is not None:
        statement = statement.where(wanted(view, _ASKED, asked))
    return [_row(row) for row in view.connection.execute(statement.order_by(_P.due_day, _P.id))]


def due_of(view: View, until: int, limit: int) -> list[PlanRow]:
    """Return the planned lines of one's own orders and contracts that are due by a day.

    Only those of what counts, and that receipts which name them did not pay whole.
    """
    me = view.person.user_id
    # From one's own papers on: the lines of an office are many, and most were paid long ago.
    orders = select(SALES_ORDER.c.id).where(SALES_ORDER.c.owner_id == me, is_open_order())
    contracts = select(CONTRACT.c.id).where(CONTRACT.c.owner_id == me, counts())
    mine = (
        _P.order_id.in_(orders.correlate(None)),
        _P.contract_id.in_(contracts.correlate(None)),
    )
    statement = _statement(view).where(
        _P.deleted_at.is_(None),
        _P.due_day <= until,
        or_(*mine),
        received_by_name() < _P.amount_minor,
    )
    found = view.connection.execute(statement.order_by(_P.due_day, _P.id).limit(limit))
    return [_row(row) for row in found]


def plan(view: View, plan_id: PaymentPlanId, *, deleted: bool = False) -> PlanRow:
    """Return a planned line; raise NotFoundError when there is none this person may see."""
    gone = _P.deleted_at.is_not(None) if deleted else _P.deleted_at.is_(None)
    found = view.connection.execute(_statement(view).where(_P.id == plan_id, gone)).one_or_none()
    if found is None:
        raise NotFoundError("payment_plan", str(plan_id))
    return _row(found)


def planned_minor(view: View, target: Target, *, but: PaymentPlanId | None = None) -> int:
    """Return what is planned of an order or contract already, without one line of it."""
    statement = select(func.coalesce(func.sum(_P.amount_minor), 0)).where(
        of_target(_P, target), _P.deleted_at.is_(None), _P.id.is_distinct_from(but)
    )
    return int(view.connection.execute(statement).scalar_one())


def add_plan(
    unit: Unit, customer_id: CustomerId, target: Target, fields: PlanFields
) -> PaymentPlanId:
    """Insert a planned line and return its id."""
    statement = insert(PAYMENT_PLAN).values(
        customer_id=customer_id,
        order_id=target.order_id,
        contract_id=target.contract_id,
        **field_values(fields),
        created_at=unit.now,
        created_by_id=unit.person.user_id,
        updated_at=unit.now,
        updated_by_id=unit.person.user_id,
    )
    (key,) = unit.connection.execute(statement).inserted_primary_key or (0,)
    return PaymentPlanId(int(key))


def update_plan(unit: Unit, plan_id: PaymentPlanId, values: Mapping[str, Any]) -> None:
    """Change columns of a planned line."""
    unit.connection.execute(
        update(PAYMENT_PLAN)
        .where(_P.id == plan_id)
        .values(
            **values,
            version=_P.version + 1,
            updated_at=unit.now,
            updated_by_id=unit.person.user_id,
        )
    )


def field_values(fields: PlanFields) -> dict[str, Any]:
    """Return the columns of what a person enters, as events keep them as well."""
    return {
        "due_day": fields.due_day,
        "amount_minor": fields.amount_minor,
        "kind": fields.kind,
        "note": fields.note,
    }


def received_by_name() -> ColumnElement[Any]:
    """Return what receipts that name a planned line came to, net of refunds."""
    return (
        select(func.coalesce(func.sum(PAYMENT_SPLIT.c.amount_minor), 0))
        .join(PAYMENT, PAYMENT.c.id == PAYMENT_SPLIT.c.payment_id)
        .where(PAYMENT_SPLIT.c.plan_id == _P.id, PAYMENT.c.deleted_at.is_(None))
        .correlate(PAYMENT_PLAN)
        .scalar_subquery()
    )


def _statement(view: View) -> Select[Any]:
    order, contract = SALES_ORDER.c, CONTRACT.c
    return (
        select(
            PAYMENT_PLAN,
            CUSTOMER.c.name.label("customer"),
            USER.c.name.label("owner"),
            USER.c.id.label("owner_id"),
            func.coalesce(order.number, contract.number).label("number"),
            func.coalesce(order.currency, contract.currency).label("currency"),
            received_by_name().label("received_minor"),
        )
        .join(CUSTOMER, CUSTOMER.c.id == _P.customer_id)
        .outerjoin(SALES_ORDER, order.id == _P.order_id)
        .outerjoin(CONTRACT, contract.id == _P.contract_id)
        .join(USER, USER.c.id == func.coalesce(order.owner_id, contract.owner_id))
        .where(CUSTOMER.c.deleted_at.is_(None), visible_to(view.person))
    )


def _row(row: Any) -> PlanRow:
    return PlanRow(
        id=PaymentPlanId(row.id),
        target=Target(
            None if row.order_id is None else OrderId(row.order_id),
            None if row.contract_id is None else ContractId(row.contract_id),
            PaymentPlanId(row.id),
        ),
        number=row.number,
        customer_id=CustomerId(row.customer_id),
        customer=row.customer,
        owner_id=UserId(row.owner_id),
        owner=row.owner,
        currency=row.currency,
        fields=PlanFields(
            due_day=row.due_day, amount_minor=row.amount_minor, kind=row.kind, note=row.note
        ),
        received_minor=int(row.received_minor),
    )
