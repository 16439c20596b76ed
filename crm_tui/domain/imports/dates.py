"""Dates as spreadsheets and people write them, from 1900 to 2100."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date, datetime

from crm_tui.domain.imports.cells import Cell
from crm_tui.domain.imports.faults import BadValueError, FaultCode
from crm_tui.domain.imports.values import Parser, entry_of
from crm_tui.domain.text import folded

FIRST_YEAR, LAST_YEAR = 1900, 2100

_SERIAL_ZERO = date(1899, 12, 30).toordinal()
_LEAP_DAY_THAT_NEVER_WAS = 60
_LAST_SERIAL = date(LAST_YEAR, 12, 31).toordinal() - _SERIAL_ZERO
_TIME = (
    r"(?:[t ]*\d{1,2}[:点时]\d{0,2}[分]?(?::?\d{1,2}(?:\.\d{1,6})?秒?)? ?(?:am|pm)?"
    r"(?:z|[+-]\d{2}:?\d{2})?)?"
)
_YEAR_FIRST = re.compile(
    rf"(\d{{4}}) ?[-/.,年—–·] ?(\d{{1,2}}) ?[-/.,月—–·] ?(\d{{1,2}}) ?[日号]?{_TIME}"
)
_COMPACT = re.compile(r"(\d{4})(\d{2})(\d{2})")
_YEAR_LAST = re.compile(rf"(\d{{1,2}})[-/.](\d{{1,2}})[-/.](\d{{4}}){_TIME}")
_CLOCK = re.compile(r"(\d{1,2})[:点时](\d{0,2})分?(?::?(\d{1,2}))?[^apm]*(am|pm)?")
_YEARLESS = re.compile(r"(?:--)?(1[0-2]|0?[1-9]) ?[-/.月] ?(3[01]|[12][0-9]|0?[1-9])[日号]?")
_LEAP_YEAR = 2024
_SERIAL = re.compile(r"\d{5}(?:\.\d+)?")
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_WORD = rf"({'|'.join(_MONTHS)})[a-z]*\.?"
_DAY_WORD_YEAR = re.compile(rf"(\d{{1,2}})(?:st|nd|rd|th)?[- ]{_WORD}[-, ]*(\d{{4}}){_TIME}")
_WORD_DAY_YEAR = re.compile(rf"{_WORD} ?(\d{{1,2}})(?:st|nd|rd|th)?,? (\d{{4}}){_TIME}")


def date_parser(*, until: date | None = None, day_first: bool | None = None) -> Parser[date]:
    """Return the parser of a date, none after `until`.

    `day_first` says what 3/4/2026 is; without it such a date is a fault.
    """
    last = until or date.max

    def parse(cell: Cell) -> date | None:
        day = parse_date(cell, day_first=day_first)
        if day is not None and day > last:
            raise BadValueError(FaultCode.DATE_IN_FUTURE, day.isoformat())
        return day

    return parse


def day_parser(today: date | None, day_first: bool | None = None) -> Parser[int]:
    """Return the parser of a day number, none after `today`."""
    parse_day = date_parser(until=today, day_first=day_first)

    def parse(cell: Cell) -> int | None:
        day = parse_day(cell)
        return None if day is None else day.toordinal()

    return parse


def birthday_parser(today: date, day_first: bool | None = None) -> Parser[str]:
    """Return the parser of a birthday, with its year (1980-05-01) or without (05-01)."""
    parse_day = date_parser(until=today, day_first=day_first)

    def parse(cell: Cell) -> str | None:
        if isinstance(cell, str) and (found := _YEARLESS.fullmatch(folded(entry_of(cell)))):
            _real_day(cell, _LEAP_YEAR, int(found[1]), int(found[2]))
            return f"{int(found[1]):02}-{int(found[2]):02}"
        day = parse_day(cell)
        return None if day is None else day.isoformat()

    return parse


def moment_parser(today: date, day_first: bool | None = None) -> Parser[tuple[int, int | None]]:
    """Return the parser of a day number and the second of that day, None when no time is told."""
    parse_day = date_parser(until=today, day_first=day_first)

    def parse(cell: Cell) -> tuple[int, int | None] | None:
        day = parse_day(cell)
        if day is None:
            return None
        if isinstance(cell, datetime):
            seconds = cell.hour * 3600 + cell.minute * 60 + cell.second
            return day.toordinal(), seconds or None
        return day.toordinal(), _second(cell) if isinstance(cell, str) else None

    return parse


def _second(text: str) -> int | None:
    """Return the second of the day that a text with a time tells."""
    found = _CLOCK.search(folded(text))
    if found is None:
        return None
    hour, minute, second = int(found[1]), int(found[2] or 0), int(found[3] or 0)
    if found[4]:
        hour = hour % 12 + (12 if found[4] == "pm" else 0)
    return None if hour > 23 or minute > 59 or second > 59 else hour * 3600 + minute * 60 + second


def day_first_in(cells: Iterable[Cell]) -> bool | None:
    """Return whether a column writes the day before the month, None when no cell of it tells."""
    for cell in cells:
        if isinstance(cell, str) and (
            found := _YEAR_LAST.fullmatch(" ".join(folded(cell).split()))
        ):
            first, second = int(found[1]), int(found[2])
            if max(first, second) > 12 >= min(first, second):
                return first > 12
    return None


def parse_date(cell: Cell, *, day_first: bool | None = None) -> date | None:
    """Return the day a cell means: a date, an Excel serial number (1900 system) or a text."""
    if isinstance(cell, datetime):
        return _within_years(cell.date())
    if isinstance(cell, date):
        return _within_years(cell)
    if isinstance(cell, (int, float)) and not isinstance(cell, bool):
        return _from_number(float(cell))
    text = entry_of(cell)
    return _from_text(text, day_first) if text else None


def _within_years(day: date) -> date:
    if not FIRST_YEAR <= day.year <= LAST_YEAR:
        raise BadValueError(FaultCode.DATE_OUT_OF_RANGE, day.isoformat())
    return day


def _from_number(number: float) -> date:
    text = entry_of(number)
    if _COMPACT.fullmatch(text):
        return _from_text(text, None)
    serial = int(number)
    if FIRST_YEAR <= number <= LAST_YEAR and number == serial:
        # A bare year; as a serial number it would be a day in 1905.
        raise BadValueError(FaultCode.DATE_NOT_UNDERSTOOD, text)
    if serial == _LEAP_DAY_THAT_NEVER_WAS:
        raise BadValueError(FaultCode.DATE_IMPOSSIBLE, "1900-02-29")
    if not 1 <= serial <= _LAST_SERIAL:
        raise BadValueError(FaultCode.DATE_OUT_OF_RANGE, text)
    # Excel counts a 29 February 1900, so the days before it are one later than the rest.
    return date.fromordinal(_SERIAL_ZERO + serial + (serial < _LEAP_DAY_THAT_NEVER_WAS))


def _from_text(text: str, day_first: bool | None) -> date:
    plain = " ".join(folded(text).split())
    found = _YEAR_FIRST.fullmatch(plain) or _COMPACT.fullmatch(plain)
    if found:
        year, month, day = map(int, found.groups())
        return _real_day(text, year, month, day)
    if found := _YEAR_LAST.fullmatch(plain):
        return _year_last(text, int(found[1]), int(found[2]), int(found[3]), day_first)
    if found := _DAY_WORD_YEAR.fullmatch(plain):
        return _real_day(text, int(found[3]), _month(found[2]), int(found[1]))
    if found := _WORD_DAY_YEAR.fullmatch(plain):
        return _real_day(text, int(found[3]), _month(found[1]), int(found[2]))
    if _SERIAL.fullmatch(plain):
        return _from_number(float(plain))
    raise BadValueError(FaultCode.DATE_NOT_UNDERSTOOD, text)


def _month(word: str) -> int:
    return _MONTHS.index(word) + 1


def _year_last(text: str, first: int, second: int, year: int, day_first: bool | None) -> date:
    """Return the day of 11/22/2026, which can be read in one way only, or as its column does."""
    if first <= 12 and second <= 12 and first != second:
        if day_first is None:
            raise BadValueError(FaultCode.DATE_AMBIGUOUS, text)
        month, day = (second, first) if day_first else (first, second)
    else:
        month, day = (first, second) if first <= 12 else (second, first)
    return _real_day(text, year, month, day)


def _real_day(text: str, year: int, month: int, day: int) -> date:
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise BadValueError(FaultCode.DATE_OUT_OF_RANGE, text)
    try:
        return date(year, month, day)
    except ValueError:
        raise BadValueError(FaultCode.DATE_IMPOSSIBLE, text) from None
