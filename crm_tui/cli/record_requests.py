"""Which leads, opportunities, orders or contracts a command asks for: a view, a query, an order."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from crm_tui.cli.list_requests import ALL_VIEW
from crm_tui.cli.sessions import Session
from crm_tui.cli.views import listed_view
from crm_tui.domain.record_lists import RecordRequest, request_of
from crm_tui.domain.text import clean
from crm_tui.domain.views import ListTab
from crm_tui.errors import FieldError
from crm_tui.presentation.list_columns import record_columns

EVERY = "every"
"""The view with every paper or opportunity, whatever became of it."""


def asked_records(
    session: Session,
    tab: ListTab,
    query: Sequence[str] | None,
    *,
    view: str = ALL_VIEW,
    sort: str | None = None,
) -> RecordRequest:
    """Return the records of a list that a view, a query and an order mean."""
    columns = record_columns(tab, session.currency)
    sorts = [key for key, each in columns.items() if each.sortable]
    is_all = clean(view).lower() in {"", ALL_VIEW}
    chosen = listed_view(session, _everything(tab) if is_all else view, tab)
    layout = chosen.view.layout if is_all else chosen.layout.known(columns, sorts)
    request = request_of(chosen.view, layout)
    words = clean(" ".join(query or ()))
    request = replace(request, query=" ".join(filter(None, (request.query, words))))
    if sort is None:
        return request
    typed = clean(sort)
    key = typed.removeprefix("-")
    if key not in {*sorts, "id"}:
        raise FieldError("sort", "not_one_of", key)
    return replace(request, sort=key, descending=typed.startswith("-"))


def _everything(tab: ListTab) -> str:
    return ALL_VIEW if tab is ListTab.LEADS else EVERY
