"""Lists of quotes: of all that one may see, of a customer, of those that are named."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import BigInteger, ColumnElement, and_, not_, or_, select, type_coerce

from crm_tui.db.id_lists import one_of
from crm_tui.db.queries.groupings import MoneyOf, by_month, by_owner, by_status
from crm_tui.db.queries.quotes import (
    has_status,
    in_sight,
    row_of,
    selected,
    status_today,
    whole_quotes,
)
from crm_tui.db.queries.record_lists import (
    ListedNoun,
    belonging,
    in_order,
    is_called,
    is_new,
    says,
    wanted,
)
from crm_tui.db.schema.approvals import APPROVAL
from crm_tui.db.schema.customers import CUSTOMER
from crm_tui.db.schema.quotes import QUOTE
from crm_tui.db.unit_of_work import View
from crm_tui.db.visibility import unscoped
from crm_tui.domain.approvals.records import ApprovalAct, ApprovalStatus
from crm_tui.domain.quotes.records import EXPIRING_DAYS, Quote, QuoteRow, QuoteStatus
from crm_tui.domain.quotes.requests import QuoteRequest
from crm_tui.domain.record_lists import RecordRequest

Wanted = ColumnElement[bool]

_Q = QUOTE.c
_WALKED = frozenset({"id", "day", "valid"})
# Of the versions of a quote only the latest is an offer; once deleted, none of them is that.
_IS_OFFER = or_(_Q.is_latest, _Q.deleted_at.is_not(None))
_MONEY = MoneyOf(_Q.total_minor, _Q.currency, counts=and_(_IS_OFFER, _Q.status != QuoteStatus.VOID))


def _has_flag(view: View, code: str) -> Wanted:
    match code:
        case "latest":
            return _Q.is_latest
        case "earlier":
            return not_(_Q.is_latest)
        case "expiring":
            is_sent = and_(_Q.is_latest, _Q.status == QuoteStatus.SENT)
            return and_(is_sent, _Q.valid_until_day.between(view.today, view.today + EXPIRING_DAYS))
        case "waiting":
            asked = select(APPROVAL.c.record_id).where(
                APPROVAL.c.act == ApprovalAct.QUOTE, APPROVAL.c.status == ApprovalStatus.OPEN
            )
            return and_(_Q.status == QuoteStatus.DRAFT, _Q.id.in_(asked))
        case _:
            return has_status(QuoteStatus(code), view.today)


def _rows(view: View, ids: Sequence[int]) -> Sequence[QuoteRow]:
    named = selected().where(one_of(_Q.id, ids), unscoped("the ids come from a scoped list"))
    return [row_of(view, row) for row in view.connection.execute(named)]


LISTED: ListedNoun[QuoteRow] = ListedNoun(
    id=_Q.id,
    source=QUOTE.outerjoin(CUSTOMER, CUSTOMER.c.id == _Q.customer_id),
    fields={
        "quote_number": _Q.number,
        "quote_title": _Q.title,
        "quote_total": _Q.total_minor,
        "quote_day": _Q.quote_day,
        "valid_until": _Q.valid_until_day,
        "quote_note": _Q.note,
        "of_customer": CUSTOMER.c.name_key,
        "owner": _Q.owner_id,
        "department": _Q.owner_id,
        "created": type_coerce(_Q.created_at, BigInteger),
        "updated": type_coerce(_Q.updated_at, BigInteger),
    },
    instants=frozenset({"created", "updated"}),
    orders={
        "id": _Q.id,
        "number": _Q.number,
        "title": _Q.title,
        "customer": CUSTOMER.c.name,
        "total": _Q.total_minor,
        "day": _Q.quote_day,
        "valid": _Q.valid_until_day,
        "owner": _Q.owner_id,
        "created_at": _Q.created_at,
    },
    has_word=lambda view, word: is_called(view, word, _Q.title, number=_Q.number),
    has_flag=_has_flag,
    masked_orders={"title"},
    belongs=belonging(QUOTE, _WALKED),
    rows=_rows,
    customer_id=_Q.customer_id,
    belongs_to=lambda opportunity_id: _Q.opportunity_id == opportunity_id,
    groups={
        "status": by_status(lambda view: status_today(view.today), QuoteStatus),
        "owner": by_owner(_Q.owner_id),
        "day": by_month(_Q.quote_day),
        "valid": by_month(_Q.valid_until_day, newest_first=False),
    },
    money=_MONEY,
)


def quotes(view: View, request: QuoteRequest, asked: RecordRequest, limit: int) -> list[QuoteRow]:
    """Return the quotes asked for, of visible customers, in the order that is asked for."""
    gone = _Q.deleted_at.is_not(None) if request.deleted else _Q.deleted_at.is_(None)
    statement = in_sight(view).where(gone, wanted(view, LISTED, asked), *_conditions(view, request))
    ordered = statement.order_by(*in_order(view, LISTED, asked)).limit(limit)
    return [row_of(view, row) for row in view.connection.execute(ordered)]


def _conditions(view: View, request: QuoteRequest) -> list[Wanted]:
    found: list[Wanted] = []
    if request.customer_id is not None:
        found.append(_Q.customer_id == request.customer_id)
    if request.owner_id is not None:
        found.append(_Q.owner_id == request.owner_id)
    if request.status is not None:
        found.append(has_status(request.status, view.today))
    if request.opportunity_id is not None:
        found.append(_Q.opportunity_id == request.opportunity_id)
    if not (request.all_versions or request.deleted):
        found.append(_Q.is_latest)
    return found


def whole_quotes_of(
    view: View, customer_ids: Sequence[int], asked: RecordRequest | None = None
) -> list[Quote]:
    """Return the quotes of visible customers, every version of each behind the one before."""
    statement = in_sight(view).where(one_of(_Q.customer_id, customer_ids), _Q.deleted_at.is_(None))
    if asked is not None:
        statement = statement.where(wanted(view, LISTED, asked))
        if asked.opportunity_id is not None:
            statement = statement.where(_Q.opportunity_id == asked.opportunity_id)
    return whole_quotes(view, statement.order_by(_Q.first_id, _Q.version_no, _Q.id))


def whole_quotes_named(view: View, ids: Sequence[int]) -> list[Quote]:
    """Return those of some quotes whole that may be seen, in the order of their ids."""
    found = whole_quotes(view, in_sight(view).where(one_of(_Q.id, ids)))
    places = {each: at for at, each in enumerate(ids)}
    return sorted(found, key=lambda quote: places[quote.row.id])


def quotes_saying(view: View, words: str, limit: int) -> list[QuoteRow]:
    """Return quotes of visible customers in whose number or title the words stand, of the newest.

    Fewer than four signs stand in too many numbers: they are looked for in titles alone.
    """
    fits = says(view, words, _Q.number, _Q.title, is_new(_Q.id, QUOTE))
    statement = in_sight(view).where(_Q.deleted_at.is_(None), _Q.is_latest, fits)
    found = view.connection.execute(statement.order_by(_Q.id.desc()).limit(limit))
    return [row_of(view, row) for row in found]
