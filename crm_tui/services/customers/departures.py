"""Why customers that a list showed a moment ago are in it no more."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from crm_tui.db.queries.customers import filters, windows
from crm_tui.db.queries.customers.departures import fates, meeting
from crm_tui.db.queries.customers.plans import ListPlan
from crm_tui.db.unit_of_work import View
from crm_tui.domain.customers import ListRequest
from crm_tui.domain.departures import Departure, DepartureKind, departure
from crm_tui.domain.queries import Query, Term, parse
from crm_tui.services.queries import understood


def departures(view: View, request: ListRequest, ids: Sequence[int]) -> Mapping[int, Departure]:
    """Return why each of these that the list does not hold left it."""
    asked = understood(view, request)
    plan = ListPlan.of(view, asked)
    # What words find is not asked again: it is ranked, and seldom changes.
    gone = sorted(frozenset(ids) - windows.listed(plan, ids)) if ids else []
    if not gone:
        return {}
    found, unmet = fates(view, gone), _unmet(view, request, asked, gone)
    return {
        each: departure(found[each], asked, unmet.get(each, ()))
        if each in found
        else Departure(DepartureKind.GONE)
        for each in gone
    }


def _unmet(
    view: View, request: ListRequest, asked: ListRequest, ids: Sequence[int]
) -> Mapping[int, tuple[Term, ...]]:
    query = parse(request.query, view.office.currency)
    if asked.filter is None or not isinstance(query, Query):
        return {}
    found: dict[int, tuple[Term, ...]] = {}
    for term, condition in zip(query.terms, asked.filter.conditions, strict=True):
        alone = replace(asked.filter, conditions=(condition,))
        for each in frozenset(ids) - meeting(view, ids, filters.condition(view, alone)):
            found[each] = (*found.get(each, ()), term)
    return found
