"""Dates as spreadsheets and people write them, from 1900 to 2100."""

from __future__ import annotations

import re
from datetime import date, datetime

from crm_tui.domain.imports.cells import Cell
from crm_tui.domain.imports.faults import BadValueError, FaultCode
from crm_tui.domain.imports.values import Parser, entry_of
from crm_tui.domain.text import folded

FIRST_YEAR, LAST_YEAR = 1900, 2100

_SERIAL_ZERO = date(1899, 12, 30).toordinal()
_LEAP_DAY_THAT_NEVER_WAS = 60
_LAST_SERIAL = date(LAST_YEAR, 12, 31).toordinal() - _SERIAL_ZERO
_TIME = r"(?:[t ]*\d{1,2}[:点时]\d{0,2}[分]?(?::?\d{1,2}(?:\.\d{1,6})?秒?)?z?)?"
_YEAR_FIRST = re.compile(
    rf"(\d{{4}}) ?[-/.,年—–·] ?(\d{{1,2}}) ?[-/.,月—–·] ?(\d{{1,2}}) ?[日号]?{_TIME}"
)
_COMPACT = re.compile(r"(\d{4})(\d{2})(\d{2})")
_YEAR_LAST = re.compile(rf"(\d{{1,2}})[-/.](\d{{1,2}})[-/.](\d{{4}}){_TIME}")
_SERIAL = re.compile(r"\d{5}(?:\.\d+)?")


def date_parser(*, until: date | None = None) -> Parser[date]:
    """Return the parser of a date, none after `until`."""
    last = until or date.max

    def parse(cell: Cell) -> date | None:
        day = parse_date(cell)
        if day is not None and day > last:
            raise BadValueError(FaultCode.DATE_IN_FUTURE, day.isoformat())
        return day

    return parse


def parse_date(cell: Cell) -> date | None:
    """Return the day a cell means: a date, an Excel serial number (1900 system) or a text."""
    if isinstance(cell, datetime):
        return _within_years(cell.date())
    if isinstance(cell, date):
        return _within_years(cell)
    if isinstance(cell, (int, float)) and not isinstance(cell, bool):
        return _from_number(float(cell))
    text = entry_of(cell)
    return _from_text(text) if text else None


def _within_years(day: date) -> date:
    if not FIRST_YEAR <= day.year <= LAST_YEAR:
        raise BadValueError(FaultCode.DATE_OUT_OF_RANGE, day.isoformat())
    return day


def _from_number(number: float) -> date:
    text = entry_of(number)
    if _COMPACT.fullmatch(text):
        return _from_text(text)
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


def _from_text(text: str) -> date:
    plain = " ".join(folded(text).split())
    found = _YEAR_FIRST.fullmatch(plain) or _COMPACT.fullmatch(plain)
    if found:
        year, month, day = map(int, found.groups())
        return _real_day(text, year, month, day)
    if found := _YEAR_LAST.fullmatch(plain):
        return _year_last(text, *map(int, found.groups()))
    if _SERIAL.fullmatch(plain):
        return _from_number(float(plain))
    raise BadValueError(FaultCode.DATE_NOT_UNDERSTOOD, text)


def _year_last(text: str, first: int, second: int, year: int) -> date:
    """Return the day of 11/22/2026, which can be read in one way only."""
    if first <= 12 and second <= 12 and first != second:
        raise BadValueError(FaultCode.DATE_AMBIGUOUS, text)
    month, day = (first, second) if first <= 12 else (second, first)
    return _real_day(text, year, month, day)


def _real_day(text: str, year: int, month: int, day: int) -> date:
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise BadValueError(FaultCode.DATE_OUT_OF_RANGE, text)
    try:
        return date(year, month, day)
    except ValueError:
        raise BadValueError(FaultCode.DATE_IMPOSSIBLE, text) from None
