"""Expenses in words: what they are for, why one is refused, what is left of the income."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Literal, assert_never

from crm_tui.domain.days import date_of
from crm_tui.domain.expenses import (
    ExpenseOfOtherCustomer,
    ExpenseOfOthers,
    ExpenseRefusal,
    ExpenseRow,
    ExpenseSum,
    Profit,
)
from crm_tui.domain.timelines import EntryKind
from crm_tui.i18n import N_, _, ngettext
from crm_tui.presentation.money import amount
from crm_tui.presentation.timeline_entries import ShownEntry, mapping
from crm_tui.presentation.tones import Tone
from crm_tui.presentation.words import name_in_sentence

ExpenseEntry = Literal[
    EntryKind.EXPENSE_ADDED,
    EntryKind.EXPENSE_EDITED,
    EntryKind.EXPENSE_DELETED,
    EntryKind.EXPENSE_RESTORED,
]
_TITLES: Mapping[ExpenseEntry, tuple[str, Tone]] = {
    EntryKind.EXPENSE_ADDED: (N_("Expense entered"), Tone.NORMAL),
    EntryKind.EXPENSE_EDITED: (N_("Expense edited"), Tone.DIM),
    EntryKind.EXPENSE_DELETED: (N_("Expense deleted"), Tone.WARN),
    EntryKind.EXPENSE_RESTORED: (N_("Expense restored"), Tone.DIM),
}
_ICON = "¥"


def shown_expense(kind: ExpenseEntry, facts: Mapping[str, object]) -> ShownEntry:
    """Return an entry of the timeline about an expense."""
    told = {**mapping(facts.get("before")), **mapping(facts.get("after"))}
    title, tone = _TITLES[kind]
    minor, day = told.get("amount_minor"), told.get("day")
    parts = [
        name_in_sentence(str(told.get("kind") or "")),
        amount(minor, str(told.get("currency") or "")) if isinstance(minor, int) else "",
        date_of(day).isoformat() if isinstance(day, int) else "",
        name_in_sentence(str(told.get("opportunity") or "")),
        name_in_sentence(str(told.get("campaign") or "")),
    ]
    return ShownEntry(_ICON, _(title), (" · ".join(filter(None, parts)),), tone)


def expense_refusal(reason: ExpenseRefusal) -> str:
    """Return why it is refused, and what to do instead."""
    match reason:
        case ExpenseOfOthers():
            return _("Only who stands above {person} enters what they spent.").format(
                person=name_in_sentence(reason.person)
            )
        case ExpenseOfOtherCustomer():
            return _("The opportunity “{opportunity}” is another customer's.").format(
                opportunity=name_in_sentence(reason.opportunity)
            )
        case _:
            assert_never(reason)


def purpose_words(row: ExpenseRow, *, with_customer: bool = True) -> str:
    """Return what an expense was for: whose, which opportunity, which campaign."""
    said = (
        row.customer if with_customer else "",
        row.opportunity,
        row.fields.campaign,
    )
    return " · ".join(name_in_sentence(each) for each in said if each)


def whole_words(found: ExpenseSum, currency: str) -> str:
    """Return how many expenses there are, and what they come to."""
    counted = ngettext("{count} expense", "{count} expenses", found.count)
    return f"{counted.format(count=found.count)} · {amount(found.amount_minor, currency)}"


def profit_lines(profit: Profit, currency: str) -> Iterator[tuple[str, str]]:
    """Yield income, cost, 毛利, expenses and 利润, and what is not known of them."""
    yield _("All orders"), amount(profit.income_minor, currency)
    yield _("Cost of products"), amount(profit.cost_minor, currency)
    yield _("Gross profit"), amount(profit.gross_minor, currency)
    yield _("Expenses"), amount(profit.expenses_minor, currency)
    yield _("Profit"), amount(profit.profit_minor, currency)
    if profit.unknown_costs:
        words = ngettext(
            "{count} line whose cost is not known counts as free",
            "{count} lines whose cost is not known count as free",
            profit.unknown_costs,
        )
        yield _("Note"), words.format(count=profit.unknown_costs)
    if profit.unrated:
        words = ngettext(
            "{count} amount in a currency without a rate is left out",
            "{count} amounts in currencies without a rate are left out",
            profit.unrated,
        )
        yield _("Note"), words.format(count=profit.unrated)
