"""What is done on other screens: chosen by its name it goes there first, from wherever one is."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from crm_tui.i18n import N_
from crm_tui.tui.keys.commands import KeyCommand
from crm_tui.tui.keys.registry import command, commands_on
from crm_tui.tui.keys.scopes import Scope

TABS = (
    *("tab.today", "tab.customers", "tab.pool", "tab.leads", "tab.opportunities"),
    *("tab.orders", "tab.contracts", "tab.quotes", "tab.payments"),
    *("tab.schedule", "tab.settings"),
)
_ON_TABS = {
    "tasks": "today",
    "levels": "today",
    "day.summary": "today",
    "handle": "today",
    "sweep.review": "today",
    "overview": "today",
    "targets": "today",
    "report": "today",
    "approvals": "today",
    "handover": "today",
    "slips": "today",
    "views": "customers",
    "set_aside": "customers",
    "duplicates": "customers",
    "import": "customers",
    "pools": "pool",
    "lead.new": "leads",
    "lead.conversion": "leads",
    "opportunity.board": "opportunities",
    "opportunity.forecast": "opportunities",
    "greetings": "schedule",
    "schedule.person": "schedule",
}
"""Commands that need no record, by the tab that one goes to first."""
_TASK_LISTS = {
    "overdue": N_("Past due"),
    "missing": N_("Nothing planned"),
    "staff": N_("Staff's tasks"),
    "staff_overdue": N_("Staff: past due"),
    "staff_missing": N_("Staff: nothing planned"),
    "people": N_("Who does what when"),
}
SECTIONS = {
    "office": N_("Office and rules"),
    "departments": N_("Departments"),
    "users": N_("Colleagues"),
    "roles": N_("Roles"),
    "leaves": N_("Leave days"),
    "pools": N_("Pools"),
    "calendar": N_("Work calendar"),
    "own_fields": N_("Own fields"),
    "products": N_("Product list"),
    "papers": N_("Papers and money"),
    "pipelines": N_("Pipelines and stages"),
    "lead-scores": N_("Score of leads"),
    "lead-routes": N_("Routes of leads"),
    "channels": N_("Reminder channels"),
    "account": N_("My sign-in"),
    "backups": N_("Backups"),
    "online": N_("Who is here"),
    "health": N_("Check-up"),
    "display": N_("Display"),
    "keys": N_("Keys"),
}
"""The sections of the setup, as they are called there."""
_BY_NAME = (
    KeyCommand(
        "password",
        (),
        "change_password",
        N_("Change my password"),
        N_("Say the present password, and choose another one"),
        frozenset(),
        initials="xgwdmm",
    ),
    KeyCommand(
        "products.all",
        (),
        "all_products",
        N_("All products"),
        N_("What the office sells: searched, filtered, written into a file"),
        frozenset(),
        initials="qbcp",
    ),
    KeyCommand(
        "usages.all",
        (),
        "all_usages",
        N_("Largest gaps"),
        N_("What the customers that you may see use, the largest gaps first"),
        frozenset(),
        initials="ylqk",
    ),
    KeyCommand(
        "expenses.all",
        (),
        "all_expenses",
        N_("All expenses"),
        N_("What was spent on customers and campaigns that you may see"),
        frozenset(),
        initials="qbfy",
    ),
    KeyCommand(
        "payments.all",
        (),
        "all_payments",
        N_("All dues, plans and invoices"),
        N_("What is to be paid, was paid and invoiced, of all customers that you may see"),
        frozenset(),
        initials="qbys",
    ),
    KeyCommand(
        "receipts.all",
        (),
        "bank_receipts",
        N_("Unclaimed receipts"),
        N_("What came into the bank and waits to be claimed or confirmed"),
        frozenset(),
        initials="drlhk",
    ),
    KeyCommand(
        "audit",
        (),
        "show_audit",
        N_("History of everything"),
        N_("What everybody did, event by event, and whether it is as it was sealed"),
        frozenset(),
        initials="czrz",
    ),
)
"""What has no key at all: seldom wanted, from wherever one is."""
_OF_STAFF = frozenset({"staff", "staff_overdue", "staff_missing", "people"})


def commands_elsewhere(screen: Scope, *, has_staff: bool) -> list[KeyCommand]:
    """Return what this kind of screen has no key for, and other screens do."""
    here = {each.id for each in commands_on(screen)}
    found = [each for each in _registered() if each.id not in here]
    found += [each for each in _BY_NAME if each.id not in here]
    found += [
        _place(f"tasks.{part}", label, f"go_tasks('{part}')", "tasks")
        for part, label in _TASK_LISTS.items()
        if has_staff or part not in _OF_STAFF
    ]
    if screen is not Scope.SETTINGS:
        found += [
            _place(f"settings.{section}", label, f"go_section('{section}')", "tab.settings")
            for section, label in SECTIONS.items()
        ]
    return found


def _registered() -> Iterator[KeyCommand]:
    for command_id in TABS:
        yield replace(command(command_id), keys=())
    for command_id, tab_id in _ON_TABS.items():
        yield replace(command(command_id), keys=(), action=f"go('{tab_id}', '{command_id}')")


def _place(place_id: str, label: str, action: str, under: str) -> KeyCommand:
    """Return a command without a key that shows a part of what another command shows."""
    return KeyCommand(place_id, (), action, label, command(under).label, frozenset())
