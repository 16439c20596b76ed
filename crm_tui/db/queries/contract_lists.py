"""Lists of contracts, and what a list comes to."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import BigInteger, ColumnElement, and_, func, or_, select, type_coerce

from crm_tui.db.id_lists import one_of
from crm_tui.db.queries.contracts import has_status, row_of, selected, status_today
from crm_tui.db.queries.groupings import MoneyOf, by_month, by_owner, by_status
from crm_tui.db.queries.order_lists import quotes_of
from crm_tui.db.queries.record_lists import (
    ListedNoun,
    belonging,
    beside,
    is_called,
    is_new,
    says,
)
from crm_tui.db.schema.contracts import CONTRACT
from crm_tui.db.schema.customers import CUSTOMER
from crm_tui.db.schema.orders import SALES_ORDER
from crm_tui.db.unit_of_work import View
from crm_tui.db.visibility import unscoped, visible_to
from crm_tui.domain.contracts.records import (
    ENDING_DAYS,
    ContractRow,
    ContractStatus,
)
from crm_tui.domain.days import NEVER
from crm_tui.domain.identifiers import OpportunityId

Wanted = ColumnElement[bool]

_C = CONTRACT.c
_MONEY = MoneyOf(_C.amount_minor, _C.currency, counts=_C.status != ContractStatus.VOID)


def _has_word(view: View, word: str) -> Wanted:
    return is_called(view, word, _C.title, number=_C.number)


def _has_flag(view: View, code: str) -> Wanted:
    is_signed = beside(_C.status) == ContractStatus.SIGNED.value
    match code:
        case "ending":
            return and_(is_signed, _C.end_day.between(view.today, view.today + ENDING_DAYS))
        case "endless":
            return and_(is_signed, _C.end_day.is_(None))
        case _:
            return has_status(ContractStatus(code), view.today)


def _belongs_to(opportunity_id: OpportunityId) -> Wanted:
    quoted = quotes_of(opportunity_id)
    ordered = select(SALES_ORDER.c.id).where(SALES_ORDER.c.quote_id.in_(quoted))
    return or_(_C.quote_id.in_(quoted), _C.order_id.in_(ordered))


def _rows(view: View, ids: Sequence[int]) -> Sequence[ContractRow]:
    named = selected().where(one_of(_C.id, ids), unscoped("the ids come from a scoped list"))
    return [row_of(view, row) for row in view.connection.execute(named)]


LISTED: ListedNoun[ContractRow] = ListedNoun(
    id=_C.id,
    source=CONTRACT.outerjoin(CUSTOMER, CUSTOMER.c.id == _C.customer_id),
    fields={
        "contract_number": _C.number,
        "contract_title": _C.title,
        "contract_amount": _C.amount_minor,
        "sign_day": _C.sign_day,
        "start_day": _C.start_day,
        "end_day": _C.end_day,
        "of_customer": CUSTOMER.c.name_key,
        "owner": _C.owner_id,
        "department": _C.owner_id,
        "created": type_coerce(_C.created_at, BigInteger),
        "updated": type_coerce(_C.updated_at, BigInteger),
    },
    instants=frozenset({"created", "updated"}),
    orders={
        "id": _C.id,
        "number": _C.number,
        "title": _C.title,
        "customer": CUSTOMER.c.name,
        "amount": _C.amount_minor,
        "signed": func.coalesce(_C.sign_day, NEVER),
        "start": func.coalesce(_C.start_day, NEVER),
        "end": func.coalesce(_C.end_day, NEVER),
        "owner": _C.owner_id,
        "created_at": _C.created_at,
    },
    has_word=_has_word,
    has_flag=_has_flag,
    masked_orders={"title"},
    belongs=belonging(CONTRACT, {"id"}),
    rows=_rows,
    customer_id=_C.customer_id,
    belongs_to=_belongs_to,
    groups={
        "status": by_status(lambda view: status_today(view.today), ContractStatus),
        "owner": by_owner(_C.owner_id),
        "signed": by_month(_C.sign_day),
        "start": by_month(_C.start_day),
        "end": by_month(_C.end_day, newest_first=False),
    },
    money=_MONEY,
)


def contracts_saying(view: View, words: str, limit: int) -> list[ContractRow]:
    """Return contracts of visible customers in whose number or title the words stand."""
    fits = says(view, words, _C.number, _C.title, is_new(_C.id, CONTRACT))
    statement = selected().where(
        CUSTOMER.c.deleted_at.is_(None), visible_to(view.person), _C.deleted_at.is_(None), fits
    )
    found = view.connection.execute(statement.order_by(_C.id.desc()).limit(limit))
    return [row_of(view, row) for row in found]
