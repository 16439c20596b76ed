"""What goes and what stays with a fresh start, in words."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from crm_tui.domain.resets import ResetContents
from crm_tui.i18n import N_, _

_NAMED: Mapping[str, str] = {
    "customer": N_("customers"),
    "lead": N_("leads"),
    "opportunity": N_("opportunities"),
    "quote": N_("quotes"),
    "contract": N_("contracts"),
    "expense": N_("expenses"),
    "sales_order": N_("orders"),
    "payment": N_("payments"),
    "invoice": N_("invoices"),
    "bank_receipt": N_("unclaimed receipts"),
    "contact": N_("contacts"),
    "follow_up": N_("follow-ups"),
    "task": N_("tasks"),
    "key_date": N_("key dates"),
    "deal": N_("deals"),
    "attachment": N_("attached files"),
    "event": N_("entries of the history"),
}


def reset_lines(contents: ResetContents) -> Iterator[str]:
    """Yield what goes and what stays, for the question before and the answer after."""
    if contents.is_empty:
        yield _("There is nothing to clear.")
        return
    counted = ((contents.rows.get(table, 0), _(words)) for table, words in _NAMED.items())
    yield _("These go: {things}").format(
        things=_(", ").join(
            _("{count} {what}").format(count=f"{count:,}", what=what)
            for count, what in counted
            if count
        )
    )
    yield _("and what belongs to them: periods, messages, teams, locks, keys, the search.")
    yield _("People, settings, pools with their rules, own fields, views and word lists stay.")
