"""What every change of a quote has in common: its number, its contents, where it stands."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from crm_tui.db.queries import papers, pools, quotes
from crm_tui.db.unit_of_work import Unit, View
from crm_tui.domain.days import date_of
from crm_tui.domain.events import QuoteAdded, QuoteEdited, QuoteStatusSet
from crm_tui.domain.field_changes import differing
from crm_tui.domain.identifiers import CustomerId, QuoteId
from crm_tui.domain.pools import FactKind
from crm_tui.domain.quotes import papers as quote_papers
from crm_tui.domain.quotes.numbering import number_span, numbered
from crm_tui.domain.quotes.records import (
    Quote,
    QuoteFields,
    QuoteRow,
    QuoteStatus,
    full_number,
)
from crm_tui.domain.quotes.rules import QuoteRefusal
from crm_tui.errors import RefusedError
from crm_tui.services import protection
from crm_tui.services.paper_settings import stored_settings
from crm_tui.services.quotes.checking import CheckedQuote
from crm_tui.values import dataclass

CAUSE = "quote"


@dataclass(frozen=True, slots=True)
class Place:
    """Under which number a quote is stored, and as which version of which quote."""

    number: str
    version_no: int = 1
    first_id: QuoteId | None = None
    """The first of its versions; None where it is that itself."""


def settings_of(view: View) -> quote_papers.QuoteSettings:
    """Return what the office says of its quotes."""
    return stored_settings(view, quote_papers.SETTINGS)


def refuse(refusal: QuoteRefusal | None) -> None:
    """Raise RefusedError for a reason; None is allowed."""
    if refusal is not None:
        raise RefusedError(refusal)


def blank(view: View, customer: Any) -> QuoteFields:
    """Return what a new quote for a customer begins with."""
    settings = settings_of(view)
    return QuoteFields(
        quote_day=view.today,
        valid_until_day=view.today + settings.valid_days,
        currency=view.office.currency,
        owner_id=customer.owner_id or view.person.user_id,
        includes_tax=settings.includes_tax,
        terms=settings.terms,
    )


def next_number(unit: Unit, day: int) -> str:
    """Return the next number of the office for a quote of a day that no quote has yet."""
    span = number_span(settings_of(unit).number_pattern, date_of(day))
    while True:
        number = numbered(span, papers.next_number(unit, f"{quote_papers.KIND}:{span}"))
        if papers.holder_of_number(unit, quote_papers.KIND, number) is None:
            return number


# --- contents ------------------------------------------------------------------------------------


def draft(
    unit: Unit, customer_id: CustomerId, checked: CheckedQuote, place: Place, version_of: str = ""
) -> QuoteId:
    """Store a draft and tell of it; with the quote that it is a new version of."""
    values = {
        "customer_id": customer_id,
        "number": place.number,
        "version_no": place.version_no,
        **values_of(checked),
    }
    quote_id = quotes.add_quote(unit, values, first_id=place.first_id)
    quotes.set_lines(unit, quote_id, checked.lines)
    if place.first_id is not None:
        quotes.mark_latest(unit, place.first_id)
    said = told(quotes.quote(unit, quote_id))
    said |= {"version_of": version_of} if version_of else {}
    unit.record(QuoteAdded(customer_id=customer_id, record_id=quote_id, after=said))
    return quote_id


def with_costs(unit: Unit, quote: Quote) -> Quote:
    """Return a quote with what its lines cost, whoever asks: an edit must not lose it."""
    kept = quotes.stored_lines(unit, quote.row.id)
    return replace(quote, lines=tuple(map(quotes.line_from, kept)))


def rewrite(unit: Unit, old: Quote, checked: CheckedQuote) -> tuple[str, ...]:
    """Store other contents of a draft and tell of it; return the names of what differs."""
    before, after = _difference(old, checked)
    if not after:
        return ()
    quote_id = old.row.id
    kept = quotes.stored_lines(unit, quote_id)
    quotes.update_quote(unit, quote_id, values_of(checked))
    quotes.set_lines(unit, quote_id, checked.lines)
    if "lines" in after:
        before["lines"] = kept
        after["lines"] = quotes.stored_lines(unit, quote_id)
    unit.record(
        QuoteEdited(
            customer_id=old.row.customer_id,
            record_id=quote_id,
            before={**before, **quotes.sum_values(old.price)},
            after={
                "number": full_number(old.row),
                "currency": checked.fields.currency,
                **after,
                **quotes.sum_values(checked.sums),
            },
        )
    )
    return tuple(after)


def _difference(old: Quote, new: CheckedQuote) -> tuple[dict[str, object], dict[str, object]]:
    """Return the columns that differ before and after, `lines` among them."""
    was, now = quotes.field_values(old.fields), quotes.field_values(new.fields)
    names = [name for name in now if was[name] != now[name]]
    before, after = {name: was[name] for name in names}, {name: now[name] for name in names}
    if any(differing(a.fields, b.fields) for a, b in zip(old.lines, new.lines, strict=False)) or (
        len(old.lines) != len(new.lines)
    ):
        after["lines"] = len(new.lines)
    return before, after


def values_of(checked: CheckedQuote) -> dict[str, Any]:
    """Return the columns of checked contents besides the lines."""
    return {**quotes.field_values(checked.fields), **quotes.sum_values(checked.sums)}


# --- where it stands -----------------------------------------------------------------------------


def other_versions(view: View, quote: Quote) -> list[QuoteRow]:
    """Return the other versions of a quote."""
    return [each for each in quotes.versions(view, quote.first_id) if each.id != quote.row.id]


def set_status(unit: Unit, quote: Quote, status: QuoteStatus, values: Mapping[str, object]) -> None:
    """Let a quote stand elsewhere, with the columns that go with it, and tell of it."""
    stored = QuoteStatus.SENT if quote.row.status is QuoteStatus.EXPIRED else quote.row.status
    before = {"status": stored, "decided_day": quote.decided_day, "reason": quote.reason}
    quotes.update_quote(unit, quote.row.id, {"status": status, **values})
    unit.record(
        QuoteStatusSet(
            customer_id=quote.row.customer_id,
            record_id=quote.row.id,
            before=before,
            after={**told(quote), "status": status, "reason": values.get("reason", "")},
        )
    )


def send_quote(unit: Unit, customer: Any, quote: Quote, day: int, at: datetime) -> None:
    """Let a draft be sent on a day: its customer was quoted to."""
    set_status(unit, quote, QuoteStatus.SENT, {"sent_at": at, "sent_day": day})
    if customer.period_id is not None:
        pools.add_fact(unit, customer.period_id, FactKind.QUOTE, quote.row.id, day)
    protection.refresh(unit, quote.row.customer_id, cause=CAUSE)


def take_out(unit: Unit, quote: Quote) -> None:
    """Take a quote out of all lists, with what it had written for the pool's rules."""
    quotes.update_quote(unit, quote.row.id, {"deleted_at": unit.now})
    quotes.mark_latest(unit, quote.first_id)
    pools.void_fact(unit, (FactKind.QUOTE,), quote.row.id)
    protection.refresh(unit, quote.row.customer_id, cause=CAUSE)


def bring_back(unit: Unit, quote: Quote) -> None:
    """Bring a deleted quote back, and what it had written unless it was called void before."""
    quotes.update_quote(unit, quote.row.id, {"deleted_at": None})
    quotes.mark_latest(unit, quote.first_id)
    if quote.row.status is not QuoteStatus.VOID:
        pools.unvoid_fact(unit, (FactKind.QUOTE,), quote.row.id)
    protection.refresh(unit, quote.row.customer_id, cause=CAUSE)


def told(quote: Quote) -> dict[str, object]:
    """Return what every event of a quote says of it, so that it can be told later."""
    row = quote.row
    return {
        "number": full_number(row),
        "title": row.title,
        "total_minor": row.total_minor,
        "currency": row.currency,
    }
