"""What is said when the program was replaced under an open screen; loaded before that happens."""

from __future__ import annotations

from crm_tui.i18n import _


def update_sentence() -> str:
    """Return the one line that a person reads whose program was updated meanwhile."""
    return _("The program was updated. Please open it again.")
