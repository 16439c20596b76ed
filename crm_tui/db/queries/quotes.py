"""报价单: quotes of customers one may see, their lines and versions."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Select,
    String,
    and_,
    case,
    delete,
    insert,
    or_,
    select,
    type_coerce,
    update,
)

from crm_tui.db.id_lists import one_of
from crm_tui.db.queries import approvals
from crm_tui.db.schema.approvals import APPROVAL
from crm_tui.db.schema.contacts import CONTACT
from crm_tui.db.schema.customers import CUSTOMER
from crm_tui.db.schema.opportunities import OPPORTUNITY
from crm_tui.db.schema.quotes import QUOTE, QUOTE_LINE
from crm_tui.db.schema.users import USER
from crm_tui.db.unit_of_work import Unit, View
from crm_tui.db.visibility import visible_to
from crm_tui.domain.approvals.records import ApprovalAct
from crm_tui.domain.identifiers import (
    ContactId,
    CustomerId,
    OpportunityId,
    ProductId,
    QuoteId,
    UserId,
    written_id,
)
from crm_tui.domain.quotes.pricing import Discount, PricedLine, PricedQuote
from crm_tui.domain.quotes.records import (
    Quote,
    QuoteFields,
    QuoteLine,
    QuoteLineFields,
    QuoteRow,
    QuoteStatus,
    status_on,
)
from crm_tui.domain.users import Permission
from crm_tui.errors import NotFoundError
from crm_tui.values import dataclass

_Q, _L = QUOTE.c, QUOTE_LINE.c
_SUMS = ("amount_minor", "reduced_minor", "net_minor", "tax_minor", "total_minor")


@dataclass(frozen=True, slots=True)
class Family:
    """What all versions of a quote have in common."""

    first_id: QuoteId
    customer_id: CustomerId


def has_status(status: QuoteStatus, today: int) -> ColumnElement[bool]:
    """Return whether a quote has a status on a day."""
    is_sent = _Q.status == QuoteStatus.SENT
    if status is QuoteStatus.EXPIRED:
        return and_(is_sent, _Q.valid_until_day < today)
    if status is QuoteStatus.SENT:
        return and_(is_sent, _Q.valid_until_day >= today)
    return _Q.status == status


def status_today(today: int) -> ColumnElement[str]:
    """Return the status that a quote has on a day."""
    is_expired = has_status(QuoteStatus.EXPIRED, today)
    return case((is_expired, QuoteStatus.EXPIRED.value), else_=type_coerce(_Q.status, String))


def quote(view: View, quote_id: QuoteId, *, deleted: bool = False) -> Quote:
    """Return a quote whole; raise NotFoundError when there is none this person may see."""
    gone = _Q.deleted_at.is_not(None) if deleted else _Q.deleted_at.is_(None)
    found = view.connection.execute(in_sight(view).where(_Q.id == quote_id, gone)).one_or_none()
    if found is None:
        raise NotFoundError("quote", str(quote_id))
    return _whole(view, found, _lines_of(view, [quote_id]).get(quote_id, ()))


def _whole(view: View, row: Any, lines: Sequence[QuoteLine]) -> Quote:
    sums = (getattr(row, name) for name in _SUMS)
    return Quote(
        row=row_of(view, row),
        fields=_fields(row),
        lines=tuple(lines),
        price=PricedQuote(tuple(each.price for each in lines), *sums),
        first_id=QuoteId(row.first_id),
        sent_day=row.sent_day,
        decided_day=row.decided_day,
        reason=row.reason,
        opportunity=row.opportunity or "",
    )


def versions(view: View, first_id: QuoteId) -> list[QuoteRow]:
    """Return every version of a quote that was not deleted, the first one first."""
    statement = in_sight(view).where(_Q.first_id == first_id, _Q.deleted_at.is_(None))
    found = view.connection.execute(statement.order_by(_Q.version_no).limit(1000))
    return [row_of(view, row) for row in found]


def family_of(view: View, number: str) -> Family | None:
    """Return what the versions of a number have in common, whoever asks; None where none is."""
    statement = select(_Q.first_id, _Q.customer_id).where(
        _Q.number == number, _Q.deleted_at.is_(None)
    )
    row = view.connection.execute(statement.limit(1)).one_or_none()
    return None if row is None else Family(QuoteId(row.first_id), CustomerId(row.customer_id))


def whole_quotes(view: View, statement: Select[Any]) -> list[Quote]:
    """Return the quotes that a statement of `selected` finds whole, in its order."""
    found = list(view.connection.execute(statement))
    lines = _lines_of(view, [row.id for row in found])
    return [_whole(view, row, lines.get(row.id, ())) for row in found]


def quotes_called(view: View, reference: str) -> list[QuoteRow]:
    """Return the visible quotes that a number means: the version it names, else the latest."""
    name, _sign, version = reference.upper().rpartition("-V")
    alive = in_sight(view).where(_Q.deleted_at.is_(None))
    if name and version.isdecimal() and len(version) < 6:
        named = alive.where(_Q.number == name, _Q.version_no == int(version))
        found = [row_of(view, row) for row in view.connection.execute(named)]
        if found:
            return found
    wanted = or_(_Q.number == reference, _Q.number == reference.upper())
    statement = alive.where(wanted, _Q.is_latest)
    number = written_id(reference)
    if number is not None:
        statement = alive.where(or_(_Q.id == number, and_(wanted, _Q.is_latest)))
    return [row_of(view, row) for row in view.connection.execute(statement.limit(20))]


def last_version_no(view: View, first_id: QuoteId) -> int:
    """Return the number of the last version, a deleted one's as well."""
    statement = select(_Q.version_no).where(_Q.first_id == first_id)
    found = view.connection.execute(statement.order_by(_Q.version_no.desc()).limit(1))
    return int(found.scalar_one())


