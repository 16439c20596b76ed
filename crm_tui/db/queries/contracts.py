"""合同: contracts of customers one may see."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Select,
    String,
    and_,
    case,
    func,
    insert,
    or_,
    select,
    type_coerce,
    update,
)

from crm_tui.db.functions import has_inside, small_letters
from crm_tui.db.id_lists import one_of
from crm_tui.db.queries import approvals
from crm_tui.db.queries.hidden_texts import says
from crm_tui.db.queries.record_lists import beside
from crm_tui.db.schema.approvals import APPROVAL
from crm_tui.db.schema.contracts import CONTRACT
from crm_tui.db.schema.customers import CUSTOMER
from crm_tui.db.schema.opportunities import OPPORTUNITY
from crm_tui.db.schema.orders import SALES_ORDER
from crm_tui.db.schema.quotes import QUOTE
from crm_tui.db.schema.users import USER
from crm_tui.db.unit_of_work import Unit, View
from crm_tui.db.visibility import unscoped, visible_to
from crm_tui.domain.approvals.records import ApprovalAct
from crm_tui.domain.contracts.records import (
    Contract,
    ContractFields,
    ContractRow,
    ContractStatus,
    status_on,
)
from crm_tui.domain.contracts.requests import ContractRequest
from crm_tui.domain.identifiers import (
    ContractId,
    CustomerId,
    DealId,
    KeyDateId,
    OrderId,
    QuoteId,
    UserId,
    written_id,
)
from crm_tui.domain.quotes.records import version_number
from crm_tui.domain.text import folded
from crm_tui.errors import NotFoundError

_C = CONTRACT.c
_FIELDS = (
    *("title", "amount_minor", "currency", "quote_id", "order_id", "owner_id"),
    *("start_day", "end_day"),
    *("our_party", "our_signatory", "their_party", "their_signatory", "note"),
)
_ORDERED = QUOTE.alias("quote_of_order")


def contracts(view: View, request: ContractRequest, limit: int) -> list[ContractRow]:
    """Return the contracts asked for, of visible customers: the newest first.

    Those asked for by their end come in its order.
    """
    gone = _C.deleted_at.is_not(None) if request.deleted else _C.deleted_at.is_(None)
    statement = _statement(view).where(gone, *_conditions(view, request))
    order = (_C.id.desc(),) if request.ends_within is None else (_C.end_day, _C.id)
    found = view.connection.execute(statement.order_by(*order).limit(limit))
    return [row_of(view, row) for row in found]


def _conditions(view: View, request: ContractRequest) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = []
    if request.customer_id is not None:
        found.append(_C.customer_id == request.customer_id)
    if request.owner_id is not None:
        found.append(_C.owner_id == request.owner_id)
    if request.status is not None:
        found.append(has_status(request.status, view.today))
    if request.opportunity_id is not None:
        found.append(_opportunity_id() == request.opportunity_id)
    if request.ends_within is not None:
        is_signed = _C.status == ContractStatus.SIGNED
        found += [is_signed, _C.end_day.between(view.today, view.today + request.ends_within)]
    for word in folded(request.words).split():
        said = (has_inside(small_letters(each), word) for each in (_C.number, CUSTOMER.c.name))
        found.append(or_(*said, says(view, _C.title, word)))
    return found


def has_status(status: ContractStatus, today: int) -> ColumnElement[bool]:
    """Return whether a contract has a status on a day."""
    # Most are signed: no index of that word finds them sooner than a walk.
    is_signed = beside(_C.status) == ContractStatus.SIGNED.value
    is_over = and_(_C.end_day.is_not(None), _C.end_day < today)
    is_to_come = and_(_C.start_day.is_not(None), _C.start_day > today)
    match status:
        case ContractStatus.ENDED:
            return and_(is_signed, is_over)
        case ContractStatus.SIGNED:
            return and_(is_signed, ~is_over, is_to_come)
        case ContractStatus.IN_FORCE:
            return and_(is_signed, ~is_over, ~is_to_come)
        case _:
            return _C.status == status


def status_today(today: int) -> ColumnElement[str]:
    """Return the status that a contract has on a day."""
    by_day = (ContractStatus.ENDED, ContractStatus.IN_FORCE)
    return case(
        *((has_status(each, today), each.value) for each in by_day),
        else_=type_coerce(_C.status, String),
    )


def contract(view: View, contract_id: ContractId, *, deleted: bool = False) -> Contract:
    """Return a contract whole; raise NotFoundError when there is none this person may see."""
    gone = _C.deleted_at.is_not(None) if deleted else _C.deleted_at.is_(None)
    statement = _statement(view).where(_C.id == contract_id, gone)
    found = view.connection.execute(statement).one_or_none()
    if found is None:
        raise NotFoundError("contract", str(contract_id))
    return _whole(view, found)


def whole_contracts(view: View, ids: Sequence[int]) -> list[Contract]:
    """Return contracts of a scoped list whole, in its order."""
    named = selected().where(one_of(_C.id, ids), unscoped("the ids come from a scoped list"))
    found = {row.id: row for row in view.connection.execute(named)}
    return [_whole(view, found[each]) for each in ids if each in found]


def _whole(view: View, found: Any) -> Contract:
    return Contract(
        row=row_of(view, found),
        fields=_fields(found),
        closed_day=found.closed_day,
        reason=found.reason,
        deal_id=None if found.deal_id is None else DealId(found.deal_id),
        key_date_id=None if found.key_date_id is None else KeyDateId(found.key_date_id),
        opportunity=found.opportunity or "",
    )


def contracts_called(view: View, reference: str) -> list[ContractRow]:
    """Return the visible contracts that a number, or an id, means."""
    wanted = or_(_C.number == reference, _C.number == reference.upper())
    number = written_id(reference)
    if number is not None:
        wanted = or_(_C.id == number, wanted)
    statement = _statement(view).where(_C.deleted_at.is_(None), wanted).limit(20)
    return [row_of(view, row) for row in view.connection.execute(statement)]


def contracted_by(view: View, order_id: OrderId, *, but: ContractId | None = None) -> str | None:
    """Return the number of the contract that stands made from an order, whoever asks."""
    statement = select(_C.number).where(
        _C.order_id == order_id,
        _C.status.in_((ContractStatus.DRAFT, ContractStatus.SIGNED)),
        _C.deleted_at.is_(None),
        _C.id.is_distinct_from(but),
    )
    return view.connection.execute(statement.order_by(_C.id).limit(1)).scalar_one_or_none()


def add_contract(
    unit: Unit, customer_id: CustomerId, number: str, fields: ContractFields
) -> ContractId:
    """Insert a draft and return its id."""
    statement = insert(CONTRACT).values(
        customer_id=customer_id,
        number=number,
        **field_values(fields),
        created_at=unit.now,
        created_by_id=unit.person.user_id,
        updated_at=unit.now,
        updated_by_id=unit.person.user_id,
    )
    (key,) = unit.connection.execute(statement).inserted_primary_key or (0,)
    return ContractId(int(key))


def update_contract(unit: Unit, contract_id: ContractId, values: Mapping[str, Any]) -> None:
    """Change columns of a contract."""
    unit.connection.execute(
        update(CONTRACT)
        .where(_C.id == contract_id)
        .values(
            **values,
            version=_C.version + 1,
            updated_at=unit.now,
            updated_by_id=unit.person.user_id,
        )
    )


def field_values(fields: ContractFields) -> dict[str, Any]:
    """Return the columns of what a person enters, as events keep them as well."""
    return {name: getattr(fields, name) for name in _FIELDS}


def _opportunity_id() -> ColumnElement[Any]:
    """Return what the quote belongs to that a contract follows, itself or through its order."""
    return func.coalesce(QUOTE.c.opportunity_id, _ORDERED.c.opportunity_id)


def _statement(view: View) -> Select[Any]:
    return selected().where(CUSTOMER.c.deleted_at.is_(None), visible_to(view.person))


@cache
def selected() -> Select[Any]:
    """Return the statement of contracts as they are shown, whoever asks."""
    return (
        select(
            CONTRACT,
            CUSTOMER.c.name.label("customer"),
            USER.c.name.label("owner"),
            QUOTE.c.number.label("quote_number"),
            QUOTE.c.version_no.label("quote_version"),
            OPPORTUNITY.c.name.label("opportunity"),
            SALES_ORDER.c.number.label("order_number"),
            *approvals.ASKED,
        )
        .join(CUSTOMER, CUSTOMER.c.id == _C.customer_id)
        .join(USER, USER.c.id == _C.owner_id)
        .outerjoin(QUOTE, QUOTE.c.id == _C.quote_id)
        .outerjoin(SALES_ORDER, SALES_ORDER.c.id == _C.order_id)
        .outerjoin(_ORDERED, _ORDERED.c.id == SALES_ORDER.c.quote_id)
        .outerjoin(OPPORTUNITY, OPPORTUNITY.c.id == _opportunity_id())
        .outerjoin(APPROVAL, approvals.is_last_of(ApprovalAct.CONTRACT, CONTRACT))
    )


def row_of(view: View, row: Any) -> ContractRow:
    """Return a contract as it is listed, its status as of today."""
    number, version = row.quote_number, row.quote_version
    return ContractRow(
        id=ContractId(row.id),
        number=row.number,
        customer_id=CustomerId(row.customer_id),
        customer=row.customer,
        quote="" if number is None else version_number(number, version),
        order=row.order_number or "",
        owner_id=UserId(row.owner_id),
        owner=row.owner,
        title=row.title,
        status=status_on(row.status, row.start_day, row.end_day, view.today),
        sign_day=row.sign_day,
        start_day=row.start_day,
        end_day=row.end_day,
        currency=row.currency,
        amount_minor=row.amount_minor,
        version=row.version,
        is_deleted=row.deleted_at is not None,
        asked=approvals.asked_of(row),
    )


def _fields(row: Any) -> ContractFields:
    values = {name: getattr(row, name) for name in _FIELDS}
    values["quote_id"] = None if row.quote_id is None else QuoteId(row.quote_id)
    values["order_id"] = None if row.order_id is None else OrderId(row.order_id)
    values["owner_id"] = UserId(row.owner_id)
    return ContractFields(**values)
