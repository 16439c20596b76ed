"""The names of public holidays, which the calendar's source gives in English."""

from __future__ import annotations

from crm_tui.i18n import N_, _

_HOLIDAYS = frozenset(
    {
        N_("New Year's Day"),
        N_("Spring Festival"),
        N_("Tomb-sweeping Day"),
        N_("Labour Day"),
        N_("Dragon Boat Festival"),
        N_("Mid-autumn Festival"),
        N_("National Day"),
        N_("Anti-Fascist 70th Day"),
    }
)


def holiday_word(name: str) -> str:
    """Return what a day is called: known holidays in the user's language, others as written."""
    return _(name) if name in _HOLIDAYS else name
