"""What people ask in the query language: read, bound to the office and the day, written back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TypeVar

from crm_tui.db.queries import vocabularies
from crm_tui.db.unit_of_work import Database, View
from crm_tui.domain.customers import ListRequest
from crm_tui.domain.queries import (
    Circumstances,
    Filter,
    Query,
    QueryFault,
    SortKey,
    Vocabulary,
    bind,
    parse,
)
from crm_tui.domain.queries.binding import names_needed
from crm_tui.domain.queries.fields import BY_KEY, CUSTOMERS, Subject
from crm_tui.domain.record_lists import RecordRequest, subject_of
from crm_tui.domain.users import Actor
from crm_tui.errors import QuerySyntaxError
from crm_tui.values import dataclass

RequestT = TypeVar("RequestT", ListRequest, RecordRequest)


@dataclass(frozen=True, slots=True)
class Queries:
    """The query language, as it is understood in this office."""

    database: Database

    def understand(self, actor: Actor, text: str, subject: Subject = CUSTOMERS) -> Query:
        """Return what a text asks; raise QuerySyntaxError at its first fault."""
        with self.database.reading(actor) as view:
            query = _parsed(view, text, subject)
            _bound(view, text, query)
            return query

    def vocabulary(self, actor: Actor, subject: Subject = CUSTOMERS) -> Vocabulary:
        """Return every name and word that may be proposed while somebody types."""
        with self.database.reading(actor) as view:
            names = vocabularies.vocabulary(view, vocabularies.ALL_NAMES)
            if subject is not CUSTOMERS:
                return names
            return replace(names, words=vocabularies.words_in_use(view))


def understood(view: View, request: RequestT) -> RequestT:
    """Return a request whose query is understood: its terms a filter, its words alone a query.

    An order that was typed stands above the list's. Raises QuerySyntaxError at the first fault.
    """
    if request.filter is not None or not request.query:
        return request
    query = _parsed(view, request.query, subject_of(request))
    asked = _bound(view, request.query, query) if query.terms else None
    found = replace(request, query=query.text, filter=asked)
    if not query.sort:
        return found
    first, *further = [SortKey(BY_KEY[key.field].sort, key.descending) for key in query.sort]
    return replace(
        found, sort=first.field, descending=first.descending, further_sorts=tuple(further)
    )


def refuse_query(view: View, text: str, subject: Subject) -> None:
    """Raise QuerySyntaxError at the first fault of a query that cannot be understood."""
    _bound(view, text, _parsed(view, text, subject))


def query_faults(view: View, asked: Sequence[tuple[str, Subject]]) -> list[QueryFault | None]:
    """Return what is wrong with each of these queries by now; the office's names are read once."""
    parsed = [parse(text, view.office.currency, subject) for text, subject in asked]
    needed = [names_needed(each) for each in parsed if isinstance(each, Query)]
    names = vocabularies.vocabulary(view, frozenset().union(*needed))
    at = circumstances(view)

    def fault(query: Query | QueryFault) -> QueryFault | None:
        found = bind(query, names, at) if isinstance(query, Query) else query
        return found if isinstance(found, QueryFault) else None

    return [fault(each) for each in parsed]


def _parsed(view: View, text: str, subject: Subject) -> Query:
    query = parse(text, view.office.currency, subject)
    if isinstance(query, QueryFault):
        raise _error(text, query)
    return query


def _bound(view: View, text: str, query: Query) -> Filter:
    names = vocabularies.vocabulary(view, names_needed(query))
    asked = bind(query, names, circumstances(view))
    if isinstance(asked, QueryFault):
        raise _error(text, asked)
    return asked


def circumstances(view: View) -> Circumstances:
    """Return the instant and the day as of which queries are understood now."""
    rhythm = view.office.work.rhythm_days
    return Circumstances(view.now, view.office.zone, view.today, rhythm)


def _error(text: str, fault: QueryFault) -> QuerySyntaxError:
    return QuerySyntaxError(
        text=text,
        reason=fault.trouble.value,
        start=fault.start,
        end=fault.end,
        part=fault.part,
        field=fault.field,
        near=fault.near,
    )
