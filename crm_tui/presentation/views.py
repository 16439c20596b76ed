"""Views in words: what the program's own are called, why one cannot be changed, what is wrong."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import assert_never

from crm_tui.domain.customers import CustomerView
from crm_tui.domain.pinyin import initials
from crm_tui.domain.queries.faults import QueryFault
from crm_tui.domain.text import folded, name_key
from crm_tui.domain.views import (
    Audience,
    ListTab,
    NotYourView,
    PoolGone,
    SavedView,
    SeededViewStays,
    SharingNotAllowed,
    TooManyViews,
    ViewFault,
    ViewRefusal,
)
from crm_tui.i18n import N_, _
from crm_tui.presentation.words import name_in_sentence, word

_SEEDED: Mapping[str, str] = {
    "due_today": N_("To contact today"),
    "leaving_soon": N_("Lost within 7 days"),
    "silent": N_("Silent for 30 days"),
    "new_this_week": N_("New this week"),
    "won": N_("Won customers"),
    "set_aside": N_("Deleted and invalid"),
    "pool": N_("All in the pool"),
    "fresh_in_pool": N_("New in the pool"),
    "leads.mine": N_("My leads"),
    "leads.unowned": N_("Leads that nobody holds"),
    "leads.staff": N_("My team's leads"),
    "leads.all": N_("All leads"),
    "leads.overdue": N_("Leads to contact overdue"),
    "leads.new_this_week": N_("Leads new this week"),
    "leads.converted": N_("Converted leads"),
    "leads.discarded": N_("Discarded leads"),
    "leads.deleted": N_("Deleted leads"),
    "opportunities.mine": N_("My open ones"),
    "opportunities.all": N_("All open ones"),
    "opportunities.staff": N_("My staff's open ones"),
    "opportunities.attention": N_("Wanting attention"),
    "opportunities.this_month": N_("Expected this month"),
    "opportunities.won": N_("Won ones"),
    "opportunities.lost": N_("Lost and void"),
    "opportunities.every": N_("Every opportunity"),
    "opportunities.deleted": N_("Deleted ones"),
    "orders.mine": N_("My current orders"),
    "orders.all": N_("All current orders"),
    "orders.staff": N_("My staff's current orders"),
    "orders.overdue": N_("Delivery overdue"),
    "orders.today": N_("Due today"),
    "orders.tomorrow": N_("Due tomorrow"),
    "orders.week": N_("Due in the next 7 days"),
    "orders.every": N_("Every order"),
    "orders.deleted": N_("Deleted orders"),
    "contracts.mine": N_("My current contracts"),
    "contracts.all": N_("All current contracts"),
    "contracts.staff": N_("My staff's current contracts"),
    "contracts.drafts": N_("Waiting to be signed"),
    "contracts.ending": N_("Ending within 30 days"),
    "contracts.ended": N_("Ended and terminated"),
    "contracts.every": N_("All contracts"),
    "contracts.deleted": N_("Deleted contracts"),
    "quotes.mine": N_("My current quotes"),
    "quotes.all": N_("All current quotes"),
    "quotes.staff": N_("My staff's current quotes"),
    "quotes.waiting": N_("Waiting for approval"),
    "quotes.expiring": N_("Expiring within 7 days"),
    "quotes.expired": N_("Expired quotes"),
    "quotes.accepted": N_("Accepted quotes"),
    "quotes.every": N_("All quotes"),
    "quotes.deleted": N_("Deleted quotes"),
    "quotes.versions": N_("All quotes and versions"),
    "payments.mine": N_("My receipts"),
    "payments.all": N_("All receipts and refunds"),
    "payments.staff": N_("My staff's receipts"),
    "payments.this_month": N_("Received this month"),
    "payments.last_month": N_("Received last month"),
    "payments.refunds": N_("Refunds"),
    "payments.deleted": N_("Deleted payments"),
}
_BASES = {
    CustomerView.ALL: N_("All in sight"),
    CustomerView.MINE: N_("Mine"),
    CustomerView.SUBORDINATES: N_("My staff's"),
    CustomerView.SET_ASIDE: N_("Deleted"),
}
"""Over what the views of leads and papers look."""
_OF_CUSTOMERS = frozenset({ListTab.CUSTOMERS, ListTab.POOL})


def view_name(view: SavedView) -> str:
    """Return what a view is called: as it was saved, or in the language in use."""
    if not view.is_seeded:
        return view.name
    return seeded_name(view.key)


def seeded_name(key: str) -> str:
    """Return what a view that the program brings is called."""
    named = _SEEDED.get(key)
    return word(CustomerView(key)) if named is None else _(named)


def base_name(tab: ListTab, base: CustomerView) -> str:
    """Return over what a view of a list looks."""
    return word(base) if tab in _OF_CUSTOMERS else _(_BASES[base])


def views_named(views: Sequence[SavedView], reference: str) -> list[SavedView]:
    """Return the views that a number, a key or a name means: one's own before those of others."""
    wish = reference.strip()
    if wish.isdecimal() and len(wish) < 10:
        return [view for view in views if view.number == int(wish)]
    by_key = [view for view in views if view.key == wish.replace("-", "_") or view.key == wish]
    if by_key:
        return by_key
    same = [view for view in views if name_key(view_name(view)) == name_key(wish)]
    return [view for view in same if view.is_own] or same


def views_like(views: Sequence[SavedView], reference: str) -> list[SavedView]:
    """Return the views in whose names a text stands, or whose names have it as initials."""
    key, sounds = name_key(reference), folded(reference.replace(" ", ""))
    if not key:
        return []
    names = ((view, view_name(view)) for view in views)
    return [
        view
        for view, name in names
        if key in name_key(name) or initials(name).casefold().startswith(sounds)
    ]


def view_refusal(reason: ViewRefusal) -> str:
    """Return why a view cannot be shared or changed."""
    match reason:
        case SharingNotAllowed(audience=Audience.EVERYBODY):
            return _("Only an administrator saves views for the whole office.")
        case SharingNotAllowed():
            return _("Only a manager saves views for the team; save it for yourself.")
        case NotYourView():
            return _("{owner} saved the view “{view}”; copy it to change it.").format(
                owner=name_in_sentence(reason.owner), view=name_in_sentence(reason.view)
            )
        case SeededViewStays():
            return _("“{view}” comes with the program; copy it to change it.").format(
                view=seeded_name(reason.key)
            )
        case TooManyViews():
            return _("You have {limit} saved views, as many as can be; delete one first.").format(
                limit=reason.limit
            )
        case _:
            assert_never(reason)


def view_fault(fault: ViewFault) -> str:
    """Return what is wrong with a view, and where."""
    match fault:
        case PoolGone():
            return _("The pool “{pool}” is there no more.").format(
                pool=name_in_sentence(fault.pool)
            )
        case QueryFault():
            return _("The filter is not understood at “{part}”, character {place}.").format(
                part=name_in_sentence(fault.part), place=fault.start + 1
            )
        case _:
            assert_never(fault)


def said_of(view: SavedView) -> str:
    """Return who saved a view and for whom, where that is worth a word."""
    if view.is_seeded:
        return ""
    if not view.is_own:
        return _("by {owner}").format(owner=name_in_sentence(view.owner))
    return "" if view.audience is Audience.MINE else word(view.audience)
