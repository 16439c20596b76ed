"""Which records of a list a command asks for: a view, a query, an order."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from typing import Any

from crm_tui.domain.contracts.views import VIEWS as CONTRACT_VIEWS
from crm_tui.domain.exports import Subject
from crm_tui.domain.leads.views import LEAD_VIEWS
from crm_tui.domain.opportunities import VIEWS
from crm_tui.domain.orders.views import VIEWS as ORDER_VIEWS
from crm_tui.domain.queries.fields import CONTRACTS, LEADS, OPPORTUNITIES, ORDERS
from crm_tui.domain.record_lists import RecordRequest, RecordView
from crm_tui.domain.text import clean
from crm_tui.domain.views import ListLayout
from crm_tui.errors import FieldError, NotFoundError
from crm_tui.presentation.contract_lists import COLUMNS as CONTRACT_COLUMNS
from crm_tui.presentation.lead_columns import LEAD_COLUMNS
from crm_tui.presentation.opportunities import opportunity_columns
from crm_tui.presentation.order_lists import COLUMNS as ORDER_COLUMNS
from crm_tui.presentation.record_columns import RecordColumn

ALL = "all"
EVERY = "every"
"""The view with every record, whatever became of it."""


def asked_records(
    subject: Subject, query: Sequence[str] | None, *, view: str, sort: str | None
) -> RecordRequest:
    """Return the records of a list that a view, a query and an order mean."""
    words = clean(" ".join(query or ()))
    wanted = clean(view).lower() or ALL
    match subject:
        case Subject.LEADS:
            return asked_leads(wanted, sort, words)
        case Subject.ORDERS:
            found = _view(ORDER_VIEWS, "orders", EVERY if wanted == ALL else wanted)
            return _asked_papers(found.request(ORDERS, ListLayout()), ORDER_COLUMNS, sort, words)
        case Subject.CONTRACTS:
            found = _view(CONTRACT_VIEWS, "contracts", EVERY if wanted == ALL else wanted)
            request = found.request(CONTRACTS, ListLayout())
            return _asked_papers(request, CONTRACT_COLUMNS, sort, words)
        case _:
            return asked_opportunities(EVERY if wanted == ALL else wanted, sort, words)


def _asked_papers(
    view: RecordRequest, columns: Mapping[str, RecordColumn[Any]], sort: str | None, query: str
) -> RecordRequest:
    """Return the orders or contracts that are asked for."""
    keys = {each.key for each in columns.values() if each.sortable}
    return _sorted(replace(view, query=_both(view.query, query)), sort, keys)


def asked_leads(view: str, sort: str | None, query: str) -> RecordRequest:
    """Return the leads that are asked for."""
    found = _view(LEAD_VIEWS, "leads", view).request(LEADS, ListLayout())
    keys = {each.key for each in LEAD_COLUMNS if each.sortable}
    return _sorted(replace(found, query=_both(found.query, query)), sort, keys)


def asked_opportunities(view: str, sort: str | None, query: str) -> RecordRequest:
    """Return the opportunities that are asked for."""
    found = _view(VIEWS, "opportunities", view).request(OPPORTUNITIES, ListLayout())
    keys = {each.key for each in opportunity_columns("").values() if each.sortable}
    return _sorted(replace(found, query=_both(found.query, query)), sort, keys)


def _view(views: Sequence[RecordView], prefix: str, wanted: str) -> RecordView:
    found = next((each for each in views if each.key == f"{prefix}.{wanted}"), None)
    if found is None:
        names = tuple(each.key.partition(".")[2] for each in views)
        raise NotFoundError("view", wanted, names)
    return found


def _both(first: str, second: str) -> str:
    return " ".join(filter(None, (first, second)))


def _sorted(request: RecordRequest, sort: str | None, known: Collection[str]) -> RecordRequest:
    if sort is None:
        return request
    typed = clean(sort)
    key = typed.removeprefix("-")
    if key not in {*known, "id"}:
        raise FieldError("sort", "not_one_of", key)
    return replace(request, sort=key, descending=typed.startswith("-"))
