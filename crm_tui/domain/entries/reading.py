"""Read a follow-up that was written on one line.

A word is understood where it stands alone or begins the line; one that is part of a sentence stays
in it. What is not understood is content, so that nothing is lost and nothing is guessed.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import field
from itertools import islice

from crm_tui.domain.contacts import ContactRow
from crm_tui.domain.days import DayUnit, start_of_day
from crm_tui.domain.dictionaries import DictionaryItem, DictionaryKind
from crm_tui.domain.entries import signs
from crm_tui.domain.entries.contents import content_of, whole
from crm_tui.domain.entries.heads import HeadReader, Unit, Words
from crm_tui.domain.entries.lines import Line, lines_read
from crm_tui.domain.entries.people import full_name_at
from crm_tui.domain.entries.plans import Standing, Stretch, note_of, plans_in
from crm_tui.domain.entries.proposals import DONE, Proposal, methods_said
from crm_tui.domain.entries.values import Doubt, DoubtKind, Entry, Known, Span, SpanKind
from crm_tui.domain.entries.vocabulary import (
    METHOD_WORDS,
    MOOD_LABEL,
    RESULT_WORDS,
    Word,
    mood_words,
    spellings,
    stages_meant,
)
from crm_tui.domain.follow_ups import Mood, PlannedTask
from crm_tui.domain.identifiers import UserId
from crm_tui.domain.mentions import Colleague, WhyNotTold, mentions_of
from crm_tui.domain.moments import Moment, find_moments
from crm_tui.domain.moments.values import Asked
from crm_tui.domain.numerals import half_width
from crm_tui.values import dataclass

_OWN_WORD = re.compile(r"(?<![^\s,;。.!?])[^\s,;。.!?、:]+(?![^\s,;。.!?])")
_WITH = re.compile("(?:给|跟|和|与|向|找|约|联系|拜访|电话|见到|见了|见)(?=.)")
_USUAL_HOUR = 9
_MOST_DOUBTS = 5
_MOST_SIGNS = 20
"""Tags, tasks and colleagues of a line that are read; whatever comes after is content."""
_MOST_STRETCHES = 100
_LONGEST_SENTENCE = 1000
_NOT_SAID = frozenset(
    {
        *(SpanKind.TASK, SpanKind.TAG, SpanKind.STAGE, SpanKind.NEXT, SpanKind.NOTE),
        *(SpanKind.HAPPENED, SpanKind.MOOD),
    }
)
"""What tells nothing of how it was done."""


def read_entry(text: str, known: Known) -> Entry:
    """Return what a line says; of any text whatever, and what is not understood is its content."""
    reading = _Reading(text, half_width(text), known)
    for line in lines_read(reading.plain):
        reading.read(line)
    return reading.entry()


@dataclass(frozen=True, slots=True)
class _TaskSaid:
    """A task as a line says it: what, when if that is said, and who if not oneself."""

    title: str
    due: Moment | None
    assignee_id: UserId | None


@dataclass(slots=True)
class _Reading:
    """A line while it is read: what was claimed so far, and what it said."""

    text: str
    plain: str
    known: Known
    spans: list[Span] = field(default_factory=list)
    contact: ContactRow | None = None
    candidates: tuple[ContactRow, ...] = ()
    method: DictionaryItem | None = None
    proposed: Proposal | None = None
    result: DictionaryItem | None = None
    mood: Mood | None = None
    happened: Moment | None = None
    next_contact: Moment | None = None
    note: str = ""
    stage: DictionaryItem | None = None
    tags: dict[str, None] = field(default_factory=dict)
    tasks: list[_TaskSaid] = field(default_factory=list)
    colleagues: dict[UserId, Colleague] = field(default_factory=dict)
    doubts: dict[Doubt, None] = field(default_factory=dict)

    def read(self, line: Line) -> None:
        """Read a line: its signs, how it begins, the plan in it, and words that stand alone."""
        self._read_tasks(line)
        self._read_tags(line)
        self._read_colleagues(line)
        free = list(islice(self._free(line.start, line.end), _MOST_STRETCHES))
        if line.is_first and free:
            start = self._read_head(*free[0])
            free = [(start, free[0][1]), *free[1:]]
        for start, end in free:
            self._read_plan(start, end)
        if line.is_first:
            for start, end in free:
                self._read_own_words(start, end)
                self._read_name_inside(start, end)
            self._propose_method(line)

    def entry(self) -> Entry:
        """Return all that was understood."""
        spans = whole(self.spans, len(self.text))
        return Entry(
            text=self.text,
            spans=spans,
            content=content_of(self.text, spans),
            contact=self.contact,
            candidates=self.candidates,
            method=self.method,
            proposed=self.proposed,
            result=self.result,
            mood=self.mood,
            happened=self.happened,
            next_contact=self.next_contact,
            next_contact_note=self.note,
            stage=self.stage,
            tags=tuple(self.tags),
            tasks=tuple(self._planned(each) for each in self.tasks),
            colleagues=tuple(self.colleagues.values()),
            doubts=tuple(self.doubts)[:_MOST_DOUBTS],
        )

    def _claim(self, start: int, end: int, kind: SpanKind, *, stays: bool = False) -> None:
        self.spans.append(Span(start, end, kind, stays))

    def _doubt(self, kind: DoubtKind, words: str, names: tuple[str, ...] = ()) -> None:
        self.doubts[Doubt(kind, words, names)] = None

    def _free(self, start: int, end: int) -> Iterator[tuple[int, int]]:
        """Yield the stretches between two places that nothing was understood of yet."""
        for each in sorted(self.spans, key=lambda span: span.start):
            if each.end <= start or each.start >= end:
                continue
            if each.start > start:
                yield start, each.start
            start = max(start, each.end)
        if start < end:
            yield start, end

    def _is_free(self, start: int, end: int) -> bool:
        return all(each.end <= start or each.start >= end for each in self.spans)

    def _spans_at(self, place: int) -> Iterator[Span]:
        return (each for each in self.spans if each.start <= place < each.end)

    # --- signs -----------------------------------------------------------------------------------

    def _read_tasks(self, line: Line) -> None:
        for sign in islice(signs.tasks_in(self.plain, line.start, line.end), _MOST_SIGNS):
            self.tasks.append(self._task(self.text[sign.words_start : sign.end]))
            self._claim(sign.start, sign.end, SpanKind.TASK)

    def _task(self, words: str) -> _TaskSaid:
        """Return what is to be done, when, and by whom; the date goes out of its title."""
        at = self.known
        named = mentions_of(words, at.colleagues).colleagues
        assignee_id = named[0].id if named else None
        for each in find_moments(words, now=at.now, zone=at.zone, calendar=at.calendar):
            if each.moment.instant > at.now:
                before, after = words[: each.start].strip(), words[each.end :].strip()
                title = f"{before} {after}".strip()
                return _TaskSaid(title or words.strip(), each.moment, assignee_id)
        return _TaskSaid(words.strip(), None, assignee_id)

    def _planned(self, said: _TaskSaid) -> PlannedTask:
        """Return a task; without a day of its own it is for the next contact, else the next day."""
        due = said.due or self.next_contact
        if due is not None:
            return PlannedTask(said.title, due.instant, due.has_time, said.assignee_id)
        known = self.known
        today = known.now.astimezone(known.zone).toordinal()
        day = known.calendar.nth_counted_day(today, 1, DayUnit.WORKING)
        at = start_of_day(day, known.zone).astimezone(known.zone).replace(hour=_USUAL_HOUR)
        return PlannedTask(said.title, at, False, said.assignee_id)

    def _read_tags(self, line: Line) -> None:
        for sign in islice(signs.tags_in(self.plain, line.start, line.end), _MOST_SIGNS):
            if not self._is_free(sign.start, sign.end):
                continue
            word = signs.tag_of(self.text, sign)
            stages = stages_meant(word, self.known.words)
            if len(stages) == 1 and self.stage is None:
                self.stage = stages[0]
                self._claim(sign.start, sign.end, SpanKind.STAGE)
                continue
            if len(stages) > 1:
                names = tuple(each.name for each in stages)
                self._doubt(DoubtKind.SEVERAL_STAGES, word, names)
            self.tags[word] = None
            self._claim(sign.start, sign.end, SpanKind.TAG)

    def _read_colleagues(self, line: Line) -> None:
        found = signs.colleagues_in(
            self.text, self.plain, line.start, line.end, self.known.colleagues
        )
        for sign, named in islice(found, _MOST_SIGNS):
            said = self.text[sign.words_start : sign.end]
            if any(each.kind is SpanKind.TASK for each in self._spans_at(sign.start)):
                continue
            if len(named.colleagues) == 1:
                self.colleagues[named.colleagues[0].id] = named.colleagues[0]
                if self._is_free(sign.start, sign.end):
                    self._claim(sign.start, sign.end, SpanKind.COLLEAGUE, stays=True)
            elif any(each.reason is WhyNotTold.SEVERAL for each in named.untold):
                self._doubt(DoubtKind.SEVERAL_COLLEAGUES, said)
            else:
                self._doubt(DoubtKind.NO_COLLEAGUE, said)

    # --- how it begins ---------------------------------------------------------------------------

    def _read_head(self, start: int, end: int) -> int:
        """Take out what the line begins with; return where the rest of the stretch begins."""
        known = self.known
        words = Words(*self._words())
        head = HeadReader(self.plain, known.contacts, words, self._asked()).read(start, end)
        for unit in head.taken:
            self._take(unit)
        if head.staying is not None:
            self._name(head.staying, stays=True)
        return head.end

    def _words(self) -> tuple[list[Word], list[Word], list[Word]]:
        items = self.known.words
        return (
            spellings(items, DictionaryKind.FOLLOW_UP_METHOD, METHOD_WORDS),
            spellings(items, DictionaryKind.FOLLOW_UP_RESULT, RESULT_WORDS),
            mood_words(),
        )

    def _asked(self) -> Asked:
        known = self.known
        local = known.now.astimezone(known.zone)
        return Asked(local, known.zone, _USUAL_HOUR, "future", known.calendar)

    def _take(self, unit: Unit) -> None:
        if unit.kind is SpanKind.CONTACT:
            self._name(unit, stays=False)
            return
        self._claim(unit.start, unit.end, unit.kind)
        if unit.kind is SpanKind.METHOD:
            self.method = unit.item
        elif unit.kind is SpanKind.RESULT:
            self.result = unit.item
        elif unit.kind is SpanKind.MOOD:
            self.mood = unit.mood
        else:
            self.happened = unit.moment

    def _name(self, unit: Unit, *, stays: bool) -> None:
        """Keep whom a name means; one that means nobody, or several, stays in the content."""
        said = self.text[unit.name_start : unit.end]
        if not unit.people:
            self._doubt(DoubtKind.NO_CONTACT, said)
            return
        if len(unit.people) > 1:
            self.candidates = unit.people
            names = tuple(each.fields.name for each in unit.people)
            self._doubt(DoubtKind.SEVERAL_CONTACTS, said, names)
            self._claim(unit.name_start, unit.end, SpanKind.CONTACT, stays=True)
            return
        self.contact = unit.people[0]
        start = unit.name_start if stays else unit.start
        self._claim(start, unit.end, SpanKind.CONTACT, stays=stays)

    # --- the rest --------------------------------------------------------------------------------

    def _read_plan(self, start: int, end: int) -> None:
        asked, stretch = self._asked(), Stretch(self.plain[:end], start, end)
        for plan, standing in plans_in(stretch, asked):
            said = self.text[plan.found.start : plan.found.end]
            is_open = not plan.found.has_day or plan.found.moment.day == asked.today
            if is_open and DONE.match(self.plain, plan.found.end, end):
                continue
            if self.next_contact is not None or standing is Standing.INSIDE:
                if plan.found.has_day and plan.found.moment.day > asked.today:
                    self._doubt(DoubtKind.DATE_IN_SENTENCE, said)
                continue
            stays = standing is Standing.APPOINTED
            self.next_contact = plan.found.moment
            self._claim(plan.start, plan.found.end, SpanKind.NEXT, stays=stays)
            note_start, note_end = note_of(stretch, plan.found, asked)
            if note_end > note_start:
                self.note = self.text[note_start:note_end]
                self._claim(note_start, note_end, SpanKind.NOTE, stays=stays)

    def _propose_method(self, line: Line) -> None:
        """Propose the method that the sentence says was used; of several none."""
        if self.method is not None:
            return
        end = min(line.end, line.start + _LONGEST_SENTENCE)
        plain = "".join(
            " " if any(map(_tells_no_method, self._spans_at(place))) else self.plain[place]
            for place in range(line.start, end)
        )
        found = methods_said(plain, self.known.words)
        if len(found) == 1:
            self.proposed = found[0]
        elif found:
            names = tuple(each.method.name for each in found)
            self._doubt(DoubtKind.SEVERAL_METHODS, found[0].words, names)

    def _read_own_words(self, start: int, end: int) -> None:
        """Take words that stand between blanks or at a clause's ends; English ones never do."""
        methods, results, moods = self._words()
        for match in _OWN_WORD.finditer(self.plain, start, end):
            said, place, behind = match[0], match.start(), match.end()
            if said.isascii() or not self._is_free(place, behind):
                continue
            if self.method is None and (word := _same(said, methods)) is not None:
                self._take(Unit(place, behind, SpanKind.METHOD, item=word))
            elif self.result is None and (word := _same(said, results)) is not None:
                self._take(Unit(place, behind, SpanKind.RESULT, item=word))
            elif self.mood is None and (mood := _same_mood(_unlabelled(said), moods)) is not None:
                self._take(Unit(place, behind, SpanKind.MOOD, mood=mood))
            elif self.contact is None and not self.candidates:
                self._own_name(place, behind)

    def _own_name(self, start: int, end: int) -> None:
        named = full_name_at(self.plain, start, self.known.contacts)
        if named is not None and named.end == end:
            self._name(Unit(start, end, SpanKind.CONTACT, start, named.meant), stays=False)

    def _read_name_inside(self, start: int, end: int) -> None:
        """Understand 和张敏聊了 as a talk with her; the sentence stays whole."""
        for match in _WITH.finditer(self.plain, start, end):
            if self.contact is not None or self.candidates:
                return
            place = match.end()
            named = full_name_at(self.plain, place, self.known.contacts)
            if named is not None and named.end <= end and self._is_free(place, named.end):
                self._name(Unit(place, named.end, SpanKind.CONTACT, place, named.meant), stays=True)


def _tells_no_method(span: Span) -> bool:
    return span.kind in _NOT_SAID or (span.kind is SpanKind.CONTACT and not span.stays)


def _same(said: str, words: list[Word]) -> DictionaryItem | None:
    meanings = (each.meaning for each in words if each.spelling == said)
    return next((each for each in meanings if isinstance(each, DictionaryItem)), None)


def _unlabelled(said: str) -> str:
    """Return 积极 for 客户反馈积极."""
    label = MOOD_LABEL.match(said)
    return said[label.end() :] if label else said


def _same_mood(said: str, words: list[Word]) -> Mood | None:
    meanings = (each.meaning for each in words if each.spelling == said)
    return next((each for each in meanings if isinstance(each, Mood)), None)
