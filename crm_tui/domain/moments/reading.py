"""Take a typed date apart by the grammar and settle what its pieces mean together."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from crm_tui.domain.days import WorkCalendar, day_of
from crm_tui.domain.moments.grammar import rules
from crm_tui.domain.moments.values import (
    NO_CALENDAR,
    YEARS,
    Asked,
    AtClock,
    DayPart,
    Direction,
    InPart,
    Later,
    MinutesLater,
    Moment,
    MomentFault,
    MomentTrouble,
    OnDay,
    OnWeekday,
    Piece,
    months_later,
)
from crm_tui.domain.numerals import half_width
from crm_tui.values import dataclass

_FILLER = re.compile(r"(?:[\s,、()的]|(?:at|on)(?![a-z]))*")
_NEARBY = re.compile(r"[ \t]*(?:[()的]|(?:at|on)(?![a-z]))?[ \t]*")
"""What may stand inside one date in a sentence; a comma or a line break ends it."""
_WORD = re.compile(r"[^\s,、()]{0,20}")
_WITH_OFFSET = re.compile(
    r"[0-9]{4}-[0-9]{2}-[0-9]{2}[t ][0-9]{2}:[0-9]{2}(:[0-9]{2}(\.[0-9]{1,6})?)?"
    r"(z|[+-][0-9]{2}:[0-9]{2})"
)
_AFTERNOON_IF_SPOKEN = range(1, 7)
_FIRST_DAY = date(YEARS[0], 1, 1).toordinal()
_LAST_DAY = date(YEARS[-1], 12, 31).toordinal()
EVENING = timedelta(hours=18)
_LAST_MINUTE = timedelta(hours=23, minutes=59)
_LONGEST_TEXT = 100
_MOST_PIECES = 6
"""A date in a sentence has no more parts: year and day, weekday, part of the day, time."""


def parse_moment(
    text: str,
    *,
    now: datetime,
    zone: ZoneInfo,
    default_hour: int = 9,
    prefer: Direction = "future",
    calendar: WorkCalendar = NO_CALENDAR,
) -> Moment | MomentFault:
    """Return the moment a person means by this text, or which part of it is wrong.

    What was left out is the nearest in the direction asked: 11-25 of this year or the next, 周五
    today or in the coming days, 14:30 today unless that is over. Weeks begin on Monday; 下周一 and
    "next monday" are of next week. 1点 to 6点 without 上午 or 凌晨 are in the afternoon, 3:00 is
    not. A day without a time stands at `default_hour`; today, once that is over, in the evening.
    The `calendar` says what 国庆后 and 下个工作日 are.
    """
    if now.tzinfo is None:
        raise ValueError("an instant needs its offset")
    if len(text) > _LONGEST_TEXT:
        return MomentFault(MomentTrouble.NOT_UNDERSTOOD, text[_LONGEST_TEXT:], _LONGEST_TEXT)
    plain = half_width(text)
    if _WITH_OFFSET.fullmatch(plain.strip()):
        return _with_offset(text.strip(), plain.strip(), zone)
    asked = Asked(now.astimezone(zone), zone, default_hour, prefer, calendar)
    wish = _Wish()
    for found in _pieces(plain, asked):
        if isinstance(found, MomentFault):
            return _quoting(found, text)
        widened = wish.joined(found.piece)
        if widened is None:
            part = text[found.start : found.end]
            return MomentFault(MomentTrouble.CONTRADICTION, part, found.start)
        wish = widened
    settled = MomentTrouble.EMPTY if wish == _Wish() else _settled(wish, asked)
    if isinstance(settled, MomentTrouble):
        return MomentFault(settled, text.strip(), 0)
    return settled


@dataclass(frozen=True, slots=True)
class Phrase:
    """A date as it begins at a place of a text: where it ends, what it means, what was said."""

    end: int
    moment: Moment
    has_day: bool
    is_present: bool
    """Whether only the present was named: 现在, 刚才."""


def longest_phrase(plain: str, place: int, asked: Asked) -> Phrase | None:
    """Return the longest date that begins at a place of a half-width text, None for none."""
    wish, best = _Wish(), None
    for _piece in range(_MOST_PIECES):
        if place >= len(plain):
            return best
        match, reading = _longest_match(plain, place, asked)
        if match is None or isinstance(reading, MomentTrouble):
            return best
        for piece in reading:
            widened = wish.joined(piece)
            if widened is None:
                return best
            wish = widened
        settled = MomentTrouble.EMPTY if wish == _Wish() else _settled(wish, asked)
        if isinstance(settled, Moment):
            end = len(plain[: match.end()].rstrip())
            best = Phrase(end, settled, wish.has_day, wish == _Wish(minutes=0))
        behind = _NEARBY.match(plain, match.end())
        place = behind.end() if behind else match.end()
    return best


def parse_day(
    text: str, *, now: datetime, zone: ZoneInfo, prefer: Direction = "future"
) -> int | MomentFault:
    """Return the day number a person means by this text; a time beside it is allowed."""
    moment = parse_moment(text, now=now, zone=zone, prefer=prefer)
    return moment if isinstance(moment, MomentFault) else moment.day


@dataclass(frozen=True, slots=True)
class _Found:
    """A piece and where it stands."""

    piece: Piece
    start: int
    end: int


def _pieces(plain: str, asked: Asked) -> Iterator[_Found | MomentFault]:
    """Yield what the text says, piece by piece, the longest reading at each place."""
    place = _skip_filler(plain, 0)
    while place < len(plain):
        match, reading = _longest_match(plain, place, asked)
        if match is None:
            yield _fault(MomentTrouble.NOT_UNDERSTOOD, plain, place)
            return
        if isinstance(reading, MomentTrouble):
            yield MomentFault(reading, match[0], place)
            return
        yield from (_Found(piece, place, match.end()) for piece in reading)
        place = _skip_filler(plain, match.end())


def _longest_match(
    plain: str, place: int, asked: Asked
) -> tuple[re.Match[str] | None, tuple[Piece, ...] | MomentTrouble]:
    """Return the longest way of saying something that fits at a place, and what it says."""
    matches = ((rule.match(plain, place), reader) for rule, reader in rules())
    found = [(match, reader) for match, reader in matches if match]
    if not found:
        return None, MomentTrouble.NOT_UNDERSTOOD
    match, reader = max(found, key=lambda pair: pair[0].end())
    return match, reader(match, asked)


def _skip_filler(plain: str, place: int) -> int:
    match = _FILLER.match(plain, place)
    return match.end() if match else place


def _fault(trouble: MomentTrouble, plain: str, place: int) -> MomentFault:
    word = _WORD.match(plain, place)
    return MomentFault(trouble, word[0] if word else plain[place:], place)


def _quoting(fault: MomentFault, text: str) -> MomentFault:
    """Return the fault with its part as it was typed."""
    return replace(fault, part=text[fault.at : fault.at + len(fault.part)])


@dataclass(frozen=True, slots=True)
class _Wish:
    """All that a text says, not yet looked up in a calendar."""

    day: int | None = None
    weekday: int | None = None
    clock: AtClock | None = None
    part: DayPart | None = None
    later: Later | None = None
    minutes: int | None = None

    @property
    def has_day(self) -> bool:
        """Whether a day was said, not only a time of day."""
        return any(each is not None for each in (self.day, self.weekday, self.later))

    def joined(self, piece: Piece) -> _Wish | None:
        """Return the wish with one more piece, None where the two contradict each other."""
        wider = self._with(piece)
        relative = wider.later is not None or wider.minutes is not None
        if relative and (wider.day is not None or wider.weekday is not None):
            return None
        if wider.minutes is not None and (wider.clock or wider.part):
            return None
        return None if self._loses_to(wider) else wider

    def _with(self, piece: Piece) -> _Wish:
        match piece:
            case OnDay(day):
                return replace(self, day=day)
            case OnWeekday(weekday):
                return replace(self, weekday=weekday)
            case AtClock():
                return replace(self, clock=piece)
            case InPart(part):
                return replace(self, part=part)
            case Later(months, days):
                before = self.later or Later()
                return replace(self, later=Later(before.months + months, before.days + days))
            case MinutesLater(minutes):
                return replace(self, minutes=(self.minutes or 0) + minutes)

    def _loses_to(self, wider: _Wish) -> bool:
        """Tell whether something said before would be overwritten."""
        before = (self.day, self.weekday, self.clock, self.part)
        after = (wider.day, wider.weekday, wider.clock, wider.part)
        return any(old is not None and old != new for old, new in zip(before, after, strict=True))


def _settled(wish: _Wish, asked: Asked) -> Moment | MomentTrouble:
    """Return the moment a wish comes to."""
    if wish.minutes is not None:
        return _minutes_later(wish.minutes, wish.later or Later(), asked)
    clock = _clock(wish, asked)
    if clock is None:
        return MomentTrouble.NO_SUCH_TIME
    has_time = wish.clock is not None or wish.part is not None
    day = _day(wish, asked)
    if isinstance(day, MomentTrouble):
        return day
    moment = _moment(day, clock, asked, has_time=has_time)
    step = _open_step(wish) if has_time else 0
    if step and isinstance(moment, Moment) and _is_over(moment.instant, asked):
        return _moment(day + step * asked.step, clock, asked, has_time=True)
    return moment


def _open_step(wish: _Wish) -> int:
    """Return after how many days the same words would fit again, 0 if they name one day."""
    if wish.day is not None or wish.later is not None:
        return 0
    return 1 if wish.weekday is None else 7


def _is_over(instant: datetime, asked: Asked) -> bool:
    """Tell whether the instant lies against the direction asked; the present minute does not."""
    now = asked.now.replace(second=0, microsecond=0).astimezone(UTC)
    return instant < now if asked.prefer == "future" else instant > asked.now


def _day(wish: _Wish, asked: Asked) -> int | MomentTrouble:
    """Return the day a wish means, today if it names none."""
    if wish.later is not None:
        return _days_later(wish.later, asked)
    if wish.day is None and wish.weekday is None:
        return asked.today
    if wish.day is None:
        away = ((wish.weekday or 0) - asked.now.weekday()) * asked.step % 7
        return asked.today + away * asked.step
    if wish.weekday is not None and (wish.day - 1) % 7 != wish.weekday:
        return MomentTrouble.CONTRADICTION
    return wish.day


def _days_later(later: Later, asked: Asked) -> int | MomentTrouble:
    """Return today plus the months, cut to the month's last day, and then the days."""
    day = months_later(asked.today, later.months)
    return MomentTrouble.OUT_OF_RANGE if day is None else day + later.days


