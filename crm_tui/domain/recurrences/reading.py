"""Read how often work comes again, as people type it: 每周一, every 2 weeks until dec 31."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import datetime
from zoneinfo import ZoneInfo

from crm_tui.domain.moments import MomentFault, parse_day
from crm_tui.domain.moments.words import ENGLISH_WEEKDAYS, WEEKDAYS
from crm_tui.domain.numerals import half_width, integer_from
from crm_tui.domain.recurrences.values import (
    LAST,
    LONGEST_INTERVAL,
    MOST_TIMES,
    Recurrence,
    RecurrenceFault,
    RecurrenceTrouble,
    RecurrenceUnit,
)

_LONGEST_TEXT = 100
_LONGEST_MONTH = 31
_MONTHS_A_YEAR = 12
_NUMBER = "[0-9]{1,3}|[一二两三四五六七八九十廿卅]{1,4}"
_WEEK = "周|星期|礼拜"
_DAY = "一二三四五六日天末1-7"
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_ORDINALS = {
    "first": 1, "1st": 1, "second": 2, "2nd": 2, "third": 3, "3rd": 3, "fourth": 4, "4th": 4,
    "last": LAST,
}  # fmt: skip
_ENGLISH_DAY = "|".join(sorted(ENGLISH_WEEKDAYS, key=len, reverse=True))
_ENGLISH_DAYS = rf"(?:{_ENGLISH_DAY})s?(?:(?:,| and|, and|、)\s*(?:{_ENGLISH_DAY})s?)*"
_WORKING = "working days?|work ?days?|weekdays?|business days?"
_EVERY = r"every (?:(?P<number>[0-9]{1,3}|other) )?"

_ENDS = (
    re.compile(
        rf"^(?P<body>.*?)(?:[,、;\s]+|(?=一?共|总共|重复))\s*(?:一共|共|总共|重复)?"
        rf"(?P<count>{_NUMBER})\s*[次遍回]$"
    ),
    re.compile(r"^(?P<body>.*?)[,;]?\s+(?:for )?(?P<count>[0-9]{1,3}) times$"),
    re.compile(r"^(?P<body>.*?)[,、;]?\s*(?:直到|截至|到|至)(?P<until>.+?)(?:为?止)?$"),
    re.compile(r"^(?P<body>.*?)[,;]?\s+(?:until|till|through) (?P<until>.+)$"),
)
_WEEK_RANGE = re.compile(
    rf"(?P<week>{_WEEK})(?P<first>[{_DAY}])[到至~-](?:{_WEEK})?(?P<last>[{_DAY}])(?![0-9月号日])"
)
_ONCE = re.compile("[一1]次$")


def parse_recurrence(text: str, *, now: datetime, zone: ZoneInfo) -> Recurrence | RecurrenceFault:
    """Return the rule that a person means by this text, or what is wrong with it.

    What it leaves open, such as the day of 每月, `anchored` takes from the first day.
    """
    plain = " ".join(half_width(text[: _LONGEST_TEXT + 1]).split())
    if len(plain) > _LONGEST_TEXT or not plain:
        return RecurrenceFault(RecurrenceTrouble.NOT_UNDERSTOOD, text.strip()[:_LONGEST_TEXT])
    plain = _WEEK_RANGE.sub(_spelt_out, plain.replace("週", "周"))
    # 每周一次 is weekly, not one time.
    whole = _body(plain) or _body(_ONCE.sub("", plain))
    if whole is not None:
        return _possible(whole, text)
    for pattern in _ENDS:
        found = pattern.match(plain)
        body = None if found is None else _body(found["body"].strip(" ,、;"))
        if found is None or body is None:
            continue
        ended = _ended(body, found, now, zone)
        return ended if isinstance(ended, RecurrenceFault) else _possible(ended, text)
    return RecurrenceFault(RecurrenceTrouble.NOT_UNDERSTOOD, text.strip())


def _spelt_out(found: re.Match[str]) -> str:
    """Return 周一二三四五 for 周一到周五."""
    first, last = WEEKDAYS[found["first"]], WEEKDAYS[found["last"]]
    days = range(first, last + 1) if first <= last else (*range(first, 7), *range(last + 1))
    return found["week"] + "".join(str(day + 1) for day in days)


def _ended(
    rule: Recurrence, found: re.Match[str], now: datetime, zone: ZoneInfo
) -> Recurrence | RecurrenceFault:
    said = found.groupdict()
    if said.get("count"):
        return replace(rule, count=_integer(said["count"]))
    until = parse_day(said["until"], now=now, zone=zone)
    if isinstance(until, MomentFault):
        return RecurrenceFault(RecurrenceTrouble.END_NOT_UNDERSTOOD, said["until"])
    return replace(rule, until=until)


def _possible(rule: Recurrence, text: str) -> Recurrence | RecurrenceFault:
    is_possible = (
        1 <= rule.interval <= LONGEST_INTERVAL
        and (rule.count is None or 1 <= rule.count <= MOST_TIMES)
        and all(day == LAST or 1 <= day <= _LONGEST_MONTH for day in rule.days)
        and 0 <= rule.month <= _MONTHS_A_YEAR
    )
    if is_possible:
        return rule
    return RecurrenceFault(RecurrenceTrouble.OUT_OF_RANGE, text.strip())


def _body(plain: str) -> Recurrence | None:
    spoken = re.sub(r"\s+|的", "", plain)
    for patterns, said in ((_CHINESE, spoken), (_ENGLISH, plain)):
        for pattern, meaning in patterns:
            found = pattern.fullmatch(said)
            rule = None if found is None else meaning(found)
            if rule is not None:
                return rule
    return None


def _integer(numeral: str) -> int:
    return integer_from(numeral) or 0


def _interval(found: re.Match[str]) -> int:
    said = found.groupdict().get("number")
    match said:
        case None | "":
            return 1
        case "other":
            return 2
        case _:
            return _integer(said)


# Chinese ------------------------------------------------------------------------------------------


def _weeks(found: re.Match[str]) -> Recurrence:
    is_every_other = found["every"] in {"隔", "双"} and not found["number"]
    days = {WEEKDAYS[sign] for sign in found["days"] or "" if sign in WEEKDAYS}
    if "末" in (found["days"] or ""):
        days.add(6)
    interval = 2 if is_every_other else _interval(found)
    return Recurrence(RecurrenceUnit.WEEK, interval, weekdays=tuple(sorted(days)))


def _days_of_month(found: re.Match[str]) -> Recurrence:
    said = found["days"] or ""
    numbers = [_integer(each) for each in re.findall(_NUMBER, said)]
    if re.search("末|底|最后", said):
        numbers = [LAST]
    if said == "初":
        numbers = [1]
    rule = Recurrence(RecurrenceUnit.MONTH, _interval(found))
    return replace(rule, days=tuple(dict.fromkeys(numbers)))


def _place_in_month(found: re.Match[str]) -> Recurrence:
    place = LAST if found["place"] == "最后" else _integer(found["place"])
    weekdays = () if found["day"] is None else (WEEKDAYS[found["day"]],)
    return Recurrence(
        RecurrenceUnit.MONTH, _interval(found), weekdays=weekdays, place=place or _NOWHERE
    )


_NOWHERE = 99


def _day_of_year(found: re.Match[str]) -> Recurrence:
    rule = Recurrence(RecurrenceUnit.YEAR, _interval(found))
    if not found["month"]:
        return rule
    # What is no month or no day of one is out of range, and said to be.
    return replace(rule, month=_integer(found["month"]) or _NOWHERE, days=(_integer(found["day"]),))


def _fixed(unit: RecurrenceUnit, interval: int) -> Callable[[re.Match[str]], Recurrence]:
    return lambda _found: Recurrence(unit, interval)


def _every(unit: RecurrenceUnit) -> Callable[[re.Match[str]], Recurrence]:
    return lambda found: Recurrence(unit, _interval(found))


_Meaning = Callable[[re.Match[str]], Recurrence | None]


def _compiled(rows: Iterator[tuple[str, _Meaning]]) -> tuple[tuple[re.Pattern[str], _Meaning], ...]:
    return tuple((re.compile(pattern), meaning) for pattern, meaning in rows)


_N = rf"(?P<number>{_NUMBER})"
_CHINESE_WEEK = (
    rf"(?P<every>每隔?|隔|双){_N}?个?(?:{_WEEK})"
    rf"(?:{_WEEK})?(?P<days>[{_DAY}](?:(?:{_WEEK}|[、,和及])*[{_DAY}])*)?"
)
_CHINESE_MONTH = (
    rf"每{_N}?个?月(?P<days>(?:{_NUMBER})[日号]?(?:[、,和及](?:{_NUMBER})[日号]?)*"
    "|最后[一1]?天|[月]?[末底]|月?初)?"
)
_CHINESE_PLACE = (
    rf"每{_N}?个?月第?(?P<place>[一二三四1-4]|最后)[一1]?个?"
    rf"(?:工作日|(?:{_WEEK})(?P<day>[{_DAY}]))"
)
_CHINESE = _compiled(
    iter(
        (
            ("(?:每|每1)[天日]|天天", _fixed(RecurrenceUnit.DAY, 1)),
            ("隔[天日]", _fixed(RecurrenceUnit.DAY, 2)),
            (rf"每隔?{_N}天", _every(RecurrenceUnit.DAY)),
            (rf"(?:每{_N}?个?)?工作日", _every(RecurrenceUnit.WORKING_DAY)),
            (_CHINESE_WEEK, _weeks),
            (_CHINESE_MONTH, _days_of_month),
            (_CHINESE_PLACE, _place_in_month),
            ("每季度?|每个季度", _fixed(RecurrenceUnit.MONTH, 3)),
            ("每半年", _fixed(RecurrenceUnit.MONTH, 6)),
            (
                rf"每{_N}?年(?:(?P<month>{_NUMBER})[月-](?P<day>{_NUMBER})[日号]?)?",
                _day_of_year,
            ),
        )
    )
)


# English ------------------------------------------------------------------------------------------


def _english_weeks(found: re.Match[str]) -> Recurrence:
    said = re.findall(_ENGLISH_DAY, found.groupdict().get("days") or "")
    days = tuple(sorted({ENGLISH_WEEKDAYS[each] for each in said}))
    return Recurrence(RecurrenceUnit.WEEK, _interval(found), weekdays=days)


def _english_month(found: re.Match[str]) -> Recurrence:
    said = found["days"] or ""
    days = [int(each) for each in re.findall("[0-9]+", said)]
    if "last" in said:
        days = [LAST]
    return Recurrence(RecurrenceUnit.MONTH, _interval(found), days=tuple(dict.fromkeys(days)))


def _english_place(found: re.Match[str]) -> Recurrence:
    day = found["day"]
    weekdays = () if day is None else (ENGLISH_WEEKDAYS[day],)
    place = _ORDINALS[found["place"]]
    return Recurrence(RecurrenceUnit.MONTH, _interval(found), weekdays=weekdays, place=place)


def _english_year(found: re.Match[str]) -> Recurrence:
    rule = Recurrence(RecurrenceUnit.YEAR, _interval(found))
    if not found["month"]:
        return rule
    month = _MONTHS.index(found["month"]) + 1
    return replace(rule, month=month, days=(int(found["day"]),))


_ENGLISH_MONTH = (
    rf"(?:monthly|{_EVERY}months?)(?:,? on (?:the )?(?P<days>last day"
    r"|[0-9]{1,2}(?:st|nd|rd|th)?(?:(?:,| and|, and) (?:the )?[0-9]{1,2}"
    r"(?:st|nd|rd|th)?)*))?"
)
_ENGLISH_PLACE = (
    rf"(?:monthly|{_EVERY}months?),? on (?:the )?(?P<place>{'|'.join(_ORDINALS)}) "
    rf"(?:(?P<day>{_ENGLISH_DAY})|{_WORKING})"
)
_ENGLISH_YEAR = (
    rf"(?:yearly|annually|{_EVERY}years?)(?:,? on (?P<month>{'|'.join(_MONTHS)})[a-z]*"
    r" (?P<day>[0-9]{1,2})(?:st|nd|rd|th)?)?"
)
_ENGLISH = _compiled(
    iter(
        (
            ("daily|every day", _fixed(RecurrenceUnit.DAY, 1)),
            (rf"{_EVERY}days?", _every(RecurrenceUnit.DAY)),
            (rf"(?:{_EVERY})?(?:{_WORKING})", _every(RecurrenceUnit.WORKING_DAY)),
            ("biweekly|fortnightly", _fixed(RecurrenceUnit.WEEK, 2)),
            (rf"(?:weekly|{_EVERY}weeks?)(?:,? on (?P<days>{_ENGLISH_DAYS}))?", _english_weeks),
            (rf"{_EVERY}(?P<days>{_ENGLISH_DAYS})", _english_weeks),
            (_ENGLISH_MONTH, _english_month),
            (_ENGLISH_PLACE, _english_place),
            (r"quarterly|every quarter", _fixed(RecurrenceUnit.MONTH, 3)),
            (_ENGLISH_YEAR, _english_year),
        )
    )
)
