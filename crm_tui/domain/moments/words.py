"""The words of the date grammar and what each stands for."""

from __future__ import annotations

from crm_tui.domain.moments.festivals import FESTIVALS
from crm_tui.domain.moments.values import DayPart
from crm_tui.domain.numerals import CHINESE_NUMERALS

DAY_WORDS = {
    "今天": 0, "今日": 0, "明天": 1, "明日": 1, "后天": 2, "后日": 2, "大后天": 3,
    "昨天": -1, "昨日": -1, "前天": -2, "前日": -2, "大前天": -3,
    "today": 0, "tomorrow": 1, "day after tomorrow": 2,
    "yesterday": -1, "day before yesterday": -2,
}  # fmt: skip

SHORT_DAYS = {"今": 0, "明": 1, "后": 2, "昨": -1, "前": -2}
"""Days as they are said before a part of the day: 今晚, 明早."""

_DAWN = DayPart(5, 0, 6)
_EARLY = DayPart(8, 4, 12)
_FORENOON = DayPart(9, 1, 12)
_NOON = DayPart(12, 11, 14)
_AFTERNOON = DayPart(14, 12, 23)
_DUSK = DayPart(18, 16, 20)
EVENING = DayPart(19, 17, 24)

DAY_PARTS = {
    "凌晨": _DAWN, "清晨": _EARLY, "早上": _EARLY, "早晨": _EARLY, "早": _EARLY,
    "上午": _FORENOON, "中午": _NOON, "下午": _AFTERNOON, "午后": _AFTERNOON,
    "傍晚": _DUSK, "晚上": EVENING, "晚间": EVENING, "夜里": EVENING, "晚": EVENING,
    "in the morning": _EARLY, "morning": _EARLY,
    "in the afternoon": _AFTERNOON, "afternoon": _AFTERNOON,
    "in the evening": EVENING, "evening": EVENING, "night": EVENING,
}  # fmt: skip

HALF_DAYS = {
    "am": DayPart(9, 0, 11), "a.m.": DayPart(9, 0, 11),
    "pm": DayPart(14, 12, 23), "p.m.": DayPart(14, 12, 23),
}  # fmt: skip

WEEKDAYS = {"一": 0, "二": 1, "三": 2, "四": 3, "五": 4, "六": 5, "日": 6, "天": 6, "末": 5} | {
    str(number + 1): number for number in range(7)
}
"""周末 is Saturday."""

ENGLISH_WEEKDAYS = {
    name: number
    for number, names in enumerate(
        (
            ("monday", "mon"),
            ("tuesday", "tues", "tue"),
            ("wednesday", "wed"),
            ("thursday", "thurs", "thur", "thu"),
            ("friday", "fri"),
            ("saturday", "sat"),
            ("sunday", "sun"),
        )
    )
    for name in names
}

ENGLISH_MONTHS = {
    name: number
    for number, names in enumerate(
        (
            ("january", "jan"),
            ("february", "feb"),
            ("march", "mar"),
            ("april", "apr"),
            ("may",),
            ("june", "jun"),
            ("july", "jul"),
            ("august", "aug"),
            ("september", "sept", "sep"),
            ("october", "oct"),
            ("november", "nov"),
            ("december", "dec"),
        ),
        start=1,
    )
    for name in names
}

WHICH = {
    "本": 0, "这": 0, "这个": 0, "当": 0, "下": 1, "下个": 1, "下下": 2, "下下个": 2,
    "上": -1, "上个": -1, "上上": -2, "上上个": -2,
}  # fmt: skip
"""Which week or month, from the present one."""

ENGLISH_WHICH = {"this": 0, "next": 1, "last": -1}

YEAR_WORDS = {"今年": 0, "本年": 0, "明年": 1, "后年": 2, "去年": -1, "前年": -2}

EDGES = {"初": 1, "中": 15, "底": 0, "末": 0}
"""The day of the month that is meant; 0 is its last."""

MONTHS, DAYS, MINUTES = "months", "days", "minutes"

UNITS = {
    "天": (DAYS, 1), "日": (DAYS, 1), "周": (DAYS, 7), "星期": (DAYS, 7), "个星期": (DAYS, 7),
    "礼拜": (DAYS, 7), "个礼拜": (DAYS, 7), "个月": (MONTHS, 1), "个季度": (MONTHS, 3),
    "年": (MONTHS, 12), "小时": (MINUTES, 60), "个小时": (MINUTES, 60), "个钟头": (MINUTES, 60),
    "分钟": (MINUTES, 1), "分": (MINUTES, 1),
}  # fmt: skip

HALF_UNITS = {
    "小时": (MINUTES, 30), "个小时": (MINUTES, 30), "个钟头": (MINUTES, 30),
    "个月": (DAYS, 15), "年": (MONTHS, 6),
}  # fmt: skip

SHORT_UNITS = {
    "d": (DAYS, 1), "w": (DAYS, 7), "m": (MONTHS, 1), "y": (MONTHS, 12),
    "h": (MINUTES, 60), "min": (MINUTES, 1),
}  # fmt: skip

ENGLISH_UNITS = {
    "day": (DAYS, 1), "days": (DAYS, 1), "week": (DAYS, 7), "weeks": (DAYS, 7),
    "month": (MONTHS, 1), "months": (MONTHS, 1), "year": (MONTHS, 12), "years": (MONTHS, 12),
    "hour": (MINUTES, 60), "hours": (MINUTES, 60), "minute": (MINUTES, 1),
    "minutes": (MINUTES, 1), "min": (MINUTES, 1), "mins": (MINUTES, 1),
}  # fmt: skip

ENGLISH_NUMBERS = {"a": 1, "an": 1} | {
    name: number
    for number, name in enumerate(
        ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"), start=1
    )
}

NOW_WORDS = ("现在", "刚才", "刚刚", "just now", "now")

NUMERAL = rf"(?:[0-9]{{1,4}}|[{CHINESE_NUMERALS}]+)"

FESTIVAL_WORDS = FESTIVALS
"""Festivals by their names; 年前 and 年后 are before and after 春节."""

SIDES = {
    "前": -1, "之前": -1, "以前": -1, "后": 1, "之后": 1, "以后": 1, "过后": 1,
    "before": -1, "after": 1,
}  # fmt: skip

WHICH_ONE = {"第一个": 1, "首个": 1, "头一个": 1, "最后一个": -1, "first": 1, "last": -1}
"""Which working day of a stretch."""
