"""What goes with customers that are removed for good, in words."""

from __future__ import annotations

from collections.abc import Iterator

from crm_tui.domain.standings import PurgeContents
from crm_tui.i18n import _, ngettext


def purge_lines(contents: PurgeContents) -> Iterator[str]:
    """Yield what goes and what stays, for the question before and the answer after."""
    count = contents.customers
    yield ngettext("With {count} customer go:", "With {count} customers go:", count).format(
        count=count
    )
    yield _(
        "{contacts} contacts, {follow_ups} follow-ups, {tasks} tasks,"
        " {dates} key dates, {files} files"
    ).format(
        contacts=contents.contacts,
        follow_ups=contents.follow_ups,
        tasks=contents.tasks,
        dates=contents.key_dates,
        files=contents.files,
    )
    yield _("and every other trace: numbers, search, messages, voided deals, periods.")
    yield _("The history keeps that something happened and when, without of whom.")
