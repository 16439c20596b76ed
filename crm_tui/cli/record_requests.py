"""Which leads or opportunities a command asks for: a view, a query, an order."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace

from crm_tui.domain.exports import Subject
from crm_tui.domain.leads.views import LEAD_VIEWS
from crm_tui.domain.opportunities import VIEWS
from crm_tui.domain.queries.fields import LEADS, OPPORTUNITIES
from crm_tui.domain.record_lists import RecordRequest, RecordView
from crm_tui.domain.text import clean
from crm_tui.domain.views import ListLayout
from crm_tui.errors import FieldError, NotFoundError
from crm_tui.presentation.lead_columns import LEAD_COLUMNS
from crm_tui.presentation.opportunities import opportunity_columns

ALL = "all"
EVERY = "every"
"""The view with every opportunity, whatever became of it."""


def asked_records(
    subject: Subject, query: Sequence[str] | None, *, view: str, sort: str | None
) -> RecordRequest:
    """Return the leads or opportunities that a view, a query and an order mean."""
    words = clean(" ".join(query or ()))
    wanted = clean(view).lower() or ALL
    if subject is Subject.LEADS:
        return asked_leads(wanted, sort, words)
    return asked_opportunities(EVERY if wanted == ALL else wanted, sort, words)


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
