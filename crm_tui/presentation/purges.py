"""What goes with customers that are removed for good, in words."""

from __future__ import annotations

from collections.abc import Iterator

from crm_tui.domain.standings import PurgeContents
from crm_tui.i18n import _, ngettext
from crm_tui.presentation.belongings import counted


def purge_lines(contents: PurgeContents) -> Iterator[str]:
    """Yield what goes and what stays, for the question before and the answer after."""
    count = contents.customers
    yield ngettext("With {count} customer go:", "With {count} customers go:", count).format(
        count=count
    )
    if things := counted(contents):
        yield _(", ").join(things)
    yield _("and every other trace: numbers, search, messages, periods, what was voided.")
    yield _("The history keeps that something happened and when, without of whom.")