def add_quote(unit: Unit, values: Mapping[str, Any], *, first_id: QuoteId | None) -> QuoteId:
    """Insert a quote, the first of its versions unless another is named; return its id."""
    stamps = {
        "created_at": unit.now,
        "created_by_id": unit.person.user_id,
        "updated_at": unit.now,
        "updated_by_id": unit.person.user_id,
    }
    statement = insert(QUOTE).values(**values, first_id=first_id, **stamps)
    (key,) = unit.connection.execute(statement).inserted_primary_key or (0,)
    if first_id is None:
        unit.connection.execute(update(QUOTE).where(_Q.id == key).values(first_id=key))
    return QuoteId(int(key))


def update_quote(unit: Unit, quote_id: QuoteId, values: Mapping[str, Any]) -> None:
    """Change columns of a quote."""
    unit.connection.execute(
        update(QUOTE)
        .where(_Q.id == quote_id)
        .values(
            **values,
            version=_Q.version + 1,
            updated_at=unit.now,
            updated_by_id=unit.person.user_id,
        )
    )


def mark_latest(unit: Unit, first_id: QuoteId) -> None:
    """Let the last version that was not deleted be the one that lists show."""
    last = (
        select(_Q.id)
        .where(_Q.first_id == first_id, _Q.deleted_at.is_(None))
        .order_by(_Q.version_no.desc())
        .limit(1)
    )
    last_id = unit.connection.execute(last).scalar_one_or_none()
    unit.connection.execute(
        update(QUOTE).where(_Q.first_id == first_id).values(is_latest=_Q.id == last_id)
    )


def set_lines(unit: Unit, quote_id: QuoteId, lines: Sequence[QuoteLine]) -> None:
    """Put these lines in the place of those that a quote has."""
    unit.connection.execute(delete(QUOTE_LINE).where(_L.quote_id == quote_id))
    if lines:
        rows = [
            {"quote_id": quote_id, "position": at, **line_values(line)}
            for at, line in enumerate(lines, start=1)
        ]
        unit.connection.execute(insert(QUOTE_LINE), rows)


def line_values(line: QuoteLine) -> dict[str, Any]:
    """Return the columns of a line, as events keep them as well."""
    names = (
        "product_id", "code", "name", "unit", "quantity_milli", "unit_price_minor",
        "discount_share", "tax_share", "note", "cost_minor",
    )  # fmt: skip
    return {
        **{name: getattr(line.fields, name) for name in names},
        **{name: getattr(line.price, name) for name in _SUMS},
    }


def line_from(values: Mapping[str, Any]) -> QuoteLine:
    """Return the line that columns, or what an event kept of them, say."""
    product_id = values["product_id"]
    fields = QuoteLineFields(
        name=values["name"],
        quantity_milli=values["quantity_milli"],
        unit=values["unit"],
        unit_price_minor=values["unit_price_minor"],
        discount_share=values["discount_share"],
        tax_share=values["tax_share"],
        note=values["note"],
        product_id=None if product_id is None else ProductId(product_id),
        code=values["code"],
        cost_minor=values["cost_minor"],
    )
    return QuoteLine(fields, PricedLine(*(values[name] for name in _SUMS)))


