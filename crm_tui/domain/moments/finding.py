"""Find the dates inside a sentence, and leave alone what only looks like one."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime
from zoneinfo import ZoneInfo

from crm_tui.domain.days import WorkCalendar
from crm_tui.domain.moments.reading import Phrase, longest_phrase
from crm_tui.domain.moments.values import NO_CALENDAR, Asked, Direction, Moment
from crm_tui.domain.numerals import CHINESE_NUMERALS, half_width
from crm_tui.values import dataclass

LONGEST_SEARCHED = 2_000
"""Characters in which dates are looked for; more is a document, not a line."""

_MAY_BEGIN = re.compile(
    rf"(?<![0-9a-z.:/+-])[0-9+]|(?<![a-z0-9])[a-z]|(?<![第{CHINESE_NUMERALS}])[{CHINESE_NUMERALS}]"
    r"|[今明后昨前大本这当下上去年月周星礼节半凌清早中午傍晚夜现刚春过元端国圣劳]"
)
_DECIMAL = re.compile(r"[0-9]{1,2}\.[0-9]{1,2}")
_ONLY_WORDS = frozenset({"早", "晚", "sat", "sun", "wed", "mon", "may", "morning", "night"})
"""These mean a time only beside something that says so too."""
_OF_A_QUANTITY = re.compile(r"\s*(?:[万千百亿元块%折倍米人台套件吨条次页份位名折]|[kw](?![a-z]))")
_OF_A_PLACE = re.compile(r"[楼线店机门馆院厅库车位桌房柜]")
_OF_A_POINT = re.compile(r"[建要意问疑需原内想不顾好]")
_OF_A_RANGE = re.compile(r"\s*[到至~]\s*(?=[0-9周星礼上下本明后今大一二三四五六日月年])")
_NUMBERS = re.compile(r"[0-9]{1,2}\s*[-/.]\s*[0-9]{1,2}$|[0-9]{1,2}$")


@dataclass(frozen=True, slots=True)
class FoundMoment:
    """A date in a text: where it stands, and what it means."""

    start: int
    end: int
    moment: Moment
    has_day: bool
    """Whether a day was said, not only a time of day."""
    is_present: bool
    """Whether only the present was named: 现在, 刚才."""


def find_moments(
    text: str,
    *,
    now: datetime,
    zone: ZoneInfo,
    prefer: Direction = "future",
    calendar: WorkCalendar = NO_CALENDAR,
) -> tuple[FoundMoment, ...]:
    """Return the dates in a text from left to right, the longest at each place.

    Amounts (11.5万, 3-5台), rooms (8号楼) and ranges (周一到周五) are none.
    """
    asked = Asked(now.astimezone(zone), zone, 9, prefer, calendar)
    return tuple(_found(half_width(text[:LONGEST_SEARCHED]), asked))


def moment_at(plain: str, place: int, asked: Asked) -> FoundMoment | None:
    """Return the date that begins exactly at a place of a half-width text, None for none."""
    if not _MAY_BEGIN.match(plain, place):
        return None
    phrase = longest_phrase(plain, place, asked)
    if phrase is None or not _is_plausible(plain, place, phrase):
        return None
    return FoundMoment(place, phrase.end, phrase.moment, phrase.has_day, phrase.is_present)


def _found(plain: str, asked: Asked) -> Iterator[FoundMoment]:
    place = 0
    while match := _MAY_BEGIN.search(plain, place):
        found = moment_at(plain, match.start(), asked)
        if found is not None:
            yield found
        place = match.end() if found is None else found.end


def _is_plausible(plain: str, start: int, phrase: Phrase) -> bool:
    """Tell a date from what only looks like one inside a sentence."""
    said, behind = plain[start : phrase.end], phrase.end
    if start and plain[start - 1] in "到至~":
        return False
    if said in _ONLY_WORDS or _DECIMAL.match(said):
        return False
    if _NUMBERS.search(said) and _OF_A_QUANTITY.match(plain, behind):
        return False
    if said.endswith("号") and _OF_A_PLACE.match(plain, behind):
        return False
    if not phrase.has_day and said.endswith("点") and _OF_A_POINT.match(plain, behind):
        return False
    return _OF_A_RANGE.match(plain, behind) is None
