"""Invoices of customers one may see, and what red ones took back of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Select, String, func, insert, select, type_coerce, update

from crm_tui.db.queries.payments.asked import asked_money
from crm_tui.db.queries.record_lists import in_order, wanted
from crm_tui.db.schema.contracts import CONTRACT
from crm_tui.db.schema.customers import CUSTOMER
from crm_tui.db.schema.orders import SALES_ORDER
from crm_tui.db.schema.payments import INVOICE
from crm_tui.db.schema.users import USER
from crm_tui.db.unit_of_work import Unit, View
from crm_tui.db.visibility import visible_to
from crm_tui.domain.identifiers import (
    ContractId,
    CustomerId,
    InvoiceId,
    OrderId,
    UserId,
    written_id,
)
from crm_tui.domain.payments.records import InvoiceFields, InvoiceRow, InvoiceStatus
from crm_tui.domain.payments.requests import InvoiceRequest
from crm_tui.domain.record_lists import RecordRequest
from crm_tui.errors import NotFoundError

_I = INVOICE.c
_RED, _OF = INVOICE.alias("red"), INVOICE.alias("of_invoice")
_FIELDS = (
    *("number", "day", "currency", "amount_minor", "tax_minor", "kind", "title"),
    *("order_id", "contract_id", "note"),
)
_ASKED = asked_money(
    INVOICE,
    {
        "money_number": _I.number,
        "money_kind": type_coerce(_I.kind, String),
        "money_day": _I.day,
        "money_payer": _I.title,
        "owner": _I.owner_id,
    },
)


def invoices(
    view: View, request: InvoiceRequest, asked: RecordRequest, limit: int
) -> list[InvoiceRow]:
    """Return the invoices asked for, of visible customers, in the order asked for."""
    gone = _I.deleted_at.is_not(None) if request.deleted else _I.deleted_at.is_(None)
    statement = _statement(view).where(gone, wanted(view, _ASKED, asked))
    if request.customer_id is not None:
        statement = statement.where(_I.customer_id == request.customer_id)
    ordered = statement.order_by(*in_order(view, _ASKED, asked)).limit(limit)
    found = view.connection.execute(ordered)
    return [_row(row) for row in found]


def invoices_of(
    view: View, customer_ids: Sequence[int], asked: RecordRequest | None = None
) -> list[InvoiceRow]:
    """Return the invoices of customers, as far as they are seen, the oldest first."""
    statement = _statement(view).where(_I.deleted_at.is_(None), _I.customer_id.in_(customer_ids))
    if asked is not None:
        statement = statement.where(wanted(view, _ASKED, asked))
    return [_row(row) for row in view.connection.execute(statement.order_by(_I.day, _I.id))]


def invoice(view: View, invoice_id: InvoiceId, *, deleted: bool = False) -> InvoiceRow:
    """Return an invoice; raise NotFoundError when there is none this person may see."""
    gone = _I.deleted_at.is_not(None) if deleted else _I.deleted_at.is_(None)
    found = view.connection.execute(_statement(view).where(_I.id == invoice_id, gone)).one_or_none()
    if found is None:
        raise NotFoundError("invoice", str(invoice_id))
    return _row(found)


def invoices_called(view: View, reference: str) -> list[InvoiceRow]:
    """Return the visible invoices that a number means; an id where no number is so short."""
    statement = _statement(view).where(_I.deleted_at.is_(None))
    numbered = statement.where(_I.number == reference).limit(20)
    found = [_row(row) for row in view.connection.execute(numbered)]
    number = written_id(reference)
    if found or number is None:
        return found
    return [_row(row) for row in view.connection.execute(statement.where(_I.id == number))]


def is_taken(view: View, number: str, *, but: InvoiceId | None = None) -> bool:
    """Return whether another invoice has a number already, whoever asks."""
    statement = select(_I.id).where(
        _I.number == number, _I.deleted_at.is_(None), _I.id.is_distinct_from(but)
    )
    return view.connection.execute(statement.limit(1)).first() is not None


def tax_left(view: View, invoice: InvoiceRow) -> int:
    """Return the tax of an invoice that no red one took back."""
    statement = select(func.coalesce(func.sum(_I.tax_minor), 0)).where(
        _I.red_of_id == invoice.id,
        _I.deleted_at.is_(None),
        _I.status == InvoiceStatus.ISSUED,
    )
    return invoice.fields.tax_minor + int(view.connection.execute(statement).scalar_one())


def add_invoice(unit: Unit, values: Mapping[str, Any]) -> InvoiceId:
    """Insert an invoice and return its id."""
    stamps = {
        "created_at": unit.now,
        "created_by_id": unit.person.user_id,
        "updated_at": unit.now,
        "updated_by_id": unit.person.user_id,
    }
    result = unit.connection.execute(insert(INVOICE).values(**values, **stamps))
    (key,) = result.inserted_primary_key or (0,)
    return InvoiceId(int(key))


def update_invoice(unit: Unit, invoice_id: InvoiceId, values: Mapping[str, Any]) -> None:
    """Change columns of an invoice."""
    unit.connection.execute(
        update(INVOICE)
        .where(_I.id == invoice_id)
        .values(
            **values,
            version=_I.version + 1,
            updated_at=unit.now,
            updated_by_id=unit.person.user_id,
        )
    )


def field_values(fields: InvoiceFields) -> dict[str, Any]:
    """Return the columns of what a person enters, as events keep them as well."""
    return {name: getattr(fields, name) for name in _FIELDS}


def _statement(view: View) -> Select[Any]:
    taken_back = (
        select(func.coalesce(-func.sum(_RED.c.amount_minor), 0))
        .where(
            _RED.c.red_of_id == _I.id,
            _RED.c.deleted_at.is_(None),
            _RED.c.status == InvoiceStatus.ISSUED,
        )
        .correlate(INVOICE)
        .scalar_subquery()
    )
    return (
        select(
            INVOICE,
            CUSTOMER.c.name.label("customer"),
            USER.c.name.label("owner"),
            _OF.c.number.label("red_of"),
            func.coalesce(SALES_ORDER.c.number, CONTRACT.c.number).label("document"),
            taken_back.label("reversed_minor"),
        )
        .join(CUSTOMER, CUSTOMER.c.id == _I.customer_id)
        .join(USER, USER.c.id == _I.owner_id)
        .outerjoin(_OF, _OF.c.id == _I.red_of_id)
        .outerjoin(SALES_ORDER, SALES_ORDER.c.id == _I.order_id)
        .outerjoin(CONTRACT, CONTRACT.c.id == _I.contract_id)
        .where(CUSTOMER.c.deleted_at.is_(None), visible_to(view.person))
    )


def _row(row: Any) -> InvoiceRow:
    values = {name: getattr(row, name) for name in _FIELDS}
    values["order_id"] = None if row.order_id is None else OrderId(row.order_id)
    values["contract_id"] = None if row.contract_id is None else ContractId(row.contract_id)
    return InvoiceRow(
        id=InvoiceId(row.id),
        customer_id=CustomerId(row.customer_id),
        customer=row.customer,
        owner_id=UserId(row.owner_id),
        owner=row.owner,
        fields=InvoiceFields(**values),
        status=row.status,
        document=row.document or "",
        red_of_id=None if row.red_of_id is None else InvoiceId(row.red_of_id),
        red_of=row.red_of or "",
        reversed_minor=int(row.reversed_minor),
        reason=row.reason,
        version=row.version,
    )
