"""The next contact in a line: which date it is, and what is to be done then."""

from __future__ import annotations

import re
from collections.abc import Iterator
from enum import Enum, auto

from crm_tui.domain.entries.vocabulary import (
    ACTIONS,
    APPOINTED,
    AT_A_DATE,
    NEXT_MARK,
    PART_OF_A_CLAUSE,
)
from crm_tui.domain.moments.finding import FoundMoment, moment_at
from crm_tui.domain.moments.values import Asked
from crm_tui.values import dataclass

NOTE_LIMIT = 500
BOUNDARY = ' \t\u3000,;:、，；：。！？!?()（）"“”'
_BETWEEN_HAN = re.compile("(?<=[\u3400-\u9fff])[ \t\u3000]+(?=[\u3400-\u9fff])")
_NOTE_ENDS = re.compile(r"[,;。!?\n]")
_WORDS_AFTER_BLANKS = re.compile(r"[ \t\u3000]\S")
_MOST_DATES = 12
"""Dates of one stretch that are looked at; more are no plan any more."""


@dataclass(frozen=True, slots=True)
class Plan:
    """The next contact: its date, and where that begins with the mark before it."""

    start: int
    found: FoundMoment


@dataclass(frozen=True, slots=True)
class Stretch:
    """A stretch of a half-width line that is free, in which a plan may stand."""

    plain: str
    start: int
    end: int


class Standing(Enum):
    """How a date to come stands in a line."""

    ALONE = auto()
    APPOINTED = auto()
    """It is the plan, and part of a sentence that stays whole: 约好后天10点上门."""
    INSIDE = auto()


def plans_in(stretch: Stretch, asked: Asked) -> Iterator[tuple[Plan, Standing]]:
    """Yield every date to come with how it stands there: as a plan, or inside a sentence."""
    place, dates = stretch.start, 0
    end = stretch.end
    while place < end:
        mark = NEXT_MARK.match(stretch.plain, place, end) if _at_word(stretch, place) else None
        begin = mark.end() if mark else place
        found = moment_at(stretch.plain[:end], begin, asked)
        if found is None:
            place += 1
            continue
        place = found.end
        if found.is_present or found.moment.instant <= asked.now:
            continue
        start = _start(stretch, begin) if mark is None else mark.start()
        yield Plan(start, found), Standing.ALONE if mark is not None else _standing(stretch, found)
        dates += 1
        if dates == _MOST_DATES:
            return


def _start(stretch: Stretch, place: int) -> int:
    """Return where a date begins, an English "on" before it included."""
    before = AT_A_DATE.search(stretch.plain[stretch.start : place])
    return place if before is None else stretch.start + before.start()


def _standing(stretch: Stretch, found: FoundMoment) -> Standing:
    before = stretch.plain[stretch.start : found.start]
    if APPOINTED.search(before) and found.has_day:
        return Standing.APPOINTED
    if PART_OF_A_CLAUSE.search(before) or not _stands_alone(stretch, found):
        return Standing.INSIDE
    return Standing.ALONE


def _at_word(stretch: Stretch, place: int) -> bool:
    return place == stretch.start or stretch.plain[place - 1] in BOUNDARY


def _stands_alone(stretch: Stretch, found: FoundMoment) -> bool:
    """Tell a date that is a plan from one that belongs to a sentence.

    It begins a clause, and is a word of its own, or names a time, or an action follows.
    """
    if not _at_word(stretch, found.start):
        return False
    following = stretch.plain[found.end : found.end + 1]
    if found.end >= stretch.end or following in BOUNDARY or following == "\n":
        return True
    if following == "的":
        return False
    names_a_time = found.has_day and found.moment.has_time
    return names_a_time or ACTIONS.match(stretch.plain, found.end) is not None


def note_of(stretch: Stretch, found: FoundMoment, asked: Asked) -> tuple[int, int]:
    """Return where the words of what to do then begin and end."""
    plain = stretch.plain
    start = found.end
    while start < stretch.end and plain[start] in " \t\u3000":
        start += 1
    ends = [stretch.end]
    for pattern in (_NOTE_ENDS, _BETWEEN_HAN):
        match = pattern.search(plain, start, stretch.end)
        if match is not None:
            ends.append(match.start())
    end = min(ends)
    end = min(end, _next_date(stretch, start, end, asked))
    while end > start and plain[end - 1] in BOUNDARY:
        end -= 1
    return (start, end) if end - start <= NOTE_LIMIT else (start, start)


def _next_date(stretch: Stretch, start: int, end: int, asked: Asked) -> int:
    """Return where another date begins a word in the note, else its end."""
    note = stretch.plain[:end]
    for match in _WORDS_AFTER_BLANKS.finditer(note, start, start + NOTE_LIMIT):
        if moment_at(note, match.end() - 1, asked) is not None:
            return match.end() - 1
    return end
