"""The date grammar: one row for each way of saying a day or a time."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache

from crm_tui.domain.moments import readers, words, workdays
from crm_tui.domain.moments.readers import Reader
from crm_tui.domain.numerals import CHINESE_NUMERALS


def _any_of(names: Iterable[str]) -> str:
    """Return a pattern for any of the words, the longest first; blanks may be any number."""
    in_order = sorted(names, key=len, reverse=True)
    return "|".join(re.escape(name).replace(r"\ ", r"\s+") for name in in_order)


_TOKENS = {
    "n": words.NUMERAL,
    "month": words.NUMERAL,
    "day": words.NUMERAL,
    "hour": words.NUMERAL,
    "minute": words.NUMERAL,
    "year": r"[12][0-9]{3}|[一二][零〇一二三四五六七八九]{3}",
    "yearword": _any_of(words.YEAR_WORDS),
    "word": _any_of(words.DAY_WORDS),
    "short": _any_of(words.SHORT_DAYS),
    "part": _any_of(words.DAY_PARTS),
    "half": _any_of(words.HALF_DAYS),
    "which": _any_of(words.WHICH),
    "this": _any_of(words.ENGLISH_WHICH),
    "weekday": "[一二三四五六日天末]|[1-7](?![0-9:])",
    "weekdayname": _any_of(words.ENGLISH_WEEKDAYS),
    "monthname": _any_of(words.ENGLISH_MONTHS),
    "edge": _any_of(words.EDGES),
    "unit": _any_of(words.UNITS),
    "halfunit": _any_of(words.HALF_UNITS),
    "shortunit": _any_of(words.SHORT_UNITS),
    "englishunit": _any_of(words.ENGLISH_UNITS),
    "number": rf"[0-9]{{1,4}}|{_any_of(words.ENGLISH_NUMBERS)}",
    "now": _any_of(words.NOW_WORDS),
    "sign": r"[+-]",
    "past": r"(?:之|以)?前|ago",
    "festival": _any_of(words.FESTIVAL_WORDS),
    "side": "(?:之|以|过)?[前后]",
    "englishside": "before|after",
    "whichone": _any_of(words.WHICH_ONE),
}


def _compiled(pattern: str) -> re.Pattern[str]:
    """Return the row's pattern: a blank allows blanks, <name> is a token of that name."""
    spaced = pattern.replace(" ", r"\s*")
    named = re.sub(
        r"(?<!P)<(\w+)>",
        lambda token: f"(?P<{token[1]}>{_TOKENS[token[1]]})",
        spaced,
        flags=re.ASCII,
    )
    return re.compile(rf"(?:{named})(?![a-z])")


_WEEK = "(?:周|星期|礼拜)"
_FROM_NOW = "(?:<past>|(?:之|以)?后)"
_NO_MORE = "(?![-/.]?[0-9])"
_ANY_YEAR = "(?:(?:<year> 年|<yearword>) 的? )?"
_MINUTE = f"<minute> (?:分|(?![0-9{CHINESE_NUMERALS}年月日号天周星礼个小/.:-]))"
_TWO = "[0-9]{1,2}"
_BOTH = "[0-9]{2}"
_FOUR = "[12][0-9]{3}"
_END = "(?![0-9:])"
_WORKDAY = "(?:工作日|上班日)"
_WORKDAY_OF_SIDE = f"(?: 的? (?:<whichone>|第 <n> 个) {_WORKDAY})?"
_ENGLISH_WORKDAY = "(?:working|business|work) days?"

