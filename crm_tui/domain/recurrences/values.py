"""What a rule of repetition says, and the one form in which it is stored."""

from __future__ import annotations

from enum import Enum

from crm_tui.values import dataclass

LONGEST_INTERVAL = 366
MOST_TIMES = 999
LAST = -1
"""The last day of a month, or the last of the weekdays or working days in it."""


class RecurrenceUnit(Enum):
    """Of what every so many are meant."""

    DAY = "DAILY"
    WORKING_DAY = "WORKDAILY"
    WEEK = "WEEKLY"
    MONTH = "MONTHLY"
    YEAR = "YEARLY"


@dataclass(frozen=True, slots=True)
class Recurrence:
    """On which days work comes again.

    A day that a month lacks is its last one: 31 in April is the 30th, 29 February the 28th.
    """

    unit: RecurrenceUnit
    interval: int = 1
    weekdays: tuple[int, ...] = ()
    """0 is Monday; of a week, or with `place` of a month."""
    days: tuple[int, ...] = ()
    """Days of a month, LAST for its last."""
    place: int = 0
    """Which of the weekdays of a month, or where there are none, of its working days."""
    month: int = 0
    """Of a year."""
    start: int = 0
    """The day from which every second, third … is counted; 0 while there is none yet."""
    until: int | None = None
    """The last day on which it may come again."""
    count: int | None = None
    """How many there are still to be, the present one among them."""


class RecurrenceTrouble(Enum):
    """What is wrong with a rule that was typed."""

    NOT_UNDERSTOOD = "not_understood"
    END_NOT_UNDERSTOOD = "end_not_understood"
    OUT_OF_RANGE = "out_of_range"
    NEVER_COMES = "never_comes"


@dataclass(frozen=True, slots=True)
class RecurrenceFault:
    """Which part of a typed rule is wrong, and how."""

    trouble: RecurrenceTrouble
    part: str


_NUMBERS = ("INTERVAL", "START", "UNTIL", "COUNT", "PLACE", "MONTH")
_LISTS = ("WEEKDAYS", "DAYS")
_UNSAID = {"interval": 1, "start": 0, "until": None, "count": None, "place": 0, "month": 0}


def written_recurrence(rule: Recurrence | None) -> str:
    """Return a rule as it is stored: FREQ=WEEKLY;WEEKDAYS=0,2;START=739942; nothing for none."""
    if rule is None:
        return ""
    parts = [f"FREQ={rule.unit.value}"]
    for name in _LISTS:
        listed: tuple[int, ...] = getattr(rule, name.lower())
        if listed:
            parts.append(f"{name}={','.join(str(each) for each in listed)}")
    for name in _NUMBERS:
        number = getattr(rule, name.lower())
        if number != _UNSAID[name.lower()]:
            parts.append(f"{name}={number}")
    return ";".join(parts)


def read_recurrence(stored: str) -> Recurrence | None:
    """Return the rule that is stored so; None for nothing, and for what no version wrote."""
    if not stored:
        return None
    try:
        said = dict(part.split("=", 1) for part in stored.split(";"))
        unit = RecurrenceUnit(said.pop("FREQ"))
        lists = {
            name.lower(): tuple(int(each) for each in said.pop(name).split(","))
            for name in _LISTS
            if name in said
        }
        numbers = {name.lower(): int(said.pop(name)) for name in _NUMBERS if name in said}
        if said:
            return None
        return Recurrence(unit, **{**lists, **numbers})  # type: ignore[arg-type]  # by name
    except (KeyError, ValueError):
        return None
