"""Whose opportunities a list holds, asked so that an index serves it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import ColumnElement, and_, or_, select, true

from crm_tui.db.functions import unindexed
from crm_tui.db.queries import record_lists
from crm_tui.db.queries.opportunities.columns import CURRENT_OWNER
from crm_tui.db.queries.record_lists import (
    is_whose,
    reach_in_order,
    seen_one_by_one,
    values_asked,
)
from crm_tui.db.schema.customers import CUSTOMER
from crm_tui.db.schema.opportunities import OPPORTUNITY
from crm_tui.db.unit_of_work import View
from crm_tui.db.visibility import unscoped
from crm_tui.domain.opportunities import ENDS, OpportunityState
from crm_tui.domain.record_lists import RecordRequest, Whose

Wanted = ColumnElement[bool]

_O = OPPORTUNITY.c
IS_OPEN = _O.state == OpportunityState.OPEN
FLAGS_OF_OPEN = frozenset({"overdue", "idle", "rotting", "unowned"})
"""What may be said of open opportunities alone."""
_WALKED = frozenset({"id", "expected", "closed", "created_at"})
_EVERY = frozenset(each.value for each in OpportunityState)
_OPEN, _ENDS = frozenset({OpportunityState.OPEN.value}), frozenset(each.value for each in ENDS)


def belongs(view: View, request: RecordRequest) -> Wanted:
    """Return whether an opportunity may be seen, and is whose it is asked for."""
    is_gone = request.whose is Whose.DELETED
    there = _O.deleted_at.is_not(None) if is_gone else _O.deleted_at.is_(None)
    return and_(there, _has_state(request), _is_seen(view, request))


def filled_orders(request: RecordRequest) -> Mapping[str, ColumnElement[Any]]:
    """Return how those that ended are ordered by their day."""
    return {"closed": _O.closed_day} if states_asked(request) <= _ENDS else {}


def states_asked(request: RecordRequest) -> frozenset[str]:
    """Return the states that a list holds at most."""
    named = values_asked(request, "opportunity_state")
    states = _EVERY if named is None else named & _EVERY
    flags = values_asked(request, "opportunity_is")
    return states & _OPEN if flags is not None and flags <= FLAGS_OF_OPEN else states


def reach_in_stage(view: View) -> Wanted:
    """Return `in_reach` where a stage is asked for, which an index has in the order of a list.

    Else the opportunities of each of thousands of customers would be looked up and sorted.
    """
    return record_lists.in_reach(view, unindexed(_O.customer_id))


def _has_state(request: RecordRequest) -> Wanted:
    """Return what follows from the states that are asked for, as indexes know it."""
    states = states_asked(request)
    if states == _OPEN:
        return IS_OPEN
    return _O.closed_day.is_not(None) if states and states <= _ENDS else true()


def _is_seen(view: View, request: RecordRequest) -> Wanted:
    if request.whose is Whose.MINE:
        return _is_mine(view, states_asked(request))
    fields = () if request.filter is None else [each.field for each in request.filter.conditions]
    if "opportunity_stage" in fields:
        reach = reach_in_stage(view)
    else:
        reach = reach_in_order(view, request, OPPORTUNITY, _WALKED)
    return and_(reach, is_whose(view, request.whose, CURRENT_OWNER))


def _is_mine(view: View, states: frozenset[str]) -> Wanted:
    """Return whether an open one is of a customer of mine, and one that ended was mine then."""
    me = view.person.user_id
    held = select(CUSTOMER.c.id).where(
        CUSTOMER.c.owner_id == me,
        CUSTOMER.c.deleted_at.is_(None),
        unscoped("one sees one's own customers, and need not look through all that one sees"),
    )
    is_open = and_(IS_OPEN, _O.customer_id.in_(held))
    has_ended = and_(
        _O.state != OpportunityState.OPEN,
        _O.owner_id == me,
        seen_one_by_one(view, OPPORTUNITY),
    )
    if states <= _OPEN:
        return is_open
    return has_ended if states <= _ENDS else or_(is_open, has_ended)
