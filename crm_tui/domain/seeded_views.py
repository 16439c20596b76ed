"""The views that the program brings, list by list."""

from __future__ import annotations

from collections.abc import Mapping

from crm_tui.domain.customers import CustomerView
from crm_tui.domain.users import Person, Scope
from crm_tui.domain.views import ListLayout, ListTab, SavedView


def _up(sort: str) -> ListLayout:
    return ListLayout(sort=sort)


def _down(sort: str) -> ListLayout:
    return ListLayout(sort=sort, descending=True)


_Brought = tuple[str, CustomerView, str, ListLayout]
"""A view that the program brings: its key, over what it looks, its query, its order."""
_ALL, _MINE = CustomerView.ALL, CustomerView.MINE
_STAFF, _ASIDE = CustomerView.SUBORDINATES, CustomerView.SET_ASIDE
_CURRENT_ORDERS = "status:draft,confirmed"
_CURRENT_CONTRACTS = "status:draft,signed,in-force"
_CURRENT_QUOTES = "is:latest status:draft,sent"

_VIEWS: Mapping[ListTab, tuple[_Brought, ...]] = {
    ListTab.CUSTOMERS: (
        ("mine", _MINE, "", _up("last_day")),
        ("all", _ALL, "", _up("last_day")),
        ("subordinates", _STAFF, "", _up("last_day")),
        ("due_today", _MINE, "next:<=today", _up("next_contact_at")),
        ("leaving_soon", _MINE, "due:<=7d", _up("last_day")),
        ("silent", _MINE, "last:>30d,none", _up("last_follow_up_at")),
        ("new_this_week", _ALL, "created:this-week", _down("created_at")),
        ("won", _ALL, "is:deal", _down("last_follow_up_at")),
        ("participated", CustomerView.PARTICIPATED, "", _up("last_day")),
        ("incomplete", CustomerView.INCOMPLETE, "", _up("completeness")),
        ("set_aside", _ASIDE, "", _down("last_follow_up_at")),
    ),
    ListTab.POOL: (
        ("claimable", CustomerView.CLAIMABLE, "", _down("last_follow_up_at")),
        ("suitable", CustomerView.SUITABLE, "", _down("last_follow_up_at")),
        ("opening", CustomerView.OPENING, "", _up("opens_at")),
        ("pool", CustomerView.POOL, "", _down("last_follow_up_at")),
        ("fresh_in_pool", CustomerView.CLAIMABLE, "inpool:<=7d", _down("pool_since")),
    ),
    ListTab.LEADS: (
        ("leads.mine", _MINE, "is:open", _up("next_contact_at")),
        ("leads.unowned", _ALL, "is:unowned", _down("score")),
        ("leads.staff", _STAFF, "is:open", _up("next_contact_at")),
        ("leads.all", _ALL, "", _down("created_at")),
        ("leads.converted", _ALL, "stage:converted", _down("created_at")),
        ("leads.discarded", _ALL, "stage:discarded", _down("created_at")),
        ("leads.deleted", _ASIDE, "", _down("created_at")),
        ("leads.overdue", _MINE, "is:overdue", _up("next_contact_at")),
        ("leads.new_this_week", _ALL, "created:this-week", _down("created_at")),
    ),
    ListTab.OPPORTUNITIES: (
        ("opportunities.mine", _MINE, "state:open", _up("expected")),
        ("opportunities.all", _ALL, "state:open", _up("expected")),
        ("opportunities.staff", _STAFF, "state:open", _up("expected")),
        ("opportunities.attention", _ALL, "is:overdue,rotting,idle", _up("expected")),
        ("opportunities.this_month", _ALL, "state:open expected:this-month", _up("expected")),
        ("opportunities.won", _ALL, "state:won", _down("closed")),
        ("opportunities.lost", _ALL, "state:lost,void", _down("closed")),
        ("opportunities.every", _ALL, "", _down("created_at")),
        ("opportunities.deleted", _ASIDE, "", _down("created_at")),
    ),
    ListTab.ORDERS: (
        ("orders.mine", _MINE, _CURRENT_ORDERS, _down("day")),
        ("orders.all", _ALL, _CURRENT_ORDERS, _down("day")),
        ("orders.staff", _STAFF, _CURRENT_ORDERS, _down("day")),
        ("orders.overdue", _ALL, "is:overdue", _up("due")),
        ("orders.today", _ALL, "is:due-today", _up("due")),
        ("orders.tomorrow", _ALL, "is:due-tomorrow", _up("due")),
        ("orders.week", _ALL, "is:due-week", _up("due")),
        ("orders.every", _ALL, "", _down("day")),
        ("orders.deleted", _ASIDE, "", _down("day")),
    ),
    ListTab.CONTRACTS: (
        ("contracts.mine", _MINE, _CURRENT_CONTRACTS, _down("id")),
        ("contracts.all", _ALL, _CURRENT_CONTRACTS, _down("id")),
        ("contracts.staff", _STAFF, _CURRENT_CONTRACTS, _down("id")),
        ("contracts.drafts", _ALL, "status:draft", _down("id")),
        ("contracts.ending", _ALL, "is:ending", _up("end")),
        ("contracts.ended", _ALL, "status:ended,terminated", _down("end")),
        ("contracts.every", _ALL, "", _down("id")),
        ("contracts.deleted", _ASIDE, "", _down("id")),
    ),
    ListTab.QUOTES: (
        ("quotes.mine", _MINE, _CURRENT_QUOTES, _down("day")),
        ("quotes.all", _ALL, _CURRENT_QUOTES, _down("day")),
        ("quotes.staff", _STAFF, _CURRENT_QUOTES, _down("day")),
        ("quotes.waiting", _ALL, "is:waiting", _down("day")),
        ("quotes.expiring", _ALL, "is:expiring", _up("valid")),
        ("quotes.expired", _ALL, "is:latest status:expired", _down("valid")),
        ("quotes.accepted", _ALL, "status:accepted", _down("day")),
        ("quotes.every", _ALL, "is:latest", _down("day")),
        ("quotes.deleted", _ASIDE, "", _down("day")),
        ("quotes.versions", _ALL, "", _down("day")),
    ),
    ListTab.PAYMENTS: (
        ("payments.mine", _MINE, "", _down("day")),
        ("payments.all", _ALL, "", _down("day")),
        ("payments.staff", _STAFF, "", _down("day")),
        ("payments.this_month", _ALL, "day:this-month", _down("day")),
        ("payments.last_month", _ALL, "day:last-month", _down("day")),
        ("payments.refunds", _ALL, "type:refund", _down("day")),
        ("payments.deleted", _ASIDE, "", _down("day")),
    ),
}

BROUGHT: Mapping[ListTab, tuple[SavedView, ...]] = {
    tab: tuple(
        SavedView(key=key, tab=tab, base=base, query=query, layout=layout)
        for key, base, query, layout in brought
    )
    for tab, brought in _VIEWS.items()
}
"""The views of each list in the order they are listed at first; the first one opens."""

SEEDED: Mapping[str, SavedView] = {each.key: each for views in BROUGHT.values() for each in views}
"""Every view that the program brings, by its key."""


def seeded_views(tab: ListTab, person: Person) -> list[SavedView]:
    """Return the views that the program brings to this person for a list."""
    has_staff = person.scope is not Scope.SELF
    return [each for each in BROUGHT[tab] if has_staff or each.base is not _STAFF]


def first_view(tab: ListTab) -> SavedView:
    """Return the view that a list shows to whoever has not chosen one yet."""
    return BROUGHT[tab][0]
