"""What the screens will need next, loaded while nobody waits for it."""

from __future__ import annotations

from importlib import import_module

_NEXT = (
    "crm_tui.tui.screens.customers",
    "crm_tui.tui.screens.pools",
    "crm_tui.tui.screens.detail",
    "crm_tui.tui.screens.follow_up_form",
)


def load_what_is_next() -> None:
    """Load, in a worker, what the next key may open, so that nobody waits for it then."""
    for name in _NEXT:
        import_module(name)
