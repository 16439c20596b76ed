"""How long before its day something reminds: `7d`, `1w`, `1m`, in words `提前1周`."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from crm_tui.domain.moments.values import months_later
from crm_tui.domain.numerals import half_width

LONGEST_DAYS = 366
"""No reminder comes earlier than a year before its day."""
MOST_LEADS = 6
_WRITTEN = re.compile(
    r"(?:提前|before)?\s*(?P<number>\d{1,3})\s*(?P<unit>天|日|周|星期|个?月|[dwm]|days?|weeks?|months?)?"
    r"\s*(?:前|before|ahead)?",
    re.IGNORECASE,
)
_UNITS = {"天": "d", "日": "d", "周": "w", "星": "w", "个": "m", "月": "m"}
_AT_ONCE = {"当天", "当日", "on the day", "same day"}
_DAYS = {"d": 1, "w": 7, "m": 31}
_BETWEEN = re.compile(r"[,，、;；/\s]+(?=\D{0,3}\d|当)")


def parse_lead(text: str) -> str | None:
    """Return a lead as it is stored, `0d` for the day itself; None for what is none."""
    written = half_width(text).strip().lower()
    if written in _AT_ONCE:
        return "0d"
    found = _WRITTEN.fullmatch(written)
    if found is None:
        return None
    unit = (found["unit"] or "d")[0]
    lead = f"{int(found['number'])}{_UNITS.get(unit, unit)}"
    return lead if longest(lead) <= LONGEST_DAYS else None


def parse_leads(text: str) -> tuple[str, ...] | None:
    """Return the leads of a list (`30天 7天 当天`, `1w, 0`), the longest first; None for none."""
    parts = [each for each in _BETWEEN.split(text.strip()) if each]
    found = [parse_lead(each) for each in parts]
    leads = [each for each in found if each is not None]
    if not leads or len(leads) < len(found) or len(leads) > MOST_LEADS:
        return None
    return in_order(leads)


def in_order(leads: Iterable[str]) -> tuple[str, ...]:
    """Return leads without doubles, the longest first."""
    return tuple(sorted(dict.fromkeys(leads), key=longest, reverse=True))


def longest(lead: str) -> int:
    """Return how many days a lead may come to at most."""
    return int(lead[:-1]) * _DAYS[lead[-1]]


def lead_day(day: int, lead: str) -> int:
    """Return the day on which a lead before a day begins: a month before is the same date of it."""
    number, unit = int(lead[:-1]), lead[-1]
    if unit == "m":
        return months_later(day, -number) or day - number * _DAYS["m"]
    return day - number * _DAYS[unit]


def begun_lead_day(day: int, leads: Sequence[str], today: int) -> int | None:
    """Return the day of the last lead that has begun by today, None when none has."""
    begun = [start for lead in leads if (start := lead_day(day, lead)) <= today]
    return max(begun, default=None)