def field_values(fields: QuoteFields) -> dict[str, Any]:
    """Return the columns of what a person enters, as events keep them as well."""
    return {
        "title": fields.title,
        "contact_id": fields.contact_id,
        "opportunity_id": fields.opportunity_id,
        "owner_id": fields.owner_id,
        "quote_day": fields.quote_day,
        "valid_until_day": fields.valid_until_day,
        "currency": fields.currency,
        "includes_tax": fields.includes_tax,
        "discount_kind": fields.discount.kind,
        "discount_value": fields.discount.value,
        "terms": fields.terms,
        "note": fields.note,
    }


def sum_values(price: PricedQuote) -> dict[str, int]:
    """Return the columns of what a quote comes to."""
    return {name: getattr(price, name) for name in _SUMS}


def stored_lines(view: View, quote_id: QuoteId) -> list[dict[str, Any]]:
    """Return the lines of a quote as events keep them, their cost whoever asks."""
    return [line_values(line_from(row)) for row in _line_rows(view, [quote_id])]


def _line_rows(view: View, ids: Sequence[int]) -> list[dict[str, Any]]:
    statement = select(QUOTE_LINE).where(one_of(_L.quote_id, ids))
    ordered = statement.order_by(_L.quote_id, _L.position, _L.id)
    return [dict(row) for row in view.connection.execute(ordered).mappings()]


def _lines_of(view: View, ids: Sequence[int]) -> dict[int, list[QuoteLine]]:
    hides = not view.person.may(Permission.VIEW_COST)
    found: dict[int, list[QuoteLine]] = {}
    for row in _line_rows(view, ids):
        line = line_from({**row, "cost_minor": None} if hides else row)
        found.setdefault(row["quote_id"], []).append(line)
    return found


def in_sight(view: View) -> Select[Any]:
    """Return the statement of the quotes of customers that one may see, deleted ones too."""
    return selected().where(CUSTOMER.c.deleted_at.is_(None), visible_to(view.person))


def selected() -> Select[Any]:
    """Return the statement of quotes as they are shown, whoever asks."""
    return (
        select(
            QUOTE,
            CUSTOMER.c.name.label("customer"),
            USER.c.name.label("owner"),
            CONTACT.c.name.label("contact"),
            OPPORTUNITY.c.name.label("opportunity"),
            *approvals.ASKED,
        )
        .join(CUSTOMER, CUSTOMER.c.id == _Q.customer_id)
        .join(USER, USER.c.id == _Q.owner_id)
        .outerjoin(CONTACT, CONTACT.c.id == _Q.contact_id)
        .outerjoin(OPPORTUNITY, OPPORTUNITY.c.id == _Q.opportunity_id)
        .outerjoin(APPROVAL, approvals.is_last_of(ApprovalAct.QUOTE, QUOTE))
    )


def row_of(view: View, row: Any) -> QuoteRow:
    """Return a quote as it is listed, its status as of today."""
    return QuoteRow(
        id=QuoteId(row.id),
        number=row.number,
        version_no=row.version_no,
        customer_id=CustomerId(row.customer_id),
        customer=row.customer,
        contact=row.contact or "",
        owner_id=UserId(row.owner_id),
        owner=row.owner,
        title=row.title,
        status=status_on(row.status, row.valid_until_day, view.today),
        quote_day=row.quote_day,
        valid_until_day=row.valid_until_day,
        currency=row.currency,
        total_minor=row.total_minor,
        is_latest=row.is_latest,
        version=row.version,
        is_deleted=row.deleted_at is not None,
        asked=approvals.asked_of(row),
    )


def _fields(row: Any) -> QuoteFields:
    return QuoteFields(
        quote_day=row.quote_day,
        valid_until_day=row.valid_until_day,
        currency=row.currency,
        title=row.title,
        contact_id=None if row.contact_id is None else ContactId(row.contact_id),
        opportunity_id=None if row.opportunity_id is None else OpportunityId(row.opportunity_id),
        owner_id=UserId(row.owner_id),
        includes_tax=row.includes_tax,
        discount=Discount(row.discount_kind, row.discount_value),
        terms=row.terms,
        note=row.note,
    )
