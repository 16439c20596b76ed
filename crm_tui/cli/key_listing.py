"""`crm --print-keys`: every key of the screens, for people or for programs."""

from __future__ import annotations

from crm_tui.cli.output import Listing, Output, TableColumn
from crm_tui.cli.sessions import Invocation
from crm_tui.i18n import _
from crm_tui.presentation.key_rows import KeyRow


def print_keys_of(invocation: Invocation) -> None:
    """Write every key of the screens, the user's own ones where there are any."""
    listing = Listing[KeyRow](
        (
            TableColumn(_("Command"), lambda row: row.label),
            TableColumn(_("Keys"), lambda row: row.shown + (" *" if row.is_own else "")),
            TableColumn(_("Where"), lambda row: _(", ").join(row.places), priority=1),
            TableColumn(_("Name in the settings file"), lambda row: row.id, priority=2),
        ),
        _shape,
        ("id", "keys", "label", "help", "places", "own"),
    )
    Output(invocation.form).rows(invocation.key_rows(invocation.settings), listing, nothing="")


def _shape(row: KeyRow) -> dict[str, object]:
    return {
        "id": row.id,
        "keys": list(row.keys),
        "label": row.label,
        "help": row.help,
        "places": list(row.places),
        "own": row.is_own,
    }
