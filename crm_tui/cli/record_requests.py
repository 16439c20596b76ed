"""Which leads, opportunities, orders or contracts a command asks for: a view, a query, an order."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from crm_tui.cli.list_requests import ALL_VIEW
from crm_tui.cli.opportunity_options import find_opportunity
from crm_tui.cli.sessions import Session
from crm_tui.cli.views import listed_view
from crm_tui.domain.queries.wording import quoted
from crm_tui.domain.record_lists import RecordRequest, Whose, request_of
from crm_tui.domain.text import clean
from crm_tui.domain.views import ListTab
from crm_tui.errors import FieldError
from crm_tui.presentation.list_columns import record_columns

_EVERYTHING: Mapping[ListTab, str] = {
    ListTab.LEADS: ALL_VIEW,
    ListTab.QUOTES: "versions",
    ListTab.PAYMENTS: ALL_VIEW,
}
"""The views with all records whatever became of them, where they are not called every."""


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
    takes_all = is_all(view)
    chosen = listed_view(session, _everything(tab) if takes_all else view, tab)
    layout = chosen.view.layout if takes_all else chosen.layout.known(columns, sorts)
    request = request_of(chosen.view, layout)
    request = with_terms(request, *(query or ()))
    if sort is None:
        return request
    typed = clean(sort)
    key = typed.removeprefix("-")
    if key not in {*sorts, "id"}:
        raise FieldError("sort", "not_one_of", key)
    return replace(request, sort=key, descending=typed.startswith("-"))


def is_all(view: str) -> bool:
    """Return whether no view is meant but all that there is."""
    return clean(view).lower() in {"", ALL_VIEW}


def with_terms(request: RecordRequest, *terms: str) -> RecordRequest:
    """Return a request that asks some terms of the query language more."""
    cleaned = filter(None, map(clean, (request.query, *terms)))
    return replace(request, query=" ".join(cleaned))


def asked_text(query: Sequence[str] | None, words: str = "", sort: str | None = None) -> str:
    """Return the query that a command's words, and what else it is given, come to."""
    order = [] if sort is None else [f"sort:{clean(sort)}"]
    return " ".join(filter(None, [*map(clean, query or ()), clean(words), *order]))


def only_papers(  # noqa: PLR0913 - one argument for each option
    session: Session,
    request: RecordRequest,
    *,
    customer: str | None,
    owner: str | None,
    opportunity: str | None,
    words: str,
    deleted: bool,
) -> RecordRequest:
    """Return a request for papers narrowed by what the options of quotes, orders, contracts say."""
    if customer is not None:
        request = replace(request, customer_id=session.customer(customer))
    if opportunity is not None:
        request = replace(request, opportunity_id=find_opportunity(session, opportunity))
    if deleted:
        request = replace(request, whose=Whose.DELETED)
    if owner is not None:
        login = session.logins()[session.user(owner)]
        request = with_terms(request, f"owner:{quoted(login)}")
    return with_terms(request, words)


def _everything(tab: ListTab) -> str:
    return _EVERYTHING.get(tab, "every")
