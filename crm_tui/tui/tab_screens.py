"""The screen behind each tab, loaded when it is first shown."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from importlib import import_module
from typing import Any

from textual.screen import Screen

from crm_tui.tui.session import Session

_WHERE = "crm_tui.tui.screens"
_SCREENS: Mapping[str, tuple[str, str]] = {
    "customers": ("customers", "CustomersScreen"),
    "pool": ("pools", "PoolScreen"),
    "leads": ("leads.lists", "LeadsScreen"),
    "opportunities": ("opportunities.lists", "OpportunitiesScreen"),
    "orders": ("orders.lists", "OrdersScreen"),
    "contracts": ("contracts.lists", "ContractsScreen"),
    "quotes": ("quotes.lists", "QuotesScreen"),
    "payments": ("payments.lists", "ReceiptsScreen"),
    "schedule": ("schedule", "ScheduleScreen"),
    "settings": ("settings.screen", "SettingsScreen"),
}
"""The module and the class of each tab's screen."""


def made_tab(tab_id: str, session: Session) -> Screen[None]:
    """Return the screen of a tab, made now."""
    module, name = _SCREENS[tab_id]
    make: Callable[[Session], Any] = getattr(import_module(f"{_WHERE}.{module}"), name)
    screen: Screen[None] = make(session)
    return screen
