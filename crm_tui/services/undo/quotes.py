"""Take back what was done to quotes, and to what an office says of them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from crm_tui.db.queries import papers, pools, quotes
from crm_tui.db.unit_of_work import Unit
from crm_tui.domain.events import (
    EventRow,
    PapersChanged,
    QuoteAdded,
    QuoteDeleted,
    QuoteEdited,
    QuoteRestored,
    QuoteStatusSet,
)
from crm_tui.domain.identifiers import QuoteId
from crm_tui.domain.pools import FactKind
from crm_tui.domain.quotes.papers import KIND
from crm_tui.domain.quotes.pricing import DiscountKind
from crm_tui.domain.quotes.records import QuoteStatus
from crm_tui.services import protection
from crm_tui.services.quotes.writing import bring_back, take_out
from crm_tui.services.undo.events import TakeBack, customer_id_of, record_id_of


def _unadd(unit: Unit, event: EventRow) -> bool:
    take_out(unit, quotes.quote(unit, _id(event)))
    return True


def _unedit(unit: Unit, event: EventRow) -> bool:
    values: dict[str, Any] = dict(event.before)
    lines = values.pop("lines", None)
    if "discount_kind" in values:
        values["discount_kind"] = DiscountKind(values["discount_kind"])
    kept = quotes.stored_lines(unit, _id(event)) if lines is None else lines
    quotes.update_quote(unit, _id(event), values)
    quotes.set_lines(unit, _id(event), [quotes.line_from(each) for each in kept])
    return True


def _unset_status(unit: Unit, event: EventRow) -> bool:
    quote_id, status = _id(event), QuoteStatus(event.before["status"])
    values: dict[str, Any] = {**event.before, "status": status}
    if status is QuoteStatus.DRAFT:
        values |= {"sent_at": None, "sent_day": None}
        # Not void from today on: what was never so moves no day.
        pools.remove_facts(unit, (FactKind.QUOTE,), quote_id)
    if event.after.get("status") == QuoteStatus.VOID.value:
        pools.unvoid_fact(unit, (FactKind.QUOTE,), quote_id)
    quotes.update_quote(unit, quote_id, values)
    protection.refresh(unit, customer_id_of(event), cause="quote")
    return True


def _undelete(unit: Unit, event: EventRow) -> bool:
    bring_back(unit, quotes.quote(unit, _id(event), deleted=True))
    return True


def _unrestore(unit: Unit, event: EventRow) -> bool:
    take_out(unit, quotes.quote(unit, _id(event)))
    return True


def _unset_papers(unit: Unit, event: EventRow) -> bool:
    stored = papers.paper(unit, KIND)
    now: Mapping[str, object] = {"settings": dict(stored.settings), "template": stored.template}
    if any(now[name] != value for name, value in event.after.items()):
        return False
    papers.set_paper(unit, KIND, event.before)
    return True


def _id(event: EventRow) -> QuoteId:
    return QuoteId(record_id_of(event))


TAKE_BACK: dict[str, TakeBack] = {
    QuoteAdded.kind(): _unadd,
    QuoteEdited.kind(): _unedit,
    QuoteStatusSet.kind(): _unset_status,
    QuoteDeleted.kind(): _undelete,
    QuoteRestored.kind(): _unrestore,
    PapersChanged.kind(): _unset_papers,
}
