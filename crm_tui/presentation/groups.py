"""Groups of customers in words: the sums of a tree, a name at its depth."""

from __future__ import annotations

from collections.abc import Callable

from crm_tui.domain.groups import Group, GroupMember, Totals
from crm_tui.i18n import _, ngettext
from crm_tui.presentation.money import amount
from crm_tui.presentation.words import name_in_sentence

_INDENT = "  "


def indented_name(member: GroupMember) -> str:
    """Return the name of a customer, the further in the deeper it stands."""
    return _INDENT * member.depth + name_in_sentence(member.row.name)


def sold_words(totals: Totals, shown: Callable[[int, str], str] = amount) -> str:
    """Return what was sold, one amount for each currency; nothing where nothing was."""
    return " + ".join(shown(minor, currency) for currency, minor in totals.sold)


def totals_sentence(group: Group) -> str:
    """Return what all that are shown of a group come to, and that there are more where so."""
    totals = group.totals
    parts = [
        ngettext("{count} customer", "{count} customers", totals.customers).format(
            count=totals.customers
        ),
        ngettext("{count} open task", "{count} open tasks", totals.open_tasks).format(
            count=totals.open_tasks
        ),
        _("sold {amount}").format(amount=sold_words(totals) or "0"),
    ]
    if not group.is_whole:
        parts.append(_("the first {count} of the group").format(count=totals.customers))
    return " · ".join(parts)
