"""The order in which a query's customers come: typed, ranked by a search, or the list's own."""

from __future__ import annotations

from crm_tui.domain.customers import ListRequest
from crm_tui.domain.queries.faults import QueryFault
from crm_tui.domain.queries.fields import BY_KEY, CUSTOMERS, SORT, Subject
from crm_tui.domain.queries.lexer import RawTerm, tokens_of
from crm_tui.domain.queries.parser import parse
from crm_tui.domain.queries.tree import SortKey
from crm_tui.domain.record_lists import RecordRequest, subject_of


def shown_order(request: ListRequest | RecordRequest) -> SortKey | None:
    """Return by which order of lists a list is sorted first; None where a search ranks it."""
    query = parse(request.query, subject=subject_of(request))
    if not isinstance(query, QueryFault):
        if query.sort:
            return SortKey(BY_KEY[query.sort[0].field].sort, query.sort[0].descending)
        if query.words:
            return None
    return SortKey(request.sort, request.descending)


def without_order(text: str, subject: Subject = CUSTOMERS) -> str:
    """Return a query's text without the order in it, all else as it was typed."""
    kept, at = [], 0
    for token in tokens_of(text, subject):
        if isinstance(token, RawTerm) and subject.field_named(token.name) is SORT:
            kept.append(text[at : token.name_span.start].rstrip())
            at = token.end
    return "".join([*kept, text[at:]]).strip()
