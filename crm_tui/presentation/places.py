"""Where a database lies, and what that means for those who work on it, in words."""

from __future__ import annotations

from collections.abc import Iterator

from crm_tui.i18n import _

_AHEAD = "WAL"


def place_lines(journal_mode: str, *, network: str | None, is_server: bool) -> Iterator[str]:
    """Yield where the database lies, and how it lets several people in."""
    if is_server:
        yield _(
            "On a server: its files and its backups are looked after there; here records, search"
            " and history are looked at."
        )
        return
    if network is not None:
        yield _(
            "The file lies on a network drive ({kind}): one machine at a time may write."
        ).format(kind=network)
    else:
        yield _("The file lies on a disk of this machine.")
    if journal_mode == _AHEAD:
        yield _("While one saves, others read on (write-ahead log).")
    else:
        yield _("While one saves, others wait a moment (rollback journal).")