ROWS: tuple[tuple[str, Reader], ...] = (
    ("<now>", readers.present),
    ("<word>", readers.day_word),
    ("<short> <part>", readers.short_day),
    ("tonight", readers.tonight),
    (f"<which>? {_WEEK} <weekday>", readers.weekday),
    (f"<which> {_WEEK}", readers.which_week),
    (f"{_ANY_YEAR}<month> 月 <day> (?:[日号]|{_NO_MORE})", readers.month_day),
    (f"{_ANY_YEAR}<month> 月 份? <edge>", readers.edge_of_named_month),
    ("<which>? 月 <edge>", readers.edge_of_month),
    ("(?:<yearword> 年?|<year> 年|年) (?P<edge>[初底末])", readers.edge_of_year),
    ("<which> 月 份? 的? <day> [日号]", readers.day_of_which_month),
    ("<which> 月", readers.which_month),
    ("<day> [日号]", readers.day_of_month),
    (
        f"(?P<y>{_FOUR})(?P<s>[-/.])(?P<m>{_TWO})(?P=s)(?P<d>{_TWO})(?:t(?=[0-9])|{_NO_MORE})",
        readers.digits,
    ),
    (f"(?P<y>{_FOUR})(?P<m>{_BOTH})(?P<d>{_BOTH}){_NO_MORE}", readers.digits),
    (f"(?P<month>{_TWO})[-/.](?P<day>{_TWO}){_NO_MORE}", readers.month_day),
    (f"<n> <unit> {_FROM_NOW}", readers.from_now),
    (f"半 <halfunit> {_FROM_NOW}", readers.half_from_now),
    (f"<n> 个 半 (?:小时|钟头) {_FROM_NOW}", readers.hours_and_half),
    ("<sign> <n> (?:<unit>|<shortunit>)", readers.signed),
    (
        f"<hour> [点时點] (?:(?P<halfhour>半)|(?P<quarter>[13一三]) 刻|[钟整]|{_MINUTE})?",
        readers.spoken_clock,
    ),
    (
        f"(?P<hours>{_TWO}) : (?P<minutes>{_BOTH})(?: : (?P<seconds>{_BOTH}))?{_END}(?: <half>)?",
        readers.written_clock,
    ),
    (f"(?P<hours>{_TWO}) <half>", readers.english_clock),
    ("noon", readers.noon),
    ("<part>", readers.part),
    ("(?:<this> )?<weekdayname>", readers.english_weekday),
    ("<this> (?P<whole>week|month)", readers.english_next),
    ("(?:the )?end of (?:the|<this>)? (?P<whole>month|year)", readers.english_end),
    (
        f"<monthname>[.]? (?P<day>{_TWO})(?![0-9])(?:st|nd|rd|th)?(?: ,? <year>(?![0-9:]))?",
        readers.english_date,
    ),
    (
        f"(?P<day>{_TWO})(?:st|nd|rd|th)? (?:of)? <monthname>[.]?(?: ,? <year>(?![0-9:]))?",
        readers.english_date,
    ),
    ("in <number> <englishunit>", readers.english_from_now),
    ("in half an hour", readers.english_half_hour),
    ("<number> <englishunit> (?:<past>|later|from now)", readers.english_from_now),
    ("<yearword>? 的? <festival>", workdays.festival),
    (f"<yearword>? 的? <festival> <side>{_WORKDAY_OF_SIDE}", workdays.beside_festival),
    (f"年 <side>{_WORKDAY_OF_SIDE}", workdays.beside_new_year),
    (f"节 <side>{_WORKDAY_OF_SIDE}", workdays.beside_next_holiday),
    (f"下 一? 个? {_WORKDAY}", workdays.next_workday),
    (f"<n> 个? {_WORKDAY} {_FROM_NOW}", workdays.workdays_from_now),
    (f"<which> 月 份? 的? <whichone> {_WORKDAY}", workdays.workday_of_month),
    (f"<which> {_WEEK} 的? <whichone> {_WORKDAY}", workdays.workday_of_week),
    (f"月 [底末]? 的? 最后一个 {_WORKDAY}", workdays.last_workday_of_month),
    ("(?:之|以)?前(?![0-9天日年周])", workdays.until),
    ("<englishside> (?:the )?<festival>", workdays.english_beside_festival),
    (
        f"(?:the )?<whichone> {_ENGLISH_WORKDAY} <englishside> (?:the )?<festival>",
        workdays.english_beside_festival,
    ),
    (f"next {_ENGLISH_WORKDAY}", workdays.next_workday),
    (f"in <number> {_ENGLISH_WORKDAY}", workdays.english_workdays),
)
"""Each way of saying something: <name> is a token, a blank allows any blanks or none."""


@cache
def rules() -> tuple[tuple[re.Pattern[str], Reader], ...]:
    """Return the rows ready to match; where several match, the longest is meant, then the first.

    They are compiled at the first call, which takes longer than importing all of the grammar.
    """
    return tuple((_compiled(pattern), reader) for pattern, reader in ROWS)
