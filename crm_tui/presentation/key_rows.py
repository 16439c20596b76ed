"""A command of the screens with its keys, as it is listed outside of them."""

from __future__ import annotations

from crm_tui.values import dataclass


@dataclass(frozen=True, slots=True)
class KeyRow:
    """One command; its texts are ready to show."""

    id: str
    keys: tuple[str, ...]
    """As they stand in the settings file."""
    shown: str
    """As the screens print them."""
    label: str
    help: str
    places: tuple[str, ...]
    is_own: bool
    """Whether the user chose other keys than those it comes with."""
