"""Remarks that are a diary: 11.3电话:要报价；11.8寄样 becomes one note for each day."""

from __future__ import annotations

import re
from datetime import date, timedelta

from crm_tui.domain.imports.parsed import DatedNote
from crm_tui.values import dataclass

_START = re.compile(
    r"(?:^|(?<=[\n;；。!！|｜]))[\s*·•\-—]*[(（【\[]?"
    r"(?:(?P<year>(?:19|20)?[0-9]{2})\s*[-./年]\s*)?"
    r"(?P<month>1[0-2]|0?[1-9])\s*[-./月]\s*(?P<day>3[01]|[12][0-9]|0?[1-9])(?:\s*[日号])?"
    r"(?:\s+[0-9]{1,2}:[0-9]{2}(?::[0-9]{2})?)?"
    r"[)）】\]]?(?![0-9a-zA-Z.%％折万亿千元块米吨斤件台套个寸度倍名人/-])[\s:：,，、—\-]*"
)
_COMMAS = re.compile(r"[,，](?=\s*(?:(?:1[0-2]|0?[1-9])[./月](?:3[01]|[12][0-9]|0?[1-9])))")
_ENDS = " \t\n;；。|｜,，"
_YEAR_DAYS = 366
MOST_NOTES = 200


@dataclass(frozen=True, slots=True)
class _Entry:
    year: int | None
    month: int
    day: int
    text: str


def split_notes(remarks: str, today: date) -> tuple[tuple[DatedNote, ...], str]:
    """Return the dated notes of remarks, oldest first, and what is left of the remarks.

    A day without a year is the last such day up to the note after it, or to today.
    """
    # A comma parts two notes only where the first begins with its day.
    text = _COMMAS.sub("；", remarks) if _START.match(remarks) else remarks
    found = list(_START.finditer(text))[:MOST_NOTES]
    if not found:
        return (), remarks
    ends = [match.start() for match in found[1:]] + [len(text)]
    entries = [
        _Entry(
            _full_year(match["year"]),
            int(match["month"]),
            int(match["day"]),
            text[match.end() : end].strip(_ENDS),
        )
        for match, end in zip(found, ends, strict=True)
    ]
    if not all(entry.text for entry in entries):
        return (), remarks
    days = _days_of(entries, today)
    if days is None:
        return (), remarks
    notes = sorted(
        (DatedNote(day.toordinal(), entry.text) for day, entry in zip(days, entries, strict=True)),
        key=lambda note: note.day,
    )
    return tuple(notes), text[: found[0].start()].strip(_ENDS)


def _full_year(written: str | None) -> int | None:
    if written is None:
        return None
    return int(written) if len(written) == 4 else 2000 + int(written)


def _days_of(entries: list[_Entry], today: date) -> list[date] | None:
    """Return the days in the order in which they make the shorter story; None for no days."""
    newest_last = _chained(entries[::-1], today)
    newest_first = _chained(entries, today)
    if newest_last is None or newest_first is None:
        return None
    if newest_first[0] - newest_first[-1] < newest_last[0] - newest_last[-1]:
        return newest_first
    return newest_last[::-1]


def _chained(entries: list[_Entry], today: date) -> list[date] | None:
    """Return the days, each the last one possible up to the one before; the first up to today."""
    latest = today
    days: list[date] = []
    for entry in entries:
        day = _last_such_day(entry, latest)
        if day is None or day > today:
            return None
        days.append(day)
        latest = min(latest, day)
    return days


def _last_such_day(entry: _Entry, latest: date) -> date | None:
    if entry.year is not None:
        return _day(entry.year, entry.month, entry.day)
    earliest = latest - timedelta(days=_YEAR_DAYS * 8)
    for year in range(latest.year, earliest.year, -1):
        day = _day(year, entry.month, entry.day)
        if day is not None and day <= latest:
            return day
    return None


def _day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None
