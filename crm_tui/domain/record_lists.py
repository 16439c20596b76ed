"""Lists of records other than customers: what is listed, in which order, under which name."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from enum import Enum
from typing import TYPE_CHECKING, Generic, TypeVar

from crm_tui.domain.customers import CustomerView, ListRequest
from crm_tui.domain.identifiers import CustomerId, OpportunityId
from crm_tui.domain.list_figures import GroupValue
from crm_tui.domain.queries.field_kinds import Subject
from crm_tui.domain.queries.fields import (
    CONTRACTS,
    CUSTOMERS,
    LEADS,
    OPPORTUNITIES,
    ORDERS,
    PAYMENTS,
    QUOTES,
)
from crm_tui.domain.views import ListLayout, ListTab, SavedView
from crm_tui.values import dataclass

if TYPE_CHECKING:
    from crm_tui.domain.queries.conditions import Filter
    from crm_tui.domain.queries.tree import SortKey

RowT = TypeVar("RowT")


class Whose(Enum):
    """Of what one may see: one's own, one's staff's, all of it, or what was deleted."""

    MINE = "mine"
    STAFF = "staff"
    ALL = "all"
    DELETED = "deleted"


@dataclass(frozen=True, slots=True)
class RecordRequest:
    """Which records, in which order: what a list, a count and an export ask alike."""

    subject: Subject
    whose: Whose = Whose.ALL
    query: str = ""
    """What was typed, in the query language: `domain.queries` reads it."""
    filter: Filter | None = None
    """What the terms of the query come to; then `query` holds no more than its words."""
    sort: str = "id"
    descending: bool = False
    further_sorts: tuple[SortKey, ...] = ()
    """By what those are ordered that are alike in `sort`."""
    customer_id: CustomerId | None = None
    """Only papers of this customer."""
    opportunity_id: OpportunityId | None = None
    """Only papers that belong to this opportunity."""
    group: GroupValue | None = None
    """Only one of the groups of the list."""


@dataclass(frozen=True, slots=True)
class Glimpse(Generic[RowT]):
    """What is known of a list at first: some rows of it, and how many there are."""

    ids: Sequence[int]
    rows: Sequence[RowT]
    """The records of these ids, but for those that vanished a moment ago."""
    count: int
    start: int = 0
    index: int | None = None
    """The place of the record that was looked for, or None when it is not there."""
    is_exact: bool = True
    """Whether the count is right; else there are more, or it is as it was a moment ago."""


_WHOSE: Mapping[CustomerView, Whose] = {
    CustomerView.MINE: Whose.MINE,
    CustomerView.SUBORDINATES: Whose.STAFF,
    CustomerView.ALL: Whose.ALL,
    CustomerView.SET_ASIDE: Whose.DELETED,
}
SUBJECTS: Mapping[ListTab, Subject] = {
    ListTab.CUSTOMERS: CUSTOMERS,
    ListTab.POOL: CUSTOMERS,
    ListTab.LEADS: LEADS,
    ListTab.OPPORTUNITIES: OPPORTUNITIES,
    ListTab.ORDERS: ORDERS,
    ListTab.CONTRACTS: CONTRACTS,
    ListTab.QUOTES: QUOTES,
    ListTab.PAYMENTS: PAYMENTS,
}
"""What the queries of each list are about."""


def request_of(view: SavedView, layout: ListLayout | None = None) -> RecordRequest:
    """Return what a view of such a list asks, in the order of a layout, else of the view's own."""
    order = view.layout if layout is None or not layout.sort else layout
    return RecordRequest(
        SUBJECTS[view.tab],
        _WHOSE[view.base],
        view.query,
        sort=order.sort or "id",
        descending=order.descending,
    )


def subject_of(request: ListRequest | RecordRequest) -> Subject:
    """Return what the query of a list is about."""
    return request.subject if isinstance(request, RecordRequest) else CUSTOMERS
