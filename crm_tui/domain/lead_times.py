"""How long before its day something reminds: `7d`, `1w`, `1m`, in words `提前1周`."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from crm_tui.domain.moments.values import months_later
from crm_tui.domain.numerals import half_width

LONGEST_DAYS = 366
"""No reminder comes earlier than a year before its day."""
MOST_LEAD_TIMES = 6
_WRITTEN = re.compile(
    r"(?:提前|before)?\s*(?P<number>\d{1,3})\s*(?P<unit>天|日|周|星期|个?月|[dwm]|days?|weeks?|months?)?"
    r"\s*(?:前|before|ahead)?",
    re.IGNORECASE,
)
_UNITS = {"天": "d", "日": "d", "周": "w", "星": "w", "个": "m", "月": "m"}
_AT_ONCE = {"当天", "当日", "on the day", "same day"}
_DAYS = {"d": 1, "w": 7, "m": 31}
_BETWEEN = re.compile(r"[,，、;；/\s]+(?=\D{0,3}\d|当)")


def parse_lead_time(text: str) -> str | None:
    """Return a lead time as it is stored, `0d` for the day itself; None for what is none."""
    written = half_width(text).strip().lower()
    if written in _AT_ONCE:
        return "0d"
    found = _WRITTEN.fullmatch(written)
    if found is None:
        return None
    unit = (found["unit"] or "d")[0]
    lead_time = f"{int(found['number'])}{_UNITS.get(unit, unit)}"
    return lead_time if longest(lead_time) <= LONGEST_DAYS else None


def parse_lead_times(text: str) -> tuple[str, ...] | None:
    """Return the lead times of a list (`30天 7天 当天`, `1w, 0`), longest first; None for none."""
    parts = [each for each in _BETWEEN.split(text.strip()) if each]
    found = [parse_lead_time(each) for each in parts]
    lead_times = [each for each in found if each is not None]
    if not lead_times or len(lead_times) < len(found) or len(lead_times) > MOST_LEAD_TIMES:
        return None
    return in_order(lead_times)


def in_order(lead_times: Iterable[str]) -> tuple[str, ...]:
    """Return lead times without doubles, the longest first."""
    return tuple(sorted(dict.fromkeys(lead_times), key=longest, reverse=True))


def longest(lead_time: str) -> int:
    """Return how many days a lead time may come to at most."""
    return int(lead_time[:-1]) * _DAYS[lead_time[-1]]


def lead_day(day: int, lead_time: str) -> int:
    """Return when a lead time before a day begins: a month before is the same date of it."""
    number, unit = int(lead_time[:-1]), lead_time[-1]
    if unit == "m":
        return months_later(day, -number) or day - number * _DAYS["m"]
    return day - number * _DAYS[unit]


def begun_lead_day(day: int, lead_times: Sequence[str], today: int) -> int | None:
    """Return the day of the last lead time that has begun by today, None when none has."""
    begun = [start for lead_time in lead_times if (start := lead_day(day, lead_time)) <= today]
    return max(begun, default=None)
