"""What was understood of a follow-up that was written on one line."""

from __future__ import annotations

from datetime import datetime
from enum import Enum
from zoneinfo import ZoneInfo

from crm_tui.domain.contacts import ContactRow
from crm_tui.domain.days import WorkCalendar
from crm_tui.domain.dictionaries import DictionaryItem
from crm_tui.domain.entries.proposals import Proposal
from crm_tui.domain.follow_ups import FollowUpDraft, Mood, PlannedTask
from crm_tui.domain.mentions import Colleague
from crm_tui.domain.moments import Moment
from crm_tui.domain.moments.values import NO_CALENDAR
from crm_tui.values import dataclass


class SpanKind(Enum):
    """What a stretch of the line was understood as."""

    CONTENT = "content"
    CONTACT = "contact"
    METHOD = "method"
    RESULT = "result"
    MOOD = "mood"
    HAPPENED = "happened"
    NEXT = "next"
    NOTE = "note"
    STAGE = "stage"
    TAG = "tag"
    TASK = "task"
    COLLEAGUE = "colleague"


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of the line; one that `stays` is understood and is part of the content too."""

    start: int
    end: int
    kind: SpanKind
    stays: bool = False

    @property
    def is_content(self) -> bool:
        """Whether its text is part of the content."""
        return self.stays or self.kind is SpanKind.CONTENT


class DoubtKind(Enum):
    """What was noticed in the line and not settled."""

    SEVERAL_CONTACTS = "several_contacts"
    NO_CONTACT = "no_contact"
    DATE_IN_SENTENCE = "date_in_sentence"
    NO_COLLEAGUE = "no_colleague"
    SEVERAL_COLLEAGUES = "several_colleagues"
    SEVERAL_STAGES = "several_stages"
    SEVERAL_METHODS = "several_methods"


@dataclass(frozen=True, slots=True)
class Doubt:
    """Words that mean several things, or nothing here; `names` are what they may mean."""

    kind: DoubtKind
    words: str
    names: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Known:
    """What a line may be about: the customer's people, the office's words, and the day."""

    now: datetime
    zone: ZoneInfo
    contacts: tuple[ContactRow, ...] = ()
    words: tuple[DictionaryItem, ...] = ()
    colleagues: tuple[Colleague, ...] = ()
    calendar: WorkCalendar = NO_CALENDAR


@dataclass(frozen=True, slots=True)
class Entry:
    """A line as it was understood; what was not is its content."""

    text: str
    spans: tuple[Span, ...]
    content: str
    contact: ContactRow | None = None
    candidates: tuple[ContactRow, ...] = ()
    """Whom the name may mean, where it means several."""
    method: DictionaryItem | None = None
    proposed: Proposal | None = None
    """The method that the sentence says was used, where no word of its own names one."""
    result: DictionaryItem | None = None
    mood: Mood | None = None
    happened: Moment | None = None
    """When it was, where that was said; None for now."""
    next_contact: Moment | None = None
    next_contact_note: str = ""
    stage: DictionaryItem | None = None
    tags: tuple[str, ...] = ()
    tasks: tuple[PlannedTask, ...] = ()
    colleagues: tuple[Colleague, ...] = ()
    doubts: tuple[Doubt, ...] = ()

    @property
    def used(self) -> DictionaryItem | None:
        """The method that is saved: the one named, else the one proposed."""
        return self.method or (None if self.proposed is None else self.proposed.method)

    @property
    def said(self) -> str:
        """What is kept as content: of a line that only says how it went, these words."""
        if self.content or not (self.method or self.result):
            return self.content
        kinds = {SpanKind.METHOD, SpanKind.RESULT, SpanKind.MOOD}
        spans = (each for each in self.spans if each.kind in kinds)
        return " ".join(self.text[each.start : each.end] for each in spans)

    def draft(self, known: Known) -> FollowUpDraft:
        """Return the follow-up that the line means.

        A customer's only contact is meant where nobody was named.
        """
        contact = self.contact
        if contact is None and not self.candidates and len(known.contacts) == 1:
            contact = known.contacts[0]
        return FollowUpDraft(
            content=self.said,
            happened_at=known.now if self.happened is None else self.happened.instant,
            method_id=None if self.used is None else self.used.id,
            result_id=None if self.result is None else self.result.id,
            contact_id=None if contact is None else contact.id,
            mood=self.mood,
            next_contact_at=None if self.next_contact is None else self.next_contact.instant,
            next_contact_note=self.next_contact_note,
            stage_id=None if self.stage is None else self.stage.id,
            mention_ids=tuple(each.id for each in self.colleagues),
            tags=self.tags,
            tasks=self.tasks,
        )
