"""How each row of the date grammar is read once its pattern has matched."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from datetime import date

from crm_tui.domain.moments import words
from crm_tui.domain.moments.values import (
    Asked,
    AtClock,
    InPart,
    Later,
    MinutesLater,
    MomentTrouble,
    OnDay,
    OnWeekday,
    Piece,
    day_number,
    last_of_month,
)
from crm_tui.domain.numerals import integer_from

Reading = tuple[Piece, ...] | MomentTrouble
Reader = Callable[[re.Match[str], Asked], Reading]


def _number(match: re.Match[str], name: str) -> int:
    """Return the number a token holds; -1, which no date has, for nonsense like 三五十."""
    number = integer_from(match[name])
    return -1 if number is None else number


def _given_year(match: re.Match[str], asked: Asked) -> int | None:
    """Return the year that was said, by number or word, None when it was left out."""
    said = match.groupdict()
    if said.get("year"):
        return _number(match, "year")
    if said.get("yearword"):
        return asked.now.year + words.YEAR_WORDS[match["yearword"]]
    return None


def _on(day: int | None) -> Reading:
    return MomentTrouble.NO_SUCH_DAY if day is None else (OnDay(day),)


def _nearest(candidates: Iterable[int | None], asked: Asked) -> Reading:
    """Return the first candidate that exists and lies in the direction asked."""
    ahead = (day for day in candidates if day is not None and asked.is_ahead(day))
    return _on(next(ahead, None))


def month_day(match: re.Match[str], asked: Asked) -> Reading:
    """Read 11月25日 or 11-25, with or without a year."""
    return _dated(_given_year(match, asked), _number(match, "month"), _number(match, "day"), asked)


def english_date(match: re.Match[str], asked: Asked) -> Reading:
    """Read "dec 1" or "1 dec 2026"."""
    month = words.ENGLISH_MONTHS[match["monthname"]]
    return _dated(_given_year(match, asked), month, int(match["day"]), asked)


def _dated(year: int | None, month: int, day: int, asked: Asked) -> Reading:
    """Return the day of a year, or the nearest one: 29 February may be up to eight years away."""
    if year is not None:
        return _on(day_number(year, month, day))
    years = (asked.now.year + asked.step * offset for offset in range(9))
    return _nearest((day_number(near, month, day) for near in years), asked)


def _edge(year: int, month: int, edge: str) -> int:
    """Return the day a month's 初, 中 or 底 means; months may run over the year's ends."""
    years, index = divmod(month - 1, 12)
    day = words.EDGES[edge]
    if not day:
        return last_of_month(year + years, index + 1)
    return date(year + years, index + 1, day).toordinal()


def edge_of_named_month(match: re.Match[str], asked: Asked) -> Reading:
    """Read 3月底."""
    year, month = _given_year(match, asked), _number(match, "month")
    if month not in range(1, 13):
        return MomentTrouble.NO_SUCH_DAY
    if year is not None:
        return (OnDay(_edge(year, month, match["edge"])),)
    years = (asked.now.year + asked.step * offset for offset in range(2))
    return _nearest((_edge(near, month, match["edge"]) for near in years), asked)


def edge_of_month(match: re.Match[str], asked: Asked) -> Reading:
    """Read 月底 or 下月初."""
    year, month = asked.now.year, asked.now.month
    if match["which"]:
        offset = words.WHICH[match["which"]]
        return (OnDay(_edge(year, month + offset, match["edge"])),)
    months = (month + asked.step * offset for offset in range(2))
    return _nearest((_edge(year, near, match["edge"]) for near in months), asked)


def edge_of_year(match: re.Match[str], asked: Asked) -> Reading:
    """Read 年底 or 明年初."""
    month = 1 if match["edge"] == "初" else 12
    year = _given_year(match, asked)
    if year is not None:
        return (OnDay(_edge(year, month, match["edge"])),)
    years = (asked.now.year + asked.step * offset for offset in range(2))
    return _nearest((_edge(near, month, match["edge"]) for near in years), asked)


def day_of_which_month(match: re.Match[str], asked: Asked) -> Reading:
    """Read 下月5号."""
    first = _edge(asked.now.year, asked.now.month + words.WHICH[match["which"]], "初")
    start = date.fromordinal(first)
    return _on(day_number(start.year, start.month, _number(match, "day")))


def which_month(match: re.Match[str], asked: Asked) -> Reading:
    """Read 下个月 as its first day; the present month is no day."""
    offset = words.WHICH[match["which"]]
    if not offset:
        return MomentTrouble.NOT_UNDERSTOOD
    return (OnDay(_edge(asked.now.year, asked.now.month + offset, "初")),)


def day_of_month(match: re.Match[str], asked: Asked) -> Reading:
    """Read 25号 as the nearest month that has such a day."""
    months = (divmod(asked.now.month - 1 + asked.step * offset, 12) for offset in range(3))
    day = _number(match, "day")
    return _nearest(
        (day_number(asked.now.year + years, index + 1, day) for years, index in months), asked
    )


def _weekday_of(asked: Asked, weeks: int, weekday: int) -> Reading:
    """Return a day of this week or another; weeks begin on Monday."""
    return (OnDay(asked.today - asked.now.weekday() + 7 * weeks + weekday),)


def weekday(match: re.Match[str], asked: Asked) -> Reading:
    """Read 周五, which is open, or 下周五, which is one day."""
    weekday = words.WEEKDAYS[match["weekday"]]
    if not match["which"]:
        return (OnWeekday(weekday),)
    return _weekday_of(asked, words.WHICH[match["which"]], weekday)


def english_weekday(match: re.Match[str], asked: Asked) -> Reading:
    """Read "friday" or "next friday"; the latter is of next week, as in Chinese."""
    weekday = words.ENGLISH_WEEKDAYS[match["weekdayname"]]
    if not match["this"]:
        return (OnWeekday(weekday),)
    return _weekday_of(asked, words.ENGLISH_WHICH[match["this"]], weekday)


def which_week(match: re.Match[str], asked: Asked) -> Reading:
    """Read 下周 as its Monday; the present week is no day."""
    offset = words.WHICH[match["which"]]
    return _weekday_of(asked, offset, 0) if offset else MomentTrouble.NOT_UNDERSTOOD


def english_end(match: re.Match[str], asked: Asked) -> Reading:
    """Read "end of month" or "end of next month"."""
    offset = words.ENGLISH_WHICH[match["this"] or "this"]
    if match["whole"] == "year":
        return (OnDay(_edge(asked.now.year + offset, 12, "底")),)
    return (OnDay(_edge(asked.now.year, asked.now.month + offset, "底")),)


def english_next(match: re.Match[str], asked: Asked) -> Reading:
    """Read "next week" or "next month" as its first day."""
    offset = words.ENGLISH_WHICH[match["this"]]
    if not offset:
        return MomentTrouble.NOT_UNDERSTOOD
    if match["whole"] == "week":
        return _weekday_of(asked, offset, 0)
    return (OnDay(_edge(asked.now.year, asked.now.month + offset, "初")),)


def _away(kind: str, amount: int) -> Reading:
    """Return so many months, days or minutes from now."""
    if kind == words.MINUTES:
        return (MinutesLater(amount),)
    return (Later(months=amount),) if kind == words.MONTHS else (Later(days=amount),)


def from_now(match: re.Match[str], _asked: Asked) -> Reading:
    """Read 3天后 or 两周前."""
    kind, size = words.UNITS[match["unit"]]
    number = _number(match, "n")
    if number < 0:
        return MomentTrouble.NOT_UNDERSTOOD
    return _away(kind, number * size * (-1 if match["past"] else 1))


def half_from_now(match: re.Match[str], _asked: Asked) -> Reading:
    """Read 半小时后."""
    kind, size = words.HALF_UNITS[match["halfunit"]]
    return _away(kind, -size if match["past"] else size)


def hours_and_half(match: re.Match[str], _asked: Asked) -> Reading:
    """Read 一个半小时后."""
    hours = _number(match, "n")
    if hours < 0:
        return MomentTrouble.NOT_UNDERSTOOD
    minutes = hours * 60 + 30
    return _away(words.MINUTES, -minutes if match["past"] else minutes)


def signed(match: re.Match[str], _asked: Asked) -> Reading:
    """Read +2w or -3天."""
    said = match.groupdict()
    kind, size = words.UNITS[said["unit"]] if said["unit"] else words.SHORT_UNITS[said["shortunit"]]
    number = _number(match, "n")
    if number < 0:
        return MomentTrouble.NOT_UNDERSTOOD
    return _away(kind, number * size * (-1 if match["sign"] == "-" else 1))


def english_from_now(match: re.Match[str], _asked: Asked) -> Reading:
    """Read "in 3 days" or "2 weeks ago"."""
    kind, size = words.ENGLISH_UNITS[match["englishunit"]]
    number = words.ENGLISH_NUMBERS.get(match["number"]) or int(match["number"])
    backwards = match.groupdict().get("past") is not None
    return _away(kind, -number * size if backwards else number * size)


def spoken_clock(match: re.Match[str], _asked: Asked) -> Reading:
    """Read 3点, 3点半, 3点一刻 or 3点20."""
    minute = 0
    if match["halfhour"]:
        minute = 30
    elif match["quarter"]:
        minute = 15 * _number(match, "quarter")
    elif match["minute"]:
        minute = _number(match, "minute")
    return (AtClock(_number(match, "hour"), minute, spoken=True),)


def written_clock(match: re.Match[str], _asked: Asked) -> Reading:
    """Read 14:30 or 3:30pm."""
    clock = AtClock(int(match["hours"]), int(match["minutes"] or 0), int(match["seconds"] or 0))
    return (clock, InPart(words.HALF_DAYS[match["half"]])) if match["half"] else (clock,)


def english_clock(match: re.Match[str], _asked: Asked) -> Reading:
    """Read 3pm."""
    return AtClock(int(match["hours"])), InPart(words.HALF_DAYS[match["half"]])


def short_day(match: re.Match[str], asked: Asked) -> Reading:
    """Read 今晚 or 明早."""
    part = words.DAY_PARTS[" ".join(match["part"].split())]
    return OnDay(asked.today + words.SHORT_DAYS[match["short"]]), InPart(part)


def digits(match: re.Match[str], _asked: Asked) -> Reading:
    """Read a date whose year, month and day are all digits."""
    return _on(day_number(int(match["y"]), int(match["m"]), int(match["d"])))


def part(match: re.Match[str], _asked: Asked) -> Reading:
    """Read a part of the day, 下午."""
    return (InPart(words.DAY_PARTS[" ".join(match["part"].split())]),)


def day_word(match: re.Match[str], asked: Asked) -> Reading:
    """Read 明天."""
    word = " ".join(match["word"].split())
    return (OnDay(asked.today + words.DAY_WORDS[word]),)


def tonight(_match: re.Match[str], asked: Asked) -> Reading:
    """Read "tonight"."""
    return OnDay(asked.today), InPart(words.EVENING)


def present(_match: re.Match[str], _asked: Asked) -> Reading:
    """Read 现在."""
    return (MinutesLater(0),)


def noon(_match: re.Match[str], _asked: Asked) -> Reading:
    """Read "noon"."""
    return (AtClock(12),)


def english_half_hour(_match: re.Match[str], _asked: Asked) -> Reading:
    """Read "in half an hour"."""
    return (MinutesLater(30),)
