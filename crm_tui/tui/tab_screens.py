"""The screen behind each tab, loaded when it is first shown."""

from __future__ import annotations

from textual.screen import Screen

from crm_tui.tui.session import Session


def made_tab(tab_id: str, session: Session) -> Screen[None]:
    """Return the screen of a tab, made now; without a name of its own it is the setup."""
    match tab_id:
        case "customers":
            from crm_tui.tui.screens.customers import CustomersScreen  # noqa: PLC0415

            return CustomersScreen(session)
        case "pool":
            from crm_tui.tui.screens.pools import PoolScreen  # noqa: PLC0415

            return PoolScreen(session)
        case "leads":
            from crm_tui.tui.screens.leads.lists import LeadsScreen  # noqa: PLC0415

            return LeadsScreen(session)
        case "opportunities":
            from crm_tui.tui.screens.opportunities.lists import (  # noqa: PLC0415
                OpportunitiesScreen,
            )

            return OpportunitiesScreen(session)
        case "schedule":
            from crm_tui.tui.screens.schedule import ScheduleScreen  # noqa: PLC0415

            return ScheduleScreen(session)
        case _:
            from crm_tui.tui.screens.settings.screen import SettingsScreen  # noqa: PLC0415

            return SettingsScreen(session)
