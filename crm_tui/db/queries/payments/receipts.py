"""Receipts and refunds of customers one may see, and what each part of them settles."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Select,
    String,
    delete,
    func,
    insert,
    or_,
    select,
    type_coerce,
    update,
)

from crm_tui.db.queries import approvals
from crm_tui.db.queries.payments.asked import asked_money
from crm_tui.db.queries.record_lists import in_order, wanted
from crm_tui.db.schema.approvals import APPROVAL
from crm_tui.db.schema.contracts import CONTRACT
from crm_tui.db.schema.customers import CUSTOMER
from crm_tui.db.schema.orders import SALES_ORDER
from crm_tui.db.schema.payments import PAYMENT, PAYMENT_SPLIT
from crm_tui.db.schema.users import USER
from crm_tui.db.unit_of_work import Unit, View
from crm_tui.db.visibility import visible_to
from crm_tui.domain.approvals.records import ApprovalAct
from crm_tui.domain.identifiers import (
    BankReceiptId,
    ContractId,
    CustomerId,
    DealId,
    OrderId,
    PaymentId,
    PaymentPlanId,
    UserId,
    written_id,
)
from crm_tui.domain.payments.records import (
    Payment,
    PaymentFields,
    PaymentRow,
    Split,
    SplitRow,
    Target,
)
from crm_tui.domain.payments.requests import PaymentRequest
from crm_tui.domain.record_lists import RecordRequest
from crm_tui.errors import NotFoundError

_P, _S = PAYMENT.c, PAYMENT_SPLIT.c
_REFUND, _OF = PAYMENT.alias("refund"), PAYMENT.alias("of_receipt")
_FIELDS = (
    *("day", "amount_minor", "currency", "method", "payer", "reference", "note", "owner_id"),
)
ASKED = asked_money(
    PAYMENT,
    {
        "money_number": _P.number,
        "money_kind": type_coerce(_P.kind, String),
        "money_day": _P.day,
        "money_method": type_coerce(_P.method, String),
        "money_payer": _P.payer,
        "money_reference": _P.reference,
        "owner": _P.owner_id,
    },
)
"""What may be asked of payments."""


def payments(
    view: View, request: PaymentRequest, asked: RecordRequest, limit: int
) -> list[PaymentRow]:
    """Return the receipts and refunds asked for, of visible customers, in the order asked for."""
    gone = _P.deleted_at.is_not(None) if request.deleted else _P.deleted_at.is_(None)
    statement = in_sight(view).where(gone, wanted(view, ASKED, asked), *_conditions(request))
    ordered = statement.order_by(*in_order(view, ASKED, asked)).limit(limit)
    return rows_of(view, ordered)


def rows_of(view: View, statement: Select[Any]) -> list[PaymentRow]:
    """Return the payments that a statement of `selected` finds, with what they settle."""
    rows = list(view.connection.execute(statement))
    numbers = _settled_numbers(view, [row.id for row in rows])
    return [_row(row, numbers.get(row.id, "")) for row in rows]


def payments_of(
    view: View, customer_ids: Sequence[int], asked: RecordRequest | None = None
) -> list[PaymentRow]:
    """Return the receipts and refunds of customers, as far as they are seen, the oldest first."""
    statement = in_sight(view).where(_P.deleted_at.is_(None), _P.customer_id.in_(customer_ids))
    if asked is not None:
        statement = statement.where(wanted(view, ASKED, asked))
    return rows_of(view, statement.order_by(_P.day, _P.id))


def _conditions(request: PaymentRequest) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = []
    for name in ("customer_id", "owner_id", "kind"):
        if (value := getattr(request, name)) is not None:
            found.append(_P[name] == value)
    if request.since is not None:
        found.append(_P.day >= request.since)
    if request.until is not None:
        found.append(_P.day <= request.until)
    return found


def _settled_numbers(view: View, ids: Sequence[int]) -> dict[int, str]:
    found: dict[int, dict[str, None]] = {}
    for row in view.connection.execute(_split_statement().where(_S.payment_id.in_(ids))):
        found.setdefault(row.payment_id, {})[row.number] = None
    return {each: " ".join(numbers) for each, numbers in found.items()}


def payment(view: View, payment_id: PaymentId, *, deleted: bool = False) -> Payment:
    """Return a payment whole; raise NotFoundError when there is none this person may see."""
    gone = _P.deleted_at.is_not(None) if deleted else _P.deleted_at.is_(None)
    found = view.connection.execute(in_sight(view).where(_P.id == payment_id, gone)).one_or_none()
    if found is None:
        raise NotFoundError("payment", str(payment_id))
    splits = tuple(_splits(view, payment_id))
    values = {name: getattr(found, name) for name in _FIELDS}
    return Payment(
        row=_row(found, " ".join(dict.fromkeys(each.number for each in splits))),
        fields=PaymentFields(**{**values, "owner_id": UserId(found.owner_id)}),
        splits=splits,
        refund_of_id=None if found.refund_of_id is None else PaymentId(found.refund_of_id),
        refund_of=found.refund_of or "",
        deal_id=None if found.deal_id is None else DealId(found.deal_id),
        bank_receipt_id=(
            None if found.bank_receipt_id is None else BankReceiptId(found.bank_receipt_id)
        ),
    )


def payments_called(view: View, reference: str) -> list[PaymentRow]:
    """Return the visible payments that a number, or an id, means."""
    wanted = or_(_P.number == reference, _P.number == reference.upper())
    number = written_id(reference)
    if number is not None:
        wanted = or_(_P.id == number, wanted)
    statement = in_sight(view).where(_P.deleted_at.is_(None), wanted).limit(20)
    return [_row(row, "") for row in view.connection.execute(statement)]


def refunded_splits(view: View, payment_id: PaymentId) -> list[Split]:
    """Return what refunds took back of the parts of a receipt."""
    statement = (
        select(PAYMENT_SPLIT)
        .join(PAYMENT, _P.id == _S.payment_id)
        .where(_P.refund_of_id == payment_id, _P.deleted_at.is_(None))
        .order_by(_S.id)
    )
    return [_split(row) for row in view.connection.execute(statement)]


def refunds(view: View, payment_id: PaymentId, minor: int) -> int:
    """Return how many refunds of a receipt gave back just so much."""
    statement = select(func.count()).where(
        _P.refund_of_id == payment_id, _P.amount_minor == -minor, _P.deleted_at.is_(None)
    )
    return view.connection.execute(statement).scalar_one()


def has_receipts(view: View, customer_id: CustomerId, *, before: PaymentId | None = None) -> bool:
    """Return whether a customer paid anything that is not deleted, before a payment if told."""
    statement = select(_P.id).where(_P.customer_id == customer_id, _P.deleted_at.is_(None))
    if before is not None:
        statement = statement.where(_P.id < before)
    return view.connection.execute(statement.limit(1)).first() is not None


def add_payment(unit: Unit, values: Mapping[str, Any]) -> PaymentId:
    """Insert a payment and return its id."""
    stamps = {
        "created_at": unit.now,
        "created_by_id": unit.person.user_id,
        "updated_at": unit.now,
        "updated_by_id": unit.person.user_id,
    }
    result = unit.connection.execute(insert(PAYMENT).values(**values, **stamps))
    (key,) = result.inserted_primary_key or (0,)
    return PaymentId(int(key))


def update_payment(unit: Unit, payment_id: PaymentId, values: Mapping[str, Any]) -> None:
    """Change columns of a payment."""
    unit.connection.execute(
        update(PAYMENT)
        .where(_P.id == payment_id)
        .values(
            **values,
            version=_P.version + 1,
            updated_at=unit.now,
            updated_by_id=unit.person.user_id,
        )
    )


def set_splits(unit: Unit, payment_id: PaymentId, splits: Sequence[Mapping[str, Any]]) -> None:
    """Put these parts, as columns, in the place of those that a payment has."""
    unit.connection.execute(delete(PAYMENT_SPLIT).where(_S.payment_id == payment_id))
    if splits:
        rows = [
            {"payment_id": payment_id, "position": at, **each}
            for at, each in enumerate(splits, start=1)
        ]
        unit.connection.execute(insert(PAYMENT_SPLIT), rows)


def field_values(fields: PaymentFields) -> dict[str, Any]:
    """Return the columns of what a person enters, as events keep them as well."""
    return {name: getattr(fields, name) for name in _FIELDS}


def split_values(split: Split) -> dict[str, Any]:
    """Return the columns of a part of a payment, as events keep them as well."""
    target = split.target
    return {
        "order_id": target.order_id,
        "contract_id": target.contract_id,
        "plan_id": target.plan_id,
        "amount_minor": split.amount_minor,
    }


def _splits(view: View, payment_id: PaymentId) -> list[SplitRow]:
    statement = _split_statement().where(_S.payment_id == payment_id)
    return [SplitRow(_split(row), row.number) for row in view.connection.execute(statement)]


def _split_statement() -> Select[Any]:
    number = func.coalesce(SALES_ORDER.c.number, CONTRACT.c.number).label("number")
    return (
        select(PAYMENT_SPLIT, number)
        .outerjoin(SALES_ORDER, SALES_ORDER.c.id == _S.order_id)
        .outerjoin(CONTRACT, CONTRACT.c.id == _S.contract_id)
        .order_by(_S.payment_id, _S.position)
    )


def _split(row: Any) -> Split:
    target = Target(
        None if row.order_id is None else OrderId(row.order_id),
        None if row.contract_id is None else ContractId(row.contract_id),
        None if row.plan_id is None else PaymentPlanId(row.plan_id),
    )
    return Split(target, row.amount_minor)


def in_sight(view: View) -> Select[Any]:
    """Return the statement of the payments of customers that one may see, deleted ones too."""
    return selected().where(CUSTOMER.c.deleted_at.is_(None), visible_to(view.person))


def selected() -> Select[Any]:
    """Return the statement of payments as they are shown, whoever asks."""
    given_back = (
        select(func.coalesce(-func.sum(_REFUND.c.amount_minor), 0))
        .where(_REFUND.c.refund_of_id == _P.id, _REFUND.c.deleted_at.is_(None))
        .correlate(PAYMENT)
        .scalar_subquery()
    )
    return (
        select(
            PAYMENT,
            CUSTOMER.c.name.label("customer"),
            USER.c.name.label("owner"),
            _OF.c.number.label("refund_of"),
            given_back.label("refunded_minor"),
            *approvals.ASKED,
        )
        .join(CUSTOMER, CUSTOMER.c.id == _P.customer_id)
        .join(USER, USER.c.id == _P.owner_id)
        .outerjoin(_OF, _OF.c.id == _P.refund_of_id)
        .outerjoin(APPROVAL, approvals.is_last_of(ApprovalAct.REFUND, PAYMENT))
    )


def _row(row: Any, settles: str) -> PaymentRow:
    return PaymentRow(
        id=PaymentId(row.id),
        number=row.number,
        kind=row.kind,
        customer_id=CustomerId(row.customer_id),
        customer=row.customer,
        owner_id=UserId(row.owner_id),
        owner=row.owner,
        day=row.day,
        currency=row.currency,
        amount_minor=row.amount_minor,
        method=row.method,
        payer=row.payer,
        reference=row.reference,
        settles=settles,
        refunded_minor=int(row.refunded_minor),
        version=row.version,
        asked=approvals.asked_of(row),
        is_deleted=row.deleted_at is not None,
    )
