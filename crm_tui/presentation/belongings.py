"""How much belongs to customers, in words."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from crm_tui.domain.merging import MergeContents
from crm_tui.domain.standings import PurgeContents
from crm_tui.i18n import ngettext

_WORDS: Mapping[str, Callable[[int], str]] = {
    "contacts": lambda n: ngettext("{count} contact", "{count} contacts", n),
    "joined": lambda n: ngettext("{count} at both", "{count} at both", n),
    "follow_ups": lambda n: ngettext("{count} follow-up", "{count} follow-ups", n),
    "tasks": lambda n: ngettext("{count} task", "{count} tasks", n),
    "deals": lambda n: ngettext("{count} deal", "{count} deals", n),
    "key_dates": lambda n: ngettext("{count} key date", "{count} key dates", n),
    "opportunities": lambda n: ngettext("{count} opportunity", "{count} opportunities", n),
    "quotes": lambda n: ngettext("{count} quote", "{count} quotes", n),
    "orders": lambda n: ngettext("{count} order", "{count} orders", n),
    "contracts": lambda n: ngettext("{count} contract", "{count} contracts", n),
    "payments": lambda n: ngettext("{count} receipt", "{count} receipts", n),
    "invoices": lambda n: ngettext("{count} invoice", "{count} invoices", n),
    "files": lambda n: ngettext("{count} file", "{count} files", n),
    "seats": lambda n: ngettext("{count} colleague", "{count} colleagues", n),
    "children": lambda n: ngettext("{count} below it", "{count} below it", n),
    "disputes": lambda n: ngettext("{count} clash", "{count} clashes", n),
}


def counted(contents: MergeContents | PurgeContents) -> list[str]:
    """Return how much there is of each kind of which there is any."""
    numbers = {name: int(getattr(contents, name, 0)) for name in _WORDS}
    return [_WORDS[name](n).format(count=n) for name, n in numbers.items() if n]
