"""Festivals on which customers are greeted, and the days they fall on."""

from __future__ import annotations

from collections.abc import Mapping
from enum import Enum

from crm_tui.domain.key_dates import KeyDay, occurrences
from crm_tui.values import dataclass

GREETED_UNTIL_DAYS = 2
"""So long after its day a festival is still worth a greeting."""


class Festival(Enum):
    """A festival worth a greeting."""

    NEW_YEAR = "new_year"
    SPRING_FESTIVAL = "spring_festival"
    LANTERN = "lantern"
    WOMENS_DAY = "womens_day"
    LABOUR_DAY = "labour_day"
    DRAGON_BOAT = "dragon_boat"
    TEACHERS_DAY = "teachers_day"
    MID_AUTUMN = "mid_autumn"
    NATIONAL_DAY = "national_day"
    DOUBLE_NINTH = "double_ninth"


_DAYS: Mapping[Festival, KeyDay] = {
    Festival.NEW_YEAR: KeyDay(month=1, day=1),
    Festival.SPRING_FESTIVAL: KeyDay(is_lunar=True, month=1, day=1),
    Festival.LANTERN: KeyDay(is_lunar=True, month=1, day=15),
    Festival.WOMENS_DAY: KeyDay(month=3, day=8),
    Festival.LABOUR_DAY: KeyDay(month=5, day=1),
    Festival.DRAGON_BOAT: KeyDay(is_lunar=True, month=5, day=5),
    Festival.TEACHERS_DAY: KeyDay(month=9, day=10),
    Festival.MID_AUTUMN: KeyDay(is_lunar=True, month=8, day=15),
    Festival.NATIONAL_DAY: KeyDay(month=10, day=1),
    Festival.DOUBLE_NINTH: KeyDay(is_lunar=True, month=9, day=9),
}
OF_SOME = frozenset({Festival.WOMENS_DAY, Festival.TEACHERS_DAY})
"""Festivals of some people only: they can be greeted for, and remind nobody."""


@dataclass(frozen=True, slots=True)
class FestivalDay:
    """A festival on the day it falls on."""

    festival: Festival
    day: int


def festivals_between(first_day: int, last_day: int) -> tuple[FestivalDay, ...]:
    """Return the festivals from one day to another, in order."""
    found = [
        FestivalDay(festival, day)
        for festival, on in _DAYS.items()
        for day in occurrences(on, first_day, last_day)
    ]
    return tuple(sorted(found, key=lambda each: each.day))


def festival_near(festival: Festival, today: int) -> int:
    """Return the day of a festival that is greeted for now: the next, or one just past."""
    return occurrences(_DAYS[festival], today - GREETED_UNTIL_DAYS, today + 400)[0]
