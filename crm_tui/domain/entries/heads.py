"""The words a line begins with: when it was, with whom, how, what came of it, how it was taken."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

from crm_tui.domain.contacts import ContactRow
from crm_tui.domain.dictionaries import DictionaryItem
from crm_tui.domain.entries.people import contact_at
from crm_tui.domain.entries.values import SpanKind
from crm_tui.domain.entries.vocabulary import (
    CALL_BACK,
    MOOD_LABEL,
    SPEECH,
    Word,
    word_at,
)
from crm_tui.domain.follow_ups import Mood
from crm_tui.domain.moments import Moment
from crm_tui.domain.moments.finding import FoundMoment, moment_at
from crm_tui.domain.moments.values import Asked
from crm_tui.values import dataclass

_SKIPPED = re.compile(r"[ \t\u3000,;:、]*")
_BEFORE_A_NAME = re.compile("[给跟和与同向约找]")
_ENDS_CLAUSE = frozenset(" \t\u3000,;:、，；：。！？!?()（）\n")
_LONGEST_AGO = timedelta(days=8)
"""An open date before what was done (周五 电话) is the last such day, if it is so near."""


@dataclass(frozen=True, slots=True)
class Unit:
    """A word at a line's beginning and what it was understood as."""

    start: int
    end: int
    kind: SpanKind
    name_start: int = 0
    """Where the name begins, behind 给 or 跟."""
    people: tuple[ContactRow, ...] = ()
    item: DictionaryItem | None = None
    mood: Mood | None = None
    moment: Moment | None = None


@dataclass(frozen=True, slots=True)
class Words:
    """The office's words by what they are for, the longest spelling first."""

    methods: Sequence[Word]
    results: Sequence[Word]
    moods: Sequence[Word]


@dataclass(frozen=True, slots=True)
class Head:
    """What a line begins with: words taken out, a name that stays, and where the rest begins."""

    taken: tuple[Unit, ...]
    staying: Unit | None
    end: int


@dataclass(frozen=True, slots=True)
class HeadReader:
    """Reads the beginning of a line."""

    plain: str
    contacts: Sequence[ContactRow]
    words: Words
    asked: Asked

    def read(self, start: int, end: int) -> Head:
        """Return what a stretch of the line begins with."""
        taken: list[Unit] = []
        place = self._skip(start, end)
        while place < end:
            run = self._run(place, end, {each.kind for each in taken})
            if not run:
                break
            sound = self._sound(run, end)
            taken += sound
            if len(sound) < len(run):
                staying = next((each for each in run if each.kind is SpanKind.CONTACT), None)
                kept = None if staying in sound else staying
                return Head(tuple(taken), kept, run[len(sound)].start)
            last = self._skip(run[-1].end, end)
            if last == run[-1].end:
                place = last
                break
            place = last
        return Head(tuple(taken), None, place)

    def _skip(self, place: int, end: int) -> int:
        match = _SKIPPED.match(self.plain, place, end)
        return match.end() if match else place

    def _run(self, place: int, end: int, kinds: set[SpanKind]) -> list[Unit]:
        """Return the words that stand there without anything between them, one of each kind."""
        run: list[Unit] = []
        while place < end:
            unit = self._unit(place, end)
            if unit is None or unit.kind in kinds or unit.kind in {each.kind for each in run}:
                break
            run.append(unit)
            place = unit.end
        return run

    def _sound(self, run: list[Unit], end: int) -> list[Unit]:
        """Return as many of the words as may be taken out without tearing a sentence apart."""
        sound = list(run)
        while sound and not self._may_end(sound[-1], end):
            sound.pop()
        return sound

    def _may_end(self, last: Unit, end: int) -> bool:
        if last.end >= end or self.plain[last.end] in _ENDS_CLAUSE:
            is_method = last.kind is SpanKind.METHOD
            return not (is_method and CALL_BACK.match(self.plain, last.end, end))
        return last.kind is SpanKind.METHOD and bool(SPEECH.match(self.plain, last.end))

    def _unit(self, place: int, end: int) -> Unit | None:
        """Return the longest word that stands at a place."""
        found = [
            unit
            for unit in (
                self._date(place, end),
                self._contact(place, end),
                self._item(place, SpanKind.METHOD, self.words.methods),
                self._item(place, SpanKind.RESULT, self.words.results),
                self._mood(place),
            )
            if unit is not None and unit.end <= end
        ]
        return max(found, key=lambda unit: unit.end, default=None)

    def _item(self, place: int, kind: SpanKind, words: Sequence[Word]) -> Unit | None:
        word = word_at(self.plain, place, words)
        if word is None or not isinstance(word.meaning, DictionaryItem):
            return None
        return Unit(place, place + len(word.spelling), kind, item=word.meaning)

    def _mood(self, place: int) -> Unit | None:
        label = MOOD_LABEL.match(self.plain, place)
        begin = label.end() if label else place
        word = word_at(self.plain, begin, self.words.moods)
        if word is None or not isinstance(word.meaning, Mood):
            return None
        return Unit(place, begin + len(word.spelling), SpanKind.MOOD, mood=word.meaning)

    def _contact(self, place: int, end: int) -> Unit | None:
        before = _BEFORE_A_NAME.match(self.plain, place, end)
        begin = before.end() if before else place
        named = contact_at(self.plain, begin, self.contacts)
        if named is None and before:
            begin, named = place, contact_at(self.plain, place, self.contacts)
        if named is None:
            return None
        return Unit(place, named.end, SpanKind.CONTACT, name_start=begin, people=named.meant)

    def _date(self, place: int, end: int) -> Unit | None:
        """Return when it happened; a date to come is no part of how a line begins."""
        found = moment_at(self.plain[:end], place, self.asked)
        if found is None:
            return None
        if found.is_present or self._is_today(found, end):
            return Unit(place, found.end, SpanKind.HAPPENED)
        if found.moment.instant > self.asked.now:
            found = self._looked_back(found, end)
        if found is None or found.moment.instant > self.asked.now:
            return None
        return Unit(place, found.end, SpanKind.HAPPENED, moment=found.moment)

    def _is_today(self, found: FoundMoment, end: int) -> bool:
        is_today = not found.moment.has_time and found.moment.day == self.asked.today
        return is_today and self._says_what_was_done(found.end, end)

    def _looked_back(self, found: FoundMoment, end: int) -> FoundMoment | None:
        """Return an open date (周五, 10:30) as the last such one, where what was done follows."""
        if not self._says_what_was_done(found.end, end):
            return None
        back = replace(self.asked, prefer="past")
        past = moment_at(self.plain[:end], found.start, back)
        if past is None or past.moment.instant < self.asked.now - _LONGEST_AGO:
            return None
        return past

    def _says_what_was_done(self, place: int, end: int) -> bool:
        place = self._skip(place, end)
        units = (
            self._contact(place, end),
            self._item(place, SpanKind.METHOD, self.words.methods),
            self._item(place, SpanKind.RESULT, self.words.results),
        )
        return any(unit is not None and unit.end <= end for unit in units)