def _usual_time(wish: _Wish, asked: Asked) -> timedelta:
    """Return the default hour; of a today in which it is over, the evening or the last minute."""
    usual = timedelta(hours=asked.default_hour)
    passed = timedelta(hours=asked.now.hour, minutes=asked.now.minute)
    if asked.prefer == "past" or passed < usual or _day(wish, asked) != asked.today:
        return usual
    return EVENING if passed < EVENING else _LAST_MINUTE


def _clock(wish: _Wish, asked: Asked) -> timedelta | None:
    """Return the time of day, the part's or the default hour if none was said."""
    if wish.clock is None:
        return timedelta(hours=wish.part.typical_hour) if wish.part else _usual_time(wish, asked)
    clock = wish.clock
    hour: int | None = clock.hour
    if wish.part:
        hour = wish.part.hour(clock.hour)
    elif clock.spoken and clock.hour in _AFTERNOON_IF_SPOKEN:
        hour = clock.hour + 12
    if hour is None or not 0 <= clock.minute < 60 or clock.second >= 60:
        return None
    span = timedelta(hours=hour, minutes=clock.minute, seconds=clock.second)
    return span if timedelta() <= span <= timedelta(days=1) else None


def _moment(day: int, clock: timedelta, asked: Asked, *, has_time: bool) -> Moment | MomentTrouble:
    """Return the instant of a time on a day; 24:00 is the next day's start."""
    if not _FIRST_DAY <= day <= _LAST_DAY:
        return MomentTrouble.OUT_OF_RANGE
    local = datetime.combine(date.fromordinal(day), time()) + clock
    instant = local.replace(tzinfo=asked.zone).astimezone(UTC)
    return Moment(instant, has_time, day_of(instant, asked.zone))


def _minutes_later(minutes: int, later: Later, asked: Asked) -> Moment | MomentTrouble:
    """Return so many elapsed minutes from now, after any months and days on the calendar."""
    day = _days_later(later, asked)
    if isinstance(day, MomentTrouble):
        return day
    if not _FIRST_DAY <= day <= _LAST_DAY:
        return MomentTrouble.OUT_OF_RANGE
    start = asked.now
    if day != asked.today:
        start = datetime.combine(date.fromordinal(day), asked.now.time(), asked.zone)
    instant = start.astimezone(UTC) + timedelta(minutes=minutes)
    return Moment(instant, True, day_of(instant, asked.zone))


def _with_offset(text: str, plain: str, zone: ZoneInfo) -> Moment | MomentFault:
    """Return the instant of an ISO text that says its own offset."""
    try:
        instant = datetime.fromisoformat(plain.upper()).astimezone(UTC)
    except (ValueError, OverflowError):
        return MomentFault(MomentTrouble.NO_SUCH_TIME, text, 0)
    return Moment(instant, True, day_of(instant, zone))
